// The pupil's own files: practice/NN-name/slug.ts, made from the stubs. What a pupil wrote is never overwritten unkept.
import { dirname } from 'node:path';
import { type Exercise, readPart } from '../course/exercises.ts';
import { FileTrouble, makeFolder, readFile, replaceFile, takeName } from '../project/files.ts';

/** The most bytes that a pupil's program may have. */
export const mostWork = 100_000;

/** The bytes of the pupil's program; undefined where there is none. @throws FileTrouble when it cannot be read */
export function readWork(exercise: Exercise): Buffer | undefined {
  try {
    return readFile(exercise.work, mostWork);
  } catch (error) {
    if (error instanceof FileTrouble && error.trouble === 'missing') return undefined;
    throw error;
  }
}

/** The pupil's program as it stands; the stub, put in place, when there was none. @throws FileTrouble */
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
 * Keeps the program as it stands under a name that is free, as in slug.kept-1.ts. Returns that name, absolute.
 * @throws FileTrouble
 */
export function keepCopy(exercise: Exercise): string {
  const bytes = readFile(exercise.work, mostWork);
  return takeName((count) => exercise.work.replace(/\.ts$/, `.kept-${count}.ts`), bytes);
}
