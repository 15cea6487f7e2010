import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parsePorts as parseIn04 } from '../lessons/04-sequential-scan/ports.ts';
import { parsePorts as parseIn05 } from '../lessons/05-threaded-scan/ports.ts';
import { classWords } from '../scripts/class/words.ts';
import { portList } from '../scripts/course/cells.ts';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds, lessonsDir, readLesson } from '../scripts/course/lesson.ts';
import { wordsOf as doctorWords } from '../scripts/doctor/words.cjs';
import { examWords } from '../scripts/exam/words.ts';
import { wordsOf } from '../scripts/practice/words.ts';
import { terminal } from '../scripts/project/astro.ts';
import { width } from '../scripts/terminal/columns.ts';
import { run as finish } from './support/build.ts';
import { CommandHost } from './support/commands.ts';
import { tries } from './support/extent.ts';
import { ProgramHost } from './support/programs.ts';

const port = fc.integer({ min: 1, max: 65_535 });
const range = fc.tuple(port, port).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const item = fc.oneof(
  port.map((one) => [one, one] as const),
  range,
);
const zeros = fc.nat({ max: 3 }).map((count) => '0'.repeat(count));
const anyText = fc.string({ unit: 'binary', maxLength: 12 });
/** Texts that look like a list of ports. Many are valid lists. */
const nearlyList = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789,-,-99 +x'), maxLength: 20 }),
  fc
    .array(
      fc.constantFrom('1', '80', '007', '65535', '65530-65535', '9-9', '', '0', '65536', '1-65536', '0-1', '2-1', ' 1'),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((parts) => parts.join()),
);

const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
/** Ports from 1 to 65535 in ascending order, each once. */
function ascending(ports: Iterable<number>): number[] {
  const named = new Uint8Array(65_536);
  for (const one of ports) named[one] = 1;
  const all: number[] = [];
  for (const [port, isNamed] of named.entries()) if (isNamed) all.push(port);
  return all;
}

/** Compares long lists in a tenth of the time that `toEqual` takes. */
const expectSame = (one: unknown, other: unknown, text: string) =>
  expect(isDeepStrictEqual(one, other), JSON.stringify(text)).toBe(true);

const isPort = (text: string) => /^0*[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 65_535;
/** Whether a text is a port, or a range in ascending order. */
function isGood(part: string): boolean {
  const [first = '', last = first, ...rest] = part.split('-');
  return rest.length === 0 && isPort(first) && isPort(last) && Number(first) <= Number(last);
}

/** The result of a parser: ports, or an error of one line. */
function outcome(parse: (text: string) => number[], text: string): number[] | string {
  try {
    return parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
}

describe.each([
  ['04', parseIn04],
  ['05', parseIn05],
])('the port list parser of lesson %s', (_, parse) => {
  test('finds exactly the ports that a list names, in any order, with duplicates and leading zeros', () => {
    const list = fc.array(fc.tuple(item, zeros, zeros), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(list, (items) => {
        const text = items.map(([[first, last], zero, more]) =>
          first === last ? zero + first : `${zero}${first}-${more}${last}`,
        );
        const named = items.flatMap(([[first, last]]) => upTo(first, last));
        expectSame(parse(text.join()), ascending(named), text.join());
      }),
    );
  });

  test('reads every list that portList() writes', () => {
    fc.assert(
      fc.property(fc.array(port, { minLength: 1, maxLength: 50 }), (ports) => {
        expectSame(parse(portList(ascending(ports))), ascending(ports), portList(ascending(ports)));
      }),
    );
  });

  test('returns ascending ports, each once, or throws a RangeError that quotes the first bad part, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, nearlyList), (text) => {
        const result = outcome(parse, text);
        const bad = text.split(',').find((part) => !isGood(part));
        if (typeof result === 'string') {
          expect(bad).toBeDefined();
          expect(result.startsWith(`bad ports "${bad}": ports`)).toBe(true);
        } else {
          expect(bad).toBeUndefined();
          expectSame(result, ascending(result), text);
          expect(result.every((one) => Number.isInteger(one) && one >= 1 && one <= 65_535)).toBe(true);
        }
      }),
      { numRuns: tries(2000) },
    );
  });
});

test('both parsers return the same result for any text', () => {
  const what = (result: number[] | string) => (typeof result === 'string' ? result.split('": ')[0] : result);
  fc.assert(
    fc.property(fc.oneof(anyText, nearlyList), (text) => {
      expectSame(what(outcome(parseIn04, text)), what(outcome(parseIn05, text)), text);
    }),
    { numRuns: tries(2000) },
  );
});

// Each of these is wrong at any position. A NUL cannot be passed to a program (execve(2)).
const noise = anyText.map((text) => text.replaceAll('\0', ''));
const badNumber = fc.oneof(
  fc.constantFrom('', '0', '-1', '1.5', '1e3', '0x50', '65536', '99999999999999999999', '٣', ' 5', '5 ', '+5', 'NaN'),
  noise.map((text) => `${text}x`),
);
const badList = fc.oneof(
  fc.constantFrom('', ',', '1,', '0', '65536', '5-1', '1-2-3', '1-', '80;443', '1..5', 'http'),
  noise.map((text) => `1,${text}x`),
);
const unknown = fc
  .stringMatching(/^--?[a-z][a-z0-9-]{0,8}$/)
  .filter((option) => !['--ports', '--timeout', '--help'].includes(option));
const badPart = fc.oneof(
  fc
    .oneof(unknown, fc.constantFrom('--import', '--port', '-p', '--a\nb', '--\u001b[31m', '--no-ports'))
    .map((one) => [one]),
  badList.map((list) => ['--ports', list]),
  badList.map((list) => [`--ports=${list}`]),
  badNumber.map((number) => ['--timeout', number === '65536' ? '65537' : number]),
  fc.constantFrom(['--timeout=60001'], ['--ports', '1', '--ports', '2'], ['--timeout=5', '--timeout', '5']),
);
const goodPart = fc.constantFrom([], ['--ports', '80'], ['--timeout', '50'], ['--ports=1-9']);

/** A command line of a scanner with one bad part. If it names a host, it is this machine. */
const badScan = fc.oneof(
  fc
    .tuple(fc.constantFrom([], ['127.0.0.1'], ['127.0.0.1', '5']), goodPart, badPart, goodPart)
    .map((all) => all.flat()),
  fc
    .tuple(
      goodPart,
      badNumber.filter((one) => !/^-/.test(one)),
      goodPart,
    )
    .map(([a, bad, b]) => ['127.0.0.1', bad, ...a, ...b]),
  fc.tuple(goodPart, noise).map(([good, extra]) => ['127.0.0.1', '5', ...good, `x${extra}`]),
  fc.tuple(fc.constantFrom([], ['127.0.0.1']), goodPart).map(([host, good]) => [...host, ...good, '--ports']),
);

/** One line of words without characters that control a terminal. */
const oneLine = /^(bad|no value after|usage:|"--\w+" given twice)[^\p{Cc}\p{Zl}\p{Zp}]*$/u;

/** A module in code, as a URL: `import` takes no path of Windows (Node docs, ERR_UNSUPPORTED_ESM_URL_SCHEME). */
const urlOf = (file: string) => JSON.stringify(pathToFileURL(join(lessonsDir, file)));

/** Passes each command line to the functions that read it, in one process, and returns how each would have ended. */
const reader = `
  import { json } from 'node:stream/consumers';
  const { readOptions } = await import(${urlOf('04-sequential-scan/options.ts')});
  const { runCommand } = await import(${urlOf('05-threaded-scan/command.ts')});
  const { parseOrExit } = await import(${urlOf('05-threaded-scan/options.ts')});
  const scan = () => { throw new Error('asked to scan'); };
  const readers = {
    '04 scan': (args) => readOptions(args),
    '05 pool': (args) => parseOrExit(args, 'usage: pool.ts', 'workers', 65535),
    '05 scan': (args) => runCommand(args, { usage: 'usage: scan.ts', counted: 'workers', most: 65535, scan }),
    '05 threads': (args) => runCommand(args, { usage: 'usage: threads.ts', counted: 'threads', most: 64, scan }),
  };
  const { exit } = process;
  const ends = [];
  for (const args of await json(process.stdin)) {
    for (const [name, read] of Object.entries(readers)) {
      const end = { name, args, printed: [], code: undefined };
      process.exitCode = undefined;
      process.exit = (code) => { end.code = code; throw end; };
      console.error = (...words) => end.printed.push(words.join(' '));
      console.log = (...words) => end.printed.push('STDOUT ' + words.join(' '));
      try { await read(args); } catch (error) { if (error !== end) end.printed.push(String(error.stack)); }
      end.code ??= process.exitCode;
      ends.push(end);
    }
  }
  process.exitCode = 0;
  process.stdout.write(JSON.stringify(ends));
`;

const commands = new CommandHost();
const programs = new ProgramHost();
afterAll(() => Promise.all([commands.close(), programs.close()]));

const cellsOf06 = readLesson('06-entry-point-guard')
  .cells.map(({ name }) => name)
  .join(', ');

test.each([
  ['record', '--force', 'unknown argument "--force": lessons and --help are accepted'],
  ['record', '99', `no lesson "99": choose one of ${lessonIds().join(', ')}`],
  ['sync', '-3', 'unknown argument "-3": lessons and --help are accepted'],
  ['sync', 'x\ny', `no lesson "x\\ny": choose one of ${lessonIds().join(', ')}`],
  ['check', '05', 'unknown argument "05": npm run check takes no arguments'],
  ['lab', '--from=abc', 'bad --from "abc": a number from 1 to 65527'],
  [
    'new',
    '07-unix',
    'bad name "07-unix": the number is added automatically; write only the name, as in "unix-sockets"',
  ],
  ['new', '8', 'bad name "8": the number is added automatically; write only the name, as in "unix-sockets"'],
  ['new', 'Unix', 'bad name "Unix": write it in kebab-case and without a number, as in "unix-sockets"'],
  ['new', '../x', 'bad name "../x": write it in kebab-case and without a number, as in "unix-sockets"'],
  ['new', 'x\u001b[2J', 'bad name "x\\u001b[2J": write it in kebab-case and without a number, as in "unix-sockets"'],
  ['new', 'x'.repeat(300), `bad name "${'x'.repeat(300)}": 300 characters; at most 40`],
  ['new', 'server-client', 'bad name "server-client": another lesson has this name'],
  ['lab', '--from=', 'no value after --from: a number from 1 to 65527'],
  ['bench', '--rounds=abc', 'bad rounds "abc": a whole number from 1 to 99'],
  ['bench', 'x', 'unknown argument "x": --rounds NUMBER, --wire HOST, --note TEXT and --help are accepted'],
  ['new', '--unix', 'unknown argument "--unix": NAME and --help are accepted'],
  ['judge', '-p80', 'unknown argument "-p80": an exercise, a file, --exercises, --lang and --help are accepted'],
  ['judge', '--exercises=/nowhere', 'npm run judge: name an exercise, as in 03/echo-lines'],
  ['start', '--port=x', '--port "x": not a port; accepted: 0 to 65535, where 0 means any free port'],
  ['start', '--port', 'no value after --port: a port'],
  ['start', '4321', 'unknown argument "4321": accepted: --port PORT'],
  ['wire', '--force', 'unknown argument "--force": a cell, --lang and --help are accepted'],
  ['wire', 'x\ny/z', `no lesson "x\\ny": choose one of ${lessonIds().join(', ')}`],
  ['wire', '06/x', `no cell or pair "x" in 06-entry-point-guard: choose one of ${cellsOf06}`],
  ['wire', '--lang=fr', 'bad --lang "fr": en or zh'],
  ['preview', '--help=x', 'unknown argument "--help=x": accepted: --port PORT, --host [ADDRESS]'],
])('%s refuses %j with one line that names it and exit code 2, and writes no file', async (script, argument, line) => {
  expect(await commands.run(script, [argument], terminal)).toEqual({
    status: 2,
    stdout: '',
    stderr: `${line}\n`,
  });
});

test.each(['abc', '0', '-1', '65528', '1e3', '4401 '])('lab.ts refuses --from %j in one line', async (value) => {
  expect(await commands.run('lab', ['--from', value], terminal)).toEqual({
    status: 2,
    stdout: '',
    stderr: `bad --from "${value}": a number from 1 to 65527\n`,
  });
});

test.each(languages)(
  'the usages of the commands that speak the language of the user fit into 80 columns: %s',
  (lang) => {
    const words = wordsOf(lang);
    for (const usage of [classWords(lang).usage, examWords(lang).usage, doctorWords(lang).usage, words.judgeUsage]) {
      for (const line of usage.split('\n')) expect(width(line), line).toBeLessThan(80);
    }
  },
);

const names = ['start', 'preview', 'lab', 'record', 'sync', 'check', 'new', 'bench'];
test.each([...names, 'judge', 'practice', 'class', 'exam', 'wire'])(
  '%s --help prints the usage and does nothing else',
  async (script) => {
    const { code, output } = await finish(process.execPath, [`scripts/${script}.ts`, '--help']);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^usage: (npm|node) /) });
  },
);

const malformed = tries(10_000);

test(`each of ${malformed} malformed command lines is refused in one line, with exit code 2`, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const lines = fc.sample(badScan, { numRuns: malformed, seed });
  const child = spawn(process.execPath, ['--input-type=module', '--eval', reader], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(lines));
  const closed = once(child, 'close');
  const ends = (await json(child.stdout)) as { name: string; args: string[]; printed: string[]; code: number }[];
  await closed;
  expect(ends.length).toBe(4 * lines.length);
  const wrong = ends.filter(
    ({ printed, code }) => code !== 2 || printed.length !== 1 || !oneLine.test(printed[0] ?? ''),
  );
  expect(wrong.slice(0, 5), `seed ${seed}`).toEqual([]);
});

const badCheck = fc.oneof(
  badNumber.map((number) => ['127.0.0.1', number]),
  unknown.map((option) => ['127.0.0.1', '80', option]),
  noise.map((extra) => ['127.0.0.1', '80', `x${extra}`]),
  fc.constantFrom([], ['127.0.0.1']),
);

describe('a scanner with malformed command lines', () => {
  test.each([
    ['04-sequential-scan/scan.ts', badScan],
    ['04-sequential-scan/check-port.ts', badCheck],
    ['05-threaded-scan/pool.ts', badScan],
    ['05-threaded-scan/scan.ts', badScan],
    ['05-threaded-scan/threads.ts', badScan],
  ] as const)('refuses ten of them with exit code 2 and one line on stderr: %s', async (file, bad) => {
    for (const args of fc.sample(bad, 10)) {
      const end = await programs.run(file, args);
      expect({ ...end, stderr: '', args }).toEqual({ stdout: '', stderr: '', code: 2, signal: null, args });
      expect(end.stderr.endsWith('\n')).toBe(true);
      expect(end.stderr.slice(0, -1)).toMatch(oneLine);
    }
  });
});
