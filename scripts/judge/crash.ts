import { basename } from 'node:path';
import type { Both, Translated } from './verdict.ts';

/** What Node wrote on standard error when an uncaught error ended a program. */
export interface Crash {
  /** The error's first line, as in "TypeError: x is not a function". */
  reason: string;
  /** The line of the program's file at which it happened; undefined if Node names none. */
  line?: number;
  /** The program never began: Node could not read its file. */
  syntax: boolean;
}

/** The first line of an error: its class, perhaps a code, and a message (Node docs, Errors). */
const reasonLine = /^(?:[A-Z]\w*)?(?:Error|Exception|Rejection)\b.*/;

/**
 * Finds the error in what Node writes on standard error about an uncaught error: the place, the source line, a marker, the
 * error, its frames, Node's version.
 * @param file the program's file, by whose name its lines are found
 * @returns undefined if no uncaught error ended the program
 */
export function crashIn(stderr: string, file: string): Crash | undefined {
  if (!/^Node\.js v\d+\.\d+/m.test(stderr)) return undefined;
  const lines = stderr.split('\n');
  const reason = lines.find((line) => reasonLine.test(line)) ?? lines.find((line) => /Error\b/.test(line));
  if (reason === undefined) return undefined;
  const name = basename(file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const places = new RegExp(`(?:^|[/\\\\(])${name}:(\\d+)(?=[:\\s)]|$)`);
  const frames = lines.filter((line) => /^ +at /.test(line));
  const inFrame = frames.map((line) => places.exec(line)?.[1]).find((line) => line !== undefined);
  const inHead = lines.map((line) => (line.startsWith(' ') ? undefined : places.exec(line)?.[1])).find(Boolean);
  const at = inFrame ?? inHead;
  return {
    // Under the restrictions Node writes "Error [TypeError]: …".
    reason: reason.replace(/^Error \[([A-Z]\w*Error)\]:/, '$1:'),
    ...(at !== undefined && { line: Number(at) }),
    syntax: reason.startsWith('SyntaxError') && inHead !== undefined && inFrame === undefined,
  };
}

/** What the permission model refuses (Node docs, Permissions), in the words of the course. */
const refusals: [RegExp, Translated][] = [
  [
    /--allow-worker/,
    { en: 'programs of this course may not start worker threads', zh: '本课程的程序不能启动工作线程' },
  ],
  [/--allow-child-process/, { en: 'programs of this course may not start processes', zh: '本课程的程序不能启动进程' }],
  [/--allow-fs-write/, { en: 'programs of this course may not write files', zh: '本课程的程序不能写文件' }],
  [
    /--allow-fs-read/,
    {
      en: 'programs of this course may read files of their own folder only',
      zh: '本课程的程序只能读自己文件夹里的文件',
    },
  ],
];

/** Node supports no TypeScript that is more than types (Node docs, Modules: TypeScript). */
const unsupported = /TypeScript (.+) is not supported in strip-only mode/;

/** The error in a sentence, the line first: "line 22: Expression expected". */
export function tellCrash({ reason, line, syntax }: Crash): Both {
  const bare = syntax ? reason.replace(/^SyntaxError(?: \[\w+\])?: /, '') : reason;
  const refused = refusals.find(([pattern]) => pattern.test(reason))?.[1];
  const what = unsupported.exec(reason)?.[1];
  const words =
    refused ??
    (what === undefined
      ? bare
      : {
          en: `TypeScript's ${what} is not available: Node removes the types and runs the rest`,
          zh: `不能使用 TypeScript 的 ${what}：Node 只去掉类型，其余部分原样运行`,
        });
  const { en, zh } = typeof words === 'string' ? { en: words, zh: words } : words;
  return line === undefined ? { en, zh } : { en: `line ${line}: ${en}`, zh: `第 ${line} 行：${zh}` };
}
