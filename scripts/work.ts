// The pupil's own files: practice/NN-name/slug.ts, made from the stubs. What a pupil wrote is never overwritten unkept.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Exercise, readPart } from './exercises.ts';

/** The pupil's program as it stands; the stub, put in place, when there was none. */
export function openWork(exercise: Exercise): string {
  if (!existsSync(exercise.work)) writeWork(exercise, readPart(exercise, 'stub.ts'));
  return readFileSync(exercise.work, 'utf8');
}

/** Writes the pupil's program, in one step. */
export function writeWork(exercise: Exercise, text: string): void {
  mkdirSync(dirname(exercise.work), { recursive: true });
  const half = `${exercise.work}.${process.pid}.tmp`;
  writeFileSync(half, text);
  renameSync(half, exercise.work);
}

/**
 * Makes an empty file under the first name that is free, so that no other process takes the name too. Returns that name.
 * @param nameOf the name that is tried at the first, the second … time
 */
export function takeName(nameOf: (count: number) => string): string {
  for (let count = 1; ; count++) {
    const name = nameOf(count);
    try {
      writeFileSync(name, '', { flag: 'wx' });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Keeps the program as it stands under a name that is free, as in slug.kept-1.ts. Returns that name, absolute. */
export function keepCopy(exercise: Exercise): string {
  const text = readFileSync(exercise.work);
  const copy = takeName((count) => exercise.work.replace(/\.ts$/, `.kept-${count}.ts`));
  writeFileSync(copy, text);
  return copy;
}
