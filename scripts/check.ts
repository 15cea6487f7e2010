// Checks the course against its contract, without running a lesson:  node scripts/check.ts
import { join } from 'node:path';
import { checkImports } from './check/imports.ts';
import { checkLessons } from './check/lessons.ts';
import { projectDir } from './course/lesson.ts';
import { Problem } from './project/problem.ts';
import { command } from './terminal/command.ts';
import { oneLine } from './terminal/printable.ts';

function main() {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined)
    throw new Problem(`bad argument ${JSON.stringify(argument)}`, 'npm run check accepts no arguments');
  const problems = [...checkLessons(join(projectDir, 'lessons')), ...checkImports(projectDir)];
  for (const problem of problems) console.error(oneLine(problem.message));
  if (problems.length > 0) process.exitCode = 1;
  else console.log('No problems found.');
}

if (import.meta.main) await command(main);
