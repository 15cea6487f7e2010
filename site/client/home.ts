// Shows the progress on the home page, and exports and imports it.
import { decode } from '../../scripts/project/decode.ts';
import { goodEntries } from '../../scripts/pupil/validate.ts';
import { fill } from '../shared/fill.ts';
import { joinProgress, progress } from './progress.ts';
import { repair } from './repair.ts';

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

/** Merges a progress file into the saved progress. Nothing is lost: first answers and earlier dates are kept. */
async function takeIn(file: File, say: (text: string) => void): Promise<void> {
  try {
    const given = JSON.parse(decode(new Uint8Array(await file.arrayBuffer())));
    const theirs = goodEntries(given);
    const holds = Object.values(theirs).some((entries) => Object.keys(entries).length > 0);
    if (given.version !== 1 || !holds) throw new Error('no progress');
    joinProgress(theirs);
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
repair();
show();
