import { type CollectionEntry, getCollection, render } from 'astro:content';
import { type Lang, languages } from '../scripts/course/languages.ts';
import { type Lesson, lessonIds, nameOf, readLesson } from '../scripts/course/lesson.ts';
import { type Part, placeOfProse, proseFile } from '../scripts/course/pages.ts';
import { Problem } from '../scripts/project/problem.ts';
import { languagePaths } from './links.ts';

/** A lesson with the prose of its pages: in one language, or, where it is not written in it, in another. */
export interface Chapter {
  lesson: Lesson;
  prose: CollectionEntry<'prose'>;
  /** The page "Going deeper", if the lesson has one. */
  deeper: CollectionEntry<'deeper'> | undefined;
}

/** The language in which a page is written. */
export const languageOf = ({ id }: CollectionEntry<'prose' | 'deeper'>): Lang => placeOfProse(`${id}.mdx`).lang;

/** The entry of a page in a language, or in the first one in which it is written. */
function entryOf<Entry extends { id: string }>(all: readonly Entry[], id: string, part: Part, lang: string) {
  const named = (one: string) => all.find((entry) => `${entry.id}.mdx` === `${id}/${proseFile(part, one)}`);
  return [lang, ...languages].map(named).find((entry) => entry !== undefined);
}

/**
 * The course in one language, in order.
 * @throws Problem if a lesson has no prose
 */
export async function chapters(lang: string): Promise<Chapter[]> {
  const [cores, deeper] = await Promise.all([getCollection('prose'), getCollection('deeper')]);
  return lessonIds().map((id) => {
    const prose = entryOf(cores, id, 'core', lang);
    if (!prose) throw new Problem(nameOf(id, proseFile('core', languages[0])), 'missing; every lesson needs its prose');
    return { lesson: readLesson(id), prose, deeper: entryOf(deeper, id, 'deeper', lang) };
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

/** The same for the pages "Going deeper". */
export const deeperPaths = async () => (await lessonPaths()).filter(({ props }) => props.chapter.deeper !== undefined);

export { render };
