// The progress of a pupil (lessons read, questions answered, exercises passed), and how two records are merged. The page and
// the command line share this file.

export interface Progress {
  version: 1;
  /** The date on which a lesson was read to its end, by folder name. */
  read: Record<string, string>;
  /** The first choice, by question. */
  answered: Record<string, string>;
  /** The date on which an exercise first passed, by id. */
  passed: Record<string, string>;
  /** How many times an exercise was judged until it passed, by id. */
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

/** Merges two records. Nothing is lost. Of two dates the earlier is kept; of two answers, the one in `one`. */
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
