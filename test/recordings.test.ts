import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labNames } from '../scripts/course/lab-ports.ts';
import { cellOf, lessonIds, readLesson, readRecording } from '../scripts/course/lesson.ts';
import { readTalk } from '../scripts/course/pairs.ts';
import { lackOf } from '../scripts/course/requirements.ts';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import { compare, comparePair, labPorts, observe, transcript } from '../scripts/recording/record.ts';
import { runPair } from '../scripts/runner/pair.ts';
import { runCell } from '../scripts/runner/run.ts';
import { cellThatMeasures } from './support/cells.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

describe.concurrent.each(lessonIds())('%s:', (id) => {
  const lesson = readLesson(id);
  if (lesson.pairs.length > 0) {
    test.for(lesson.pairs.map((pair) => [pair.name, pair] as const))(
      'pair %s prints its lines in the order that the page shows',
      async ([, pair], context) => {
        const lacking = await lackOf(cellOf(lesson, pair.server));
        context.skip(lacking.length > 0, `this machine has no ${lacking}`);
        const printed = await runPair(lesson, pair, { lab: labPorts(lab), anyPort: true });
        comparePair(lesson, pair, readTalk(lesson, pair), printed);
      },
    );
  }

  // See alone.test.ts for that one.
  const measures = cellThatMeasures();
  const cells = lesson.cells.filter(({ name }) => id !== measures.lesson.id || name !== measures.cell.name);
  test.each(cells.map((cell) => [cell.name, cell] as const))('cell %s prints what the page shows', async (_, cell) => {
    const options = { lab: labPorts(lab), anyPort: true };
    const lacking = await lackOf(cell);
    const absent = labNames.filter((name) => !(name in options.lab));
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
  });
});
