// Holds the course against its contract, without running a lesson:  node scripts/check.ts
import { join } from 'node:path';
import { checkImports } from './check/imports.ts';
import { checkLessons } from './check/lessons.ts';
import { projectDir } from './course/lesson.ts';
import { readArgs } from './terminal/args.ts';
import { command } from './terminal/command.ts';
import { oneLine } from './terminal/printable.ts';

function main() {
  const { help } = readArgs(process.argv.slice(2), { summary: 'npm run check takes none' });
  if (help) return console.log('usage: npm run check');
  const problems = [...checkLessons(join(projectDir, 'lessons')), ...checkImports(projectDir)];
  for (const problem of problems) console.error(oneLine(problem.message));
  if (problems.length > 0) process.exitCode = 1;
  else console.log('every lesson keeps its contract');
}

if (import.meta.main) await command(main);
