// Shows what crosses the wire when a cell runs here:  npm run wire -- LESSON/CELL
import { readLine } from './practice/command-line.ts';
import { Problem } from './project/problem.ts';
import { ownRun, subjectNamed } from './recording/wire/own-run.ts';
import { laddersLines } from './recording/wire/text-ladder.ts';
import { wireWords } from './recording/wire/words.ts';
import { wrap } from './terminal/columns.ts';
import { command } from './terminal/command.ts';
import { oneLine, printable } from './terminal/printable.ts';
import { standardScreen } from './terminal/screen.ts';

export async function main() {
  const { lang, help, rest } = readLine(process.argv.slice(2), {
    summary: (_, said) => wireWords(said).accepted,
    most: 1,
  });
  const words = wireWords(lang);
  if (help) return console.log(words.usage);
  const [name] = rest;
  if (name === undefined) throw new Problem('npm run wire', words.nameOne);
  const run = await ownRun(subjectNamed(name, words), words);
  const { output, system, ladders, lost, why } = run;
  if (why !== undefined) console.error(oneLine(words.cannot(why)));

  const screen = standardScreen();
  const title = (text: string) => wrap(text, screen.columns()).map((line) => screen.paint('bold', line));
  const printed = printable(output.replace(/\n$/, '')).split('\n');
  screen.print([
    ...(output === '' ? title(words.printedNothing(run.name)) : [...title(words.printed(run.name)), ...printed]),
    '',
    ...title(ladders.length === 0 ? words.crossedNothing : words.crossed(system, why !== undefined)),
    ...(ladders.length === 0 ? [] : ['', ...laddersLines(ladders, words, screen.columns())]),
    ...(lost === 0 ? [] : ['', ...wrap(words.lost(lost), screen.columns())]),
  ]);
}

if (import.meta.main) await command(main);
