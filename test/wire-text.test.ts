// Ladders in the terminal: `npm run wire`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { cellOf, lessonIds, lessonsDir, pairOf, readLesson } from '../scripts/course/lesson.ts';
import { type Ladder, type Rung, readWire } from '../scripts/course/wire-file.ts';
import { CannotCapture, Capture } from '../scripts/recording/wire/capture.ts';
import { notFound } from '../scripts/recording/wire/own-run.ts';
import { laddersLines } from '../scripts/recording/wire/text-ladder.ts';
import { wireWords } from '../scripts/recording/wire/words.ts';
import { width } from '../scripts/terminal/columns.ts';

const rung = (ms: number, from: 0 | 1, what: Rung['what'], more: Partial<Rung> = {}): Rung => ({
  ms,
  from,
  what,
  ...more,
});
const tcp = (...rungs: Rung[]): Ladder => ({ over: 'tcp', ends: ['127.0.0.1:50000', '127.0.0.1:80'], rungs });
const words = wireWords('en');

const greeting = tcp(
  rung(0, 0, ['SYN'], { seq: 0 }),
  rung(1030, 0, ['SYN'], { seq: 0, again: true }),
  rung(1030.01, 1, ['SYN', 'ACK'], { seq: 0, ack: 1 }),
  rung(1030.02, 0, ['ACK'], { seq: 1, ack: 1 }),
  rung(1030.5, 1, ['FIN', 'data', 'ACK'], { bytes: 3, text: 'hi\n', seq: 1, ack: 1 }),
);

test('a ladder is drawn with its pauses, its texts, and sequence numbers where there is room', () => {
  const drawn = `
         server                        client
      127.0.0.1:80                 127.0.0.1:50000
            |                             |
    1       |<----------- SYN ------------|  0.00 ms   seq 0
            :        1.03 s later         :
    2       |<-------- SYN again ---------|   1.03 s   seq 0
    3       |--------- SYN/ACK ---------->|   1.03 s   seq 0, ack 1
    4       |<----------- ACK ------------|   1.03 s   seq 1, ack 1
    5       |------- 3 bytes, FIN ------->|   1.03 s   seq 1, ack 1
            |           "hi\\n"            |
            |                             |`.slice(1);
  expect(laddersLines([greeting], words, 79).join('\n')).toBe(drawn);
  const narrow = drawn.replace(/ +seq.*/g, '');
  expect(laddersLines([greeting], words, 55).join('\n')).toBe(narrow);
});

test('a ladder is a list in a terminal that is too narrow for a drawing', () => {
  expect(laddersLines([greeting], words, 30)).toEqual([
    'client 127.0.0.1:50000',
    'server 127.0.0.1:80',
    '   1 client: SYN, 0.00 ms',
    '     1.03 s later',
    '   2 client: SYN again, 1.03 s',
    '   3 server: SYN/ACK, 1.03 s',
    '   4 client: ACK, 1.03 s',
    '   5 server: 3 bytes, FIN,',
    '     1.03 s',
  ]);
});

test('a socket that is connected to itself has one line', () => {
  const ends: Ladder['ends'] = ['127.0.0.1:40000', '127.0.0.1:40000'];
  const lines = laddersLines([{ ...greeting, ends, rungs: greeting.rungs.slice(0, 1) }], words, 79);
  expect(lines.slice(0, 5)).toEqual([
    '       one socket',
    '     127.0.0.1:40000',
    '            |',
    '    1       |----------- SYN ------------.   0.00 ms   seq 0',
    "            |<---------------------------'",
  ]);
});

test('of a scan, each kind of conversation is shown once, and the others are counted', () => {
  const refused = tcp(rung(0, 0, ['SYN']), rung(0, 1, ['RST', 'ACK']));
  const accepted = tcp(...greeting.rungs.slice(0, 4));
  const lines = laddersLines([...Array.from({ length: 20 }, () => refused), accepted, refused], words, 79);
  expect(lines.filter((line) => /^\S/.test(line))).toEqual([
    'Conversation 1 of 22',
    '20 more conversations like this one',
    'Conversation 21 of 22',
  ]);
  expect(lines.filter((line) => line.includes('RST'))).toHaveLength(1);
  const unlike = Array.from({ length: 30 }, (_, index) =>
    tcp(rung(0, 0, ['SYN']), rung(0, 1, ['data'], { bytes: index + 1 })),
  );
  expect(laddersLines(unlike, words, 79).at(-1)).toBe('18 more conversations, unlike these');
});

test('the middle of a long conversation is left out, and what is left out is counted', () => {
  const long = tcp(...Array.from({ length: 1000 }, (_, index) => rung(index / 1000, 1, ['data'], { bytes: 1 })));
  const lines = laddersLines([long], words, 79);
  expect(lines.filter((line) => line.includes('byte'))).toHaveLength(50);
  expect(lines.join('\n')).toContain('950 packets not shown');
  expect(lines.at(-2)).toMatch(/^ 1000 +\|/);
});

test('no line of any recorded ladder is wider than the terminal, or has a character that a terminal acts on', () => {
  for (const id of lessonIds()) {
    const lesson = readLesson(id);
    for (const subject of [...lesson.cells, ...lesson.pairs].filter(({ wire }) => wire)) {
      const { ladders } = readWire(lesson, subject);
      for (const lang of languages) {
        for (const columns of [20, 40, 55, 65, 79, 99]) {
          const lines = laddersLines(ladders, wireWords(lang), columns);
          expect(Math.max(...lines.map(width)), `${id}/${subject.name} ${lang} ${columns}`).toBeLessThanOrEqual(
            columns,
          );
          expect(lines.join('')).not.toMatch(/\p{Cc}/u);
        }
      }
    }
  }
  const odd = tcp(rung(0, 0, ['data'], { bytes: 9, text: '\r\n\t\u202e你\u2028' }));
  expect(laddersLines([odd], words, 79).join('')).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
});

function wire(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/wire.ts', ...args], {
    env,
    encoding: 'utf8',
  });
  return { stdout, stderr, code: status };
}

describe('wire.ts', () => {
  let scratch: string;
  let capture: Capture | undefined;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'socketbook-wire-text-'));
    cpSync(lessonsDir, scratch, { recursive: true });
    capture = await Capture.start().catch((error) => {
      if (error instanceof CannotCapture) return undefined;
      throw error;
    });
  });
  afterAll(async () => {
    await capture?.close();
    rmSync(scratch, { recursive: true });
  });

  test('shows what a cell prints on this machine, and its packets', (context) => {
    if (capture === undefined) return context.skip();
    const { stdout, stderr, code } = wire(['3/client', '--lang', 'zh']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const [, port] = /^03\/client 的输出：\nwelcome, 127\.0\.0\.1:(\d+)\n/.exec(stdout) ?? [];
    expect(stdout).toMatch(new RegExp(`127\\.0\\.0\\.1:8888 +127\\.0\\.0\\.1:${port}\\n`));
    expect(stdout).toMatch(/\n +2 +\|-+ SYN\/ACK -+>\| [\s\S]*\n +4 +\|-+ 25 字节 -+>\| /);
  });

  test('shows a program that a reader has changed, whatever its exit code is, with all its packets', async (context) => {
    if (capture === undefined) return context.skip();
    const lesson = readLesson('04-sequential-scan', scratch);
    const file = join(lesson.dir, 'check-port.ts');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nprocess.on('exit', () => { process.exitCode = 3; });\n`);
    const { output, ladders, lost } = await capture.runOwn(lesson, cellOf(lesson, 'check-open'));
    expect({ output, lost }).toEqual({ output: '127.0.0.1:4401 is open\n', lost: 0 });
    // The recording ends at the answer.
    expect(ladders[0]?.rungs.length).toBeGreaterThan(3);
  });

  test('where nothing can be captured, says why in one line, and shows the recorded ladder of the pair', () => {
    const nothing = { ...process.env, LC_ALL: 'C', PATH: join(scratch, 'nothing') };
    const { stdout, stderr, code } = wire(['03/client'], nothing);
    const why =
      process.platform === 'linux' ? 'not found: unshare, setpriv, ip, tcpdump' : 'packets are captured on Linux only';
    expect(stderr).toMatch(new RegExp(`^This machine cannot capture: ${why}.*\\. These packets are recorded:\\n$`));
    expect(code).toBe(0);
    const lesson = readLesson('03-server-client');
    const { system, ladders } = readWire(lesson, pairOf(lesson, 'two-visits'));
    expect(stdout).toContain('03/two-visits printed:\nserver: listening on 127.0.0.1:8888\n');
    expect(stdout).toContain(
      `\nWhat crossed the wire (recorded on ${system}):\n\n${laddersLines(ladders, words, 79).join('\n')}\n`,
    );

    const none = wire(['06/add'], nothing);
    expect(none).toMatchObject({ stdout: '', code: 2 });
    expect(none.stderr).toMatch(
      /^06\/add: cannot be captured here \(.+\), and is not recorded; recorded: 01\/no-server, .+\n$/,
    );
  });
});

test('notFound() looks into every folder of the path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'socketbook-path-'));
  writeFileSync(join(folder, 'there'), '', { mode: 0o755 });
  expect(notFound(['there', 'absent'], ['/nowhere', folder].join(delimiter))).toEqual(['absent']);
  expect(notFound(['there'], '')).toEqual(['there']);
  rmSync(folder, { recursive: true });
});
