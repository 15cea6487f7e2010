// Judges one program:  node scripts/judge.ts EXERCISE [FILE]
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { exerciseOf } from './exercises.ts';
import { explain, judge, tellUntried } from './judge/judge.ts';
import { command, oneLine, Problem } from './problem.ts';

async function main() {
  const [id, file, ...extra] = process.argv.slice(2);
  if (id === undefined || extra.length > 0) throw new Problem('usage', 'node scripts/judge.ts EXERCISE [FILE]');
  const exercise = exerciseOf(id);
  const program = file === undefined ? exercise.work : resolve(file);
  if (!statSync(program, { throwIfNoEntry: false })?.isFile()) throw new Problem(program, 'no such file');
  const verdict = await judge(exercise, program);
  if (verdict.passed) console.log([`${id} passes`, ...tellUntried(verdict, 'en')].join('\n'));
  else {
    // They may quote what the program printed, and a terminal must not obey that.
    console.log([`${id} does not pass (${verdict.id})`, ...explain(verdict, 'en').map(oneLine)].join('\n'));
    process.exitCode = 1;
  }
}

if (import.meta.main) await command(main);
