// The home page shows what was read, answered and passed, and hands progress out and takes it in.
import { fill } from './fill.ts';
import { keepProgress, type Progress, progress } from './progress.ts';

const tools = document.querySelector<HTMLElement>('.progress-tools');
const words = tools?.dataset ?? {};

function show(): void {
  const now = progress();
  for (const place of document.querySelectorAll<HTMLElement>('.lessons [data-lesson]')) {
    const { lesson = '', exercises = '', questions = '' } = place.dataset;
    const count = (ids: string, done: Record<string, string>) => ids.split(' ').filter((id) => id in done).length;
    const total = (ids: string) => ids.split(' ').filter(Boolean).length;
    const [passed, answered] = [count(exercises, now.passed), count(questions, now.answered)];
    const begun = passed > 0 || answered > 0 || lesson in now.read;
    place.textContent = begun
      ? fill(words.state, {
          read: lesson in now.read ? (words.read ?? '') : '',
          passed,
          exercises: total(exercises),
          answered,
          questions: total(questions),
        })
      : '';
  }
}

function handOut(): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(progress(), null, 2)}\n`], { type: 'application/json' }));
  link.download = 'progress.json';
  link.click();
  URL.revokeObjectURL(link.href);
}

const isRecord = (value: unknown): value is Record<string, string> => typeof value === 'object' && value !== null;

/** Joins a file to what is kept: nothing is lost, and what was first stays first. */
async function takeIn(file: File, say: (text: string) => void): Promise<void> {
  try {
    const theirs = JSON.parse(await file.text()) as Progress;
    if (theirs.version !== 1) throw new Error('version');
    const ours = progress();
    const joined = { ...ours };
    for (const kind of ['read', 'answered', 'passed'] as const) {
      if (isRecord(theirs[kind])) joined[kind] = { ...theirs[kind], ...ours[kind] };
    }
    for (const kind of ['read', 'passed'] as const) {
      for (const [id, date] of Object.entries(theirs[kind] ?? {})) {
        if (date < (joined[kind][id] ?? date)) joined[kind] = { ...joined[kind], [id]: date };
      }
    }
    for (const [id, count] of Object.entries(theirs.tries ?? {})) {
      joined.tries = { ...joined.tries, [id]: Math.max(Number(count) || 0, joined.tries[id] ?? 0) };
    }
    keepProgress(joined);
    say(words.imported ?? '');
  } catch {
    say(words.notProgress ?? '');
  }
}

if (tools) {
  tools.hidden = false;
  const [out, input, said] = ['.export', 'input', '[role=status]'].map((part) => tools.querySelector(part));
  out?.addEventListener('click', handOut);
  input?.addEventListener('change', async () => {
    const file = (input as HTMLInputElement).files?.[0];
    if (!file) return;
    await takeIn(file, (text) => {
      if (said) said.textContent = text;
    });
    (input as HTMLInputElement).value = '';
  });
}
document.addEventListener('socketbook:progress', show);
addEventListener('storage', show);
show();
