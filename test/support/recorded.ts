import { expect, type TestContext } from 'vitest';
import { labNames } from '../../scripts/course/lab-ports.ts';
import { type Cell, cellOf, type Lesson, type Pair, readLesson, readRecording } from '../../scripts/course/lesson.ts';
import { readTalk } from '../../scripts/course/pairs.ts';
import { lackOf } from '../../scripts/course/requirements.ts';
import type { Lab } from '../../scripts/lab/lab.ts';
import { compare, comparePair, labPorts, observe, transcript } from '../../scripts/recording/record.ts';
import { runPair } from '../../scripts/runner/pair.ts';
import { runCell } from '../../scripts/runner/run.ts';

/** The cell whose output depends on what else the machine does: its program says which of two ways took less than half the time. */
export function cellThatMeasures(): { lesson: Lesson; cell: Cell } {
  const lesson = readLesson('05-threaded-scan');
  return { lesson, cell: cellOf(lesson, 'join-bug') };
}

/** Runs a cell or a pair, and expects what the page shows. */
export async function expectRecorded(
  context: TestContext,
  lesson: Lesson,
  subject: Cell | Pair,
  lab: Lab,
): Promise<void> {
  if ('file' in subject) return expectCell(lesson, subject, labPorts(lab));
  const lacking = await lackOf(cellOf(lesson, subject.server));
  context.skip(lacking.length > 0, `this machine has no ${lacking}`);
  const printed = await runPair(lesson, subject, { lab: labPorts(lab), anyPort: true });
  comparePair(lesson, subject, readTalk(lesson, subject), printed);
}

async function expectCell(lesson: Lesson, cell: Cell, lab: Record<string, number>): Promise<void> {
  const options = { lab, anyPort: true };
  const lacking = await lackOf(cell);
  const absent = labNames.filter((name) => !(name in lab));
  if (absent.some((name) => cell.args.includes(`{${name}}`))) {
    // This machine has no such port. The runner reports that before it starts a program.
    await expect(observe(lesson, cell, options)).rejects.toThrow(`cell ${cell.name}`);
  } else if (lacking.includes('symlinks')) {
    await expect(runCell(lesson, cell, options)).rejects.toThrow('symbolic link');
  } else if ((absent.length > 0 && cell.args.includes('{lab}')) || lacking.length > 0) {
    // Recorded on a different kind of machine. Here the cell prints other text, and ends.
    const outcome = await runCell(lesson, cell, options);
    if (!lacking.includes('Ctrl-C')) expect(outcome.code).not.toBeNull();
    expect(transcript(outcome)).not.toMatch(/^ {4}at /m);
  } else {
    compare(lesson, cell, readRecording(lesson, cell), await observe(lesson, cell, options));
  }
}
