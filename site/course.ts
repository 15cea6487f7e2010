import { type CollectionEntry, getCollection, render } from 'astro:content';
import { type Lesson, lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { Problem } from '../scripts/project/problem.ts';

/** A lesson with its prose in one language. */
export interface Chapter {
  lesson: Lesson;
  prose: CollectionEntry<'prose'>;
}

/**
 * The course in one language, in order.
 * @throws Problem if a lesson has no prose in this language
 */
export async function chapters(lang: string): Promise<Chapter[]> {
  const all = await getCollection('prose');
  return lessonIds().map((id) => {
    const prose = all.find((entry) => entry.id === `${id}/${lang}`);
    if (!prose)
      throw new Problem(`lessons/${id}/${lang}.mdx`, 'missing; every lesson needs its prose in every language');
    return { lesson: readLesson(id), prose };
  });
}

export { render };
