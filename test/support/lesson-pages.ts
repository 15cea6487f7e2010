import { lessonIds } from '../../scripts/course/lesson.ts';
import { partsOf, pathOf } from '../../scripts/course/pages.ts';

/** The paths of the pages of one lesson, in order: its core and, if it has one, "Going deeper". */
export const pagesOf = (id: string): string[] => partsOf(id).map((part) => `lessons/${id}/${pathOf(part)}`);

/** The paths of the pages of all lessons. */
export const lessonPages = (): string[] => lessonIds().flatMap(pagesOf);
