import { type CollectionEntry, getCollection, render } from 'astro:content';
import { type Lesson, lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { Problem } from '../scripts/project/problem.ts';
import { languagePaths } from './links.ts';

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

/** The paths and props of the pages that each lesson has in each language. For `getStaticPaths`. */
export async function lessonPaths() {
  const all = languagePaths().map(async ({ params, props }) => {
    const course = await chapters(props.lang);
    return course.map((chapter, index) => ({
      params: { ...params, lesson: chapter.lesson.id },
      props: { ...props, chapter, course, previous: course[index - 1], next: course[index + 1] },
    }));
  });
  return (await Promise.all(all)).flat();
}

export { render };
