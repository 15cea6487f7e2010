// Judges one program:  node scripts/judge.ts EXERCISE [FILE]
import { statSync } from 'node:fs';
import { exerciseOf } from './course/exercises.ts';
import { explain, judge, tellUntried } from './judge/judge.ts';
import { Problem } from './project/problem.ts';
import { fromHere } from './project/standing.ts';
import { command } from './terminal/command.ts';
import { printable } from './terminal/printable.ts';

const usage = 'node scripts/judge.ts EXERCISE [FILE]';

/** Prints the verdict without control characters, because it may quote what the program printed. */
const tell = (lines: readonly string[]) => console.log(printable(lines.join('\n')));

async function main() {
  const args = process.argv.slice(2);
  if (args.includes('--help'))
    return console.log(`usage: ${usage}\nBy default, FILE is your own file for the exercise, in practice/.`);
  const [id, file, ...extra] = args;
  const option = args.find((one) => one.startsWith('-'));
  if (option !== undefined) throw new Problem(`bad option ${JSON.stringify(option)}`, `usage: ${usage}`);
  if (id === undefined || extra.length > 0) throw new Problem('usage', usage);
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
