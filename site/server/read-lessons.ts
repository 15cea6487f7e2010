// Finds mistakes in the lessons before Astro builds the pages.
import { mdxToMdast } from 'satteri';
import * as v from 'valibot';
import {
  deeperFrontmatter,
  frontmatter,
  parseFrontmatter,
  splitFrontmatter,
} from '../../scripts/course/frontmatter.ts';
import { languages } from '../../scripts/course/languages.ts';
import { lessonIds, nameOf, readLesson, readText } from '../../scripts/course/lesson.ts';
import { partsOf, proseFile, writtenIn } from '../../scripts/course/pages.ts';
import { problemOf } from '../../scripts/course/shape.ts';
import { Problem } from '../../scripts/project/problem.ts';

/**
 * Reads all lessons.
 * @throws Problem that names the file of a lesson that cannot be read. Astro's own message may name another file.
 */
export function readLessons(): void {
  for (const id of lessonIds()) {
    readLesson(id);
    if (writtenIn(id, 'core').length === 0) {
      throw new Problem(nameOf(id, proseFile('core', languages[0])), 'missing; every lesson needs its prose');
    }
    const pages = partsOf(id).flatMap((part) => writtenIn(id, part).map((lang) => ({ part, lang })));
    for (const { part, lang } of pages) {
      const file = proseFile(part, lang);
      const { yaml, body } = splitFrontmatter(readText(id, file, 'missing'));
      const shape = part === 'core' ? frontmatter : deeperFrontmatter;
      const { issues } = v.safeParse(shape, parseFrontmatter(yaml, nameOf(id, file)));
      if (issues) throw problemOf(issues[0], nameOf(id, file), 'frontmatter');
      try {
        mdxToMdast(body);
      } catch (error) {
        throw new Problem(nameOf(id, file), (error as Error).message);
      }
    }
  }
}
