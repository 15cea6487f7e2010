// A separate file, so that a lesson's page does not load it before its cells run.
import { goodEntries } from '../../scripts/pupil/validate.ts';
import { keep, progress } from './progress.ts';
import { recall } from './store.ts';

/** Removes the stored entries that are not valid. An earlier version of the page imported any file. */
export function repair(): void {
  if (recall('progress') !== undefined) keep(goodEntries(progress()));
}
