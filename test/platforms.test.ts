// What differs on Windows and macOS, as far as it can be tried on any system.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { isOwn } from '../scripts/course/course-files.ts';
import { cellOf, projectDir, readLesson } from '../scripts/course/lesson.ts';
import { lackOf } from '../scripts/course/requirements.ts';
import { rename } from '../scripts/project/files.ts';
import { makeFolder } from '../scripts/runner/folder.ts';
import { start } from '../scripts/runner/run.ts';

const links = vi.hoisted(() => ({ refused: false }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  const link: typeof real.symlinkSync = (to, path, type) => {
    if (links.refused) throw Object.assign(new Error(`EPERM: operation not permitted, symlink`), { code: 'EPERM' });
    real.symlinkSync(to, path, type);
  };
  return { ...real, symlinkSync: link, default: { ...real, symlinkSync: link } };
});

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'socketbook-platforms-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('on Windows,', () => {
  const refusing = (times: number, code: string) => {
    let count = 0;
    return {
      platform: 'win32' as NodeJS.Platform,
      renameSync: () => {
        if (count++ < times) throw Object.assign(new Error(code), { code });
      },
      count: () => count,
    };
  };

  test.each(['EPERM', 'EACCES', 'EBUSY'])(
    'a file that another program has open is renamed when it is free: %s',
    (code) => {
      const system = refusing(3, code);
      rename('a', 'b', system);
      expect(system.count()).toBe(4);
    },
  );

  test('a file that stays open, or another error, is reported', () => {
    expect(() => rename('a', 'b', refusing(99, 'EBUSY'))).toThrow('EBUSY');
    const missing = refusing(1, 'ENOENT');
    expect(() => rename('a', 'b', missing)).toThrow('ENOENT');
    expect(missing.count()).toBe(1);
  });

  test('elsewhere nothing is tried twice', () => {
    const system = { ...refusing(1, 'EACCES'), platform: 'linux' as NodeJS.Platform };
    expect(() => rename('a', 'b', system)).toThrow('EACCES');
  });

  test('a server that is stopped prints no farewell, so its recording does not hold there', async () => {
    const server = cellOf(readLesson('03-server-client'), 'server');
    const { symlinkSync: symlink } = await import('node:fs');
    expect(await lackOf(server, { platform: 'win32', symlinkSync: symlink })).toEqual(['Ctrl-C']);
    expect(await lackOf(server, { platform: 'darwin', symlinkSync: symlink })).toEqual([]);
  });

  test('a program that is run through a link is refused in one line if the system allows no links', async () => {
    links.refused = true;
    try {
      const cell = cellOf(readLesson('06-entry-point-guard'), 'guards-link');
      expect(await lackOf(cell)).toEqual(['symlinks']);
      const before = readdirSync(tmpdir()).filter((name) => name.startsWith(`sbook-${process.pid}-`));
      const file = join(projectDir, 'lessons/06-entry-point-guard/guards.ts');
      expect(() => start(file, [], { link: 'link.ts' })).toThrow(
        /EPERM: this system allows no symbolic link.*developer mode/,
      );
      const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`sbook-${process.pid}-`));
      await vi.waitFor(() => expect(left()).toEqual(before));
    } finally {
      links.refused = false;
    }
    expect(await lackOf(cellOf(readLesson('06-entry-point-guard'), 'guards-link'))).toEqual([]);
  });
});

describe('on macOS,', () => {
  /** /private/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T has so many bytes. */
  const usual = 56;
  /** The most bytes of the path of a socket (sys/un.h: 104 with the zero at its end). */
  const most = 103;

  test('the folder for temporary files is reached through a link, and a socket of lesson 01 fits into it', async () => {
    const short = mkdtempSync(join(realpathSync(process.platform === 'win32' ? tmpdir() : '/tmp'), 'T'));
    onTestFinished(() => rmSync(short, { recursive: true }));
    const real = join(short, 'x'.repeat(usual - short.length - 1));
    mkdirSync(real);
    const link = join(folder, 'T');
    symlinkSync(real, link, 'junction');
    const before = process.env.TMPDIR;
    process.env.TMPDIR = link;
    try {
      const run = makeFolder();
      expect(dirname(run)).toBe(real);
      const longest = run.replace(`-${process.pid}-`, '-99998-');
      expect(Buffer.byteLength(join(longest, 'socketbook-12345678.sock'))).toBeLessThanOrEqual(most);
      const families = start(join(projectDir, 'lessons/01-socket-concepts/families.ts'), []);
      const { code, stdout, stderr } = await families.done;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      if (process.platform !== 'win32') expect(stdout).toContain(`server at   ${real}`);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });
});

describe('the files of the project', () => {
  const rooms = ['docs', 'lessons', 'scripts', 'site', 'test', '.github', '.vscode'];
  const paths = rooms.flatMap((room) =>
    readdirSync(join(projectDir, room), { recursive: true, encoding: 'utf8' })
      .map((path) => `${room}/${path.replaceAll('\\', '/')}`)
      .filter((path) => isOwn(basename(path)) || basename(path).startsWith('.')),
  );

  test('have names that every system allows, and that differ in more than capitals', () => {
    // Windows docs, Naming Files, Paths, and Namespaces.
    const forbidden = /[<>:"|?*\\\p{Cc}]|[. ](\/|$)|(^|\/)(con|prn|aux|nul|com\d|lpt\d)(\.|\/|$)/iu;
    expect(paths.filter((path) => forbidden.test(path))).toEqual([]);
    expect(new Set(paths.map((path) => path.normalize('NFC').toLowerCase())).size).toBe(paths.length);
  });

  test('fit into a folder of 140 characters, although Windows and git for it allow 260 in all', () => {
    expect(paths.filter((path) => path.length > 260 - 140 - 1)).toEqual([]);
  });

  test('have line ends of one character, whatever git is set to', () => {
    expect(readFileSync(join(projectDir, '.gitattributes'), 'utf8')).toMatch(/^\* text=auto eol=lf$/m);
    const text = paths.filter((path) => /\.(ts|mjs|cjs|mdx|md|json|css|astro|yml|txt)$/.test(path));
    const bad = text.filter((path) => {
      const file = join(projectDir, path);
      return existsSync(file) && extname(path) !== '.txt' && readFileSync(file, 'latin1').includes('\r\n');
    });
    expect(bad).toEqual([]);
  });
});
