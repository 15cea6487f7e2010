import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { readLesson } from '../scripts/course/lesson.ts';
import { restate } from '../site/client/present/restate.ts';
import { clock, Timer } from '../site/client/present/timer.ts';
import { fill } from '../site/shared/fill.ts';
import { stringsFor } from '../site/strings.ts';
import { axeProblems } from './support/axe.ts';
import { isWhole, part } from './support/extent.ts';
import { lessonPages } from './support/lesson-pages.ts';
import { LiveServer } from './support/live-server.ts';
import { ServedSite } from './support/served-site.ts';
import { type Walk, walk } from './support/slide-walk.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const sizes = [
  { width: 1280, height: 720 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
];
const viewport = { width: 1024, height: 768 };
const all = languages.flatMap((lang) =>
  lessonPages().map((path) => `${lang === languages[0] ? '/' : `/${lang}/`}${path}`),
);
/** `npm run test:all` looks at all pages. */
const walked = all.filter((path) => isWhole || path === '/zh/lessons/04-sequential-scan/');
const lesson = '/lessons/03-server-client/';
const { present: words } = stringsFor('en');

/** Waits until the slides are shown, and what is loaded for them is there. */
async function begun(page: Page): Promise<void> {
  await page.locator('main[data-kind]').waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Goes to a slide by the list. Its name is that of its kind. */
async function goTo(page: Page, number: number, kind: keyof typeof words.kinds): Promise<void> {
  await press(page, 's');
  await page.getByRole('button', { name: `${number} ${words.kinds[kind]}`, exact: true }).click();
}

const now = (page: Page) => page.locator('[data-now]').last();
const said = (page: Page) => page.locator('.bar > .said').textContent();
const numberOf = (page: Page) => new URL(page.url()).searchParams.get('present');
const progress = (page: Page) => page.evaluate(`localStorage.getItem('progress')`);

describe('every slide:', () => {
  test.each(walked)(
    '%s: nothing on a slide is cut off, out of sight or smaller than 18 px, and the heading has the focus',
    async (path) => {
      // No whole number: the address was written by hand.
      await site.visit(`${path}?present=1.5`, { viewport }, async (page) => {
        await begun(page);
        // Slides outside of the short path, too
        await press(page, 'a');
        // `npm run test:all` looks in every size.
        for (const size of part(sizes, sizes.length)) {
          await page.setViewportSize(size);
          const { problems, kinds } = await page.evaluate<Walk>(walk);
          expect(problems, `${size.width} x ${size.height}`).toEqual([]);
          expect(kinds.length).toBeGreaterThan(5);
        }
      });
    },
  );
});

test('a clicker leads through the short path, and Esc back to the same place of an unchanged page', async () => {
  await site.visit(lesson, { viewport }, async (page) => {
    const main = page.locator('main');
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await page.waitForLoadState('networkidle');
    expect(loaded.filter((url) => url.includes('present'))).toEqual([]);
    const before = await main.innerHTML();
    await page.locator('.present').click();
    await begun(page);
    expect(await page.evaluate('document.activeElement.localName')).toBe('h1');
    const sections = new Set<string>();
    const kinds = new Set<string>();
    for (let count = 0; count < 100; count++) {
      sections.add((await page.evaluate(`document.querySelector('main h2[data-now]')?.id ?? ''`)) as string);
      kinds.add((await main.getAttribute('data-kind')) ?? '');
      if (kinds.has('points')) break;
      await press(page, 'PageDown');
    }
    expect([...sections]).toEqual(['', ...readLesson('03-server-client').core, 'key-points']);
    expect([...kinds]).toEqual(['opening', 'listing', 'cell', 'ladder', 'points']);
    // The blank screen of a clicker
    await press(page, '.');
    expect(await now(page).isVisible()).toBe(false);
    await press(page, 'PageDown');
    expect(await now(page).isVisible()).toBe(true);
    for (let count = 0; count < 20; count++) await press(page, 'PageUp');
    const id = await now(page).getAttribute('id');
    const number = Number(numberOf(page));
    expect(number).toBeGreaterThan(10);
    expect(id).not.toBeNull();
    // All languages and sizes leave no trace.
    await press(page, 'l', '+', '+', 'a', 'PageUp', 'PageDown', 'l', 't');
    await page.reload();
    await begun(page);
    expect(numberOf(page)).toBe(String(number));
    await press(page, 'l', 'Escape');
    expect(new URL(page.url()).search).toBe('');
    expect(await main.innerHTML()).toBe(before);
    const top = await page.evaluate<number>(`document.getElementById('${id}').getBoundingClientRect().top`);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThan(300);
    expect(await progress(page)).toBe(null);
  });
});

test('L changes the language in place, S lists the slides, T shows the time, ? the keys, a finger turns the slide', async () => {
  await site.visit(`${lesson}?present=7`, { viewport, hasTouch: true }, async (page) => {
    await begun(page);
    const heading = page.locator('main h2[data-now]');
    const note = page.locator('[data-now] .annotations li[data-lit]');
    await press(page, 'PageDown', 'PageDown');
    expect(await note.textContent()).toContain('Binds to the address');
    expect(await page.locator('.line[data-lit]').textContent()).toContain('server.listen(');
    await press(page, 'l');
    expect(await heading.textContent()).toBe('服务器监听');
    expect(await note.textContent()).toContain('绑定');
    expect(await page.locator('.line[data-lit]').textContent()).toContain('server.listen(');
    expect(await page.locator('main').getAttribute('lang')).toBe('zh-Hans');
    expect(new URL(page.url()).pathname).toBe(lesson);
    await press(page, 'l');
    expect(await heading.textContent()).toBe('The server listens');

    await press(page, 't');
    expect(await page.locator('.time').textContent()).toMatch(/^0:\d\d of \d+ min$/);
    await press(page, '?');
    expect(await page.getByRole('dialog').textContent()).toContain(words.commands.recording);
    await press(page, 'Escape');
    await goTo(page, 9, 'listing');
    expect(await heading.textContent()).toBe('The client reads to the end');
    expect(await page.evaluate(`document.activeElement.textContent`)).toBe(await heading.textContent());

    const swipe = (from: number, to: number) =>
      page.evaluate(`{
        const touch = (x) => new Touch({ identifier: 1, target: document.body, clientX: x, clientY: 300 });
        dispatchEvent(new TouchEvent('touchstart', { touches: [touch(${from})] }));
        dispatchEvent(new TouchEvent('touchend', { changedTouches: [touch(${to})] }));
      }`);
    await swipe(500, 300);
    expect(await now(page).getAttribute('data-step')).toBe('1');
    await swipe(300, 500);
    expect(await now(page).getAttribute('data-step')).toBe('0');
    expect(await axeProblems(page, { within: 'main' })).toEqual([]);
    expect(await axeProblems(page, { within: '.presenter' })).toEqual([]);
  });
});

test('a question is asked, voted on twice with hidden numbers, and revealed with both votes; nothing is kept', async () => {
  await site.visit(`${lesson}?present=31`, { viewport }, async (page) => {
    await begun(page);
    const fields = page.locator('.votes input');
    const right = now(page).locator('.choice.right .feedback');
    const bars = page.locator('.votes .count');
    expect(await page.locator('.prompt').textContent()).toBe(words.votes.prompts.ask);
    await now(page).locator('.choice summary').first().click();
    expect(await now(page).locator('.choice[open]').count()).toBe(0);
    await press(page, 'PageDown');
    for (const key of ['1', '2', 'Enter', '9', 'Enter', '4']) await press(page, key);
    expect(await fields.evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value))).toEqual([
      '12',
      '9',
      '4',
    ]);
    // Signs in place of the digits
    expect(
      await fields.first().evaluate((one) => getComputedStyle(one).getPropertyValue('-webkit-text-security')),
    ).toBe('disc');
    await press(page, 'PageDown');
    expect([await bars.count(), await fields.count(), await right.isVisible()]).toEqual([0, 0, false]);
    await press(page, 'PageDown', '3');
    await press(page, 'Enter', 'x', '5', 'PageDown');
    expect(await right.isVisible()).toBe(true);
    expect(await bars.allTextContents()).toEqual(['12', '3', '9', '5', '4', '0']);
    expect(await page.locator('.bars th').allTextContents()).toEqual([...words.votes.rounds, 'A', 'B', 'C ✓']);
    // The votes take their room from the question, which is not cut off.
    for (const size of [...sizes, { width: 800, height: 480 }]) {
      await page.setViewportSize(size);
      await press(page, 'PageUp', 'PageDown');
      const whole = `(() => {
        const [block, votes] = [document.querySelector('.quiz[data-now]'), document.querySelector('.votes')];
        const isTall = document.querySelector('main').dataset.tall !== undefined;
        const isWithin = block.getBoundingClientRect().bottom <= votes.getBoundingClientRect().top;
        return isWithin && (isTall || block.scrollHeight <= block.clientHeight + 1);
      })()`;
      expect(await page.evaluate(whole), `${size.width} x ${size.height}`).toBe(true);
    }
    await press(page, 'Escape');
    expect(await progress(page)).toBe(null);
    expect(await page.evaluate('Object.keys(localStorage).length + Object.keys(sessionStorage).length')).toBe(0);
  });
});

test('a prediction is answered, and a program shows its command before its output', async () => {
  await site.visit(`${lesson}?present=2`, { viewport }, async (page) => {
    await begun(page);
    const answer = now(page).locator('.answer > p').first();
    expect(await answer.isVisible()).toBe(false);
    await press(page, ' ');
    expect(await answer.isVisible()).toBe(true);
    await goTo(page, 10, 'cell');
    const output = now(page).locator('.output');
    expect([await now(page).locator('.command').isVisible(), await output.isVisible()]).toEqual([true, false]);
    await press(page, 'r');
    expect(await said(page)).toBe(words.noNotebook);
    await press(page, 'o');
    expect(await output.isVisible()).toBe(true);
    expect(await output.textContent()).toContain('ECONNREFUSED');
    await press(page, 'PageUp');
    expect(await output.isVisible()).toBe(false);
    // A reader who hides outputs sees them on slides all the same.
    await press(page, 'Escape');
    await page.locator('.settings [name=predict]').check();
    await page.locator('.veil').first().waitFor({ state: 'attached' });
    await page.locator('.present').click();
    await begun(page);
    await goTo(page, 10, 'cell');
    await press(page, 'o');
    expect(await output.isVisible()).toBe(true);
    expect(await page.locator('.veil:visible').count()).toBe(0);
    await goTo(page, 9, 'listing');
    await press(page, 'r');
    expect(await said(page)).toBe(words.nothingToRun);
  });
});

test('in the notebook R runs in the window of the audience; without the server it says so, and O shows the recording', async () => {
  const server = await LiveServer.start();
  const context = await site.browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    await page.goto(server.invitation);
    await page.waitForURL(server.url);
    await page.goto(`${server.url}lessons/03-server-client/?present=14`);
    await page.locator('.cell.live').first().waitFor({ state: 'attached' });
    await begun(page);
    const opened = context.waitForEvent('page');
    await press(page, 'w');
    const audience = await opened;
    await begun(audience);
    await expect.poll(() => numberOf(audience)).toBe('14');
    expect(await page.locator('.console > .notes').textContent()).toContain('Ask');
    await press(page, 'End', 'Home');
    await expect.poll(() => audience.locator('main').getAttribute('data-kind')).toBe('opening');
    await goTo(page, 15, 'cell');
    await expect.poll(() => numberOf(audience)).toBe('15');
    expect(await audience.locator('.bar button:visible').count()).toBe(0);
    await audience.locator('.cell.live').first().waitFor({ state: 'attached' });
    await press(page, 'r');
    const state = audience.locator('#cell-pieces .state');
    await expect.poll(() => state.textContent()).toMatch(/^finished with exit code 0/);
    await expect.poll(() => page.locator('.console .run').textContent()).toMatch(/^finished/);
    expect(await page.locator('#cell-pieces.done').count()).toBe(0);
    await press(page, 'l');
    await expect.poll(() => state.textContent()).toMatch(/^运行结束|退出码/);
    await press(page, 'l', 'o');
    await expect.poll(() => state.textContent()).toBe('recorded');

    // A vote that is typed in the console is not seen before it is revealed.
    await goTo(page, 31, 'question');
    await press(page, 'PageDown');
    await page.locator('.votes input').first().waitFor();
    await press(page, '7');
    await expect.poll(() => audience.locator('.prompt').textContent()).toBe(words.votes.prompts.vote);
    expect(await audience.locator('.votes input').count()).toBe(0);
    expect(await page.locator('.votes input').first().inputValue()).toBe('7');
    await press(page, 'PageDown', 'PageDown', 'PageDown');
    await expect.poll(() => audience.locator('.votes .count').allTextContents()).toEqual(['7', '0', '0']);

    // The teacher goes on in one window.
    const closed = audience.waitForEvent('close');
    await press(page, 'Escape');
    await closed;
    await goTo(page, 15, 'cell');
    await server.close();
    await press(page, 'r');
    await expect.poll(() => said(page)).toBe(words.failed);
    expect(await now(page).locator('.state').textContent()).toBe(stringsFor('en').live.lost);
    await press(page, 'o');
    await expect.poll(() => now(page).locator('.output').textContent()).toContain('one read');
    await press(page, 'l');
    expect(await page.locator('main h2[data-now]').textContent()).toBe('一次读取不等于一条消息');
  } finally {
    await context.close();
    await server.close();
  }
});

test('the timer adds up the time of each section', () => {
  let time = 0;
  const timer = new Timer(() => time);
  timer.enter('a');
  time += 65_000;
  timer.enter('b');
  time += 5_000;
  timer.enter('a');
  time += 1_000;
  expect([timer.spent('a'), timer.spent('b'), timer.whole]).toEqual([66_000, 5_000, 71_000]);
  expect([clock(66_000), clock(3_600_000)]).toEqual(['1:06', '60:00']);
});

test('what the notebook says of a run is said in the other language, with its values', () => {
  const { live: en } = stringsFor('en');
  const { live: zh } = stringsFor('zh');
  const values = { code: 1, seconds: '0.25' };
  expect(restate(fill(en.finished, values), 'en', 'zh')).toBe(fill(zh.finished, values));
  expect(restate(`${fill(zh.crashed, values)}, ${fill(zh.atLine, { line: 7 })}`, 'zh', 'en')).toBe(
    `${fill(en.crashed, values)}, ${fill(en.atLine, { line: 7 })}`,
  );
  expect(restate(`${en.recorded} · ${en.stale}`, 'en', 'zh')).toBe(`${zh.recorded} · ${zh.stale}`);
  expect(restate('server: hello', 'en', 'zh')).toBe('server: hello');
});
