// Records what the cells print:  npm run record [-- LESSON …]
import { join } from 'node:path';
import { writeDigests } from './digest.ts';
import { replaceFile } from './files.ts';
import { type Lab, startLab } from './lab.ts';
import { labFrom } from './lab-ports.ts';
import { type Cell, type Lesson, nameOf, readLesson, readRecording, recordingOf } from './lesson.ts';
import { unmet } from './machine.ts';
import { mask } from './masks.ts';
import { namedLessons } from './named-lessons.ts';
import { command, Problem } from './problem.ts';
import { type CellOptions, type Outcome, runCell } from './run.ts';

/** A run's outcome as its recording keeps it: standard output, then standard error. */
export const transcript = (outcome: Outcome) => outcome.stdout + outcome.stderr;

/**
 * Runs a cell and returns what it printed.
 * @throws Problem when it does not end as `lesson.json` says, or prints nothing
 */
export async function observe(lesson: Lesson, cell: Cell, options: CellOptions): Promise<string> {
  const outcome = await runCell(lesson, cell, options);
  const where = `lessons/${lesson.id}/lesson.json: cell ${cell.name}`;
  if (outcome.code !== cell.exit) {
    const how = outcome.signal ?? `exit code ${outcome.code}`;
    throw new Problem(where, `ended with ${how} instead of exit code ${cell.exit}: ${transcript(outcome).trim()}`);
  }
  const text = transcript(outcome);
  if (text === '') throw new Problem(where, 'printed nothing; a cell must show something');
  return text;
}

/**
 * Compares what a cell prints now with its recording, with only what `varies` says masked.
 * @throws Problem naming the first line that differs
 */
export function compare(lesson: Lesson, cell: Cell, recorded: string, printed: string): void {
  const expected = mask(recorded, cell.varies).split('\n');
  const actual = mask(printed, cell.varies).split('\n');
  const count = Math.max(expected.length, actual.length);
  for (let index = 0; index < count; index++) {
    if (expected[index] === actual[index]) continue;
    throw new Problem(
      `${nameOf(lesson.id, recordingOf(cell))}:${index + 1}`,
      `stale: the recording has ${JSON.stringify(expected[index] ?? 'no such line')}, ${cell.file} now prints ` +
        `${JSON.stringify(actual[index] ?? 'no such line')}; if that is right, run "npm run record -- ${lesson.id}"`,
    );
  }
}

/**
 * Records one cell. Leaves the file as it is when nothing but what `varies` has changed. Returns whether it wrote.
 * @throws Problem when the machine has not what the cell needs
 */
export async function record(lesson: Lesson, cell: Cell, options: CellOptions): Promise<boolean> {
  const lacking = await unmet(cell.needs);
  if (lacking.length > 0) {
    throw new Problem(
      `lessons/${lesson.id}/lesson.json: cell ${cell.name}`,
      `record it on a machine with ${lacking.join(', ')}`,
    );
  }
  const printed = await observe(lesson, cell, options);
  try {
    compare(lesson, cell, readRecording(lesson, cell), printed);
    return false;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    replaceFile(join(lesson.dir, recordingOf(cell)), printed);
    return true;
  }
}

/** The ports that a cell's arguments name: those of the lab's TCP services on 127.0.0.1. */
export function labPorts(lab: Lab): Record<string, number> {
  const services = lab.services.filter((one) => one.protocol === 'tcp' && one.host === '127.0.0.1');
  return Object.fromEntries(services.map((one) => [one.name, one.port]));
}

const usage = `usage: npm run record [-- LESSON …]
Runs every cell of the named lessons (of all, if none is named) and keeps what it printed in
lessons/LESSON/CELL.out.txt, which the page shows. LESSON is a folder's name or its number.`;

async function main() {
  const wanted = namedLessons(process.argv.slice(2));
  if (wanted === undefined) {
    console.log(usage);
    return;
  }
  const lessons = wanted.map((id) => readLesson(id));
  const wantsLab = lessons.some(({ cells }) => cells.some((cell) => cell.lab));
  const lab = wantsLab ? await startLab({ from: labFrom }) : undefined;
  try {
    const options = lab === undefined ? {} : { lab: labPorts(lab) };
    for (const lesson of lessons) {
      for (const cell of lesson.cells) {
        const wrote = await record(lesson, cell, options);
        console.log(`${wrote ? 'recorded ' : 'unchanged'}  ${nameOf(lesson.id, recordingOf(cell))}`);
      }
      writeDigests(lesson);
    }
  } finally {
    await lab?.close();
  }
}

if (import.meta.main) await command(main);
