import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf } from '../course/lesson.ts';
import { Problem } from '../project/problem.ts';

/** Programs with a copy in several lessons, because a lesson imports only its own files. All copies are the same. */
const copied = ['ports.ts'];

/** Checks that all copies of a program are the same, byte for byte. @returns one Problem for each copy that differs */
export function checkCopies(ids: readonly string[], root: string): Problem[] {
  return copied.flatMap((file) => {
    const [first, ...others] = ids.filter((id) => existsSync(join(root, id, file)));
    if (first === undefined) return [];
    const bytes = readFileSync(join(root, first, file));
    return others
      .filter((id) => !readFileSync(join(root, id, file)).equals(bytes))
      .map((id) => new Problem(nameOf(id, file), `differs from ${nameOf(first, file)}; make both the same`));
  });
}
