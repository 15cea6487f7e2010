import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { load } from 'cheerio/slim';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exerciseOf, readPart } from '../scripts/course/exercises.ts';
import { tags } from '../scripts/course/languages.ts';
import { pace } from '../site/server/pace.ts';
import { axeProblems } from './support/axe.ts';
import { openBrowser } from './support/browser.ts';
import { part } from './support/extent.ts';
import { type Ask, LiveServer } from './support/live-server.ts';
import { newVisitors } from './support/new-visitor.ts';
import { copyProjectAndPages } from './support/project-copy.ts';
import './support/sites.ts';

const id = '03/echo-lines';
const exercise = exerciseOf(id);
const solution = readPart(exercise, 'solution.ts');
const stub = readPart(exercise, 'stub.ts');
/** Never ends, and leaves the processor to other tests. test/judge.test.ts judges endless loops. */
/** Another exercise. */
const other = '03/half-close';
const endless = 'setInterval(() => {}, 1000);\n';

let folder: string;
let work: string;
let server: LiveServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  folder = await copyProjectAndPages();
  work = join(folder, 'practice/03-server-client/echo-lines.ts');
  [server, browser] = await Promise.all([LiveServer.start([], {}, folder), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => rmSync(join(folder, 'practice'), { recursive: true, force: true }));

/**
 * Gives each test of a group a page that shows a file without scripts, and in whose storage is the token only, as after
 * server.invitation. It is the page of the test before, unless that changed what stays with a page.
 */
function openPages() {
  let newVisitor: () => Promise<void>;
  /** The requests that make the server write a file. */
  const isFile = (url: string | URL) => /\/-\/live\/(?:work|save|progress)\/$/.test(String(url));
  const underWay = new Set<Request>();
  beforeEach(async () => {
    if (page?.isClosed() !== false) {
      page = await browser.newPage({ reducedMotion: 'reduce' });
      await page.goto(`${server.url}robots.txt`);
      newVisitor = await newVisitors(page, { token: server.token });
      const context = page.context();
      context.on('request', (request) => isFile(request.url()) && underWay.add(request));
      context.on('requestfinished', (request) => underWay.delete(request));
      context.on('requestfailed', (request) => underWay.delete(request));
    }
    for (const event of ['request', 'pageerror'] as const) page.removeAllListeners(event);
    if (page.viewportSize()?.width !== 1280) await page.setViewportSize({ width: 1280, height: 720 });
    await newVisitor();
    await page.goto(`${server.url}robots.txt`);
    // The end of a request is not always reported if its page was left.
    underWay.clear();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await closePage();
    if (page.isClosed()) return;
    // What the page writes from now on, also when it is left, would be in the next test's files.
    await page.route(isFile, (route) => route.abort());
    await expect.poll(() => underWay.size).toBe(0);
    await page.goto(`${server.url}robots.txt`);
    await page.unroute(isFile);
  });
  afterAll(() => closePage());
}
const closePage = () => page.context().close();

const root = () => page.locator(`[data-exercise="${id}"]`);
const verdict = () => root().locator('.verdict');
async function open(lang = '') {
  await page.goto(`${server.url}${lang}lessons/03-server-client/practice/`);
  await root().locator('.cm-content').waitFor();
}
async function type(text: string) {
  await root().locator('.cm-content').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}
/** The saves that the page sends from now on. */
function watchSaves(): string[] {
  const saves: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/-/live/save/')) saves.push(request.postData() ?? '');
  });
  return saves;
}
const onDisk = () => (existsSync(work) ? readFileSync(work, 'utf8') : '');
const progressFile = () => join(folder, 'practice/progress.json');
const progressOnDisk = () => JSON.parse(readFileSync(progressFile(), 'utf8'));
const ask = async (route: string, body: unknown, options: Ask = {}) => {
  const { status, body: text } = await server.ask({
    path: `/-/live/${route}/`,
    body: JSON.stringify(body),
    ...options,
  });
  return { status, ...JSON.parse(text) };
};
/** Has a program judged that never ends. Resolves when the judge has begun, so that it refuses a rival. */
async function startJudging(options: Ask = {}) {
  await ask('work', { exercise: id });
  writeFileSync(work, endless);
  for (;;) {
    const judged = ask('judge', { exercise: id }, options);
    const rival = await ask('judge', { exercise: other });
    if (rival.status === 429) return { judged, rival };
    // The rival came first, and its verdict is stored.
    await judged;
    rmSync(progressFile());
  }
}

describe('in the page,', () => {
  openPages();

  test('the stub fails with a reason beside its task or below it, the solution passes, and the page stores that on disk', async () => {
    await page.setViewportSize({ width: 1024, height: 800 });
    await open();
    expect(onDisk()).toBe(stub);
    await root().getByRole('button', { name: 'Check' }).click();
    await expect.poll(() => verdict().textContent()).toContain('✗ Does not pass yet.');
    // The line is a random word. It must come back with its number.
    expect(await verdict().textContent()).toMatch(/Seen: a client sent the line "([a-z]+)\\n".*Expected: "1 \1\\n"/);
    // In a wide window all is in one screen.
    await verdict().locator('a').waitFor();
    const boxOf = async (selector: string) => {
      const box = await root().locator(selector).first().boundingBox();
      if (box === null) throw new Error(`no ${selector}`);
      return box;
    };
    const [task, bench, said] = [await boxOf('.task'), await boxOf('.workbench'), await boxOf('.verdict')];
    expect(bench.x).toBeGreaterThan(task.x + task.width);
    expect(bench.height).toBeLessThan(800);
    expect(said.y + said.height).toBeLessThanOrEqual(bench.y + bench.height);
    for (const width of [1023, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const [above, below] = [await boxOf('.task'), await boxOf('.workbench')];
      expect(below.y, `at ${width} px`).toBeGreaterThan(above.y + above.height);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    await type(solution);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => verdict().textContent()).toContain('✓ Passed.');
    expect(onDisk()).toBe(solution);
    expect(progressOnDisk()).toMatchObject({ tries: { [id]: 2 } });
    expect(Object.keys(progressOnDisk().passed)).toEqual([id]);
    await page.goto(server.url);
    await expect.poll(() => page.locator('[data-lesson="03-server-client"]').textContent()).toContain('1 of ');
  });

  test('a change in another editor is shown, and text typed here in the meantime is not lost', async () => {
    await open();
    writeFileSync(work, '// from elsewhere\n');
    await page.evaluate('window.dispatchEvent(new Event("focus"))');
    await expect.poll(() => root().locator('.cm-content').textContent()).toContain('from elsewhere');
    await type('// typed here\n');
    writeFileSync(work, '// from elsewhere again\n');
    await root().getByRole('button', { name: 'Keep mine' }).waitFor();
    expect(onDisk()).toBe('// from elsewhere again\n');
    await root().getByRole('button', { name: 'Keep mine' }).click();
    await expect.poll(onDisk).toBe('// typed here\n');
    expect(readFileSync(work.replace('.ts', '.kept-1.ts'), 'utf8')).toBe('// from elsewhere again\n');
  });

  test('type errors are marked and said in words, of the program that the pupil is at only, also if the server has no time at first', async () => {
    const asked: string[] = [];
    const types = '**/-/live/types/';
    const busy = { status: 429, json: { reason: 'checking', text: 'busy' } };
    await page.route(types, (route) =>
      asked.push(route.request().postDataJSON().exercise) === 1 ? route.fulfill(busy) : route.continue(),
    );
    await open();
    await expect.poll(() => page.locator('.exercise .cm-content').count()).toBe(5);
    await type('export const port: number = "8889";\n');
    await root().locator('.cm-lintRange-error').waitFor();
    const said = await root().locator('.type-errors').textContent();
    expect(said).toContain("line 1: Type 'string' is not assignable to type 'number'.");
    await type('export const port: number = 8889;\n');
    await expect.poll(() => root().locator('.type-errors').isHidden()).toBe(true);
    expect(await root().locator('.cm-lintRange-error').count()).toBe(0);
    await page.unroute(types);
    expect(asked.length).toBeGreaterThan(2);
    expect(new Set(asked)).toEqual(new Set([id]));
  });

  test('a verdict is marked as out of date while the program is another one', async () => {
    const editions = [
      ['', 'Out of date: the program changed since this verdict'],
      ['zh/', '已过时：评测之后，程序有改动'],
    ] as const;
    for (const [lang, said] of part(editions, 2)) {
      await open(lang);
      await type('let a = ;\n');
      await page.keyboard.press('Control+Enter');
      await root().locator('.verdict.failed').waitFor();
      expect(await verdict().locator('.outdated').count()).toBe(0);
      await page.keyboard.type(' ');
      expect(await verdict().locator('.outdated').textContent()).toBe(said);
      await page.keyboard.press('Backspace');
      expect(await verdict().locator('.outdated').count()).toBe(0);
      await page.keyboard.type(' ');
      await page.keyboard.press('Control+Enter');
      await root().locator('.verdict.failed:not(.stale)').waitFor();
    }
  });

  test('a verdict shows code as code, and names no section for a syntax error', async () => {
    await open();
    await type('await new Promise(() => {});\n');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => verdict().textContent(), { timeout: 20_000 }).toContain('this await never ends');
    expect(await verdict().locator('code').allTextContents()).toContain('await');
    expect(await verdict().textContent()).not.toContain('`');
    // Node's report is folded away, with all its empty lines.
    await page.keyboard.press('Shift+Enter');
    await root().locator('.screen .crash').waitFor();
    const printed = await root()
      .locator('.screen .output')
      .evaluate((output) => [...output.children].map((part) => part.className));
    expect(printed).toEqual(['stderr crash', 'report']);
    await type('let a = ;\n');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => verdict().textContent()).toContain('line 1: Expression expected');
    expect(await verdict().locator('a').count()).toBe(0);
  });

  test('a link at the beginning of the page leads to the first program: Check is the next stop', async () => {
    await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toBe('Check');
    expect(await page.evaluate(() => document.activeElement?.closest('.exercise')?.getAttribute('data-exercise'))).toBe(
      id,
    );
  });

  test('a program without arguments has no line for them', async () => {
    await page.goto(`${server.url}lessons/06-entry-point-guard/practice/`);
    const lines = (name: string) => page.locator(`[data-exercise="06/${name}"] .workbench .args`);
    await lines('quiet-import').waitFor();
    await page.locator('[data-exercise="06/port-tests"] .workbench').waitFor();
    expect(await lines('port-tests').count()).toBe(0);
  });

  test('text that cannot be saved now is saved later, and Start over keeps a copy of it and removes its verdict', async () => {
    await open();
    await page.route('**/-/live/save/', (route) => route.abort());
    await type('// mine\n');
    await expect.poll(() => root().locator('.state').textContent()).toContain('Not saved');
    expect(onDisk()).toBe(stub);
    await page.unroute('**/-/live/save/');
    await expect.poll(onDisk).toBe('// mine\n');
    await type('// mine, a moment ago\n');
    await root().getByRole('button', { name: 'Start over' }).click();
    await expect.poll(onDisk).toBe(stub);
    expect(readFileSync(work.replace('.ts', '.kept-1.ts'), 'utf8')).toBe('// mine\n');
    expect(readFileSync(work.replace('.ts', '.kept-2.ts'), 'utf8')).toBe('// mine, a moment ago\n');
    await type('let a = ;\n');
    await root().getByRole('button', { name: 'Check', exact: true }).click();
    await root().locator('.verdict.failed').waitFor();
    await root().getByRole('button', { name: 'Start over' }).click();
    await expect.poll(onDisk).toBe(stub);
    await expect.poll(() => root().locator('.verdict').textContent()).toBe('');
    expect(await root().locator('.verdict.failed').count()).toBe(0);
  });

  test('a file with Windows line ends keeps them, and opening it does not write it', async () => {
    mkdirSync(join(work, '..'), { recursive: true });
    writeFileSync(work, '// one\r\n');
    await page.clock.install();
    const saves = watchSaves();
    await open();
    writeFileSync(work, '// one\r\n// two\r\n');
    await page.evaluate('window.dispatchEvent(new Event("focus"))');
    await expect.poll(() => root().locator('.cm-content').textContent()).toContain('two');
    await page.clock.runFor(1000);
    expect(saves).toEqual([]);
    await type('// three\n// four\n');
    await expect.poll(onDisk).toBe('// three\r\n// four\r\n');
    // The clock stays with the page.
    await closePage();
  });

  test('text typed during a judgement is written after the verdict', async () => {
    await page.clock.install();
    await open();
    await type(solution);
    let meanwhile: string[] | undefined;
    await page.route('**/-/live/judge/', async (route) => {
      const saves = watchSaves();
      await type('// later\n');
      await page.clock.runFor(1000);
      meanwhile = [...saves];
      await route.continue();
    });
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => verdict().textContent()).toContain('✓ Passed.');
    expect(meanwhile).toEqual([]);
    await expect.poll(onDisk).toBe('// later\n');
    // The clock stays with the page.
    await closePage();
  });

  test('a deleted file is written again before it is judged', async () => {
    await open();
    await type(solution);
    await expect.poll(onDisk).toBe(solution);
    rmSync(work);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => verdict().textContent()).toContain('✓ Passed.');
    expect(onDisk()).toBe(solution);
  });

  test('the Chinese page shows verdicts in Chinese, and axe finds no problem in either theme', async () => {
    await open('zh/');
    await root().getByRole('button', { name: '评测' }).click();
    await expect.poll(() => verdict().textContent()).toMatch(/尚未通过。看到：/);
    await page.locator('.theme select').selectOption('light');
    expect(await axeProblems(page)).toEqual([]);
    await page.locator('.theme select').selectOption('dark');
    expect(await axeProblems(page, { onlyContrast: true })).toEqual([]);
  });

  test('Run shows what the program prints with these arguments, under the limits of a draft, and marks the line that failed', async () => {
    await open();
    const button = (name: string) => root().getByRole('button', { name, exact: true });
    const screen = root().locator('.screen');
    const args = root().getByLabel('Arguments');
    expect(await args.inputValue()).toBe('0');
    await button('Run').click();
    await expect.poll(() => screen.locator('.state').textContent()).toBe('running');
    await expect.poll(() => screen.locator('.output').textContent()).toMatch(/^listening on 127\.0\.0\.1:\d+\n$/);
    await screen.locator('.calls > summary').click();
    await expect.poll(() => screen.locator('.calls svg').textContent()).toContain('listen()listening');
    await button('Stop').click();
    await expect.poll(() => screen.locator('.state').textContent(), { timeout: 20_000 }).toMatch(/^stopped after /);

    await type("console.log(process.argv.slice(2));\n\nthrow new Error('mine');\n");
    await args.fill("1 'two words'");
    await args.press('Enter');
    await expect.poll(() => screen.textContent(), { timeout: 20_000 }).toContain("[ '1', 'two words' ]");
    await expect
      .poll(() => screen.locator('.state').textContent())
      .toMatch(/^failed after [\d.]+ s with exit code 1, line 3$/);
    expect(await root().locator('.failed-line').textContent()).toBe("throw new Error('mine');");
    expect(onDisk()).toContain('process.argv');

    await type("import { writeFileSync } from 'node:fs';\nwriteFileSync('made-by-a-pupil', '');\n");
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => screen.locator('.state').textContent(), { timeout: 20_000 }).toContain('exit code 1');
    expect(existsSync(join(folder, 'made-by-a-pupil'))).toBe(false);
    expect(existsSync(join(work, '..', 'made-by-a-pupil'))).toBe(false);
  });

  test('a failing verdict leads to the section that explains the mistake, a passing one to the next exercise', async () => {
    const editions = [
      ['', 'Check'],
      ['zh/', '评测'],
    ] as const;
    // The English page is the last, and stays open.
    for (const [lang, check] of part(editions, 2).reverse()) {
      await open(lang);
      await root().getByRole('button', { name: check }).click();
      const see = verdict().locator('a');
      await see.waitFor({ timeout: 30_000 });
      const section = '/lessons/03-server-client/#one-read-is-not-one-message';
      expect(await see.getAttribute('href')).toBe(`/${lang}${section.slice(1)}`);
      const lesson = await server.get(`/${lang}lessons/03-server-client/`);
      expect(lesson.body).toContain('id="one-read-is-not-one-message"');
    }
    await type(solution);
    await page.keyboard.press('Control+Enter');
    const next = verdict().getByRole('link', { name: 'Next exercise: 2. A client vanishes' });
    await next.waitFor({ timeout: 30_000 });
    await next.click();
    expect(new URL(page.url()).hash).toBe('#vanishing-client');
    expect(await page.locator('.tasks .passed').textContent()).toContain('Echo, line by line');
    // With the code of the explanation as code, not as Markdown.
    expect(await verdict().locator('code').count()).toBeGreaterThan(0);
  });

  test('the solution asks first, in the page and in the comparison', async () => {
    await open();
    const ownSolution = root().locator('.solution');
    await ownSolution.locator('> summary').click();
    expect(await ownSolution.locator('pre').isVisible()).toBe(false);
    await ownSolution.getByText('Show the solution now').click();
    expect(await ownSolution.locator('pre').isVisible()).toBe(true);

    const compare = root().getByRole('button', { name: 'Compare with the solution' });
    await compare.click();
    expect(await compare.getAttribute('aria-pressed')).toBe('false');
    expect(await root().locator('.cm-deletedChunk').count()).toBe(0);
    await root().getByRole('button', { name: 'Not yet' }).click();
    expect(await root().getByRole('button', { name: 'Not yet' }).count()).toBe(0);
    await compare.click();
    await root().getByRole('button', { name: 'Show the solution' }).click();
    await root().locator('.cm-deletedChunk').first().waitFor();
    expect(await compare.getAttribute('aria-pressed')).toBe('true');
  });

  test("the comparison shows the pupil's lines in the reader's colour and the solution's in green, each with its name", async () => {
    await page.evaluate(
      `localStorage.setItem('progress', '{"version":1,"read":{},"answered":{},"passed":{"${id}":"2026-01-01T00:00:00.000Z"},"tries":{}}')`,
    );
    await open();
    await root().getByRole('button', { name: 'Compare with the solution' }).click();
    const mine = root().locator('.cm-changedLine', { hasText: 'socket.write(piece)' });
    const theirs = root().locator('.cm-deletedChunk', { hasText: 'const parts' });
    await mine.waitFor();
    expect(await theirs.textContent()).toMatch(/^the solution/);
    const first = root().locator('.cm-changedLine').first();
    expect(await first.evaluate((line) => getComputedStyle(line, '::after').content)).toBe('"yours"');
    const colour = (name: string) => `(() => {
      const probe = document.createElement('i');
      probe.style.background = 'color-mix(in srgb, var(${name}) 10%, transparent)';
      document.body.append(probe);
      const { backgroundColor } = getComputedStyle(probe);
      probe.remove();
      return backgroundColor;
    })()`;
    const shown = (line: typeof mine) => line.evaluate((one) => getComputedStyle(one).backgroundColor);
    expect(await shown(mine)).toBe(await page.evaluate(colour('--you')));
    expect(await shown(theirs)).toBe(await page.evaluate(colour('--good')));
    expect(await root().locator('.legend').textContent()).toBe('yoursthe solution');
    const within = `[data-exercise="${id}"]`;
    await page.locator('.theme select').selectOption('light');
    expect(await axeProblems(page, { within })).toEqual([]);
    await page.locator('.theme select').selectOption('dark');
    expect(await axeProblems(page, { within, onlyContrast: true })).toEqual([]);
  });

  test("a damaged progress file is renamed, and the browser's progress is kept", async () => {
    const file = progressFile();
    await page.evaluate(
      `localStorage.setItem('progress', '{"version":1,"read":{"01-socket-concepts":"2026-01-01T00:00:00.000Z"},"answered":{},"passed":{},"tries":{}}')`,
    );
    mkdirSync(join(folder, 'practice'), { recursive: true });
    writeFileSync(file, '{"version":1,');
    await page.goto(server.url);
    await expect.poll(() => existsSync(file) && Object.keys(progressOnDisk().read)).toEqual(['01-socket-concepts']);
    expect(readFileSync(file.replace('.json', '.damaged-1.json'), 'utf8')).toBe('{"version":1,');
  });
});

test('a page says how many hints there are and what each is, before any is opened', async () => {
  for (const [lang, said] of [
    ['', ['Hint 1 of 3: a question', 'Hint 2 of 3: a nudge', 'Hint 3 of 3: nearly the answer']],
    ['zh/', ['提示 1/3：一个问题', '提示 2/3：点拨一下', '提示 3/3：接近答案']],
  ] as const) {
    const { body } = await server.get(`/${lang}lessons/03-server-client/practice/`);
    const hints = load(body)(`[data-exercise="${id}"] .hint`);
    expect(
      hints
        .find('summary')
        .toArray()
        .map((one) => load(one).text().trim()),
    ).toEqual(said);
    expect(hints.is('[open]')).toBe(false);
  }
});

describe('the server:', () => {
  test.each([
    ['work', { exercise: '../x' }, 404, 'unknown'],
    ['save', { exercise: '03/../../x', text: '', base: '', force: true }, 404, 'unknown'],
    ['save', { exercise: id, text: 'x'.repeat(100_001), base: '', force: true }, 400, 'malformed'],
    ['judge', { exercise: '03/none' }, 404, 'unknown'],
    ['try', { exercise: '03/none', args: [] }, 404, 'unknown'],
    ['try', { exercise: id, args: ['a\0b'] }, 400, 'malformed'],
    ['try', { exercise: id, args: [], file: '/etc/passwd' }, 400, 'malformed'],
    ['judge', { exercise: id, file: '/etc/passwd' }, 400, 'malformed'],
    ['progress', { progress: { version: 2 } }, 400, 'malformed'],
  ])('it refuses %s of %o', async (route, body, status, reason) => {
    expect(await ask(route, body)).toMatchObject({ status, reason });
    expect(existsSync(work)).toBe(false);
  });

  test('it refuses to overwrite a text that the page has not read', async () => {
    await ask('work', { exercise: id });
    writeFileSync(work, '// mine\n');
    const answer = await ask('save', { exercise: id, text: '// theirs\n', base: stub, force: false });
    expect(answer).toMatchObject({ status: 409, reason: 'conflict' });
    expect(onDisk()).toBe('// mine\n');
  });

  test('it keeps a copy of a file in an encoding that the page cannot show completely', async () => {
    await ask('work', { exercise: id });
    const bytes = Buffer.from([0x2f, 0x2f, 0xc4, 0xe3, 0x0a]);
    writeFileSync(work, bytes);
    const { text } = await ask('work', { exercise: id });
    const answer = await ask('save', { exercise: id, text: `${text}\n`, base: text, force: false });
    expect(answer).toMatchObject({ status: 200, kept: 'echo-lines.kept-1.ts' });
    expect(readFileSync(work.replace('.ts', '.kept-1.ts'))).toEqual(bytes);
  });

  const isWindows = process.platform === 'win32';
  const obstacles: [name: string, make: (file: string) => void][] = [
    ['a folder', (file) => mkdirSync(file)],
    ['a pipe', (file) => execFileSync('mkfifo', [file])],
    ['a device', (file) => symlinkSync('/dev/zero', file)],
    ['a broken link', (file) => symlinkSync('nowhere', file)],
    ['a file of a gigabyte', (file) => writeFileSync(file, '') ?? truncateSync(file, 2 ** 30)],
  ];
  test.each(obstacles)('it refuses %s instead of a file with a message, and does not change it', async (name, make) => {
    if (isWindows && name !== 'a folder') return;
    const progress = progressFile();
    const given = { version: 1, read: {}, answered: {}, passed: {}, tries: { [id]: 1 } };
    const save = { exercise: id, text: 'x', base: stub, force: true };
    for (const [file, requests] of [
      [work, { work: { exercise: id }, save, judge: { exercise: id } }],
      [progress, { progress: { progress: given } }],
    ] as const) {
      mkdirSync(join(file, '..'), { recursive: true });
      make(file);
      const { ino } = lstatSync(file);
      for (const [route, body] of Object.entries(requests)) {
        const answer = await ask(route, body);
        expect(answer, route).toMatchObject({ reason: 'file' });
        expect([409, 413]).toContain(answer.status);
        expect(answer.text).toMatch(/^Your file cannot be used\. \(practice\/[^\n]*: [^\n]+\)$/);
        const headers = { 'accept-language': tags.zh };
        const chinese = await server.ask({ path: `/-/live/${route}/`, headers, body: JSON.stringify(body) });
        expect(JSON.parse(chinese.body).text).toMatch(/^你的文件无法使用。 ?\(practice\/.*\p{Script=Han}/u);
      }
      expect(lstatSync(file).ino).toBe(ino);
      rmSync(file, { recursive: true });
    }
  });

  test('it refuses a file instead of a folder with a message', async () => {
    writeFileSync(join(folder, 'practice'), '');
    expect(await ask('work', { exercise: id })).toMatchObject({ status: 409, reason: 'file' });
  });

  test('it refuses a program that is too large, and the 101st copy', async () => {
    await ask('work', { exercise: id });
    expect(await ask('save', { exercise: id, text: '字'.repeat(40_000), base: stub, force: false })).toMatchObject({
      status: 413,
      reason: 'tooLarge',
    });
    for (let count = 1; count <= 100; count++) writeFileSync(work.replace('.ts', `.kept-${count}.ts`), '');
    const answer = await ask('save', { exercise: id, text: '// mine\n', base: stub, force: true });
    expect(answer).toMatchObject({ status: 507, reason: 'file', text: expect.stringContaining('100 kept copies') });
    expect(onDisk()).toBe(stub);
  });

  test('it refuses progress that would make the file too large, and does not change the file', async () => {
    const some = { version: 1, read: {}, passed: {}, tries: {}, answered: { q: 'x'.repeat(999_000) } };
    mkdirSync(join(folder, 'practice'), { recursive: true });
    writeFileSync(progressFile(), JSON.stringify(some));
    const more = { version: 1, read: {}, passed: {}, tries: {}, answered: { r: 'y'.repeat(2000) } };
    expect(await ask('progress', { progress: more })).toMatchObject({ status: 413, reason: 'file' });
    expect(progressOnDisk()).toEqual(some);
  });

  test('it gives no verdict on a file that changed during the judgement, but a verdict that cannot be saved', async () => {
    const { judged } = await startJudging();
    writeFileSync(work, solution);
    expect(await judged).toMatchObject({ status: 409, reason: 'conflict' });
    expect(existsSync(progressFile())).toBe(false);
    mkdirSync(progressFile());
    const verdict = await ask('judge', { exercise: id });
    expect(verdict).toMatchObject({ status: 200, passed: true, progress: { passed: { [id]: expect.any(String) } } });
  });

  test("it serves the pupil's files under no path", async () => {
    await ask('work', { exercise: id });
    await server.post('progress', { progress: { version: 1, read: {}, answered: {}, passed: {}, tries: { [id]: 1 } } });
    const file = 'practice/03-server-client/echo-lines.ts';
    for (const path of [file, `${file}?raw`, `${file}?url`, `@fs${folder}/${file}`, 'practice/progress.json?import']) {
      const { status, body } = await server.get(`/${path}`);
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(body).not.toContain('createServer');
    }
    expect((await server.get('/lessons/03-server-client/practice/')).status).toBe(200);
  });

  test('it ends a judgement when the page has closed the connection, and stores no verdict', async () => {
    const page = new AbortController();
    const { judged } = await startJudging({ signal: page.signal });
    page.abort();
    await expect(judged).rejects.toThrow();
    await expect.poll(() => ask('judge', { exercise: other })).toMatchObject({ status: 200 });
    expect(Object.keys(progressOnDisk().tries)).toEqual([other]);
    expect(server.output).not.toContain('AbortError');
  });

  test('it judges one program at a time, and stops one that never ends', async () => {
    const { judged, rival } = await startJudging();
    expect(rival).toMatchObject({ reason: 'judging' });
    expect(await judged).toMatchObject({ status: 200, passed: false });
  });
});

test('it refuses too many saves with a message', async () => {
  const own = await copyProjectAndPages();
  const another = await LiveServer.start([], {}, own);
  try {
    let there = stub;
    let last = await another.post('work', { exercise: id });
    for (let count = 0; count < 2000 && last.status === 200; count++) {
      const text = `// ${count}\n`;
      last = await another.post('save', { exercise: id, text, base: there, force: false });
      if (last.status === 200) there = text;
    }
    expect(last.status).toBe(429);
    expect(JSON.parse(last.body)).toEqual({ reason: 'tooFast', text: expect.stringContaining('Too many saves') });
    expect(readFileSync(join(own, 'practice/03-server-client/echo-lines.ts'), 'utf8')).toBe(there);
  } finally {
    await another.close();
    rmSync(own, { recursive: true });
  }
});

test('the rate limit of saves is a little above the speed of typing', () => {
  let now = 0;
  const may = pace(50, 5, () => now);
  for (let key = 0; key < 1000; key++, now += 600) expect(may()).toBe(true);
  let passed = 0;
  for (let call = 0; call < 10_000; call++, now += 1) passed += Number(may());
  expect(passed).toBeGreaterThan(90);
  expect(passed).toBeLessThanOrEqual(100);
});

describe('in a new page,', () => {
  openPages();

  test('the page repeats a save later that was refused because of the rate limit', async () => {
    await open();
    await page.route('**/-/live/save/', (route) =>
      route.fulfill({ status: 429, json: { reason: 'tooFast', text: 'Too many saves at once.' } }),
    );
    await type('// typed\n');
    await expect.poll(() => root().locator('.state').textContent()).toContain('Too many saves');
    await page.unroute('**/-/live/save/');
    await expect.poll(onDisk).toBe('// typed\n');
  });

  test('the page imports only the valid entries of a file, drops its own invalid entries, and still shares progress', async () => {
    const date = '2026-01-02T03:04:05Z';
    const mixed = (name: string) => ({
      version: 1,
      read: {
        [`03-${name}`]: date,
        day: '2026-11-25',
        offset: '2026-11-25T10:00:00+01:00',
        local: '2026-11-25T10:00:00',
        number: 5,
        list: [date],
        never: '2026-02-30T00:00:00Z',
        year: '+012026-11-25T10:00:00Z',
      },
      answered: { [`03/${name}`]: '2', number: 2 },
      passed: 'all',
      tries: { [`03/${name}`]: 3, less: -1, half: 0.5, text: '3', much: 1e300 },
    });
    const good = (...names: string[]) => ({
      version: 1,
      read: Object.fromEntries(names.map((name) => [`03-${name}`, date])),
      answered: Object.fromEntries(names.map((name) => [`03/${name}`, '2'])),
      passed: {},
      tries: Object.fromEntries(names.map((name) => [`03/${name}`, 3])),
    });
    const kept = () => page.evaluate(() => JSON.parse(localStorage.progress));
    const take = async (text: string) => {
      const file = join(folder, 'progress.json');
      writeFileSync(file, text);
      // The page shows it when its script is ready.
      await page.locator('.progress-tools').waitFor();
      await page.locator('.progress-tools input').setInputFiles(file);
    };
    const said = () => page.locator('.progress-tools [role=status]').textContent();

    await page.evaluate((text) => localStorage.setItem('progress', text), JSON.stringify(mixed('old')));
    await page.goto(server.url);
    await expect.poll(kept).toEqual(good('old'));
    await take(JSON.stringify(mixed('new')));
    await expect.poll(kept).toEqual(good('old', 'new'));
    expect(await ask('progress', { progress: await kept() })).toMatchObject({
      status: 200,
      read: good('old', 'new').read,
    });
    for (const none of ['{"version":1,"read":{"x":"2026-11-25"}}', 'null', '{"read":{}}']) {
      await page.reload();
      await take(none);
      await expect.poll(said, { message: none }).toBe('This file contains no progress.');
    }
    expect(await kept()).toEqual(good('old', 'new'));
  });

  test('the page imports a progress file in UTF-16, as some shells write it', async () => {
    const file = join(folder, 'progress.json');
    const text = `{"version":1,"read":{},"answered":{},"passed":{"${id}":"2026-01-01T00:00:00.000Z"},"tries":{}}`;
    await page.goto(server.url);
    writeFileSync(file, Buffer.from(`\ufeff${text}`, 'utf16le'));
    await page.locator('.progress-tools').waitFor();
    await page.locator('.progress-tools input').setInputFiles(file);
    await expect.poll(() => page.locator('[data-lesson="03-server-client"]').textContent()).toContain('1 of ');
  });

  test('the home page exports progress and imports it again', async () => {
    const file = join(folder, 'progress.json');
    await page.goto(server.url);
    writeFileSync(
      file,
      '{"version":1,"read":{},"answered":{},"passed":{"03/echo-lines":"2026-01-01T00:00:00.000Z"},"tries":{"03/echo-lines":3}}',
    );
    await page.locator('.progress-tools').waitFor();
    await page.locator('.progress-tools input').setInputFiles(file);
    await expect.poll(() => page.locator('[data-lesson="03-server-client"]').textContent()).toContain('1 of ');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.progress-tools .export').click(),
    ]);
    expect(await json(await download.createReadStream())).toMatchObject({ tries: { '03/echo-lines': 3 } });
    writeFileSync(file, 'nonsense');
    await page.locator('.progress-tools input').setInputFiles(file);
    await expect
      .poll(() => page.locator('.progress-tools [role=status]').textContent())
      .toBe('This file contains no progress.');
    await expect.poll(() => page.locator('[data-lesson="03-server-client"]').textContent()).toContain('1 of ');
  });
});
