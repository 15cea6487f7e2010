// The order in which a recorded run went on: packets crossed, lines were printed.
import type { Recorded } from '../../course/wire-file.ts';

/** A packet that crossed, or a line that was printed. */
export interface Step {
  /** Milliseconds since the first rung. */
  ms: number;
  /** The number of the rung, counted from 1 through all ladders. */
  rung?: number;
  /** The index of the line in the output. */
  line?: number;
}

/**
 * The rungs of all ladders and the lines of the output, in order of time. At the same time the rung is first: a program
 * prints what it has received.
 */
export function stepsOf({ ladders, lines }: Pick<Recorded, 'ladders' | 'lines'>): Step[] {
  const rungs = ladders.flatMap((ladder) => ladder.rungs).map(({ ms }, index) => ({ ms, rung: index + 1 }));
  const printed = lines.map((ms, line) => ({ ms, line }));
  return [...rungs, ...printed].sort((a, b) => a.ms - b.ms);
}
