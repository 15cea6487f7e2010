// The parts of the bench: each measures one thing, prints it, and says which of its budgets do not hold.

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lessonIds } from '../lesson.ts';
import { Problem } from '../problem.ts';
import { openBrowser } from './browser.ts';
import { excesses, isBudgeted } from './budget.ts';
import { Drawings } from './drawings.ts';
import { type Build, growNew, growOurs, growRival, prepareRival } from './growth.ts';
import { audit, lighthouseVersion } from './lighthouse.ts';
import { nameAndVersion, rivals } from './rivals.ts';
import { pagesOf, serve } from './serve.ts';
import { stockCourse } from './stock.ts';
import { besideTable, growthTable, lighthouseTable, perPage, type Side, weightTable } from './tables.ts';
import { install } from './tools.ts';
import { type Weight, weigh, weighOnAll } from './weigh.ts';

/** At most this part of what the same page costs elsewhere. */
const mostBeside = 0.5;
/** Milliseconds that one more page may cost a build. */
const mostPerPage = 15;
/** How much steeper the second step of the growth may be for it to count as linear: builds of seconds vary. */
const steeper = 1.2;

/** One part of the bench. It prints its table, and returns what does not hold, a sentence each. */
export type Part = (dist: string) => Promise<string[]>;

/** Prints a section of the result. */
export const say = (title: string, text: string) => console.log(`## ${title}\n\n${text}\n`);

async function weight(dist: string): Promise<string[]> {
  const [site, browser] = await Promise.all([serve(dist), openBrowser()]);
  const weights: Weight[] = [];
  try {
    for (const path of pagesOf(dist)) {
      console.error(`weighing ${path}`);
      weights.push(await weighOnAll(browser, site.origin, path));
    }
  } finally {
    await browser.close();
    await site.close();
  }
  say('Weight', weightTable(weights, excesses));
  return weights.flatMap(excesses);
}

async function lighthouse(dist: string): Promise<string[]> {
  const site = await serve(dist);
  try {
    const verdicts = await audit(site.origin, pagesOf(dist));
    say(`Lighthouse ${lighthouseVersion}`, lighthouseTable(verdicts));
    return verdicts.flatMap(({ path, form, lost }) => lost.map((one) => `${path}, ${form}: ${one}`));
  } finally {
    await site.close();
  }
}

async function weighLessons(dist: string, paths: readonly string[]): Promise<Weight[]> {
  const [site, browser] = await Promise.all([serve(dist), openBrowser()]);
  const weights: Weight[] = [];
  try {
    for (const path of paths) weights.push(await weigh(browser, site.origin, path, 'phone'));
  } finally {
    await browser.close();
    await site.close();
  }
  for (const { path, failed } of weights) {
    if (failed.length > 0) throw new Problem(path, `cannot be compared, it lacks ${failed.join(', ')}`);
  }
  return weights;
}

async function beside(dist: string): Promise<string[]> {
  const paths = pagesOf(dist).filter((path) => isBudgeted(path) && path.includes('/lessons/'));
  const ours = await weighLessons(dist, paths);
  const sides: Side[] = ours.map((one) => ({ path: one.path, ours: one, theirs: [] }));
  const drawings = new Drawings(dist);
  for (const rival of rivals) {
    const tool = await install(rival.name.toLowerCase(), rival.versions);
    const dir = mkdtempSync(join(tool, 'beside-'));
    try {
      console.error(`building with ${rival.name}`);
      const theirs = prepareRival(rival, tool, dir, stockCourse(rival.dialect, drawings), drawings);
      await theirs.build();
      const weights = await weighLessons(theirs.dist, paths);
      for (const [at, side] of sides.entries()) {
        const one = weights[at];
        if (one) side.theirs.push({ name: rival.name, weight: one });
      }
    } finally {
      rmSync(dir, { recursive: true });
    }
  }
  const note = [
    `${rivals.map(nameAndVersion).join(', ')}: as they come, with the same words, listings, outputs and drawings.`,
    'On a phone, read to its end. What they fetch ahead of other pages is not counted.',
  ];
  say('Beside other generators', `${besideTable(sides)}\n\n${note.join(' ')}`);
  return sides.flatMap(({ path, ours, theirs }) =>
    theirs
      .filter(({ weight }) => ours.total / weight.total > mostBeside)
      .map(
        ({ name, weight }) => `${path}: ${(ours.total / weight.total).toFixed(2)} of ${name}, at most ${mostBeside}`,
      ),
  );
}

async function growth(dist: string): Promise<string[]> {
  const real = lessonIds().length;
  const counts = [real, 10 * real, 100 * real];
  const drawings = new Drawings(dist);
  const ours: { name: string; builds: Build[] }[] = [];
  const told = (build: Build) => {
    const again = build.again === undefined ? '' : `, again in ${build.again.toFixed(1)} s`;
    console.error(`${build.pages} pages in ${build.seconds.toFixed(1)} s${again}`);
    return build;
  };
  for (const [name, grow] of [
    ['copies of the lessons', growOurs],
    ['lessons as made by npm run new', growNew],
  ] as const) {
    const builds: Build[] = [];
    ours.push({ name, builds });
    for (const count of counts) {
      console.error(`building ${count} lessons, ${name}`);
      builds.push(told(await grow(count)));
    }
  }
  const others: typeof ours = [];
  for (const rival of rivals) {
    const tool = await install(rival.name.toLowerCase(), rival.versions);
    const builds: Build[] = [];
    others.push({ name: rival.name, builds });
    for (const count of counts) {
      console.error(`building ${count} lessons with ${rival.name}`);
      try {
        builds.push(told(await growRival(rival, tool, drawings, count)));
      } catch (error) {
        // Not every generator gets that far: one runs out of memory.
        if (!(error instanceof Problem)) throw error;
        console.error(error.message);
        break;
      }
    }
  }
  const note = [
    'From nothing to all pages, in both languages: the real lessons and copies, no two listings alike. "Again": once more, with',
    'what the first build kept.',
    `${rivals.map(nameAndVersion).join(', ')}: lessons and programs only. A dash: the build failed.`,
  ];
  say('Build time', `${growthTable([...ours, ...others])}\n\n${note.join(' ')}`);

  return ours.flatMap(({ name, builds: [small, middle, large] }) => {
    if (!small || !middle || !large) return [];
    const [first, second, all] = [perPage(small, middle), perPage(middle, large), perPage(small, large)];
    return [
      ...(all < mostPerPage ? [] : [`build, ${name}: ${all.toFixed(1)} ms a page, under ${mostPerPage}`]),
      ...(second <= first * steeper
        ? []
        : [`build, ${name}: more than linear, ${first.toFixed(1)} ms a page at first, ${second.toFixed(1)} ms later`]),
    ];
  });
}

/** By their names, in the order in which they run. */
export const parts: Readonly<Record<string, Part>> = { weight, lighthouse, beside, growth };
