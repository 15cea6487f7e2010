// What Node writes on standard error when an uncaught error ends a program, in one sentence for the page and the judge.
import { basename } from 'node:path';
import type { Both } from '../course/languages.ts';
import { refusals } from '../runner/preload/refusals.mjs';

export interface Crash {
  /** The error's first line, as in "TypeError: x is not a function". */
  reason: string;
  /** The line of the program's file at which it happened; undefined if Node names none. */
  line?: number;
  /** The program never began: Node could not read its file. */
  syntax: boolean;
  /** How many lines at the end of standard error are Node's report on it. */
  reportLines: number;
}

/**
 * Where Node's report names a place, above the source line: "file:///…/scan.ts:12", "node:events:505", or only "scan.ts:12".
 * A text that is no file, such as JSON, is "<anonymous_script>:1", and one for node:vm "evalmachine.<anonymous>:1".
 */
const place =
  /^(?:(?:file:|node:|\/|[A-Za-z]:\\|<anonymous_script>|evalmachine\.<anonymous>).*|[\w.-]+\.[cm]?[jt]s):\d+$/;
/** The line below the source line. */
const marker = /^\s*\^+\s*$/;
/** An error that Node's TypeScript reader made: parts of the source stand between the marker and it. */
const typescript = /^SyntaxError \[ERR_\w+_TYPESCRIPT_SYNTAX\]: /;

/** The first line of Node's report: the first of the places at its end, of which there may be two. */
function beginning(lines: readonly string[]): number {
  let begin = lines.findLastIndex((line) => place.test(line));
  while (begin > 0) {
    const before = lines.slice(0, begin).findLastIndex((line) => place.test(line));
    const between = lines.slice(before, begin);
    // Only a place, its source line, the marker and an empty line.
    if (before === -1 || between.length > 5 || !between.some((line) => marker.test(line))) break;
    begin = before;
  }
  return begin;
}

/** The error in the lines of Node's report. */
function reasonIn(report: readonly string[]): string | undefined {
  const last = report.findLastIndex((line) => place.test(line));
  const below = report.slice(last + 2);
  const marked = below.findIndex((line) => marker.test(line));
  return below.find((line) => typescript.test(line)) ?? below.slice(marked + 1).find((line) => line.trim() !== '');
}

/** Under the restrictions Node writes "Error [TypeError]: …" for an error, and names the class of a refusal. */
const withoutClass = (reason: string) =>
  reason.replace(/^Error \[([A-Z]\w*Error)\](?=:|$)/, '$1').replace(/^AccessDenied \[Error\](?=:)/, 'Error');

/** What Node writes when nothing is left to do but an `await` outside any function goes on (exit code 13). */
const unsettled = /^Warning: Detected unsettled top-level await at .*:(\d+)$/m;
const neverEnds = 'this await never ends';

/**
 * Finds the error in what Node writes on standard error about an uncaught error: the place, the source line, a marker, the
 * error, its frames, Node's version.
 * @param file the program's file, by whose name its lines are found
 * @returns undefined if no uncaught error ended the program
 */
export function crashIn(stderr: string, file: string): Crash | undefined {
  const lines = stderr.trimEnd().split('\n');
  const waits = unsettled.exec(stderr);
  if (waits !== null) {
    const at = lines.findIndex((line) => unsettled.test(line));
    return { reason: neverEnds, line: Number(waits[1]), syntax: false, reportLines: lines.length - at };
  }
  if (!/^Node\.js v\d+\.\d+/.test(lines.at(-1) ?? '')) return undefined;
  const begin = beginning(lines);
  const report = lines.slice(Math.max(begin, 0));
  const found = reasonIn(report);
  if (begin === -1 || found === undefined) return undefined;
  const reason = withoutClass(found);
  const name = basename(file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const inFile = new RegExp(`(?:^|[/\\\\(])${name}:(\\d+)(?=[:\\s)]|$)`);
  const lineIn = (some: readonly string[]) => some.map((line) => inFile.exec(line)?.[1]).find(Boolean);
  const inFrame = lineIn(report.filter((line) => /^ +at /.test(line)));
  const inHead = lineIn(report.filter((line) => place.test(line)));
  const at = inFrame ?? inHead;
  return {
    reason,
    ...(at !== undefined && { line: Number(at) }),
    syntax: reason.startsWith('SyntaxError') && inHead !== undefined && inFrame === undefined,
    reportLines: report.length,
  };
}

/** Node supports no TypeScript that is more than types (Node docs, Modules: TypeScript). */
const unsupported = /TypeScript (.+) is not supported in strip-only mode/;

type Refused = keyof typeof refusals.en;

/** Where Node's own JavaScript refuses something, it says so in its own words, without a flag. */
const nodesWords: [RegExp, Refused][] = [
  [/Access to this API has been restricted$/, 'FileSystemRead'],
  [/is disabled when Permission Model is enabled|requires full fs\.read and fs\.write permissions/, 'FileSystemWrite'],
];

/** The error in both languages, without its line. */
function wordsFor({ reason, syntax }: Pick<Crash, 'reason' | 'syntax'>): Both {
  const refused =
    nodesWords.find(([pattern]) => pattern.test(reason))?.[1] ??
    (Object.keys(refusals.en) as Refused[]).find((one) =>
      [refusals.en[one], refusals.zh[one]].some((words) => reason.endsWith(words)),
    );
  if (refused !== undefined) return { en: refusals.en[refused], zh: refusals.zh[refused] };
  if (reason === neverEnds) {
    return {
      en: 'this `await` never ends: nothing is left that it could wait for',
      zh: '这个 `await` 永远不会结束：已经没有它可以等待的东西了',
    };
  }
  const what = unsupported.exec(reason)?.[1];
  if (what !== undefined) {
    return {
      en: `TypeScript's ${what} is not available: Node removes the types and runs the rest`,
      zh: `不能使用 TypeScript 的 ${what}：Node 只去掉类型，其余部分原样运行`,
    };
  }
  const bare = syntax
    ? reason
        .replace(/^SyntaxError(?: \[\w+\])?: /, '')
        // Node's reader lists everything that could have stood there.
        .replace(/(?<=^Unexpected token .+?)\. Expected .*$/, '')
    : reason;
  return { en: bare, zh: bare };
}

/** The error in a sentence, the line first: "line 22: Expression expected". */
export function tellCrash({ reason, line, syntax }: Pick<Crash, 'reason' | 'line' | 'syntax'>): Both {
  const { en, zh } = wordsFor({ reason, syntax });
  return line === undefined ? { en, zh } : { en: `line ${line}: ${en}`, zh: `第 ${line} 行：${zh}` };
}
