// How the time of a build grows with the number of lessons.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { median } from '../bench/measure.ts';
import { fileNames } from '../course-files.ts';
import { lessonIds, lessonsDir } from '../lesson.ts';
import { newLesson } from '../new.ts';
import { Problem } from '../problem.ts';
import { buildSite, finish } from './build.ts';
import { copyProject } from './copy.ts';
import type { Drawings } from './drawings.ts';
import { type Rival, write } from './rivals.ts';
import { pagesOf } from './serve.ts';
import { type StockLesson, stockCourse } from './stock.ts';

/** One size of a site, and how long its build took: the medians, in seconds. */
export interface Build {
  lessons: number;
  pages: number;
  /** From nothing. */
  seconds: number;
  /** Once more in the same folder, with what the first build kept there; of our own site only. */
  again?: number;
}

interface Run {
  pages: number;
  seconds: number;
  again?: number;
}

/** A build that takes longer, in seconds, is not repeated. */
const longBuild = 20;
const rounds = 3;

/** Gives each listing of a program, and the program itself, a last line of its own: a build shall find no two alike. */
const mark = (program: string, name: string) =>
  `${program.replace(/^( *)(?=\/\/ #endregion)/gm, `$1// ${name}\n$1`)}// ${name}\n`;

const realLessons = () => lessonIds().map((id) => join(lessonsDir, id));

/**
 * Fills a folder with so many lessons: the real ones, then copies under new numbers of four digits, which come behind them in
 * the order of names.
 * @param models the folders of the lessons that are copied, one after the other
 * @returns their names
 */
function copyLessons(dir: string, count: number, models = realLessons()): string[] {
  const real = realLessons();
  return Array.from({ length: count }, (_, at) => {
    const isReal = at < real.length;
    const from = (isReal ? real[at] : models[at % models.length]) ?? '';
    const name = isReal ? basename(from) : basename(from).replace(/^\d+/, String(1001 + at));
    cpSync(from, join(dir, name), { recursive: true });
    if (isReal) return name;
    for (const file of fileNames(join(dir, name)).filter((one) => /\.(ts|cjs)$/.test(one))) {
      const path = join(dir, name, file);
      writeFileSync(path, mark(readFileSync(path, 'utf8'), name));
    }
    return name;
  });
}

/** A lesson's number has two digits; in a copy of the project it may have four. */
function allowMoreDigits(file: string): void {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of [
    ['/^\\d\\d-', '/^\\d{2,4}-'],
    ['Number(id.slice(0, 2))', 'Number.parseInt(id, 10)'],
  ] as const) {
    if (!text.includes(from))
      throw new Problem(file, `no "${from}" in it; the bench puts "${to}" there for many lessons`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(file, text);
}

/** Copies the project into a folder, with so many lessons. */
function copyWith(dir: string, count: number, models?: string[]): void {
  copyProject(dir, ['scripts', 'site']);
  allowMoreDigits(join(dir, 'scripts', 'lesson.ts'));
  copyLessons(join(dir, 'lessons'), count, models);
}

/** A site that can be built. */
interface Prepared {
  /** Where its pages will be. */
  dist: string;
  /** @returns seconds @throws Problem when it fails */
  build(): Promise<number>;
}

/** Builds in a new folder, and there once more if that is asked for. */
async function buildIn(parent: string, twice: boolean, prepare: (dir: string) => Prepared): Promise<Run> {
  const dir = mkdtempSync(join(parent, 'socketbook-growth-'));
  try {
    const { dist, build } = prepare(dir);
    const seconds = await build();
    const pages = pagesOf(dist).length;
    if (!twice) return { pages, seconds };
    rmSync(dist, { recursive: true });
    return { pages, seconds, again: await build() };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function repeat(lessons: number, run: () => Promise<Run>): Promise<Build> {
  const runs = [await run()];
  const { pages = 0, seconds = 0 } = runs[0] ?? {};
  while (seconds < longBuild && runs.length < rounds) runs.push(await run());
  const again = runs.flatMap((one) => one.again ?? []);
  return {
    lessons,
    pages,
    seconds: median(runs.map((one) => one.seconds)),
    ...(again.length > 0 && { again: median(again) }),
  };
}

function growFrom(count: number, models?: string[]): Promise<Build> {
  return repeat(count, () =>
    buildIn(tmpdir(), true, (dir) => {
      copyWith(dir, count, models);
      const dist = join(dir, 'dist');
      return { dist, build: () => buildSite(dist, { cwd: dir }) };
    }),
  );
}

/** Builds our site with so many lessons: the real ones and copies of them. */
export const growOurs = (count: number): Promise<Build> => growFrom(count);

/** Builds our site with so many lessons: the real ones, and others as `npm run new` makes them. */
export async function growNew(count: number): Promise<Build> {
  const root = mkdtempSync(join(tmpdir(), 'socketbook-new-'));
  try {
    return await growFrom(count, [join(root, await newLesson('generated', root))]);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/**
 * Makes the files of another generator's site, ready to be built.
 * @param tool the folder where it is installed
 * @param dir a folder below that one
 */
export function prepareRival(
  rival: Rival,
  tool: string,
  dir: string,
  lessons: readonly StockLesson[],
  drawings: Drawings,
): Prepared {
  write(rival, dir, lessons, drawings);
  const [program = '', ...args] = rival.build;
  const build = () => finish(process.execPath, [join(tool, 'node_modules', program), ...args], { cwd: dir });
  return { dist: join(dir, rival.dist), build };
}

/** Builds another generator's site with so many lessons. @param tool the folder where the generator is installed */
export async function growRival(rival: Rival, tool: string, drawings: Drawings, count: number): Promise<Build> {
  const root = mkdtempSync(join(tmpdir(), 'socketbook-lessons-'));
  try {
    const course = stockCourse(rival.dialect, drawings, copyLessons(root, count), root);
    return await repeat(count, () => buildIn(tool, false, (dir) => prepareRival(rival, tool, dir, course, drawings)));
  } finally {
    rmSync(root, { recursive: true });
  }
}
