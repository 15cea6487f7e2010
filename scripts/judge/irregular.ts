import { randomInt } from 'node:crypto';

/** Whole numbers from `from` to `to`, all different, new each time and in no order, so that no program can know them. */
export function irregular(count: number, from: number, to: number): number[] {
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(randomInt(from, to + 1));
  return [...numbers];
}
