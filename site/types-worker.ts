// Fills the cache of the compiler's answers, from the last lesson to the first. The build uses them from the first to the last,
// so the two meet in the middle.
import { lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { typesOf } from './types.ts';

for (const id of lessonIds().reverse()) await typesOf(readLesson(id));
