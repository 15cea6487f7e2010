// Judges one program:  npm run judge -- EXERCISE [FILE]
import { statSync } from 'node:fs';
import { explain, tellUntried } from './judge/explain.ts';
import { judge } from './judge/judge.ts';
import { chosenExercises, exerciseNamed, outsideOption, readLine } from './practice/command-line.ts';
import { Problem } from './project/problem.ts';
import { fromHere } from './project/working-folder.ts';
import { command, shown } from './terminal/command.ts';
import { printable } from './terminal/printable.ts';

/** Prints the verdict without control characters, because it may quote what the program printed. */
const tell = (lines: readonly string[]) => console.log(printable(lines.join('\n')));

export async function main() {
  const { lang, words, help, values, rest } = readLine(process.argv.slice(2), {
    summary: (said) => said.judgeAccepted,
    values: outsideOption,
    most: 2,
  });
  if (help) return console.log(words.judgeUsage);
  const [named, file] = rest;
  if (named === undefined) throw new Problem('npm run judge', words.anExercise);
  const exercise = exerciseNamed(named, chosenExercises(values), words);
  const program = file === undefined ? exercise.work : fromHere(file);
  if (!statSync(program, { throwIfNoEntry: false })?.isFile()) {
    throw new Problem(shown(program), words.troubles.missing('', ''));
  }
  const verdict = await judge(exercise, program);
  if (verdict.passed) tell([words.passesOnce(exercise.id), ...tellUntried(verdict, lang)]);
  else {
    tell([words.mistakeOf(exercise.id, verdict.id), ...explain(verdict, lang)]);
    process.exitCode = 1;
  }
}

if (import.meta.main) await command(main);
