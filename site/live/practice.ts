import { existsSync, readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { type Exercise, exercises, textOf } from '../../scripts/exercises.ts';
import { explain, judge, tellUntried } from '../../scripts/judge/judge.ts';
import type { Lang } from '../../scripts/languages.ts';
import { projectDir } from '../../scripts/lesson.ts';
import { mergeProgress, nothingYet, type Progress } from '../../scripts/merge-progress.ts';
import { noteVerdict, readProgress, writeProgress } from '../../scripts/progress.ts';
import { keepCopy, openWork, writeWork } from '../../scripts/work.ts';
import type { Judged, Work } from '../shared/protocol.ts';
import { Refusal } from './guard.ts';

/** @throws Refusal */
export function exerciseKnown(id: string): Exercise {
  const found = exercises().find((one) => one.id === id);
  if (found === undefined) throw new Refusal(404, 'unknown', id);
  return found;
}

/** The pupil's file, made from the stub if there is none. */
export function workOf(exercise: Exercise): Work {
  return { file: relative(projectDir, exercise.work).replaceAll('\\', '/'), text: openWork(exercise) };
}

/**
 * Writes the pupil's file.
 * @param base what the page believes is in it
 * @param force write also when something else is there, which is kept as a copy
 * @returns the name of the copy, if one was kept: also of a file in another encoding, which the page could not read
 * @throws Refusal when something else is there
 */
export function saveWork(exercise: Exercise, text: string, base: string, force: boolean): { kept?: string } {
  const bytes = existsSync(exercise.work) ? readFileSync(exercise.work) : undefined;
  const there = bytes?.toString() ?? base;
  if (there !== base && there !== text && !force) throw new Refusal(409, 'conflict');
  if (bytes && there === text) return {};
  const isGarbled = bytes && !bytes.equals(Buffer.from(there));
  const kept = bytes && (force || isGarbled) ? basename(keepCopy(exercise)) : undefined;
  writeWork(exercise, text);
  return kept === undefined ? {} : { kept };
}

const warn = (sentence: string) => console.warn(sentence);

/** Joins what the browser keeps with what the command line keeps. */
export function joinProgress(theirs: Progress): Progress {
  const ours = readProgress(warn);
  const joined = mergeProgress(ours, theirs);
  if (JSON.stringify(joined) !== JSON.stringify(ours)) writeProgress(joined);
  return joined;
}

let judging = false;

/** Keeps a verdict. Where the system refuses to, the server says so, and the page learns what the verdict adds. */
function note(id: string, passed: boolean): Progress {
  try {
    return noteVerdict(id, passed, warn);
  } catch (error) {
    warn((error as Error).message);
    return { ...nothingYet(), passed: passed ? { [id]: new Date().toISOString() } : {} };
  }
}

/**
 * Judges the pupil's file as it stands, and keeps the outcome.
 * @param signal ends the judgement, and the pupil's program with it
 * @throws Refusal while another one is judged, and when the file was changed meanwhile: the verdict may be of either text;
 *   the signal's reason when it is aborted
 */
export async function judgeWork(exercise: Exercise, lang: Lang, signal: AbortSignal): Promise<Judged> {
  if (judging) throw new Refusal(429, 'judging');
  judging = true;
  try {
    const text = openWork(exercise);
    const verdict = await judge(exercise, exercise.work, { signal });
    if (openWork(exercise) !== text) throw new Refusal(409, 'conflict');
    const progress = note(exercise.id, verdict.passed);
    const said = verdict.passed ? [...tellUntried(verdict, lang), textOf(exercise, lang).why] : explain(verdict, lang);
    return { passed: verdict.passed, said, progress };
  } finally {
    judging = false;
  }
}
