import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readLesson } from '../scripts/course/lesson.ts';
import type { Service } from '../site/shared/protocol.ts';
import { axeProblems } from './support/axe.ts';
import { openBrowser } from './support/browser.ts';
import { part } from './support/extent.ts';
import { LiveServer } from './support/live-server.ts';
import { newVisitors } from './support/new-visitor.ts';
import { patience } from './support/patience.ts';
import { copyProjectAndPages } from './support/project-copy.ts';
import './support/sites.ts';

// A copy of the project, because the tests change one of its files and save progress in it.
let folder: string;
let server: LiveServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let newVisitor: () => Promise<void>;
beforeAll(async () => {
  folder = await copyProjectAndPages();
  [server, browser] = await Promise.all([LiveServer.start([], {}, folder), openBrowser()]);
  context = await browser.newContext({ acceptDownloads: true, reducedMotion: 'reduce' });
  page = await context.newPage();
  // The page is invited as by server.invitation, which takes two pages more.
  newVisitor = await newVisitors(page, { token: server.token });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true });
});

const asked: string[] = [];
/** Changes the size of the window, so its layout changes. The next test begins with 1280 px by 800 px. */
async function resize(width: number, height = 800) {
  const now = page.viewportSize();
  if (now?.width !== width || now.height !== height) await page.setViewportSize({ width, height });
}
async function open(lesson: string) {
  await page.goto(`${server.url}lessons/${lesson}/`);
  await page.locator('.cell.live').first().waitFor();
}
beforeEach(async () => {
  asked.length = 0;
  page.removeAllListeners('request');
  await resize(1280, 800);
  // Each second the page asks by itself whether there is a new build.
  page.on('request', (request) => request.url().endsWith('/-/live/build/') || asked.push(request.url()));
  if (!page.url().startsWith(server.url)) await page.goto(`${server.url}robots.txt`);
  await newVisitor();
});

const cell = (name: string) => page.locator(`#cell-${name}`);
const press = (name: string, button: string) => cell(name).getByRole('button', { name: button, exact: true }).click();
const output = (name: string) => cell(name).locator('.output');
const state = (name: string) => cell(name).locator('.state');
/** Waits, in the page, until the text of a part of a cell matches. `expect.poll` would send a request to the browser each time. */
async function matches(name: string, within: string, text: string | RegExp) {
  const { source, flags } = text instanceof RegExp ? text : { source: RegExp.escape(text), flags: '' };
  const selector = `#cell-${name} ${within}`;
  const last = await page.evaluate(
    async (wait) => {
      const pattern = new RegExp(wait.source, wait.flags);
      const end = performance.now() + wait.timeout;
      for (;;) {
        const now = document.querySelector(wait.selector)?.textContent ?? '';
        if (pattern.test(now) || performance.now() > end) return now;
        await new Promise((resolve) => setTimeout(resolve, wait.interval));
      }
    },
    { ...patience, source, flags, selector },
  );
  expect(last).toMatch(text);
}
const says = (name: string, text: string | RegExp) => matches(name, '.state', text);
const prints = (name: string, text: string | RegExp) => matches(name, '.output', text);
/** The port in the arguments of a cell. It is not that of the recording if another program uses that. */
const portOf = (name: string) => cell(name).locator('.args').inputValue();
/** Waits until a server that runs listens. Its recording says "listening", too. */
async function listens(name: string) {
  await says(name, /^running until you stop it$/);
  await prints(name, `listening on 127.0.0.1:${await portOf(name)}`);
}
async function edit(name: string, type: string) {
  await press(name, 'Edit');
  await cell(name).locator('.cm-content').waitFor();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText(type);
}

/**
 * Puts text before and after the program of a cell, as if it had been typed in another tab. That takes a third of the time that the editor
 * takes. Run then uses this draft.
 */
async function draft(name: string, before: string, after = '') {
  const lesson = new URL(page.url()).pathname.split('/')[2] ?? '';
  const file = readLesson(lesson).cells.find((one) => one.name === name)?.file ?? '';
  await page.evaluate(
    ([key = '', value = '']) => {
      localStorage.setItem(key, value);
      dispatchEvent(new Event('storage'));
    },
    [`socketbook:draft:${lesson}/${file}`, before + readFileSync(join('lessons', lesson, file), 'utf8') + after],
  );
}

describe('the token', () => {
  test('is removed from the address bar, and no cookie is set', async () => {
    await page.goto(server.invitation);
    await page.waitForURL(server.url);
    expect(page.url()).toBe(server.url);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    expect(asked.filter((url) => url.includes(server.token))).toEqual([]);
  });

  test('is valid in any number of browsers', async () => {
    const other = await browser.newContext();
    const second = await other.newPage();
    for (const address of [server.invitation, `${server.url}lessons/06-entry-point-guard/`]) await second.goto(address);
    await second.locator('.cell.live').first().waitFor();
    await other.close();
    await open('06-entry-point-guard');
  });

  test('works in a new tab, and opens the lesson in its address', async () => {
    await open('06-entry-point-guard');
    const tab = await context.newPage();
    await tab.goto(`${server.url}lessons/01-socket-concepts/#token=${server.token}`);
    await tab.locator('.cell.live').first().waitFor();
    expect(tab.url()).toBe(`${server.url}lessons/01-socket-concepts/`);
    await tab.close();
  });

  test('is not replaced by a false token from another page', async () => {
    await open('06-entry-point-guard');
    const tab = await context.newPage();
    for (const made of part(['nonsense', 'a'.repeat(20_000), 'n'.repeat(43), 'N'.repeat(43)], 2)) {
      // From a page to a place in it there is no new document.
      await tab.goto(`${server.url}robots.txt`);
      await tab.goto(`${server.url}lessons/06-entry-point-guard/#token=${made}`);
      await tab.locator('.cell.live').first().waitFor();
    }
    await tab.close();
    await open('06-entry-point-guard');
  });

  test('of an earlier server leads to another message than a missing token', async () => {
    const other = await browser.newContext();
    const reading = await other.newPage();
    await reading.goto(`${server.url}lessons/01-socket-concepts/#token=${'A'.repeat(43)}`);
    await reading.locator('.live-note').waitFor();
    expect(await reading.locator('.live-note').textContent()).toContain('The notebook was restarted');
    await other.close();
  });

  test('is kept when the browser is redirected to the pages of its language', async () => {
    const other = await browser.newContext({ locale: 'zh-CN' });
    const reading = await other.newPage();
    await reading.goto(server.invitation);
    await reading.waitForURL(`${server.url}zh/`);
    await reading.goto(`${server.url}zh/lessons/06-entry-point-guard/`);
    await reading.locator('.cell.live').first().waitFor();
    await other.close();
  });
});

test('a page without the token can be read, and shows how to run programs', async () => {
  const stranger = await browser.newContext();
  const reading = await stranger.newPage();
  await reading.goto(`${server.url}lessons/01-socket-concepts/`);
  await reading.locator('.live-note').waitFor();
  expect(await reading.locator('.live-note').textContent()).toContain('This page is read-only');
  expect(await reading.locator('.cell.live').count()).toBe(0);
  expect(await reading.locator('#cell-client .output').textContent()).toContain('welcome');
  await stranger.close();
});

describe('a cell', () => {
  test('shows its recording, runs, and shows the recording again', async () => {
    await open('02-create-sockets');
    const recorded = readFileSync('lessons/02-create-sockets/tcp.out.txt', 'utf8');
    expect(await output('tcp').textContent()).toBe(recorded);
    expect(await state('tcp').textContent()).toBe('recorded');
    await press('tcp', 'Run');
    await says('tcp', /^finished with exit code 0 after \d+\.\d\d s$/);
    expect(await output('tcp').textContent()).not.toBe(recorded);
    await press('tcp', 'Clear');
    expect(await output('tcp').textContent()).toBe(recorded);
    expect(await state('tcp').textContent()).toBe('recorded');

    // Its text stays where it is when it is out of date.
    const left = () =>
      output('tcp').evaluate((root) => {
        const range = document.createRange();
        range.selectNodeContents(root);
        return range.getBoundingClientRect().left - root.getBoundingClientRect().left;
      });
    const before = await left();
    await cell('tcp').locator('.args').fill('7');
    expect(await cell('tcp').getAttribute('class')).toContain('stale');
    expect(await left()).toBe(before);
  });

  test('talks to a server in another cell, which runs until it is stopped', async () => {
    await open('03-server-client');
    expect(await cell('server').locator('.notes').first().textContent()).toContain('until you stop it');
    expect(await cell('pieces').locator('.notes').first().isVisible()).toBe(false);
    expect(await cell('client').locator('.notes').first().textContent()).toContain('not running');
    await press('server', 'Run');
    await listens('server');
    await expect.poll(() => cell('client').locator('.notes').first().isVisible()).toBe(false);
    await press('client', 'Run');
    await says('client', /^finished with exit code 0/);
    expect(await output('client').textContent()).toContain('welcome');
    await prints('server', 'connect from');
    await press('server', 'Stop');
    await says('server', /^stopped after/);
  });

  test('shows standard error in its own style, and accepts other arguments', async () => {
    await open('03-server-client');
    await cell('client').locator('.args').fill('"no port"');
    expect(await state('client').textContent()).toContain('changed since this run');
    await page.keyboard.press('Enter');
    await says('client', /^finished with exit code 2/);
    expect(await output('client').locator('.stderr').textContent()).toContain('"no port"');
  });

  test('shows its output like a terminal: progress and colours, without titles and bells', async () => {
    await open('02-create-sockets');
    await draft(
      'tcp',
      `console.log('begin'); process.stdout.write('10 %'); process.stdout.write('\\r100 %\\n'); console.log('a\\r\\nb');\nprocess.exit();\n`,
    );
    await press('tcp', 'Run');
    await says('tcp', /^finished/);
    expect(await output('tcp').textContent()).toBe('begin\n100 %\na\nb\n');

    await press('tcp', 'Clear');
    await draft(
      'tcp',
      `process.stdout.write('\\x1b[3'); process.stdout.write('1mred\\x1b[0m\\x07 \\x1b]0;title\\x07abc\\bX\\n');\nconsole.error('\\x1b[33mwarning\\x1b[39m'); process.exit();\n`,
    );
    await press('tcp', 'Run');
    await says('tcp', /^finished/);
    expect(await output('tcp').locator('.stdout').textContent()).toBe('red abX\n');
    expect(await output('tcp').locator('.stderr').textContent()).toBe('warning\n');
    expect(await output('tcp').locator('.stdout .red').textContent()).toBe('red');
    expect(await output('tcp').locator('.stderr .yellow').textContent()).toBe('warning');

    // Every colour has enough contrast.
    await press('tcp', 'Clear');
    const codes = [...Array(8).keys()].flatMap((n) => [30 + n, 90 + n, 40 + n, 100 + n]);
    await draft(
      'tcp',
      `for (const n of ${JSON.stringify(codes)}) console.log('\\x1b[1;' + n + 'mcolour ' + n + '\\x1b[0m');\nprocess.exit();\n`,
    );
    await press('tcp', 'Run');
    await says('tcp', /^finished/);
    expect(await output('tcp').textContent()).toBe(codes.map((n) => `colour ${n}\n`).join(''));
    expect(await output('tcp').locator('.bold').count()).toBe(codes.length);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeProblems(page, { within: '#cell-tcp .output', onlyContrast: true })).toEqual([]);
    }
  });

  test('tells an error with its line first, and folds Node’s report away', async () => {
    await open('02-create-sockets');
    await draft('tcp', `import { writeFileSync } from 'node:fs';\nconsole.error('mine');\nwriteFileSync('x', 'x');\n`);
    await press('tcp', 'Run');
    await says('tcp', /^failed after [\d.]+ s with exit code 1, line 3/);
    const report = output('tcp').locator('details');
    await report.waitFor();
    expect(await output('tcp').locator('.stderr').allTextContents()).toEqual([
      'mine\n',
      'line 3: programs of this course may not write files\n',
    ]);
    expect(await report.getAttribute('open')).toBeNull();
    await report.locator('summary').press('Enter');
    expect(await report.textContent()).toMatch(/tcp\.ts:3:1\)?\n[\s\S]*Node\.js v/);
    expect(await output('tcp').textContent()).not.toContain('--allow');
    await press('tcp', 'Clear');
    expect(await output('tcp').locator('details').count()).toBe(0);

    // What the program printed is compared, and not the report.
    const [first = ''] = readFileSync('lessons/02-create-sockets/tcp.out.txt', 'utf8').split('\n');
    await draft('tcp', `console.log('${first}');\nconsole.error('mine');\nthrow new Error('over');\n`);
    await press('tcp', 'Run');
    await says('tcp', /^failed after [\d.]+ s with exit code 1, line 3/);
    await expect
      .poll(() => cell('tcp').locator('.differences').textContent())
      .toBe('not in the recording: line 2 · lines of the recording that were not printed: 6');
    expect(await output('tcp').locator('mark').allTextContents()).toEqual(['mine\n']);
    expect(await output('tcp').locator('.crash').textContent()).toBe('line 3: Error: over\n');
    expect(await output('tcp').locator('.report').textContent()).toContain("throw new Error('over')");
  });

  test('that an error ended is told as a failure: by a sign, by its colour and in words', async () => {
    await open('02-create-sockets');
    const look = () =>
      state('tcp').evaluate((element) => [
        getComputedStyle(element).color,
        getComputedStyle(element, '::before').content,
      ]);
    await press('tcp', 'Run');
    await says('tcp', /^finished with exit code 0/);
    const [colour] = await look();
    await draft('tcp', `throw new Error('over');\n`);
    await press('tcp', 'Run');
    await says('tcp', /^failed after [\d.]+ s with exit code 1, line 1$/);
    const [failed, sign] = await look();
    expect(failed).not.toBe(colour);
    expect(sign).toContain('✗');
    await press('tcp', 'Clear');
    expect(await cell('tcp').getAttribute('class')).not.toContain('failed');
    // What a program answers by its exit code is no failure.
    await draft('tcp', 'process.exit(1);\n');
    await press('tcp', 'Run');
    await says('tcp', /^finished with exit code 1/);
    expect(await cell('tcp').getAttribute('class')).not.toContain('failed');
  });

  test('splits its arguments like a shell, and does not run with an open quote', async () => {
    await open('02-create-sockets');
    await draft('tcp', 'console.log(JSON.stringify(process.argv.slice(2)));\nprocess.exit();\n');
    const args = cell('tcp').locator('.args');
    await args.fill(String.raw`--ports="4403,4404" 'two words' '' c\ d $HOME`);
    await page.keyboard.press('Enter');
    await says('tcp', /^finished/);
    const printed = '["--ports=4403,4404","two words","","c d","$HOME"]\n';
    expect(await output('tcp').textContent()).toBe(printed);
    asked.length = 0;
    await args.fill(`--ports="4403`);
    await page.keyboard.press('Enter');
    await says('tcp', /^not run: the arguments end inside quotes or after a backslash/);
    await press('tcp', 'Run');
    expect(await output('tcp').textContent()).toBe(printed);
    expect(asked).toEqual([]);
  });

  test('does not run if Enter ends a word of an input method', async () => {
    await open('02-create-sockets');
    await edit('tcp', '// 端口\n');
    const runs = () => asked.filter((url) => url.endsWith('/run/'));
    for (const place of ['.args', '.cm-content', '.command > button:first-child']) {
      const event = (init: KeyboardEventInit) =>
        cell('tcp')
          .locator(place)
          .dispatchEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init });
      for (const held of [{ isComposing: true }, { keyCode: 229 }]) {
        for (const modifier of [{}, { ctrlKey: true }, { metaKey: true }, { shiftKey: true }]) {
          await event({ ...held, ...modifier });
        }
      }
    }
    expect(runs()).toEqual([]);
    expect(await state('tcp').textContent()).toMatch(/^recorded/);
    await cell('tcp').locator('.args').press('Enter');
    await says('tcp', /^finished/);
    expect(runs()).toHaveLength(1);
  });

  test('starts again with Ctrl+Enter, and prevents the arrow keys from changing the page, while it runs', async () => {
    await open('03-server-client');
    const { pathname } = new URL(page.url());
    await press('server', 'Run');
    await listens('server');
    asked.length = 0;
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => asked.filter((url) => url.endsWith('/run/')).length).toBe(1);
    await listens('server');
    expect(asked.filter((url) => url.endsWith('/stop/'))).toHaveLength(1);
    const turn = () => page.keyboard.press('ArrowRight');
    await turn();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await turn();
    await press('server', 'Stop');
    await says('server', /^stopped after/);
    await turn();
    expect(new URL(page.url()).pathname).toBe(pathname);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await turn();
    await page.waitForURL('**/lessons/04-sequential-scan/');
  });

  test('can be typed into with the keyboard alone: the reader talks to the echo server', async () => {
    await open('03-server-client');
    await press('echo-server', 'Run');
    await listens('echo-server');
    await cell('chat').getByRole('button', { name: 'Run', exact: true }).focus();
    await page.keyboard.press('Enter');
    await prints('chat', /^connected: type a line\n$/);
    const line = cell('chat').getByRole('textbox', { name: 'Type a line: chat.ts' });
    await line.waitFor();
    expect(await line.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.type('hello 你好');
    await page.keyboard.press('Enter');
    await prints('chat', 'server: hello 你好');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await axeProblems(page, { within: '#cell-chat' })).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeProblems(page, { within: '#cell-chat', onlyContrast: true })).toEqual([]);
    await page.keyboard.type('half');
    await page.keyboard.press('Control+d');
    await says('chat', /^finished with exit code 0/);
    expect(await output('chat').textContent()).toBe(
      'connected: type a line\nhello 你好\nserver: hello 你好\nhalf\nserver: half\nserver: goodbye after 2 lines\n',
    );
    expect(await output('chat').locator('.typed').allTextContents()).toEqual(['hello 你好\n', 'half\n']);
    expect(await line.isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.closest('.cell')?.id)).toBe('cell-chat');
    // Other lines were typed for the recording.
    expect(await cell('chat').locator('.differences').textContent()).toBe('');
    expect(await output('chat').locator('mark').count()).toBe(0);
    await press('echo-server', 'Stop');
    await says('echo-server', /^stopped/);
  });

  test('can be typed into by button, also as a draft, and Enter ends a word of an input method first', async () => {
    await open('03-server-client');
    await draft(
      'chat',
      `console.log('up'); process.stdin.on('data', (text) => console.log('got ' + text)).on('end', () => process.exit());\n/*`,
      '*/',
    );
    await press('chat', 'Run');
    await prints('chat', 'up');
    const line = cell('chat').getByRole('textbox', { name: 'Type a line: chat.ts' });
    await line.fill('端口');
    await line.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
    expect(await output('chat').textContent()).toBe('up\n');
    await press('chat', 'Send');
    await prints('chat', 'got 端口');
    await press('chat', 'End the input');
    await says('chat', /^finished with exit code 0/);
  });

  test.each(part(['', 'zh/'], 2))(
    'has the line to type in within the window, narrow or wide, also beside its open editor: /%s',
    async (lang) => {
      await open(`../${lang}lessons/03-server-client`);
      const box = (part: string) =>
        cell('chat')
          .locator(part)
          .first()
          .evaluate((element) => element.getBoundingClientRect().toJSON());
      const run = (name: string) => cell(name).locator('.command > button').first();
      /** Runs the program until its line is there, and returns where that is. */
      const rowOf = async (width: number) => {
        await run('chat').click();
        await cell('chat').locator('.typing').waitFor();
        await prints('chat', 'up');
        const row = await box('.typing');
        expect(row.top).toBeGreaterThan(0);
        expect(row.bottom).toBeLessThanOrEqual(740);
        expect(row.left).toBeGreaterThanOrEqual(0);
        expect(row.right).toBeLessThanOrEqual(width);
        return row;
      };
      for (const width of [360, 1280]) {
        await resize(width, 740);
        await cell('chat').locator('.command > button').last().click();
        await cell('chat').locator('.cm-content').waitFor();
        if (width === 360) {
          await page.keyboard.press('Control+Home');
          await page.keyboard.insertText(`console.log('up');process.stdin.on('end',()=>process.exit()).resume();\n/*`);
          await page.keyboard.press('Control+End');
          await page.keyboard.insertText('*/');
        }
        const row = await rowOf(width);
        const [editor, printed] = [await box('.editor-place'), await box('.output')];
        expect(row.top).toBeGreaterThanOrEqual(printed.bottom - 1);
        if (width < 1000) expect(row.top).toBeGreaterThanOrEqual(editor.bottom);
        else {
          expect(row.left).toBeGreaterThanOrEqual(editor.right);
          expect(Math.abs(row.bottom - editor.bottom)).toBeLessThan(2);
        }
        await run('chat').click();
        await says('chat', /^(stopped|已停止)/);
        await cell('chat').locator('.command > button').last().click();
        const closed = await rowOf(width);
        expect(closed.top).toBeGreaterThanOrEqual((await box('.output')).bottom - 1);
        await run('chat').click();
        await says('chat', /^(stopped|已停止)/);
      }
    },
  );

  test('uses the running lab, and refuses to scan another machine, and to run a changed program with threads', async () => {
    await open('05-threaded-scan');
    await press('scan', 'Run');
    await says('scan', /^finished with exit code 0/);
    expect((await output('scan').textContent())?.match(/is open/g)?.length).toBeGreaterThan(5);
    await cell('scan').locator('.args').fill('192.0.2.1');
    await press('scan', 'Run');
    await says('scan', /^refused: From this page a program can reach only this machine.*192\.0\.2\.1/);
    await draft('compute', ' ');
    expect(await cell('compute').locator('.notes').first().textContent()).toContain('in a terminal');
    await press('compute', 'Run');
    await says('compute', /^refused: A changed program that starts threads/);
  });

  test('can be run with only the keyboard', async () => {
    await open('02-create-sockets');
    await cell('tcp').locator('.command > button').first().focus();
    await page.keyboard.press('Control+Enter');
    await says('tcp', /^finished/);
    await page.keyboard.press('Shift+Enter');
    await says('tcp', /^finished/);
    expect(await page.evaluate(() => document.activeElement?.closest('.cell')?.id)).toBe('cell-udp-answer');
  });
});

describe('a run', () => {
  /** The parts of an element that are in the window, below the head of the page, px. */
  const boxOf = (selector: string) =>
    page.locator(selector).evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const head = document.querySelector('.top')?.clientHeight ?? 0;
      return { top, bottom, isIn: top >= head && bottom <= innerHeight };
    });
  const placeOf = (selector: string) =>
    page.locator(selector).evaluate((element) => element.getBoundingClientRect().top + scrollY);
  /** Runs `act`, and returns how far the element was from its first place while it ran, px: the most up and the most down. */
  async function moves(selector: string, act: () => Promise<void>) {
    await page.locator(selector).evaluate((element) => {
      const place = () => element.getBoundingClientRect().top + scrollY;
      const first = place();
      const seen = { up: 0, down: 0 };
      const look = () => {
        seen.up = Math.max(seen.up, first - place());
        seen.down = Math.max(seen.down, place() - first);
        if (Object.hasOwn(globalThis, 'moves')) requestAnimationFrame(look);
      };
      Object.assign(globalThis, { moves: seen });
      look();
    });
    await act();
    return page.evaluate(() => {
      const { moves: seen } = globalThis as unknown as { moves: { up: number; down: number } };
      Reflect.deleteProperty(globalThis, 'moves');
      return seen;
    });
  }
  async function runBoth(name: string, server: string) {
    await page.locator(`#pair-${name}`).getByRole('button', { name: 'Run both' }).click();
    await says(server, /^stopped/);
  }

  test.each([1280, 360])(
    'moves nothing below it, and brings its state and its output into view, at %i px',
    async (width) => {
      await resize(width, 700);
      await open('03-server-client');
      const run = async () => {
        await press('pieces', 'Run');
        await says('pieces', /^finished/);
      };
      expect(await moves('#what-the-backlog-limits', run)).toEqual({ up: 0, down: 0 });
      const both = () => runBoth('two-visits', 'server');
      expect(await moves('#nobody-is-listening', both)).toEqual({ up: 0, down: 0 });

      // In view, also with an open editor.
      const root = await placeOf('#cell-backlog');
      await page.evaluate((top) => scrollTo(0, top - innerHeight + 60), root);
      await cell('backlog').locator('.args').focus();
      await page.keyboard.press('Enter');
      await says('backlog', /^finished/);
      for (const part of ['.state', '.output', '.command']) {
        expect(await boxOf(`#cell-backlog ${part}`), part).toMatchObject({ isIn: true });
      }
      await edit('pieces', '');
      await page.keyboard.press('Control+Enter');
      await says('pieces', /^finished/);
      for (const part of ['.state', '.output', '.command']) {
        expect(await boxOf(`#cell-pieces ${part}`), part).toMatchObject({ isIn: true });
      }
    },
  );

  test('shows a long output from the line that the reader is at', async () => {
    await open('02-create-sockets');
    await draft('tcp', `for (let line = 1; line < 400; line++) console.log('line ' + line);\nprocess.exit();\n`);
    await press('tcp', 'Run');
    await says('tcp', /^finished/);
    expect(await boxOf('#cell-tcp .output')).toMatchObject({ isIn: true });
  });

  test('marks the lines that the recording does not have, with a sign and in words', async () => {
    await open('02-create-sockets');
    const sign = () =>
      output('tcp')
        .locator('mark')
        .first()
        .evaluate((mark) => getComputedStyle(mark, '::before').content);
    const differences = cell('tcp').locator('.differences');
    await press('tcp', 'Run');
    await says('tcp', /^finished/);
    await expect.poll(() => differences.textContent()).toBe('same as the recording');
    expect(await output('tcp').locator('mark').count()).toBe(0);

    await draft('tcp', `console.log('one more');\n`);
    await press('tcp', 'Run');
    await expect.poll(() => differences.textContent()).toBe('not in the recording: line 1');
    expect(await differences.getAttribute('role')).toBe('status');
    expect(await output('tcp').locator('mark').allTextContents()).toEqual(['one more\n']);
    expect(await sign()).toContain('≠');

    await draft('tcp', `console.log('gone');\nprocess.exit();\n`);
    await press('tcp', 'Run');
    await expect.poll(() => differences.textContent()).toMatch(/^not in the recording: line 1 · .*not printed: \d+$/);
    await press('tcp', 'Clear');
    expect(await differences.textContent()).toBe('');
    expect(await output('tcp').locator('mark').count()).toBe(0);
  });

  /** The lines of a timeline: the end that each is of, and its text, with ports left out. */
  const linesOf = (selector: string) =>
    page.locator(selector).evaluateAll((items) =>
      items.map((item) => {
        const name = item.querySelector('.by')?.textContent ?? '';
        const text = item.querySelector('.line')?.textContent?.slice(name.length).trimEnd();
        const hop = item.querySelector('.hop')?.textContent ?? '';
        return `${item.className}: ${text} ${hop}`.replace(/(?<=:)\d{4,5}/g, 'PORT');
      }),
    );

  test('of a pair shows the lines of both ends in one timeline, in a wide, a middle and a narrow window', async () => {
    await open('03-server-client');
    const pair = page.locator('#pair-echo');
    const both = async () => {
      await pair.getByRole('button', { name: 'Run both' }).click();
      await says('echo-server', /^stopped/);
    };
    for (const width of [1280, 768, 360]) {
      await resize(width);
      expect(await moves('#talk-to-your-own-server', both), `at ${width} px`).toEqual({ up: 0, down: 0 });
      expect(await linesOf('#pair-echo .now > li')).toEqual(await linesOf('#pair-echo .talk:not(.now) > li'));
      expect(await pair.locator('.talk:not(.now)').isVisible()).toBe(false);
      expect(await boxOf('#pair-echo .now')).toMatchObject({ isIn: true });
      expect(await pair.locator('> .differences').textContent()).toBe('same as the recording');
      const sides = await pair.locator('.now .line').evaluateAll((lines) =>
        lines.map((line) => ({
          by: line.parentElement?.className,
          left: line.getBoundingClientRect().left,
          colour: getComputedStyle(line.parentElement as Element).getPropertyValue('--lit'),
        })),
      );
      const [server, client] = ['server', 'client'].map((end) => sides.find(({ by }) => by === end));
      expect(server?.left).toBeLessThan(client?.left ?? 0);
      expect(server?.colour).not.toBe(client?.colour);
      for (const name of ['echo-server', 'echo-client']) await press(name, 'Clear');
      expect(await pair.locator('.talk:not(.now)').isVisible()).toBe(true);
      expect(await pair.locator('.now').isVisible()).toBe(false);
    }
  });

  test('of a pair marks in its timeline what is new, and shows an error in the words of the page', async () => {
    await open('03-server-client');
    await draft('client', `console.log('\\x1b[31mmine\\x1b[m');\nthrow new Error('over');\n`);
    await page.locator('#pair-two-visits').getByRole('button', { name: 'Run both' }).click();
    await says('server', /^stopped/);
    const now = page.locator('#pair-two-visits .now');
    expect(await now.locator('.other .line').allTextContents()).toEqual(['client: mine\n', 'client: mine\n']);
    expect(await now.locator('.red').allTextContents()).toEqual(['mine', 'mine']);
    expect(await now.locator('.crash').allTextContents()).toEqual(['line 2: Error: over\n', 'line 2: Error: over\n']);
    expect(await now.locator('.report').count()).toBe(2);
    expect(await now.locator('.client .hop').count()).toBe(0);
    const differences = page.locator('#pair-two-visits > .differences');
    expect(await differences.textContent()).toMatch(/^not in the recording: line 2, 4 · .*not printed: 2$/);

    // And in the cell of the client, the error of each run.
    for (const name of ['server', 'client']) await press(name, 'Clear');
    await draft('client', `console.error('mine');\nthrow new Error('over');\n`);
    await runBoth('two-visits', 'server');
    expect(await output('client').locator('.stderr').allTextContents()).toEqual([
      'mine\n',
      'line 2: Error: over\n',
      'mine\n',
      'line 2: Error: over\n',
    ]);
    expect(await output('client').locator('.report').count()).toBe(2);
    expect(await output('client').locator('mark').allTextContents()).toEqual(['mine\n', 'mine\n']);
  });

  test('of a pair has as many clients as the recording, and shows the calls of both programs when the reader asks', async () => {
    await resize(360);
    await open('03-server-client');
    const calls = page.locator('#pair-two-visits > .calls');
    expect(await calls.count()).toBe(0);
    await page.locator('#pair-two-visits').getByRole('button', { name: 'Run both' }).click();
    await says('server', /^stopped/);
    const isLoaded = () => asked.some((url) => url.includes('calls-view'));
    expect(isLoaded()).toBe(false);
    await calls.locator('> summary').click();
    const drawing = calls.locator('.calls-drawing svg');
    await drawing.waitFor();
    expect(isLoaded()).toBe(true);
    const visit = [
      'connect()',
      'connect',
      'connection',
      'end() 25 bytes',
      'data 25 bytes',
      'end',
      'end() by Node',
      'close',
    ];
    const words = await drawing.locator('text').allTextContents();
    expect(words.slice(0, 4)).toEqual(['server', 'server.ts', 'client', 'client.ts']);
    expect(words.filter((text) => text === 'end() by Node')).toHaveLength(2);
    // Each visit: the request, 25 bytes, and the end, from the server and back.
    expect(await drawing.locator('path[class^="fig-head"]').count()).toBe(2 * 4);
    expect(
      await drawing.evaluate((one) => document.getElementById(one.getAttribute('aria-labelledby') ?? '')?.textContent),
    ).toBe('What server.ts and client.ts called, and which events came, in order of time:');
    expect((await drawing.boundingBox())?.width).toBeLessThan(340);

    await calls.locator('details > summary').click();
    // The table is filled when the browser tells that it was opened, which it does a moment later.
    await calls.locator('tbody tr').first().waitFor();
    const rows = await calls
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    expect(rows[0]?.slice(2, 4)).toEqual(['listen()', 'server.ts']);
    const port = await portOf('server');
    expect(rows[1]?.slice(2, 4)).toEqual([`listening ${port}`, 'server.ts']);
    expect(rows.map(([number]) => Number(number))).toEqual(rows.map((_, index) => index + 1));
    expect(rows.slice(2).map(([, , what]) => what)).toEqual(expect.arrayContaining(visit));
    const clients = new Set(rows.map((row) => row[4]).filter(Boolean));
    expect(clients.size).toBe(2);
    for (const ports of clients) expect(ports).toMatch(new RegExp(`^\\d+ → ${port}$`));

    // What the recording shows stands beside it where there is room, without names that exist twice.
    await resize(1280);
    expect((await output('client').textContent())?.match(/^welcome, 127\.0\.0\.1:\d+$/gm)).toHaveLength(2);
    expect((await output('server').textContent())?.match(/^connect from/gm)).toHaveLength(2);
    for (const name of ['server', 'client']) {
      expect(await cell(name).locator('.differences').textContent()).toBe('same as the recording');
    }
    const [left, right] = [await boxOf('#cell-server .status'), await boxOf('#cell-client .status')];
    expect(left.top).toBe(right.top);
    const copy = calls.locator('.calls-wire');
    expect(await copy.locator('a').getAttribute('href')).toBe('#wire-two-visits');
    expect(await copy.locator('svg').evaluateAll((all) => all.map((one) => one.ariaHidden))).toEqual(['true', 'true']);
    expect(await copy.locator('svg').first().isVisible()).toBe(true);
    expect(await axeProblems(page, { within: '#pair-two-visits' })).toEqual([]);
    for (const name of ['server', 'client']) await press(name, 'Clear');
    expect(await calls.isVisible()).toBe(false);
  });

  test('of a scanner shows its answers in the order of the ports, and of a hostile program only words of the page', async () => {
    await open('02-create-sockets');
    await draft(
      'tcp',
      `import net from 'node:net';
      const asks = [9, 2, 3, 4, 5, 6].map((port) => net.connect(port, '127.0.0.1').on('error', () => {}));
      await Promise.all(asks.slice(1).map((one) => new Promise((done) => one.on('close', done))));
      const hostile = net.connect(1, '127.0.0.1').on('error', () => {});
      const bad: any = Object.assign(new Error(), { code: '<img src=x>' });
      for (let times = 0; times < 500; times++) { hostile.emit('error', bad); hostile.emit('data', '<img src=x>'); }
      process.exit();\n`,
    );
    await press('tcp', 'Run');
    await says('tcp', /^finished/);
    const calls = cell('tcp').locator('> .calls');
    await calls.locator('> summary').click();
    await calls.locator('.calls-strip').waitFor();
    expect(
      await calls.locator('.calls-strip > span').evaluateAll((all) => all.map(({ className }) => className)),
    ).toEqual(['filtered', 'closed']);
    expect(await calls.locator('.calls-answers').textContent()).toBe('closed (6)2–6, 9filtered: no answer (1)1');
    expect(await calls.locator('> .notes').textContent()).toBe('Only the first 1000 calls and events were noted.');
    await calls.locator('details > summary').click();
    await calls.locator('tbody tr').first().waitFor();
    expect(await calls.locator('tbody tr').count()).toBeGreaterThan(900);
    expect(await page.locator('img[src=x]').count()).toBe(0);
    expect(await calls.textContent()).not.toContain('<img');
  });

  test('of a pair keeps the lines of an earlier client of the same server', async () => {
    await open('03-server-client');
    await press('server', 'Run');
    await listens('server');
    for (let visit = 0; visit < 2; visit++) {
      await press('client', 'Run');
      await says('client', /^finished/);
    }
    await press('server', 'Stop');
    await says('server', /^stopped/);
    expect(await linesOf('#pair-two-visits .now > li')).toEqual(await linesOf('#pair-two-visits .talk:not(.now) > li'));
    // Without the server that is running, it is another conversation.
    await press('client', 'Run');
    await prints('client', 'ECONNREFUSED');
    await says('client', /^finished/);
    const now = await linesOf('#pair-two-visits .now > li');
    expect(now.filter((line) => !line.startsWith('client'))).toEqual([]);
  });

  test('has a field for arguments only if the program, or the draft of it, may read them', async () => {
    await open('01-socket-concepts');
    const args = cell('client').locator('.args');
    expect(await args.isVisible()).toBe(false);
    await draft('client', 'console.log(process.argv.length);\n');
    await args.waitFor();
    await open('03-server-client');
    expect(await args.isVisible()).toBe(true);
  });

  test('with arguments of its own is not compared with the recording', async () => {
    await open('04-sequential-scan/deeper');
    await press('check-closed', 'Run');
    await says('check-closed', /^finished/);
    await expect.poll(() => cell('check-closed').locator('.differences').textContent()).toBe('same as the recording');
    // Another notebook may have had the lab's usual ports when this one started.
    const { lab } = JSON.parse((await server.post('lesson', { lesson: '' })).body) as { lab: Service[] };
    const ssh = lab.find(({ name, protocol, host }) => name === 'ssh' && protocol === 'tcp' && host === '127.0.0.1');
    await cell('check-closed').locator('.args').fill(`127.0.0.1 ${ssh?.port}`);
    await press('check-closed', 'Run');
    await prints('check-closed', 'open');
    await says('check-closed', /^finished/);
    expect(await cell('check-closed').locator('.differences').textContent()).toBe('');
    expect(await output('check-closed').locator('mark').count()).toBe(0);
  });

  test('that needs a server can start it with a button at hand', async () => {
    await open('03-server-client');
    const start = cell('second-server').getByRole('button', { name: 'Start it' });
    const notes = cell('second-server').locator('.notes').first();
    expect(await notes.innerText()).toMatch(/This program needs server\.ts, which is not running\./);
    expect(await notes.locator('a').getAttribute('href')).toBe('#cell-server');
    await start.focus();
    await page.keyboard.press('Enter');
    await says('second-server', /^finished with exit code 1/);
    await prints('second-server', 'EADDRINUSE');
    await says('server', /^running until you stop it$/);
    expect(await start.isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.closest('.cell')?.id)).toBe('cell-second-server');
    await press('server', 'Stop');
    await says('server', /^stopped/);
    expect(await start.isVisible()).toBe(true);

    // It does not begin if the server ends at once.
    await cell('server').locator('.args').fill('nonsense');
    await cell('client').getByRole('button', { name: 'Start it' }).click();
    await says('client', /^not run: server\.ts did not start/);
    await says('server', /^finished with exit code 2/);
  });
});

describe('the editor', () => {
  test('opens at the listing above, with Run and the state at its top and the output at its right', async () => {
    await open('03-server-client');
    await press('no-server', 'Edit');
    await cell('no-server').locator('.cm-content').waitFor();
    expect(await cell('no-server').locator('.cm-activeLine').textContent()).toBe('// #region read');
    // The browser of the tests asks for reduced motion.
    const blink = (cursor: Element) => getComputedStyle(cursor).animationDuration;
    expect(await cell('no-server').locator('.cm-cursorLayer').evaluate(blink)).toBe('0s');
    const box = (part: string) =>
      cell('no-server')
        .locator(part)
        .evaluate((element) => element.getBoundingClientRect().toJSON());
    const [command, editor, shown, printed] = [
      await box('.command'),
      await box('.editor'),
      await box('.state'),
      await box('.output'),
    ];
    expect(editor.top).toBeGreaterThanOrEqual(command.bottom);
    expect(shown.left).toBeGreaterThanOrEqual(editor.right);
    expect(shown.top - editor.top).toBeLessThan(16);
    expect(printed.left).toBeGreaterThanOrEqual(editor.right);
    // Scrolled to the end of the editor, Run is still there.
    await page.evaluate((top) => scrollBy(0, top), editor.bottom - 200);
    const stuck = await box('.command');
    expect(stuck.top).toBeGreaterThanOrEqual(0);
    expect(stuck.top).toBeLessThan(100);
    await press('no-server', 'Close the editor');
    await press('reset', 'Edit');
    await expect.poll(() => cell('reset').locator('.cm-activeLine').textContent()).toBe('// #region server');
  });

  test('tells the reader that the draft is open in another tab, and loses nothing', async () => {
    await open('04-sequential-scan');
    // Another cell of the same tab does not count.
    for (const name of ['first-scan', 'scan-no-silence']) await press(name, 'Edit');
    const tab = await context.newPage();
    const note = (where: Page) => where.locator('#cell-first-scan .editor-place .elsewhere');
    await tab.goto(`${server.url}lessons/04-sequential-scan/`);
    await tab.locator('#cell-first-scan.live').getByRole('button', { name: 'Edit', exact: true }).click();
    await expect
      .poll(() => note(tab).textContent())
      .toContain('Your draft of first-scan.ts is also open in another tab');
    await expect.poll(() => note(page).textContent()).toContain('also open in another tab');
    await tab.locator('#cell-first-scan .cm-content').click();
    await tab.keyboard.press('Control+Home');
    await tab.keyboard.insertText('// from the second tab\n');
    const seen = () => cell('first-scan').locator('.cm-content').textContent();
    await expect.poll(seen).toContain('from the second tab');
    await tab.close();
    const comeBack = () => page.evaluate(() => dispatchEvent(new Event('focus')));
    await expect.poll(() => comeBack().then(() => note(page).textContent())).toBe('');
    expect(await seen()).toContain('from the second tab');
  });

  test('is loaded only when the reader presses Edit, and loses the focus after Esc and Tab', async () => {
    await open('02-create-sockets');
    await press('tcp', 'Run');
    await says('tcp', /^finished/);
    expect(asked.filter((url) => /editor|codemirror/i.test(url))).toEqual([]);
    // The first run has loaded a module. Each further one is one request.
    asked.length = 0;
    await press('chunks', 'Run');
    await says('chunks', /^finished/);
    expect(asked).toEqual([`${server.url}-/live/run/`]);
    await edit('tcp', '');
    expect(asked.some((url) => /\/editor\.[^/]*\.js$/.test(url))).toBe(true);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('cm-content');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Reset');
  });

  test('runs the draft, keeps it after a reload, and restores the exact bytes on reset', async () => {
    await open('02-create-sockets');
    await edit('tcp', `console.log('from my draft');\n`);
    expect(await state('tcp').textContent()).toContain('changed since this run');
    await page.keyboard.press('Control+Enter');
    await prints('tcp', 'from my draft');
    await says('tcp', /^finished with exit code 0[^·]*$/);

    await open('02-create-sockets');
    expect(await cell('tcp').locator('.notes').first().textContent()).toContain('Run uses your draft of tcp.ts');
    expect(await state('tcp').textContent()).toContain('changed since this run');
    await press('tcp', 'Run');
    await prints('tcp', 'from my draft');
    await press('tcp', 'Edit');
    await cell('tcp').locator('.cm-content').waitFor();
    await page.keyboard.press('Control+Home');
    await press('tcp', 'Difference');
    await cell('tcp').locator('.cm-changedLine').first().waitFor();
    const saved = page.waitForEvent('download');
    await press('tcp', 'Save as my copy');
    const file = await saved;
    const original = readFileSync('lessons/02-create-sockets/tcp.ts', 'utf8');
    expect(file.suggestedFilename()).toBe('tcp.ts');
    expect(await text(await file.createReadStream())).toBe(`console.log('from my draft');\n${original}`);

    await press('tcp', 'Reset');
    await expect
      .poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => /draft/.test(key))))
      .toEqual([]);
    await press('tcp', 'Clear');
    expect(await state('tcp').textContent()).toBe('recorded');
  });

  test('runs the typed text even if the browser has no space to store it', async () => {
    await open('02-create-sockets');
    await edit('tcp', `console.log('kept');\n`);
    await page.evaluate(() => {
      for (let length = 2 ** 23; length >= 1; length /= 2) {
        try {
          localStorage.setItem(`full-${length}`, 'x'.repeat(length));
        } catch {}
      }
    });
    await page.keyboard.insertText(`console.log('not kept');\n`);
    await page.keyboard.press('Control+Enter');
    await prints('tcp', 'kept\nnot kept\n');
    await says('tcp', /^finished with exit code 0[^·]*$/);
    await press('tcp', 'Close the editor');
    await press('tcp', 'Edit');
    await cell('tcp').locator('.cm-content').waitFor();
    await page.keyboard.press('Control+Home');
    await expect.poll(() => cell('tcp').locator('.cm-content').textContent()).toContain("'not kept'");

    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith('full-')) localStorage.removeItem(key);
    });
    await press('tcp', 'Reset');
    await expect.poll(() => cell('tcp').locator('.cm-content').textContent()).not.toContain('kept');
    await press('tcp', 'Clear');
    expect(await state('tcp').textContent()).toBe('recorded');
  });

  test('shows a syntax error at its line, and says once that the program cannot run', async () => {
    await open('02-create-sockets');
    await edit('tcp', 'let a = 1;\nlet b = ;\n');
    await page.keyboard.press('Control+Enter');
    await says('tcp', /^failed after [\d.]+ s with exit code 1, line 2/);
    expect(await cell('tcp').locator('.failed-line').textContent()).toBe('let b = ;');
    await matches('tcp', '.type-errors', /^The program cannot run yet\. Errors: 1\.\nline 2: Expression expected\.$/);
    expect(await cell('tcp').locator('.cm-lintRange').count()).toBe(1);
  });

  test('marks type errors while the reader types, says them in words, and runs all the same', async () => {
    await open('02-create-sockets');
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await edit('tcp', `const wrong: number = 'text';\nconsole.log('ran ' + wrong);\n`);
    const said = cell('tcp').locator('.type-errors');
    await expect
      .poll(() => said.textContent(), { timeout: 50_000 })
      .toContain("line 1: Type 'string' is not assignable to type 'number'.");
    expect(await cell('tcp').locator('.cm-lintRange').textContent()).toBe('wrong');
    await page.keyboard.press('Control+Enter');
    await says('tcp', /^finished with exit code 0/);
    expect(await output('tcp').textContent()).toContain('ran text\n');
    await press('tcp', 'Reset');
    await expect.poll(() => said.isVisible(), { timeout: 20_000 }).toBe(false);
    expect(errors).toEqual([]);
    page.removeAllListeners('console');
  });

  test('keeps the cursor above the output and below its buttons, in a narrow, a middle and a wide window', async () => {
    await open('03-server-client');
    await edit('pieces', '');
    for (const width of [360, 768, 1280]) {
      await resize(width, 740);
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Enter');
      await page.keyboard.insertText('// the last line');
      const [line, status, isBeside] = await cell('pieces').evaluate((root) => {
        const boxOf = (place: string) => (root.querySelector(place) as Element).getBoundingClientRect();
        const [text, state] = [boxOf('.cm-activeLine'), boxOf('.status')];
        return [text.bottom, state.top, state.left >= text.right];
      });
      expect(line, `at ${width} px`).toBeLessThanOrEqual(isBeside ? 740 : status);
    }
    for (const width of [360, 1280]) {
      await resize(width, 740);
      await cell('pieces').evaluate((root) => {
        const editor = root.querySelector('.cm-editor') as Element;
        scrollTo(0, editor.getBoundingClientRect().top + scrollY + 100);
      });
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Control+Home');
      const room = () =>
        cell('pieces').evaluate((root) => {
          const boxOf = (place: string) => (root.querySelector(place) as Element).getBoundingClientRect();
          return boxOf('.cm-activeLine').top - boxOf('.command').bottom;
        });
      await expect.poll(room, { message: `at ${width} px` }).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('a file of the lesson that changes on disk', () => {
  // Not of TypeScript, whose types a build must find anew.
  const file = () => join(folder, 'lessons/06-entry-point-guard/common.cjs');
  const listing = () => page.locator('#code-common-cjs').textContent();
  /** Changes the file while `look` runs, and restores it afterwards. */
  async function change(look: () => Promise<void>) {
    const before = readFileSync(file(), 'utf8');
    await page.evaluate(() => {
      (globalThis as unknown as { kept: boolean }).kept = true;
    });
    writeFileSync(file(), `// a line more\n${before}`);
    try {
      await look();
    } finally {
      writeFileSync(file(), before);
    }
    await expect.poll(listing).not.toContain('a line more');
  }
  const wasReloaded = () => page.evaluate(() => !(globalThis as unknown as { kept?: boolean }).kept);

  test('reloads the page if nothing was run in it, and marks the output', async () => {
    await open('06-entry-point-guard/deeper');
    await change(async () => {
      await expect.poll(listing).toContain('a line more');
      expect(await wasReloaded()).toBe(true);
      await says('common', /^recorded · .*changed since/);
    });
  });

  test('updates the listing and marks the output if something was run, and removes nothing', async () => {
    await open('06-entry-point-guard/deeper');
    await press('guards-link', 'Run');
    await says('guards-link', /^finished/);
    const ran = await output('guards-link').textContent();
    await press('common', 'Run');
    await says('common', /^finished with exit code 0[^·]*$/);
    await change(async () => {
      await says('common', /changed since/);
      await expect.poll(listing).toContain('a line more');
      expect(await page.locator('.live-note').textContent()).toContain('Reload the page');
      await press('common', 'Run');
      await says('common', /^finished with exit code 0[^·]*$/);
    });
    await says('common', /changed since/);
    expect(await output('guards-link').textContent()).toBe(ran);
    expect(await wasReloaded()).toBe(false);
  });

  // The second mistake is only found by the build itself, which takes much longer.
  const mistakes = [
    ['{unclosed', /^lessons\/02-create-sockets\/en\.mdx: .*$/m],
    ['<Code file="tcp.ts" region="none" />', /^the pages could not be built: .*none.*$/m],
  ] as const;
  test.each(part(mistakes, 2))(
    'that cannot be built is reported in one line in the page and in the terminal, and the pages stay: %s',
    async (mistake, line) => {
      await open('06-entry-point-guard');
      const prose = join(folder, 'lessons/02-create-sockets/en.mdx');
      const before = readFileSync(prose, 'utf8');
      writeFileSync(prose, `${before}\n${mistake}\n`);
      try {
        await page.locator('.live-note').waitFor(patience);
        expect(await page.locator('.live-note').textContent()).toContain('has an error');
        expect(server.output).toMatch(line);
        expect(server.output).not.toMatch(/^ +at /m);
        expect((await server.get('/lessons/02-create-sockets/')).status).toBe(200);
      } finally {
        writeFileSync(prose, before);
      }
    },
  );
});

test('the Chinese page shows its controls and refusals in Chinese', async () => {
  await page.goto(`${server.url}zh/lessons/04-sequential-scan/`);
  await page.locator('.cell.live').first().waitFor();
  for (const row of await page.locator('.live-panel tr').all())
    expect(await row.textContent()).toMatch(/\p{Script=Han}/u);
  await press('first-scan', '运行');
  await says('first-scan', /^已结束，退出码 0，用时 [\d.]+ 秒$/);
  await cell('first-scan').locator('input.args').fill('192.0.2.1 1-3');
  await press('first-scan', '运行');
  await says('first-scan', /^未运行：从本页面运行的程序只能访问本机/);
  const stranger = await browser.newContext();
  const reading = await stranger.newPage();
  await reading.goto(`${server.url}zh/lessons/04-sequential-scan/`);
  await reading.locator('.live-note').waitFor();
  expect(await reading.locator('.live-note').textContent()).toContain('npm start 在终端里打印的');
  await stranger.close();
});

test.each(part(['zh/', ''], 2))(
  'the head of a live page shows the choice of colours whole at 360 px: /%s',
  async (lang) => {
    await resize(360);
    await open(`../${lang}lessons/03-server-client`);
    const [width, needed] = await page.locator('.theme select').evaluate((select) => {
      const whole = select.cloneNode(true) as HTMLElement;
      whole.style.cssText = 'position: absolute; max-width: none';
      select.after(whole);
      return [(select as HTMLElement).offsetWidth, whole.offsetWidth];
    });
    expect(width).toBeGreaterThanOrEqual(needed);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  },
);

test('axe finds no problem in a live page with an open editor and a running program', async () => {
  await resize(360);
  await open('01-socket-concepts');
  await press('server', 'Run');
  await listens('server');
  await edit('no-server', 'let b = ;');
  await page.keyboard.press('Control+Enter');
  await says('no-server', /^failed/);
  await page.locator('.live-panel > button').click();
  // The mouse has been on names of a listing; a tip stays a moment longer.
  await page.locator('#tip').waitFor({ state: 'hidden' });
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await axeProblems(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await axeProblems(page, { onlyContrast: true })).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.keyboard.press('Escape');
  await press('server', 'Stop');
  await says('server', /^stopped/);
});

test('Run all runs every cell of a lesson, and leaves no program running', async () => {
  await open('03-server-client');
  await page.locator('.live-panel > button').click();
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.keyboard.press('Escape');
  const states = () => page.locator('.cell.live .state').allTextContents();
  await expect.poll(async () => (await states()).filter((text) => !/^(finished|stopped)/.test(text))).toEqual([]);
  // It is typed into as for its recording.
  expect(await output('chat').textContent()).toBe(readFileSync('lessons/03-server-client/chat.out.txt', 'utf8'));
  expect(await output('backlog').textContent()).toBe(readFileSync('lessons/03-server-client/backlog.out.txt', 'utf8'));
});

test('Run all first runs the server that a cell needs, even if it stands below', async () => {
  // The client in the place of its server.
  await page.route('**/lessons/01-socket-concepts/', async (route) => {
    const response = await route.fetch();
    const swapped = (await response.text()).replace(
      /id="cell-(server|client)"/g,
      (_, end) => `id="cell-${end === 'server' ? 'client' : 'server'}"`,
    );
    await route.fulfill({ response, body: swapped });
  });
  await open('01-socket-concepts');
  await page.unroute('**/lessons/01-socket-concepts/');
  await page.locator('.live-panel > button').click();
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.keyboard.press('Escape');
  await says('client', /^finished with exit code 0/);
  await page.locator('.live-panel > button').click();
  await page.getByRole('button', { name: 'Stop all' }).click();
  await expect.poll(() => page.locator('.cell.running').count()).toBe(0);
});

const skips = [
  ['01-socket-concepts', '', 'Skip to the first program'],
  ['03-server-client', 'zh/', '跳到第一个程序'],
] as const;
test.each(part(skips, 2))(
  'a link at the top of lesson %s leads to the first Run, in the edition "%s"',
  async (lesson, lang, text) => {
    await page.goto(`${server.url}${lang}lessons/${lesson}/`);
    await page.locator('.cell.live').first().waitFor();
    for (const _ of ['skip to the lesson', 'skip to the program']) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(text);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const first = page.locator('main button.go').first();
    expect(await first.evaluate((button) => button === document.activeElement)).toBe(true);
  },
);

test('a cell of the page "Going deeper" runs, and can be edited', async () => {
  await open('06-entry-point-guard/deeper');
  await press('common', 'Run');
  await says('common', /^finished with exit code 0/);
  await prints('common', 'The result is: 8');
  await press('common', 'Edit');
  await cell('common').locator('.cm-content').waitFor();
});

test('a run shows a hidden output, and what crossed the wire, and not the recording before it', async () => {
  await open('03-server-client');
  await page.locator('.settings [name=predict]').check();
  await page.locator('#cell-pieces .veil button').waitFor();
  const seen = `document.querySelector('#cell-pieces .output').checkVisibility({ visibilityProperty: true })`;
  expect(await page.evaluate(seen)).toBe(false);
  // Notes whether it is ever seen with the recording in it.
  await page.evaluate(`{
    const output = document.querySelector('#cell-pieces .output');
    const recording = output.firstChild;
    globalThis.early = false;
    new MutationObserver(() => { globalThis.early ||= ${seen} && output.contains(recording); }).observe(output.parentElement, {
      attributes: true, childList: true, subtree: true,
    });
  }`);
  await press('pieces', 'Run');
  await says('pieces', /finished/);
  expect(await page.evaluate(seen)).toBe(true);
  expect(await page.evaluate('early')).toBe(false);
  expect(await page.locator('#wire-pieces svg').first().isVisible()).toBe(true);
  expect(await page.locator('#cell-backlog .output').isVisible()).toBe(false);
  await page.locator('#pair-two-visits').getByRole('button', { name: 'Run both' }).click();
  await page.locator('#pair-two-visits .talk.now').waitFor();
  expect(await page.locator('#pair-two-visits .veil').count()).toBe(0);
  await page.locator('#pair-two-visits').getByRole('button', { name: 'Stop', exact: true }).first().click();
});

test('the link of a suggestion opens the editor of its program, and leaves it open', async () => {
  const pattern = '**/lessons/06-entry-point-guard/';
  await page.route(pattern, async (route) => {
    const response = await route.fetch();
    const box = '<div class="try"><p class="to-cell"><a href="#cell-add">To the program</a></p></div>';
    await route.fulfill({ response, body: (await response.text()).replace('</main>', `${box}</main>`) });
  });
  await open('06-entry-point-guard');
  await page.unroute(pattern);
  for (const _ of ['opens it', 'leaves it open']) {
    await page.getByRole('link', { name: 'To the program', exact: true }).click();
    await cell('add').locator('.cm-content').waitFor();
    expect(new URL(page.url()).hash).toBe('#cell-add');
  }
});

test('the script that a page loads to run cells is under 6 KB compressed', async () => {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: 'site/client/live.ts', external: [/live\.css$/] } },
  });
  const built = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
  const chunks = new Map(built.flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one] as const] : [])));
  // What it imports statically is loaded with it.
  const loaded = new Set([...chunks.values()].filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName));
  for (const name of loaded) for (const more of chunks.get(name)?.imports ?? []) loaded.add(more);
  const code = [...loaded].map((name) => chunks.get(name)?.code ?? '').join('\n');
  expect(code.length).toBeGreaterThan(2000);
  expect(gzipSync(code).length).toBeLessThan(6 * 1024);
});
