// What a pupil has read, answered and passed, and how two such records become one. The page and the command line share this.

export interface Progress {
  version: 1;
  /** When a lesson was read to its end, by its folder's name. */
  read: Record<string, string>;
  /** Which choice was taken first, by question. */
  answered: Record<string, string>;
  /** When an exercise passed first, by its id. */
  passed: Record<string, string>;
  /** How often an exercise was judged, by its id. */
  tries: Record<string, number>;
}

export const nothingYet = (): Progress => ({ version: 1, read: {}, answered: {}, passed: {}, tries: {} });

const earliest = (one: Record<string, string>, other: Record<string, string>) => {
  const merged = { ...other, ...one };
  for (const [key, date] of Object.entries(other)) {
    if ((merged[key] ?? date) > date) merged[key] = date;
  }
  return merged;
};

/** Joins two: nothing that one of them holds is lost, of two dates the earlier counts, of two first answers the first's. */
export function mergeProgress(one: Progress, other: Progress): Progress {
  const tries = { ...other.tries, ...one.tries };
  for (const [id, count] of Object.entries(other.tries)) tries[id] = Math.max(count, tries[id] ?? 0);
  return {
    version: 1,
    read: earliest(one.read, other.read),
    answered: { ...other.answered, ...one.answered },
    passed: earliest(one.passed, other.passed),
    tries,
  };
}
