// The pupil's own files: practice/NN-name/slug.ts, created from the stubs. They are never overwritten without a copy.
import { dirname } from 'node:path';
import { type Exercise, readPart } from '../course/exercises.ts';
import { FileTrouble, makeFolder, readFile, replaceFile, takeName } from '../project/files.ts';

/** The most bytes that a pupil's program may have. */
export const mostWork = 100_000;

/** The bytes of the pupil's program; undefined if there is none. @throws FileTrouble if it cannot be read */
export function readWork(exercise: Exercise): Buffer | undefined {
  try {
    return readFile(exercise.work, mostWork);
  } catch (error) {
    if (error instanceof FileTrouble && error.trouble === 'missing') return undefined;
    throw error;
  }
}

/** The pupil's current program. If there is none, creates it from the stub. @throws FileTrouble */
export function openWork(exercise: Exercise): string {
  const there = readWork(exercise);
  if (there !== undefined) return there.toString();
  const stub = readPart(exercise, 'stub.ts');
  writeWork(exercise, stub);
  return stub;
}

/** Writes the pupil's program, in one step. @throws FileTrouble */
export function writeWork(exercise: Exercise, text: string): void {
  makeFolder(dirname(exercise.work));
  replaceFile(exercise.work, text);
}

/**
 * Copies the current program to a free name, as in slug.kept-1.ts. Returns the absolute path of the copy.
 * @throws FileTrouble
 */
export function keepCopy(exercise: Exercise): string {
  const bytes = readFile(exercise.work, mostWork);
  return takeName((count) => exercise.work.replace(/\.ts$/, `.kept-${count}.ts`), bytes);
}
