// Marks the translations of a lesson's prose as in sync:  npm run sync [-- LESSON …]
import { readLesson } from './course/lesson.ts';
import { writePairs } from './course/translations.ts';
import { command } from './terminal/command.ts';
import { namedLessons } from './terminal/named-lessons.ts';

const usage = `usage: npm run sync [-- LESSON …]
Marks both translations of the named lessons (of all lessons if none is named) as in sync.
LESSON is the name of a lesson folder or its number.`;

export function main() {
  const wanted = namedLessons(process.argv.slice(2));
  if (wanted === undefined) {
    console.log(usage);
    return;
  }
  for (const id of wanted) writePairs(readLesson(id));
}

if (import.meta.main) await command(main);
