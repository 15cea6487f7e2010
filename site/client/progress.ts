// What this reader has read, answered and passed, kept in the browser. In `npm start` the live notebook shares it with the
// command line (live.ts).
import { recall, remember } from './store.ts';

/** As in scripts/progress.ts, which says what the fields mean. */
export interface Progress {
  version: 1;
  read: Record<string, string>;
  answered: Record<string, string>;
  passed: Record<string, string>;
  tries: Record<string, number>;
}

const nothingYet = (): Progress => ({ version: 1, read: {}, answered: {}, passed: {}, tries: {} });

/** What is kept. Something else than progress is put aside under another key. */
export function progress(): Progress {
  const text = recall('progress');
  if (text === undefined) return nothingYet();
  try {
    const kept = JSON.parse(text);
    if (kept.version === 1) return { ...nothingYet(), ...kept };
  } catch {
    // put aside below
  }
  remember(`progress-damaged-${Date.now()}`, text);
  remember('progress', JSON.stringify(nothingYet()));
  return nothingYet();
}

/** Keeps progress, and tells the page of it. */
export function keep(now: Progress): void {
  remember('progress', JSON.stringify(now));
  document.dispatchEvent(new Event('socketbook:progress'));
}

/** Joins other progress to what is kept: nothing is lost, of two dates the earlier counts, of two first answers the one here. */
export function joinProgress(theirs: Progress): void {
  const ours = progress();
  const earlier = (kind: 'read' | 'passed') => {
    const joined = { ...theirs[kind], ...ours[kind] };
    for (const [id, date] of Object.entries(theirs[kind])) {
      if (date < (joined[id] ?? date)) joined[id] = date;
    }
    return joined;
  };
  const tries = { ...theirs.tries, ...ours.tries };
  for (const [id, count] of Object.entries(theirs.tries)) tries[id] = Math.max(count, tries[id] ?? 0);
  keep({
    version: 1,
    read: earlier('read'),
    answered: { ...theirs.answered, ...ours.answered },
    passed: earlier('passed'),
    tries,
  });
}

/** Keeps one thing more: a lesson that was read, an answer, an exercise that passed. The first time counts. */
export function note(kind: 'read' | 'answered' | 'passed', id: string, value = new Date().toISOString()): void {
  const now = progress();
  if (id in now[kind]) return;
  keep({ ...now, [kind]: { ...now[kind], [id]: value } });
}
