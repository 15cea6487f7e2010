import { type Cell, cellOf, type Lesson, readLesson } from '../../scripts/course/lesson.ts';

/** The cell whose output depends on what else the machine does: its program says which of two ways took less than half the time. */
export function cellThatMeasures(): { lesson: Lesson; cell: Cell } {
  const lesson = readLesson('05-threaded-scan');
  return { lesson, cell: cellOf(lesson, 'join-bug') };
}
