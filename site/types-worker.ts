// Fills what is kept of the compiler's answers, from the last lesson to the first. The build asks from the first to the last:
// they meet in between.
import { lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { typesOf } from './types.ts';

for (const id of lessonIds().reverse()) await typesOf(readLesson(id));
