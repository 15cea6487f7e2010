/** A line that a program printed. */
export interface TimedLine {
  text: string;
  /** When it was printed, ns of the clock of `process.hrtime`, which all programs of this machine share. */
  time: bigint;
}

/**
 * The lines in the output of a run with `times`: see preload/line-times.mjs. A last line without a newline has no time, and
 * neither has one that was typed. They are left out.
 */
export const timedLines = (output: string): TimedLine[] =>
  [...output.matchAll(/(.*)\t(\d+)\n/g)].map(([, text = '', time = '']) => ({ text, time: BigInt(time) }));
