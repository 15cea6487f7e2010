import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Cell, cellOf, type Lesson, type Pair } from '../course/lesson.ts';
import { sources } from '../course/sources.ts';
import { replaceFile } from '../project/files.ts';

/**
 * A digest of all code that a cell runs, and of its arguments. Two runs with the same digest ran the same code with the same
 * arguments. 16 hexadecimal digits of a SHA-256.
 */
export function digestOf(lesson: Lesson, cell: Cell): string {
  const others = [...(cell.with === undefined ? [] : [cell.with]), ...cell.visits];
  const cells = [cell, ...others.map((name) => cellOf(lesson, name))];
  const hash = createHash('sha256');
  for (const one of cells) {
    const files = [...sources(dirname(lesson.dir), lesson.id, one.file)].sort(([a], [b]) => (a < b ? -1 : 1));
    const typed = one.typed.length > 0 ? [one.typed] : [];
    hash.update(JSON.stringify([one.file, one.args, one.link ?? '', files, ...typed]));
  }
  return hash.digest('hex').slice(0, 16);
}

/** A digest of all code that a pair runs. */
export function digestOfPair(lesson: Lesson, pair: Pair): string {
  const ends = [pair.server, pair.client].map((name) => digestOf(lesson, cellOf(lesson, name)));
  return createHash('sha256').update(ends.join()).digest('hex').slice(0, 16);
}

const digestsFile = (lesson: Lesson) => join(lesson.dir, 'recorded.json');

/** The digests of a lesson's cells and pairs at the time of their recording, by name. */
export function readDigests(lesson: Lesson): Record<string, string> {
  const file = digestsFile(lesson);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Stores the current digests: the recordings are from the current code. */
export function writeDigests(lesson: Lesson): void {
  const digests = Object.fromEntries([
    ...lesson.cells.map((cell) => [cell.name, digestOf(lesson, cell)]),
    ...lesson.pairs.map((pair) => [pair.name, digestOfPair(lesson, pair)]),
  ]);
  replaceFile(digestsFile(lesson), `${JSON.stringify(digests, null, 2)}\n`);
}
