// What scripts/pupil/progress.ts accepts of progress: it refuses the whole for one bad entry. Apart, so that no lesson's page loads it.
import type { Progress } from '../../scripts/pupil/merge.ts';
import { keep, progress } from './progress.ts';
import { recall } from './store.ts';

const isText = (value: unknown) => typeof value === 'string';

/** Whether it is a date and a time in UTC. A day that no month has becomes another one in a Date. */
const isTime = (value: string) =>
  isText(value) && /^\d{4}.{15}(\.\d+)?Z$/.test(value) && new Date(value).toJSON()?.startsWith(value.slice(0, 19));

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;

const only = <Value>(entries: Record<string, Value> | undefined, isGood: (value: Value) => boolean | undefined) =>
  Object.fromEntries(Object.entries(entries ?? {}).filter(([, value]) => isGood(value)));

/** Leaves out every entry that has not its form. */
export const accepted = ({ read, answered, passed, tries }: Partial<Progress>): Progress => ({
  version: 1,
  read: only(read, isTime),
  answered: only(answered, isText),
  passed: only(passed, isTime),
  tries: only(tries, isCount),
});

/** Leaves them out of what is kept, too, where an earlier version of the page took in any file. */
export function repair(): void {
  if (recall('progress') !== undefined) keep(accepted(progress()));
}
