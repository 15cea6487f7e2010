// What this reader has read, answered and passed, kept in the browser. In `npm start` the live notebook shares it with the
// command line (live.ts).
import { mergeProgress, nothingYet, type Progress } from '../../scripts/pupil/merge.ts';
import { recall, remember } from './store.ts';

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

/** Joins other progress to what is kept. Of two first answers the one here counts. */
export function joinProgress(theirs: Progress): void {
  keep(mergeProgress(progress(), theirs));
}

/** Keeps one thing more: a lesson that was read, an answer, an exercise that passed. The first time counts. */
export function note(kind: 'read' | 'answered' | 'passed', id: string, value = new Date().toISOString()): void {
  const now = progress();
  if (id in now[kind]) return;
  keep({ ...now, [kind]: { ...now[kind], [id]: value } });
}
