// Runs cells, saves their output, and compares it with the saved output.
import { join } from 'node:path';
import {
  type Cell,
  cellOf,
  type Lesson,
  nameOf,
  type Pair,
  readRecording,
  recordingOf,
  talkOf,
} from '../course/lesson.ts';
import { normalize } from '../course/normalizers.ts';
import { readTalk, type Said, talkIn, textOfTalk } from '../course/pairs.ts';
import { lackOf } from '../course/requirements.ts';
import { checkLadders } from '../course/wire-consistency.ts';
import { readWire, textOfWire, type WireSubject, wireFileOf } from '../course/wire-file.ts';
import type { Lab } from '../lab/lab.ts';
import { replaceFile } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import { runPair } from '../runner/pair.ts';
import { type CellOptions, exitCodeOf, type Outcome, runCell } from '../runner/run.ts';
import { type Capture, system } from './wire/capture.ts';
import { compareWire } from './wire/normal-form.ts';

/** The output of a run in the form of a recording: standard output, then standard error. */
export const transcript = (outcome: Outcome) => outcome.stdout + outcome.stderr;

/**
 * Runs a cell and returns its output.
 * @throws Problem if its exit code is not the one in `lesson.json`, or it prints nothing
 */
export async function observe(lesson: Lesson, cell: Cell, options: CellOptions): Promise<string> {
  const outcome = await runCell(lesson, cell, options);
  const where = `lessons/${lesson.id}/lesson.json: cell ${cell.name}`;
  if (exitCodeOf(outcome) !== cell.exit) {
    const how = outcome.signal ?? `exit code ${outcome.code}`;
    throw new Problem(where, `ended with ${how} instead of exit code ${cell.exit}: ${transcript(outcome).trim()}`);
  }
  const text = transcript(outcome);
  if (text === '') throw new Problem(where, 'printed nothing; a cell must show something');
  return text;
}

/**
 * Compares the output of a cell with its recording, after replacing the kinds of text listed in `varies`.
 * @throws Problem that names the first line that differs
 */
export function compare(lesson: Lesson, cell: Cell, recorded: string, printed: string): void {
  const recording = { file: recordingOf(cell), program: cell.file, varies: cell.varies, text: recorded };
  compareLines(lesson, recording, printed);
}

interface Recording {
  file: string;
  program: string;
  varies: Cell['varies'];
  text: string;
}

function compareLines(lesson: Lesson, { file, program, varies, text }: Recording, printed: string): void {
  const expected = normalize(text, varies).split('\n');
  const actual = normalize(printed, varies).split('\n');
  const count = Math.max(expected.length, actual.length);
  for (let index = 0; index < count; index++) {
    if (expected[index] === actual[index]) continue;
    throw new Problem(
      `${nameOf(lesson.id, file)}:${index + 1}`,
      `out of date: the recording has ${JSON.stringify(expected[index] ?? 'no such line')}, ${program} now prints ` +
        `${JSON.stringify(actual[index] ?? 'no such line')}; if the new output is right, run "npm run record -- ${lesson.id}"`,
    );
  }
}

/** How cells are recorded. */
export interface RecordOptions extends CellOptions {
  /** Starts the capture for the cells and pairs with `wire`, or returns the running one. */
  capture?: () => Promise<Capture>;
}

/**
 * Records one cell. Does not write the file if only text listed in `varies` changed. Returns whether it wrote the file.
 * @throws Problem if this machine does not meet the cell's requirements, or cannot capture what the cell needs
 */
export async function record(lesson: Lesson, cell: Cell, options: RecordOptions): Promise<boolean> {
  const lacking = await lackOf(cell);
  if (lacking.length > 0) {
    throw new Problem(
      `lessons/${lesson.id}/lesson.json: cell ${cell.name}`,
      `record it on a machine with ${lacking.join(', ')}`,
    );
  }
  const compared = (printed: string) => compare(lesson, cell, readRecording(lesson, cell), printed);
  if (cell.wire !== undefined) return recordWire(lesson, cell, recordingOf(cell), compared, options);
  const printed = await observe(lesson, cell, options);
  return keep(join(lesson.dir, recordingOf(cell)), printed, () => compared(printed), options);
}

/** Records the output of a cell or a pair and what crossed the wire, both of one run. Returns whether it wrote the files. */
async function recordWire(
  lesson: Lesson,
  subject: WireSubject,
  file: string,
  compared: (output: string) => void,
  { capture }: RecordOptions,
): Promise<boolean> {
  const where = `lessons/${lesson.id}/lesson.json: ${'file' in subject ? 'cell' : 'pair'} ${subject.name}`;
  if (capture === undefined) throw new Problem(where, 'has "wire", but this run captures no packets');
  const running = await capture().catch((error) => {
    throw error instanceof Problem ? new Problem(where, `record it on another machine: ${error.remedy}`) : error;
  });
  const recorded = await running.run(lesson, subject);
  const { output, ladders } = recorded;
  if (ladders.length === 0) throw new Problem(where, 'has "wire", but no packet crossed; remove "wire"');
  checkLadders(wireFileOf(subject), ladders, subject.wire === true);
  try {
    compared(output);
    compareWire(wireFileOf(subject), readWire(lesson, subject).ladders, ladders);
    return false;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    replaceFile(join(lesson.dir, file), output);
    replaceFile(join(lesson.dir, wireFileOf(subject)), textOfWire(system, recorded));
    return true;
  }
}

/**
 * Writes a recording if the comparison with the old one fails. Returns whether it wrote it.
 * @throws Problem if it would have to write what was printed with other ports than those on the page
 */
function keep(path: string, text: string, comparison: () => void, { busy }: CellOptions): boolean {
  try {
    comparison();
    return false;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (busy !== undefined)
      throw new Problem(
        path,
        `the output has changed, but port ${busy} is in use; stop the program that uses it, then record`,
      );
    replaceFile(path, text);
    return true;
  }
}

/**
 * Compares the lines of a pair, and their order, with the recording.
 * @throws Problem that names the first line that differs
 */
export function comparePair(lesson: Lesson, pair: Pair, recorded: readonly Said[], printed: readonly Said[]): void {
  const ends = [cellOf(lesson, pair.server), cellOf(lesson, pair.client)];
  const recording = {
    file: talkOf(pair),
    program: ends.map(({ file }) => file).join(' with '),
    varies: [...new Set(ends.flatMap(({ varies }) => varies))],
    text: textOfTalk(recorded),
  };
  compareLines(lesson, recording, textOfTalk(printed));
}

/** Records a pair in one go, in the order of both programs' lines. Returns whether it wrote the file. */
export async function recordPair(lesson: Lesson, pair: Pair, options: RecordOptions): Promise<boolean> {
  const compared = (printed: readonly Said[]) => comparePair(lesson, pair, readTalk(lesson, pair), printed);
  if (pair.wire !== undefined) {
    return recordWire(lesson, pair, talkOf(pair), (output) => compared(talkIn(output)), options);
  }
  const printed = await runPair(lesson, pair, options);
  return keep(join(lesson.dir, talkOf(pair)), textOfTalk(printed), () => compared(printed), options);
}

/** The ports that a cell's arguments can name: those of the lab's TCP services on 127.0.0.1. */
export function labPorts(lab: Lab): Record<string, number> {
  const services = lab.services.filter((one) => one.protocol === 'tcp' && one.host === '127.0.0.1');
  return Object.fromEntries(services.map((one) => [one.name, one.port]));
}
