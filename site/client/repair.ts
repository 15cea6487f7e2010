// Apart, so that no lesson's page loads it before its cells run.
import { goodEntries } from '../../scripts/pupil/validate.ts';
import { keep, progress } from './progress.ts';
import { recall } from './store.ts';

/** Leaves out of what is kept every entry that has not its form: an earlier version of the page took in any file. */
export function repair(): void {
  if (recall('progress') !== undefined) keep(goodEntries(progress()));
}
