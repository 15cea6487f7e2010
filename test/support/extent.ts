// How much the tests try. `npm test` tries a part of what is many of a kind, and of what is random. `npm run test:all` tries
// everything once, before a change is merged: see .ci/run. `npm run soak` also repeats what is random, each night.

/** Whether everything is tried, and not a part of it. */
export const isWhole = process.env.EXTENT === 'all' || process.env.EXTENT === 'soak';

/** Whether `npm run soak` runs. Then what is random is tried far more often. */
export const isSoak = process.env.EXTENT === 'soak';

/** How often a property is tried: `npm test` tries a tenth of what the soak tries. */
export const tries = (count: number): number => (isSoak ? count : count / 10);

/** How many more times a program is judged. REPEATS changes the number. */
export const repeats = isSoak ? Number(process.env.REPEATS ?? 99) : 0;

/** The first of a list and each `step`th after it, or the whole list: see `isWhole`. */
export const part = <Item>(list: readonly Item[], step: number): Item[] =>
  list.filter((_, index) => isWhole || index % step === 0);
