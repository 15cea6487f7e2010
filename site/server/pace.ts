/**
 * Limits how often something may happen: `most` times at once, and `perSecond` times in the long run.
 * @param now the time, ms
 */
export function pace(most: number, perSecond: number, now: () => number = () => performance.now()): () => boolean {
  let left = most;
  let before = now();
  /** Says whether it may happen now, and counts it if so. */
  return () => {
    const time = now();
    left = Math.min(most, left + ((time - before) / 1000) * perSecond);
    before = time;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
