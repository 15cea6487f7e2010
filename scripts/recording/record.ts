// Runs cells, keeps what they print, and compares it with what was kept.
import { join } from 'node:path';
import { type Cell, type Lesson, nameOf, readRecording, recordingOf } from '../course/lesson.ts';
import { unmet } from '../course/requirements.ts';
import type { Lab } from '../lab/lab.ts';
import { replaceFile } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import { type CellOptions, type Outcome, runCell } from '../runner/run.ts';
import { normalize } from './normalizers.ts';

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
 * Compares what a cell prints now with its recording, with only what `varies` names replaced.
 * @throws Problem naming the first line that differs
 */
export function compare(lesson: Lesson, cell: Cell, recorded: string, printed: string): void {
  const expected = normalize(recorded, cell.varies).split('\n');
  const actual = normalize(printed, cell.varies).split('\n');
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
