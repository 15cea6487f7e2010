// The exercises on the command line:  npm run practice [-- EXERCISE | OPTION …]
import type { Exercise } from './course/exercises.ts';
import { judge } from './judge/judge.ts';
import { chosenExercises, exerciseNamed, outsideOption, readLine } from './practice/command-line.ts';
import { countPassed, listLines, nextOpen } from './practice/course.ts';
import { readCopy, writeCopy } from './practice/files.ts';
import { failureLines, passLines, type Voice } from './practice/lines.ts';
import { Session } from './practice/session.ts';
import { Problem } from './project/problem.ts';
import { fromHere } from './project/working-folder.ts';
import { mergeProgress } from './pupil/merge.ts';
import { noteVerdict, progressFile, readProgress, writeProgress } from './pupil/progress.ts';
import { openWork } from './pupil/work.ts';
import { quoted } from './terminal/args.ts';
import { command, refusal, shown } from './terminal/command.ts';
import { oneLine } from './terminal/printable.ts';
import { standardScreen } from './terminal/screen.ts';

const tellDamaged =
  ({ words }: Voice) =>
  (_: string, aside: string) =>
    console.error(oneLine(words.damaged(shown(progressFile), shown(aside))));

/** Runs an action on files. @throws Problem if the system refuses it */
function attempt<Value>({ words }: Voice, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw refusal(error, words);
  }
}

/** Judges an exercise once. The exit code is the verdict, even if the verdict cannot be saved. */
async function check(exercise: Exercise, voice: Voice): Promise<void> {
  attempt(voice, () => openWork(exercise));
  const verdict = await judge(exercise, exercise.work);
  const { words, screen } = voice;
  screen.print(
    verdict.passed ? passLines(words.passesOnce(exercise.id), verdict, voice) : failureLines(exercise, verdict, voice),
  );
  if (!verdict.passed) process.exitCode = 1;
  try {
    noteVerdict(exercise.id, verdict.passed, tellDamaged(voice));
  } catch (error) {
    console.error(oneLine(refusal(error, words).message));
  }
}

/** Runs one of the options. */
async function runOption(
  { name, value }: { name: string; value: string },
  all: readonly Exercise[],
  voice: Voice,
): Promise<void> {
  const { lang, words } = voice;
  if (name === 'check') return check(exerciseNamed(value, all, words), voice);
  const progress = attempt(voice, () => readProgress(tellDamaged(voice)));
  const file = fromHere(value);
  if (name === 'list') console.log(listLines(all, progress, nextOpen(all, progress), lang, words).join('\n'));
  if (name === 'export') {
    writeCopy(progress, file, words.badExport(quoted(value)), words);
    console.log(oneLine(words.exported(file)));
  }
  if (name === 'import') {
    const joined = mergeProgress(progress, readCopy(file, words.badImport(quoted(value)), words));
    attempt(voice, () => writeProgress(joined));
    console.log(words.imported(countPassed(all, joined), all.length));
  }
}

export async function main() {
  const {
    lang,
    words,
    help,
    options: given,
    values,
    rest,
  } = readLine(process.argv.slice(2), {
    summary: (said) => said.accepted,
    values: {
      check: (said) => said.anExercise,
      export: (said) => said.aFile,
      import: (said) => said.aFile,
      ...outsideOption,
    },
    flags: ['list'],
    most: 1,
  });
  if (help) return console.log(words.usage);
  const voice = { lang, words, screen: standardScreen() };
  const [option, second] = given.filter(({ name }) => !(name in outsideOption));
  const [id] = rest;
  const all = chosenExercises(values);
  if (option !== undefined) {
    const other = second === undefined ? id && quoted(id) : `--${second.name}`;
    if (other !== undefined) throw new Problem(words.onlyOne(`--${option.name}`, other), words.oneAtATime);
    return runOption(option, all, voice);
  }

  const progress = attempt(voice, () => readProgress(tellDamaged(voice)));
  const start = id === undefined ? (nextOpen(all, progress) ?? all[0]) : exerciseNamed(id, all, words);
  if (start === undefined) throw new Problem('lessons/', words.noneYet);
  await new Session(all, start, voice).run();
  // If a judgement is still running, the reaper ends its processes (runner/reaper.ts).
  process.stdout.write('', () => process.exit(0));
}

if (import.meta.main) await command(main);
