// Holds the course against its contract, without running a lesson:  node scripts/check.ts
import { join } from 'node:path';
import { checkFacts } from './check/facts.ts';
import { checkImports } from './check/imports.ts';
import { checkPrograms } from './check/programs.ts';
import { checkProse } from './check/prose.ts';
import { checkTwins } from './check/twins.ts';
import { entriesOf, fileNames } from './course-files.ts';
import { languages } from './languages.ts';
import { lessonIds, projectDir, readLesson } from './lesson.ts';
import { command, gather, Problem } from './problem.ts';
import { oneLine } from './terminal/printable.ts';

const figureNames = () =>
  fileNames(join(projectDir, 'site/figures'))
    .filter((file) => file.endsWith('.astro'))
    .map((file) => file.slice(0, -'.astro'.length));

/** Everything that is wrong with the lessons below `root`, one Problem each. */
export function checkLessons(root: string, figures: readonly string[] = figureNames()): Problem[] {
  const ids = lessonIds(root);
  const problems: Problem[] = [];
  for (const entry of entriesOf(root)) {
    if (entry.isDirectory() && !ids.includes(entry.name)) {
      problems.push(new Problem(`lessons/${entry.name}`, 'not a lesson; name the folder as in "03-server-client"'));
    }
  }
  for (const [index, id] of ids.entries()) {
    if (Number(id.slice(0, 2)) !== index + 1) {
      problems.push(
        new Problem(
          `lessons/${id}`,
          `lesson number ${index + 1} is missing or stands twice; lessons count 01, 02, 03 …`,
        ),
      );
    }
    gather(problems, () => {
      const lesson = readLesson(id, root);
      problems.push(...checkFacts(lesson, ids), ...checkPrograms(lesson, root));
      const prose = languages.flatMap((lang) => checkProse(lesson, lang, figures, root));
      problems.push(...prose, ...(prose.length === 0 ? checkTwins(lesson, root) : []));
    });
  }
  return problems;
}

function main() {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined) throw new Problem(`bad argument ${JSON.stringify(argument)}`, 'npm run check takes none');
  const problems = [...checkLessons(join(projectDir, 'lessons')), ...checkImports(projectDir)];
  for (const problem of problems) console.error(oneLine(problem.message));
  if (problems.length > 0) process.exitCode = 1;
  else console.log('every lesson keeps its contract');
}

if (import.meta.main) await command(main);
