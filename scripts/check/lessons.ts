// Checks the contract of the lessons: the files and facts that each lesson must have.
import { join } from 'node:path';
import { entriesOf, fileNames } from '../course/course-files.ts';
import { begun, languages } from '../course/languages.ts';
import { type Lesson, lessonIds, nameOf, projectDir, readLesson } from '../course/lesson.ts';
import { proseFile, writtenIn } from '../course/pages.ts';
import { gather, Problem } from '../project/problem.ts';
import { checkCopies } from './copies.ts';
import { checkFacts } from './facts.ts';
import { checkLimits } from './limits.ts';
import { checkPlans } from './plans.ts';
import { checkPrograms } from './programs.ts';
import { checkProse } from './prose.ts';
import { checkNotes } from './teach.ts';
import { checkTranslations } from './translations.ts';

const figureNames = () =>
  fileNames(join(projectDir, 'lessons/figures'))
    .filter((file) => file.endsWith('.astro'))
    .map((file) => file.slice(0, -'.astro'.length));

/** Checks the prose of a lesson in each language in which it is written. */
function checkPages(lesson: Lesson, figures: readonly string[], root: string): Problem[] {
  if (writtenIn(lesson.id, 'core', root).length === 0) {
    const remedy = 'missing; every lesson needs its prose in one language at least';
    return [new Problem(nameOf(lesson.id, proseFile('core', languages[0])), remedy)];
  }
  return languages.flatMap((lang) => checkProse(lesson, lang, figures, root));
}

/**
 * What a translation of the lessons below `root` lacks, if lesson.json does not say that the lesson is translated, or the language has
 * only begun: a missing page, a section that changed in one language only. That is no mistake, because the site shows such a page in
 * another language.
 * @param lagging the languages that have only begun
 */
export function lagsOf(root: string, figures: readonly string[] = figureNames(), lagging = begun): Problem[] {
  return lessonIds(root).flatMap((id) => {
    const lags: Problem[] = [];
    gather([], () => {
      const lesson = readLesson(id, root);
      const wanted = lesson.translated ? lagging : languages;
      if (wanted.length === 0 || [...checkPages(lesson, figures, root), ...checkNotes(lesson, root)].length > 0) return;
      lags.push(...checkTranslations(lesson, root, wanted));
    });
    return lags;
  });
}

/**
 * Checks the lessons below `root`. Returns one Problem for each mistake.
 * @param lagging the languages that have only begun: see lagsOf
 */
export function checkLessons(root: string, figures: readonly string[] = figureNames(), lagging = begun): Problem[] {
  const finished = languages.filter((lang) => !lagging.includes(lang));
  const ids = lessonIds(root);
  const problems: Problem[] = [];
  for (const entry of entriesOf(root)) {
    if (entry.isDirectory() && entry.name !== 'figures' && !ids.includes(entry.name)) {
      problems.push(new Problem(`lessons/${entry.name}`, 'not a lesson; name the folder as in "03-server-client"'));
    }
  }
  for (const [index, id] of ids.entries()) {
    if (Number(id.slice(0, 2)) !== index + 1) {
      problems.push(
        new Problem(
          `lessons/${id}`,
          `lesson number ${index + 1} is missing or used twice; number the lessons 01, 02, 03 …`,
        ),
      );
    }
    gather(problems, () => {
      const lesson = readLesson(id, root);
      problems.push(...checkFacts(lesson, ids), ...checkPrograms(lesson, root));
      const prose = checkPages(lesson, figures, root);
      // Notes are compared with the sections of the pages, so they need pages that can be read.
      if (prose.length === 0) prose.push(...checkNotes(lesson, root));
      problems.push(
        ...prose,
        ...(prose.length === 0 && lesson.translated ? checkTranslations(lesson, root, finished) : []),
      );
    });
  }
  problems.push(...checkPlans(root), ...checkCopies(ids, root));
  // The limits are counted over the whole course, so they need lessons that can be read.
  if (problems.length === 0)
    problems.push(
      ...checkLimits(
        ids.map((id) => readLesson(id, root)),
        root,
      ),
    );
  return problems;
}
