import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { load } from 'cheerio';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandOf } from '../scripts/cells.ts';
import { lessonIds, projectDir, readLesson, readRecording } from '../scripts/lesson.ts';
import { openBrowser } from './browser.ts';

const lessons = lessonIds().map((id) => readLesson(id));

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'socketbook-site-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

// Vitest puts BASE_URL, NODE_ENV and more of its own into the environment; a reader's terminal has none of it.
const { BASE_URL, NODE_ENV, DEV, PROD, MODE, SSR, TEST, VITEST, ...terminal } = process.env;

/** Runs a command of the project to its end. */
async function finish(command: string, args: string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
  const child = spawn(command, args, { cwd: options.cwd ?? projectDir, env: { ...terminal, ...options.env } });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

const build = (outDir: string, env: Record<string, string> = {}, cwd = projectDir) =>
  finish(process.execPath, ['site/astro.mjs', 'build', '--outDir', outDir], { cwd, env });

const htmlFiles = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => file.replaceAll('\\', '/'));

describe.each([
  { at: 'the root', base: '/' },
  { at: 'a sub-path', base: '/courses/sockets' },
])('dist/ at $at', ({ base }) => {
  const prefix = base === '/' ? '/' : `${base}/`;
  let dist: string;
  const pages = new Map<string, ReturnType<typeof load>>();
  const page = (path: string) => {
    const $ = pages.get(path) ?? load(readFileSync(join(dist, path), 'utf8'));
    pages.set(path, $);
    return $;
  };
  const lessonPage = (id: string) => page(`lessons/${id}/index.html`);

  beforeAll(async () => {
    dist = join(scratch, base === '/' ? 'root' : 'sub');
    const { code, output } = await build(dist, { BASE_PATH: base, SITE_URL: 'https://example.org' });
    expect(code, output).toBe(0);
  });

  test('there is a home, a page for every lesson, and a page for what is not there', () => {
    expect(htmlFiles(dist).sort()).toEqual(
      ['404.html', 'index.html', ...lessons.map((lesson) => `lessons/${lesson.id}/index.html`)].sort(),
    );
    const $ = page('index.html');
    expect(
      $('.lessons a')
        .map((_, a) => $(a).attr('href'))
        .get(),
    ).toEqual(lessons.map((lesson) => `${prefix}lessons/${lesson.id}/`));
  });

  test('every link leads to a page there is, and every anchor to an element there is', () => {
    const broken: string[] = [];
    for (const file of htmlFiles(dist)) {
      const $ = page(file);
      for (const element of $('[href], [src]').get()) {
        const target = $(element).attr('href') ?? $(element).attr('src') ?? '';
        const url = new URL(target, `https://example.org${prefix}${file.replace(/index\.html$/, '')}`);
        if (url.host !== 'example.org') {
          if (element.name !== 'a') broken.push(`${file}: ${target} comes from another host`);
          continue;
        }
        if (!url.pathname.startsWith(prefix)) {
          broken.push(`${file}: ${target} leaves the site`);
          continue;
        }
        const path = decodeURIComponent(url.pathname.slice(prefix.length));
        const found = path.endsWith('/') || path === '' ? `${path}index.html` : path;
        if (!existsSync(join(dist, found))) broken.push(`${file}: ${target} leads nowhere`);
        else if (url.hash && page(found)(`[id="${decodeURIComponent(url.hash.slice(1))}"]`).length !== 1) {
          broken.push(`${file}: ${target} has no such place`);
        }
      }
    }
    expect(broken).toEqual([]);
  });

  test('no id stands twice on a page', () => {
    for (const file of htmlFiles(dist)) {
      const $ = page(file);
      const ids = $('[id]')
        .map((_, element) => $(element).attr('id'))
        .get();
      expect(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        file,
      ).toEqual([]);
    }
  });

  test.each(lessons.flatMap((lesson) => lesson.cells.map((cell) => [lesson.id, cell.name, lesson, cell] as const)))(
    '%s shows exactly what cell %s was recorded to print, and the command that prints it',
    (id, name, lesson, cell) => {
      const $ = lessonPage(id);
      const shown = $(`#cell-${name}`);
      expect(shown.find('pre.output').text()).toBe(readRecording(lesson, cell));
      expect(shown.find('.command code').text()).toBe(commandOf(lesson, cell));
    },
  );

  test.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s has every program whole', (id, lesson) => {
    const $ = lessonPage(id);
    const strip = (text: string) =>
      text
        .replace(/^ *\/\/ #(end)?region.*\n/gm, '')
        .replace(/\n{3,}/g, '\n\n')
        .trim();
    for (const file of lesson.programs) {
      const shown = $(`#program-${file.replace(/\W+/g, '-')} pre`).text();
      expect(shown.trim()).toBe(strip(readFileSync(join(lesson.dir, file), 'utf8')));
    }
  });

  test('the contents name every section of the lesson', () => {
    for (const lesson of lessons) {
      const $ = lessonPage(lesson.id);
      const sections = $('main h2:not(.label)')
        .map((_, h2) => $(h2).attr('id'))
        .get();
      expect(
        $('.contents a')
          .map((_, a) => $(a).attr('href'))
          .get(),
      ).toEqual(sections.map((id) => `#${id}`));
    }
  });

  test('previous and next walk the course from end to end', () => {
    const path: string[] = [];
    let file = `lessons/${lessons[0]?.id}/index.html`;
    for (const lesson of lessons) {
      path.push(lesson.id);
      const href = page(file)('a[rel=next]').attr('href');
      if (href !== undefined) file = `${href.slice(prefix.length)}index.html`;
    }
    expect(path).toEqual(lessons.map((lesson) => lesson.id));
    expect(file).toBe(`lessons/${lessons.at(-1)?.id}/index.html`);
  });

  test('nothing of the live notebook is in it', () => {
    const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(lessons.length);
    for (const entry of files) {
      const text = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      expect(/x-socketbook|-\/live|codemirror|cm-content|live-cell/i.exec(text)?.[0], entry.name).toBeUndefined();
    }
  });

  test('no placeholder of the page machinery reaches the reader', () => {
    for (const file of htmlFiles(dist)) {
      const text = page(file)('body').text();
      expect(text, file).not.toMatch(/#(end)?region|\[object Object\]|undefined undefined/);
    }
  });
});

describe('a build with a mistake in it', () => {
  /** A copy of the project with one file changed. */
  function spoilt(file: string, change: (text: string) => string): string {
    const copy = mkdtempSync(join(scratch, 'copy-'));
    for (const name of ['package.json', 'astro.config.mjs', 'tsconfig.json', 'lessons', 'scripts', 'site']) {
      cpSync(join(projectDir, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(projectDir, 'node_modules'), join(copy, 'node_modules'), 'junction');
    const before = readFileSync(join(copy, file), 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(join(copy, file), after);
    return copy;
  }

  test('stops at a listing of an unknown region, and names file and region', async () => {
    const copy = spoilt('lessons/03-server-client/en.mdx', (text) => text.replace('region="greet"', 'region="great"'));
    const { code, output } = await build(join(copy, 'dist'), {}, copy);
    expect(code).not.toBe(0);
    expect(output).toContain('lessons/03-server-client/server.ts: no region "great"; it has: ');
  });

  test('stops at a cell there is not, and names those there are', async () => {
    const copy = spoilt('lessons/03-server-client/lesson.json', (text) =>
      text.replace('"name": "server"', '"name": "waiter"'),
    );
    const { code, output } = await build(join(copy, 'dist'), {}, copy);
    expect(code).not.toBe(0);
    expect(output).toContain('lessons/03-server-client/lesson.json: no cell "server"; it has: waiter, ');
  });
});

describe('in a real browser', () => {
  let browser: Browser;
  let server: Server;
  let address: string;

  const types: Record<string, string> = {
    '.html': 'text/html',
    '.css': 'text/css',
    '.js': 'text/javascript',
    '.svg': 'image/svg+xml',
  };
  beforeAll(async () => {
    const dist = join(scratch, 'seen');
    const { code, output } = await build(dist);
    expect(code, output).toBe(0);
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      const file = join(dist, path.endsWith('/') ? `${path}index.html` : path);
      const found = existsSync(file);
      response.writeHead(found ? 200 : 404, {
        'content-type': types[found ? extname(file) : '.html'] ?? 'application/octet-stream',
      });
      response.end(readFileSync(found ? file : join(dist, '404.html')));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  async function visit<T>(
    path: string,
    options: Parameters<Browser['newContext']>[0],
    look: (page: Page) => Promise<T>,
  ): Promise<T> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => new URL(request.url()).origin !== address && complaints.push(request.url()));
    try {
      await page.goto(`${address}${path}`);
      const result = await look(page);
      expect(complaints).toEqual([]);
      return result;
    } finally {
      await context.close();
    }
  }

  const paths = ['/', ...lessons.map((lesson) => `/lessons/${lesson.id}/`)];

  test.each(paths)('%s fits every width, light and dark, without JavaScript', async (path) => {
    await visit(path, { javaScriptEnabled: false }, async (page) => {
      for (const width of [360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await page.locator('h1').isVisible()).toBe(true);
          const wide = await page.evaluate('document.documentElement.scrollWidth');
          expect(wide, `at ${width} px, ${colorScheme}`).toBeLessThanOrEqual(width);
        }
      }
    });
  });

  // The whole programs stay folded: they are marked up like the listings, and axe takes its time over each word of them.
  test.each(paths)(
    'axe finds nothing on %s, light and dark, with answers and hints unfolded',
    { timeout: 180_000 },
    async (path) => {
      await visit(path, { viewport: { width: 360, height: 800 } }, async (page) => {
        await page.evaluate(
          'document.querySelectorAll("details:not(.program)").forEach((one) => { one.open = true; })',
        );
        await page.evaluate(axe.source);
        const look = async (rules: string) => {
          const { violations } = (await page.evaluate(
            `axe.run({ resultTypes: ['violations']${rules} })`,
          )) as AxeResults;
          expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([]);
        };
        await page.emulateMedia({ colorScheme: 'light' });
        await look('');
        await page.emulateMedia({ colorScheme: 'dark' });
        await look(", runOnly: ['color-contrast']");
      });
    },
  );

  test('without JavaScript an answer opens, a whole program opens, and there is no dead button', async () => {
    await visit('/lessons/03-server-client/', { javaScriptEnabled: false }, async (page) => {
      const answer = page.locator('.answer').first();
      expect(await answer.locator('p').first().isVisible()).toBe(false);
      await answer.locator('summary').click();
      expect(await answer.locator('p').first().isVisible()).toBe(true);
      await page.locator('.program summary', { hasText: /^server\.ts$/ }).click();
      expect(await page.locator('#program-server-ts pre').isVisible()).toBe(true);
      expect(await page.locator('button:visible').count()).toBe(0);
    });
  });

  test('the copy button copies the command and says so', async () => {
    await visit('/lessons/03-server-client/', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      const button = page.locator('#cell-client button.copy');
      await button.focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => button.textContent()).toBe('Copied');
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
        await page.locator('#cell-client .command code').textContent(),
      );
    });
  });

  test('the link beside a listing opens the whole program', async () => {
    await visit('/lessons/03-server-client/', {}, async (page) => {
      await page.locator('#code-server-ts-greet figcaption a').click();
      await expect.poll(() => page.locator('#program-server-ts pre').isVisible()).toBe(true);
    });
  });

  test('an address that is not there says so and leads home', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const response = await page.goto(`${address}/nothing/`);
    expect(response?.status()).toBe(404);
    expect(await page.locator('main a').getAttribute('href')).toBe('/');
    await context.close();
  });

  test('npm start serves the notebook on 127.0.0.1 and prints its address', async () => {
    const npm: ChildProcess = spawn('npm', ['start', '--', '--port', '0'], {
      cwd: projectDir,
      shell: process.platform === 'win32',
      detached: process.platform !== 'win32',
      env: terminal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = once(npm, 'close');
    try {
      let output = '';
      const url = await new Promise<string>((resolve, reject) => {
        npm.stderr?.setEncoding('utf8').on('data', (text) => {
          output += text;
        });
        npm.stdout?.setEncoding('utf8').on('data', (text) => {
          output += text;
          const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(output)?.[0];
          if (found) resolve(found);
        });
        closed.then(() => reject(new Error(`npm start ended: ${output}`)));
      });
      const context = await browser.newContext();
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url);
      await page.locator('.lessons a', { hasText: 'Server and client' }).click();
      await page.locator('#cell-client .output').waitFor();
      expect(await page.locator('#cell-client .output').textContent()).toContain('welcome');
      expect(complaints).toEqual([]);
      await context.close();
    } finally {
      if (npm.pid !== undefined) {
        if (process.platform === 'win32') spawn('taskkill', ['/pid', String(npm.pid), '/t', '/f']);
        else process.kill(-npm.pid, 'SIGTERM');
      }
      await closed;
    }
  });
});
