import { existsSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { type Exercise, exercises, textOf } from '../../scripts/exercises.ts';
import { explain, judge, tellUntried } from '../../scripts/judge/judge.ts';
import type { Lang } from '../../scripts/languages.ts';
import { projectDir } from '../../scripts/lesson.ts';
import { mergeProgress, noteVerdict, type Progress, readProgress, writeProgress } from '../../scripts/progress.ts';
import { keepCopy, openWork, writeWork } from '../../scripts/work.ts';
import type { Judged, Work } from '../client/protocol.ts';
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
 * @returns the name of the copy, if one was kept
 * @throws Refusal when something else is there
 */
export function saveWork(exercise: Exercise, text: string, base: string, force: boolean): { kept?: string } {
  const there = existsSync(exercise.work) ? openWork(exercise) : base;
  if (there !== base && there !== text && !force) throw new Refusal(409, 'conflict');
  const kept = force && there !== text ? basename(keepCopy(exercise)) : undefined;
  if (there !== text || !existsSync(exercise.work)) writeWork(exercise, text);
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

/** Judges the pupil's file as it stands, and keeps the outcome. @throws Refusal while another one is judged */
export async function judgeWork(exercise: Exercise, lang: Lang): Promise<Judged> {
  if (judging) throw new Refusal(429, 'judging');
  judging = true;
  try {
    openWork(exercise);
    const verdict = await judge(exercise, exercise.work);
    const progress = noteVerdict(exercise.id, verdict.passed, warn);
    const said = verdict.passed ? [...tellUntried(verdict, lang), textOf(exercise, lang).why] : explain(verdict, lang);
    return { passed: verdict.passed, said, progress };
  } finally {
    judging = false;
  }
}
