// What was measured, as Markdown tables.

import { arch, availableParallelism, cpus, loadavg, release, type } from 'node:os';
import { budget, isBudgeted } from './budget.ts';
import type { Build } from './growth.ts';
import { categories, forms, type Verdict } from './lighthouse.ts';
import type { Weight } from './weigh.ts';

/** A Markdown table. The first column is text, all others are numbers. */
export function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** When and where: the day, the machine, its Node, and how busy it was as measuring began. */
export function circumstances(): string {
  const date = new Date().toISOString().slice(0, 10);
  const cpu = cpus()[0]?.model.trim() || arch();
  const system = `${type()} ${release().split('-')[0]}`;
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `Measured on ${date}: ${cpu}, ${availableParallelism()} cores, ${system}, Node ${process.version.slice(1)}, load ${load}.`;
}

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
const percent = (ratio: number) => `${(ratio * 100).toFixed(0)} %`;

export function weightTable(weights: readonly Weight[], excessOf: (weight: Weight) => string[]): string {
  const rows = weights.map((weight) => {
    const { path, requests, total, html, css, js, other, shift, hosts } = weight;
    const verdict = excessOf(weight).length > 0 ? '**no**' : isBudgeted(path) ? 'yes' : 'yes, no limit on bytes';
    const sizes = [total, html, css, js, other].map(kilobytes);
    return [path, requests, ...sizes, shift === 0 ? 0 : shift.toFixed(4), hosts.length, verdict];
  });
  const head = ['page', 'requests', 'KB', 'HTML', 'CSS', 'JS', 'other', 'layout shift', 'other hosts', 'within budget'];
  const limits = [
    `A lesson or a home may cost ${kilobytes(budget.total)} KB, ${kilobytes(budget.js)} KB of it JavaScript, in`,
    `${budget.requests} requests; no page may move or ask another host. Gzip, headers included, 1 KB = 1000 bytes.`,
  ];
  return `${table(head, rows)}\n\n${limits.join(' ')}`;
}

export function lighthouseTable(verdicts: readonly Verdict[]): string {
  const scoresOf = (path: string, form: string) => {
    const scores = verdicts.find((one) => one.path === path && one.form === form)?.scores ?? [];
    return categories.map((_, at) => scores[at] ?? '?').join(' / ');
  };
  const paths = [...new Set(verdicts.map(({ path }) => path))];
  const rows = paths.map((path) => [path, ...forms.map((form) => scoresOf(path, form))]);
  return `${table(['page', ...forms], rows)}\n\nEach: ${categories.join(' / ')}.`;
}

/** One lesson's page, made by us and by others. */
export interface Side {
  path: string;
  ours: Weight;
  theirs: { name: string; weight: Weight }[];
}

export function besideTable(sides: readonly Side[]): string {
  const names = sides[0]?.theirs.map(({ name }) => name) ?? [];
  const head = [
    'page',
    'Socketbook KB (requests)',
    ...names.flatMap((name) => [`${name} KB (requests)`, 'ours / theirs']),
  ];
  const cell = ({ total, requests }: Weight) => `${kilobytes(total)} (${requests})`;
  const rows = sides.map(({ path, ours, theirs }) => [
    path,
    cell(ours),
    ...theirs.flatMap(({ weight }) => [cell(weight), percent(ours.total / weight.total)]),
  ]);
  return table(head, rows);
}

/** Milliseconds for each further page, between two sizes of a site. */
export function perPage(small: Build, large: Build): number {
  return ((large.seconds - small.seconds) * 1000) / (large.pages - small.pages);
}

/** The same series with the times of the second builds. */
const secondBuilds = (builds: readonly Build[]): Build[] =>
  builds.flatMap((build) => (build.again === undefined ? [] : { ...build, seconds: build.again }));

export function growthTable(series: readonly { name: string; builds: readonly Build[] }[]): string {
  const sizes = series[0]?.builds.map(({ lessons }) => `${lessons} lessons`) ?? [];
  const all = series.flatMap(({ name, builds }) => [
    { name, builds },
    { name: `${name}, again`, builds: secondBuilds(builds) },
  ]);
  const rows = all
    .filter(({ builds }) => builds.length > 0)
    .map(({ name, builds }) => {
      const slope = (from: number, to: number) => {
        const [small, large] = [builds[from], builds[to]];
        return small && large ? perPage(small, large).toFixed(1) : '–';
      };
      const times = sizes.map((_, at) => {
        const build = builds[at];
        return build ? `${build.seconds.toFixed(1)} s (${build.pages} pages)` : '–';
      });
      return [name, ...times, slope(0, 1), slope(1, 2), slope(0, 2)];
    });
  return table(['build', ...sizes, 'ms a page, first step', 'ms a page, second step', 'ms a page, all'], rows);
}
