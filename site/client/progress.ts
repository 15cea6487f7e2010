// The reader's progress, stored in the browser. In `npm start` the notebook shares it with the command line (live.ts).
import { mergeProgress, nothingYet, type Progress } from '../../scripts/pupil/merge.ts';
import { recall, remember } from './store.ts';

/** The stored progress. A value that is not progress is moved to another key. */
export function progress(): Progress {
  const text = recall('progress');
  if (text === undefined) return nothingYet();
  try {
    const kept = JSON.parse(text);
    if (kept.version === 1) return { ...nothingYet(), ...kept };
  } catch {
    // moved to another key below
  }
  remember(`progress-damaged-${Date.now()}`, text);
  remember('progress', JSON.stringify(nothingYet()));
  return nothingYet();
}

/** Stores progress, and notifies the page. */
export function keep(now: Progress): void {
  remember('progress', JSON.stringify(now));
  document.dispatchEvent(new Event('socketbook:progress'));
}

/** Merges other progress into the stored progress. Of two first answers, the stored one is kept. */
export function joinProgress(theirs: Progress): void {
  keep(mergeProgress(progress(), theirs));
}

/** Adds a lesson that was read, an answer, or an exercise that passed. An existing entry is kept. */
export function note(kind: 'read' | 'answered' | 'passed', id: string, value = new Date().toISOString()): void {
  const now = progress();
  if (id in now[kind]) return;
  keep({ ...now, [kind]: { ...now[kind], [id]: value } });
}
