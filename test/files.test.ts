// The user's files: read only if plain and of bounded size, replaced in one step, never written through a planted link.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { isOwn } from '../scripts/course/course-files.ts';
import { exercises } from '../scripts/course/exercises.ts';
import { decode } from '../scripts/project/decode.ts';
import { FileTrouble, makeFolder, readFile, replaceFile, takeName } from '../scripts/project/files.ts';
import { fromHere } from '../scripts/project/working-folder.ts';
import { nothingYet } from '../scripts/pupil/merge.ts';
import { mostProgress, writeProgress } from '../scripts/pupil/progress.ts';
import { writeWork } from '../scripts/pupil/work.ts';
import { oneLine, printable } from '../scripts/terminal/printable.ts';

const isWindows = process.platform === 'win32';
let folder: string;
let file: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'socketbook-files-')));
  file = join(folder, 'word.ts');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The kind of FileTrouble that an action throws. */
function troubleIn(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof FileTrouble) return error.trouble;
    throw error;
  }
  return 'none';
}

describe('replaceFile()', () => {
  test('does not write through a link at a predictable name', () => {
    const [exercise] = exercises();
    if (exercise === undefined) return expect.unreachable();
    const victim = join(folder, 'victim');
    const progress = join(folder, 'progress.json');
    writeFileSync(victim, 'as it was');
    for (const name of [file, progress]) symlinkSync(victim, `${name}.${process.pid}.tmp`);
    writeWork({ ...exercise, work: file }, 'mine');
    writeProgress(nothingYet(), progress);
    expect(readFileSync(victim, 'utf8')).toBe('as it was');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('leaves no other file behind, even if the file cannot be replaced', () => {
    replaceFile(file, 'one');
    replaceFile(file, 'two');
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['word.ts']);
    rmSync(file);
    mkdirSync(file);
    expect(troubleIn(() => replaceFile(file, 'three'))).toBe('folder');
    expect(readdirSync(folder)).toEqual(['word.ts']);
    expect(troubleIn(() => replaceFile(join(folder, 'none', 'word.ts'), ''))).toBe('missing');
  });

  test.skipIf(isWindows)('keeps the mode of the file, and a link to it stays a link', () => {
    const real = join(folder, 'real.ts');
    writeFileSync(real, 'one');
    chmodSync(real, 0o600);
    symlinkSync('real.ts', file);
    replaceFile(file, 'two');
    expect(readlinkSync(file)).toBe('real.ts');
    expect(readFileSync(real, 'utf8')).toBe('two');
    expect(statSync(real).mode & 0o777).toBe(0o600);
  });

  test.skipIf(isWindows)('refuses a broken link, a link to itself, and a link to something that is not a file', () => {
    symlinkSync('nowhere', file);
    expect(troubleIn(() => replaceFile(file, ''))).toBe('brokenLink');
    expect(troubleIn(() => readFile(file, 10))).toBe('brokenLink');
    const loop = join(folder, 'loop');
    symlinkSync('loop', loop);
    expect(troubleIn(() => replaceFile(loop, ''))).toBe('brokenLink');
    const device = join(folder, 'device');
    symlinkSync('/dev/null', device);
    expect(troubleIn(() => replaceFile(device, ''))).toBe('notAFile');
    expect(readdirSync(folder).toSorted()).toEqual(['device', 'loop', 'word.ts']);
  });
});

describe('readFile()', () => {
  test('reads only plain files of limited size', () => {
    expect(troubleIn(() => readFile(file, 10))).toBe('missing');
    expect(troubleIn(() => readFile(folder, 10))).toBe('folder');
    writeFileSync(file, '0123456789');
    expect(readFile(file, 10).toString()).toBe('0123456789');
    truncateSync(file, 11);
    expect(troubleIn(() => readFile(file, 10))).toBe('tooLarge');
    truncateSync(file, 2 ** 30);
    expect(troubleIn(() => readFile(file, mostProgress))).toBe('tooLarge');
    expect(troubleIn(() => readFile(join(file, 'below'), 10))).toMatch(/^(noFolder|missing)$/);
  });

  test.skipIf(isWindows)('refuses a pipe, a socket and a device, and does not wait for a pipe', async () => {
    execFileSync('mkfifo', [file]);
    expect(troubleIn(() => readFile(file, 10))).toBe('notAFile');
    expect(troubleIn(() => replaceFile(file, ''))).toBe('notAFile');
    const socket = join(folder, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    expect(troubleIn(() => readFile(socket, 10))).toBe('notAFile');
    server.close();
    expect(troubleIn(() => readFile('/dev/zero', 10))).toBe('notAFile');
  });
});

test('makeFolder() creates a folder and its parents, and refuses if a file or a broken link is in the way', () => {
  makeFolder(join(folder, 'a', 'b'));
  makeFolder(join(folder, 'a', 'b'));
  writeFileSync(file, '');
  expect(troubleIn(() => makeFolder(file))).toBe('noFolder');
  expect(troubleIn(() => makeFolder(join(file, 'below')))).toBe('noFolder');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'), 'junction');
  expect(troubleIn(() => makeFolder(join(folder, 'link')))).toBe('brokenLink');
  expect(troubleIn(() => makeFolder(join(folder, 'link', 'below')))).toBe('brokenLink');
});

test.runIf(process.platform === 'linux')('makeFolder() reports if the system allows no folder', () => {
  // sysfs accepts no new file.
  expect(troubleIn(() => makeFolder('/sys/socketbook/below'))).toMatch(/^(notAllowed|readOnly)$/);
});

test('takeName() keeps at most a hundred copies of one file', () => {
  const nameOf = (count: number) => join(folder, `word.kept-${count}.ts`);
  for (let count = 1; count <= 100; count++) expect(takeName(nameOf, 'x')).toBe(nameOf(count));
  expect(troubleIn(() => takeName(nameOf, 'x'))).toBe('tooMany');
  expect(readdirSync(folder)).toHaveLength(100);
});

test.each([
  ['.DS_Store', '._server.ts', '.#server.ts', '.server.ts.swp', '.git', '.server.ts.1f.tmp'],
  ['server.ts~', '#server.ts#', '4913', 'server.ts.bak', 'server.ts.orig', 'server.ts.rej', 'server.ts.tmp', 'x.swo'],
  ['~$table.docx', 'Thumbs.db', 'desktop.ini', 'Icon\r'],
])('isOwn() rejects %s and the other files of its kind', (...names) => {
  expect(names.filter(isOwn)).toEqual([]);
});

test('isOwn() accepts every file of the course', () => {
  for (const name of [
    'server.ts',
    '03-server-client',
    '1-echo-lines',
    'a.out.txt',
    'zh.mdx',
    'ann.json',
    '李雷.json',
    'a~b.ts',
  ])
    expect(isOwn(name), name).toBe(true);
});

test('decode() reads text in every encoding that editors and shells write', () => {
  const text = '{ "version": 1, "李雷": "é" }';
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  const encodings = {
    'utf-8': [Buffer.from(text), Buffer.from(`\ufeff${text}`)],
    'utf-16le': [little, Buffer.concat([Buffer.from([0xff, 0xfe]), little])],
    'utf-16be': [big, Buffer.concat([Buffer.from([0xfe, 0xff]), big])],
  };
  for (const bytes of Object.values(encodings).flat()) expect(decode(bytes)).toBe(text);
  expect(decode(Buffer.alloc(0))).toBe('');
  expect(decode(Buffer.from('1'))).toBe('1');
});

test('fromHere() resolves a path against the folder in which npm was called', () => {
  const [, script = ''] = process.argv;
  onTestFinished(() => {
    process.argv[1] = script;
  });
  vi.stubEnv('INIT_CWD', folder);
  vi.stubEnv('npm_lifecycle_event', 'test-of-another');
  expect(fromHere('mine.json')).toBe(join(process.cwd(), 'mine.json'));
  process.argv[1] = join(process.cwd(), 'scripts', 'practice.ts');
  vi.stubEnv('npm_lifecycle_event', 'practice');
  expect(fromHere('mine.json')).toBe(join(folder, 'mine.json'));
  expect(fromHere(file)).toBe(file);
  vi.stubEnv('npm_lifecycle_event', undefined);
  expect(fromHere('mine.json')).toBe(join(process.cwd(), 'mine.json'));
});

test('printable() removes control characters and characters that reorder a line', () => {
  const every = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('');
  const left = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
  expect(left.test(every)).toBe(true);
  expect(printable(every)).not.toMatch(left);
  expect(printable(every)).toHaveLength(every.length);
  expect(printable('é 套接字 “x”\t1\n2')).toBe('é 套接字 “x”\t1\n2');
  expect(oneLine('a\r\nb\u001b[2J\u009b2J\u202ec\u2028d')).toBe('a b [2J 2J c d');
});
