/**
 * A rate limit: `most` times at once, and `perSecond` times per second on average.
 * @param now the time, ms
 */
export function pace(most: number, perSecond: number, now: () => number = () => performance.now()): () => boolean {
  let left = most;
  let before = now();
  /** Whether it may happen now. If so, counts it. */
  return () => {
    const time = now();
    left = Math.min(most, left + ((time - before) / 1000) * perSecond);
    before = time;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
