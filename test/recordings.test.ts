import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Lab, startLab } from '../scripts/lab.ts';
import { lessonIds, readLesson, readRecording } from '../scripts/lesson.ts';
import { compare, labPorts, observe } from '../scripts/record.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

describe.each(lessonIds())('%s', (id) => {
  const lesson = readLesson(id);
  test.each(lesson.cells.map((cell) => [cell.name, cell] as const))(
    'cell %s prints what the page shows',
    async (_, cell) => {
      const printed = await observe(lesson, cell, { lab: labPorts(lab), anyPort: true });
      compare(lesson, cell, readRecording(lesson, cell), printed);
    },
  );
});
