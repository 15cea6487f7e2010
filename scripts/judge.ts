// Judges one program:  node scripts/judge.ts EXERCISE [FILE]
import { statSync } from 'node:fs';
import { exerciseOf } from './course/exercises.ts';
import { explain, tellUntried } from './judge/explain.ts';
import { judge } from './judge/judge.ts';
import { Problem } from './project/problem.ts';
import { fromHere } from './project/working-folder.ts';
import { readArgs } from './terminal/args.ts';
import { command } from './terminal/command.ts';
import { printable } from './terminal/printable.ts';

const usage = 'node scripts/judge.ts EXERCISE [FILE]';

/** Prints the verdict without control characters, because it may quote what the program printed. */
const tell = (lines: readonly string[]) => console.log(printable(lines.join('\n')));

async function main() {
  const { help, rest } = readArgs(process.argv.slice(2), { summary: `usage: ${usage}`, most: 2 });
  if (help) return console.log(`usage: ${usage}\nFILE is your file of the exercise by default.`);
  const [id, file] = rest;
  if (id === undefined) throw new Problem('usage', usage);
  const exercise = exerciseOf(id);
  const program = file === undefined ? exercise.work : fromHere(file);
  if (!statSync(program, { throwIfNoEntry: false })?.isFile()) throw new Problem(program, 'no such file');
  const verdict = await judge(exercise, program);
  if (verdict.passed) tell([`${id} passes`, ...tellUntried(verdict, 'en')]);
  else {
    tell([`${id} does not pass (${verdict.id})`, ...explain(verdict, 'en')]);
    process.exitCode = 1;
  }
}

if (import.meta.main) await command(main);
