// The file CELL.wire.json: what crossed the wire when a cell was recorded.
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { Problem } from '../project/problem.ts';
import { type Lesson, nameOf, parseJson, readText, recordingOf, talkOf } from './lesson.ts';
import { checkLadders, checkPorts } from './wire-consistency.ts';
import { type Ladder, ladder, type Rung, type Wire, type WireSubject, wire } from './wire-shape.ts';

export type { Ladder, Rung, Wire, WireSubject };

/** What is recorded in one run: the output, when each of its lines was printed (as in the file), and what crossed the wire. */
export interface Recorded {
  output: string;
  lines: number[];
  ladders: Ladder[];
}

/** The file with what crossed the wire when a cell or a pair was recorded. */
export const wireFileOf = ({ name }: WireSubject) => `${name}.wire.json`;

/** The file with what a cell or a pair printed when it was recorded. */
export const outputFileOf = (subject: WireSubject) => ('file' in subject ? recordingOf(subject) : talkOf(subject));

/** A digest that holds together what was recorded in one run: 16 hexadecimal digits of a SHA-256. */
const digestOf = ({ output, lines, ladders }: Recorded) =>
  createHash('sha256')
    .update(JSON.stringify([output, lines, ladders]))
    .digest('hex')
    .slice(0, 16);

/** What was recorded in a run, without the output, as the text of the file: one rung a line. */
export function textOfWire(system: string, { output, lines, ladders }: Recorded): string {
  // Parsing puts the fields in the order in which readWire gets them. The digest depends on it.
  const parsed = v.parse(v.array(ladder), ladders);
  const digest = digestOf({ output, lines, ladders: parsed });
  const each = parsed.map(({ over, ends, rungs }) => {
    const each = rungs.map((one) => `        ${JSON.stringify(one)}`).join(',\n');
    return `    {\n      "over": "${over}",\n      "ends": ${JSON.stringify(ends)},\n      "rungs": [\n${each}\n      ]\n    }`;
  });
  const head = `  "system": ${JSON.stringify(system)},\n  "digest": "${digest}",\n  "lines": ${JSON.stringify(lines)},\n`;
  return `{\n${head}  "ladders": [\n${each.join(',\n')}\n  ]\n}\n`;
}

/**
 * Reads what crossed the wire when a cell or a pair was recorded.
 * @throws Problem if the file is missing or not valid, if it is not from the same run as the recorded output, if it has not one
 *   time for each of its lines, or if it is not consistent: see wire-consistency.ts
 */
export function readWire(lesson: Lesson, subject: WireSubject): Wire {
  const file = wireFileOf(subject);
  const name = nameOf(lesson.id, file);
  const remedy = `run "npm run record -- ${lesson.id}"`;
  const root = dirname(lesson.dir);
  const text = readText(lesson.id, file, `missing; ${remedy}`, root);
  const read = parseJson(wire, text, name);
  const output = readText(lesson.id, outputFileOf(subject), `missing; ${remedy}`, root);
  checkPorts(name, lesson, subject, output, read.ladders);
  checkLadders(name, read.ladders, subject.wire === true);
  const printed = output.split('\n').length - 1;
  if (read.lines.length !== printed) {
    throw new Problem(
      name,
      `has the times of ${read.lines.length} lines, ${outputFileOf(subject)} has ${printed} lines; ${remedy}`,
    );
  }
  if (read.digest !== digestOf({ output, ...read })) {
    throw new Problem(name, `not from the same run as ${outputFileOf(subject)}, or changed by hand; ${remedy}`);
  }
  return read;
}
