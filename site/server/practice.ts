import { basename, dirname, relative } from 'node:path';
import { type Exercise, exercises, textOf } from '../../scripts/course/exercises.ts';
import type { Lang } from '../../scripts/course/languages.ts';
import { asCell, type Cell, type Lesson, projectDir, readLesson } from '../../scripts/course/lesson.ts';
import { explain, tellUntried } from '../../scripts/judge/explain.ts';
import { type Trouble, troubleOf } from '../../scripts/project/files.ts';
import { Problem } from '../../scripts/project/problem.ts';
import { mergeProgress, nothingYet, type Progress } from '../../scripts/pupil/merge.ts';
import { noteVerdict, readProgress, writeProgress } from '../../scripts/pupil/progress.ts';
import { keepCopy, mostWork, openWork, readWork, writeWork } from '../../scripts/pupil/work.ts';
import { type Supervision, SupervisorEnded } from '../../scripts/supervisor/supervision.ts';
import { refusal, shown } from '../../scripts/terminal/command.ts';
import { oneLine } from '../../scripts/terminal/printable.ts';
import { troublesIn } from '../../scripts/terminal/troubles.ts';
import type { Judged, Work } from '../shared/protocol.ts';
import { Refusal } from './guard.ts';
import { pace } from './pace.ts';

/** The HTTP status of each FileTrouble; 409 for all others. */
const statuses: Partial<Record<Trouble, number>> = { tooLarge: 413, tooMany: 507, full: 507 };

/** Turns a file error into a Refusal in the language of the page. @throws any other error */
export function refusalOf(error: unknown, lang: Lang): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Problem) return new Refusal(409, 'file', oneLine(error.message));
  const { trouble, path, message, code } = troubleOf(error);
  const why = troublesIn(lang)[trouble](message, code);
  return new Refusal(statuses[trouble] ?? 409, 'file', `${shown(path)}: ${why}`);
}

/** The limit of saves. A page saves at most every 600 ms; the limit leaves room for several pages and their retries. */
const mayWrite = pace(50, 5);

/** @throws Refusal if saves come faster than the limit */
function keepPace(): void {
  if (!mayWrite()) throw new Refusal(429, 'tooFast');
}

/** @throws Refusal */
export function exerciseKnown(id: string): Exercise {
  const found = exercises().find((one) => one.id === id);
  if (found === undefined) throw new Refusal(404, 'unknown', id);
  return found;
}

/** The pupil's file. Creates it from the stub if there is none. */
export function workOf(exercise: Exercise): Work {
  return { file: relative(projectDir, exercise.work).replaceAll('\\', '/'), text: openWork(exercise) };
}

/** The name of the pupil's file, and its lesson with the pupil's folder in place of the lesson's. */
export function placeOf({ lesson, work }: Exercise): { lesson: Lesson; file: string } {
  return { lesson: { ...readLesson(lesson), dir: dirname(work) }, file: basename(work) };
}

/** The pupil's file as a cell and a draft of it, so that it runs under the limits of a draft. @throws FileTrouble */
export function runOf(exercise: Exercise): { lesson: Lesson; cell: Cell; draft: string } {
  const { lesson, file } = placeOf(exercise);
  const cell = asCell({ name: exercise.slug, file, until: 'stopped' });
  return { lesson, cell, draft: openWork(exercise) };
}

/**
 * Writes the pupil's file.
 * @param base the text that the page last read from the file
 * @param force write even if the file has another text, and keep a copy of that text
 * @returns the name of the copy, if one was kept. A file in an encoding that the page could not read is copied, too.
 * @throws Refusal if the file has another text, the text is too large, or saves come too fast; FileTrouble
 */
export function saveWork(exercise: Exercise, text: string, base: string, force: boolean): { kept?: string } {
  keepPace();
  if (Buffer.byteLength(text) > mostWork) throw new Refusal(413, 'tooLarge');
  const bytes = readWork(exercise);
  const there = bytes?.toString() ?? base;
  if (there !== base && there !== text && !force) throw new Refusal(409, 'conflict');
  if (bytes && there === text) return {};
  const isGarbled = bytes && !bytes.equals(Buffer.from(there));
  const kept = bytes && (force || isGarbled) ? basename(keepCopy(exercise)) : undefined;
  writeWork(exercise, text);
  return kept === undefined ? {} : { kept };
}

const warn = (sentence: string) => console.warn(oneLine(sentence));

/** Merges the browser's progress with the progress file. @throws Refusal if requests come too fast; FileTrouble */
export function joinProgress(theirs: Progress): Progress {
  keepPace();
  const ours = readProgress(warn);
  const joined = mergeProgress(ours, theirs);
  if (JSON.stringify(joined) !== JSON.stringify(ours)) writeProgress(joined);
  return joined;
}

let judging = false;

/** Saves a verdict. If that fails, prints the error in the terminal, and still sends the new progress to the page. */
function note(id: string, passed: boolean): Progress {
  try {
    return noteVerdict(id, passed, warn);
  } catch (error) {
    warn(refusal(error).message);
    return { ...nothingYet(), passed: passed ? { [id]: new Date().toISOString() } : {} };
  }
}

/**
 * Judges the pupil's current file, and saves the verdict.
 * @param signal ends the judgement and the pupil's program
 * @param supervision the process that judges
 * @throws Refusal if another file is being judged, or if the file changed during the judgement (the verdict may be about
 *   either text); the signal's reason if it is aborted; FileTrouble
 */
export async function judgeWork(
  exercise: Exercise,
  lang: Lang,
  signal: AbortSignal,
  supervision: Supervision,
): Promise<Judged> {
  if (judging) throw new Refusal(429, 'judging');
  judging = true;
  try {
    const text = openWork(exercise);
    const verdict = await supervision.judge(exercise.id, exercise.work, signal).catch((error) => {
      throw error instanceof SupervisorEnded ? new Refusal(503, 'judgeEnded') : error;
    });
    if (openWork(exercise) !== text) throw new Refusal(409, 'conflict');
    const progress = note(exercise.id, verdict.passed);
    const said = verdict.passed ? [...tellUntried(verdict, lang), textOf(exercise, lang).why] : explain(verdict, lang);
    return {
      passed: verdict.passed,
      said,
      progress,
      ...(verdict.passed || verdict.see === undefined ? {} : { see: verdict.see }),
    };
  } finally {
    judging = false;
  }
}
