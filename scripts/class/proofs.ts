// Judges the programs that pupils have handed in, because a progress file can be edited.
import { copyFileSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { entriesOf } from '../course/course-files.ts';
import { type Exercise, readPart } from '../course/exercises.ts';
import { judge } from '../judge/judge.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Words } from '../practice/words.ts';
import { FileTrouble, readFile } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import { nothingYet } from '../pupil/merge.ts';
import { mostWork } from '../pupil/work.ts';
import { makeFolder, removeFolder } from '../runner/folder.ts';
import { refusal } from '../terminal/command.ts';
import { oneLine } from '../terminal/printable.ts';
import { nameIn, type Pupil } from './collect.ts';
import type { ClassWords } from './words.ts';

/** The most programs that are judged at once. */
const mostAtOnce = 4;

/** The most files beside a program that it can read. */
const mostBeside = 100;

/** The reason why a program proves nothing; undefined if it passes. */
type Result = string | undefined;

interface Task {
  pupil: Pupil;
  exercise: Exercise;
  program: string;
}

const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** The place of a program in the folder of a pupil, which is a copy of practice/, or has one in it. */
function placeOf(folder: string, { work }: Exercise): string | undefined {
  const below = join(basename(dirname(work)), basename(work));
  return [join(folder, below), join(folder, 'practice', below)].find(isThere);
}

/** Whether a file or one of its folders is a link, below the folder of the pupil. */
export function leadsAway(folder: string, program: string): boolean {
  for (let path = program; path.length > folder.length; path = dirname(path)) if (isLink(path)) return true;
  return isLink(folder);
}

/**
 * Judges a program in a copy of its folder. Only plain files are copied: Node's permission model follows links to files that the
 * program must not read (Node docs, Permissions, Limitations).
 */
export async function judgeCopy(exercise: Exercise, program: string): Promise<Verdict> {
  const copy = makeFolder();
  try {
    const home = dirname(program);
    const beside = readdirSync(home, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|txt|json)$/.test(entry.name))
      .map(({ name }) => name)
      .slice(0, mostBeside);
    for (const name of new Set([basename(program), ...beside])) {
      const from = join(home, name);
      if (lstatSync(from).size <= mostWork) copyFileSync(from, join(copy, name));
    }
    return await judge(exercise, join(copy, basename(program)));
  } finally {
    await removeFolder(copy);
  }
}

/** What can be said of a program without running it; undefined if it must be judged. */
function beforeJudging({ exercise, program }: Task, folder: string, common: Words, words: ClassWords): Result {
  if (leadsAway(folder, program)) return words.isLink;
  try {
    const text = readFile(program, mostWork).toString().replaceAll('\r\n', '\n');
    return text === readPart(exercise, 'stub.ts') ? words.isStub : undefined;
  } catch (error) {
    if (error instanceof FileTrouble) return common.troubles[error.trouble](error.message, error.code);
    throw error;
  }
}

/** Runs tasks, some at once. */
async function runAll(tasks: readonly (() => Promise<void>)[], atOnce: number): Promise<void> {
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

export interface Judging {
  exercises: readonly Exercise[];
  common: Words;
  words: ClassWords;
  /** Gets a sentence about each folder that cannot be used, and each failure of the judge. */
  tell: (sentence: string) => void;
  /** Gets a sentence when a program is about to be judged. */
  progress: (sentence: string) => void;
}

/**
 * Judges the programs in `dir`, which has a folder for each pupil. Adds a pupil for a folder without a progress file.
 * A program that fails is judged again alone if the progress file says that it passed: many programs at once make a machine slow.
 * @param dir absolute path
 * @returns the pupils; only what a program proves counts as passed, and the rest is in `claims`
 * @throws Problem if there is no such folder
 */
export async function prove(pupils: readonly Pupil[], dir: string, judging: Judging): Promise<Pupil[]> {
  const { exercises, common, words, tell, progress } = judging;
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw new Problem(dir, words.notAFolder);
  const hasPrograms = (folder: string) => exercises.some((exercise) => placeOf(folder, exercise) !== undefined);
  const folders = new Map(
    entriesOf(dir)
      .filter((entry) => entry.isDirectory() && hasPrograms(join(dir, entry.name)))
      .map(({ name }) => [nameIn(name), join(dir, name)]),
  );
  const known = new Set(pupils.map(({ name }) => name));
  const all: Pupil[] = [
    ...pupils,
    ...[...folders.keys()]
      .filter((name) => !known.has(name))
      .map((name) => ({ name, progress: nothingYet(), hasFile: false, claims: [] })),
  ];
  const results = new Map(all.map((pupil) => [pupil, new Map<string, Result>()]));
  const tasks: Task[] = [];
  for (const pupil of all) {
    const folder = folders.get(pupil.name);
    if (folder === undefined) continue;
    for (const exercise of exercises) {
      const program = placeOf(folder, exercise);
      if (program === undefined) continue;
      const task = { pupil, exercise, program };
      const result = beforeJudging(task, folder, common, words);
      if (result === undefined) tasks.push(task);
      else results.get(pupil)?.set(exercise.id, result);
    }
  }
  let begun = 0;
  const attempt = async ({ pupil, exercise, program }: Task) => {
    try {
      const verdict = await judgeCopy(exercise, program);
      results.get(pupil)?.set(exercise.id, verdict.passed ? undefined : words.failed(verdict.id));
    } catch (error) {
      const why = oneLine(error instanceof Problem ? error.message : refusal(error, common).message);
      tell(words.judgeFailed(pupil.name, exercise.id, why));
      results.get(pupil)?.set(exercise.id, why);
    }
  };
  await runAll(
    tasks.map((task) => () => {
      progress(oneLine(words.judging(++begun, tasks.length, task.pupil.name, task.exercise.id)));
      return attempt(task);
    }),
    Math.min(mostAtOnce, availableParallelism()),
  );
  const accused = tasks.filter(
    ({ pupil, exercise: { id } }) =>
      Object.hasOwn(pupil.progress.passed, id) && results.get(pupil)?.get(id) !== undefined,
  );
  for (const task of accused) await attempt(task);
  return all.map((pupil) => judged(pupil, results.get(pupil) ?? new Map(), exercises, words));
}

/** The pupil with what the programs prove. */
function judged(
  pupil: Pupil,
  results: ReadonlyMap<string, Result>,
  exercises: readonly Exercise[],
  words: ClassWords,
): Pupil {
  const claimed = (id: string) => Object.hasOwn(pupil.progress.passed, id);
  const proved = exercises.filter(({ id }) => results.has(id) && results.get(id) === undefined);
  const passed = Object.fromEntries(proved.map(({ id }) => [id, pupil.progress.passed[id] ?? '']));
  const claims = exercises
    .filter(({ id }) => claimed(id) && !Object.hasOwn(passed, id))
    .map(({ id }) => ({ id, why: results.get(id) ?? words.noProgram }));
  return { ...pupil, progress: { ...pupil.progress, passed }, claims };
}
