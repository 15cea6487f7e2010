import type { Readable } from 'node:stream';
import * as v from 'valibot';

/** The schema of a line. */
interface Lines<Shape extends v.GenericSchema> {
  shape: Shape;
  /** The longest line, in characters. */
  longest: number;
}

/**
 * Reads what a preload reports at descriptor 4, a line of JSON each. A program may write there in its place, so the first line
 * that is too long or of another form ends the reading, and closes the descriptor.
 * @param take gets the lines of each piece that arrives, and whether all of it was valid
 */
export function readReports<Shape extends v.GenericSchema>(
  stream: Readable,
  { shape, longest }: Lines<Shape>,
  take: (reports: v.InferOutput<Shape>[], isValid: boolean) => void,
): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    const reports: v.InferOutput<Shape>[] = [];
    const isValid =
      rest.length <= longest &&
      lines.every((line) => {
        const report = line.length <= longest ? read(line, shape) : undefined;
        if (report !== undefined) reports.push(report);
        return report !== undefined;
      });
    if (!isValid) stream.destroy();
    take(reports, isValid);
  });
  // The program may end in the middle of a line, or the descriptor may be closed here.
  stream.on('error', () => {});
}

function read<Shape extends v.GenericSchema>(line: string, shape: Shape): v.InferOutput<Shape> | undefined {
  try {
    return v.parse(shape, JSON.parse(line));
  } catch {
    return undefined;
  }
}
