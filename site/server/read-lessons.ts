// Finds mistakes in the lessons before Astro builds the pages.
import { mdxToMdast } from 'satteri';
import { languages } from '../../scripts/course/languages.ts';
import {
  frontmatter,
  lessonIds,
  nameOf,
  parseFrontmatter,
  readLesson,
  readText,
  splitFrontmatter,
} from '../../scripts/course/lesson.ts';
import { Problem } from '../../scripts/project/problem.ts';

/**
 * Reads all lessons.
 * @throws Problem that names the file of a lesson that cannot be read. Astro's own message may name another file.
 */
export function readLessons(): void {
  for (const id of lessonIds()) {
    readLesson(id);
    for (const file of languages.map((lang) => `${lang}.mdx`)) {
      const { yaml, body } = splitFrontmatter(readText(id, file, 'missing'));
      const { error } = frontmatter.safeParse(parseFrontmatter(yaml, nameOf(id, file)));
      const [issue] = error?.issues ?? [];
      if (issue) throw new Problem(`${nameOf(id, file)}: ${issue.path.join('.') || 'frontmatter'}`, issue.message);
      try {
        mdxToMdast(body);
      } catch (error) {
        throw new Problem(nameOf(id, file), (error as Error).message);
      }
    }
  }
}
