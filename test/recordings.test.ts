// Every cell still prints what was recorded. See wire.test.ts for those with "wire", and alone.test.ts for the one that measures.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import { cellThatMeasures, expectRecorded } from './support/recorded.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const alone = cellThatMeasures();

describe.concurrent.each(lessonIds())('%s:', (id) => {
  const lesson = readLesson(id);
  const subjects = [...lesson.pairs, ...lesson.cells].filter(
    ({ wire, name }) => wire === undefined && (id !== alone.lesson.id || name !== alone.cell.name),
  );
  test.for(subjects.map((subject) => [subject.name, subject] as const))(
    '%s prints what the page shows',
    ([, subject], context) => expectRecorded(context, lesson, subject, lab),
  );
});
