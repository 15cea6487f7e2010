import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds } from '../scripts/course/lesson.ts';
import { isWhole, part } from './support/extent.ts';
import { ServedSite } from './support/served-site.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const prefixes = languages.map((lang) => (lang === languages[0] ? '/' : `/${lang}/`));

describe('the home page:', () => {
  const day = '2026-01-01T00:00:00.000Z';
  const [first = '', second = '', third = ''] = lessonIds();
  const open = (progress: object) => `localStorage.setItem('progress', ${JSON.stringify(JSON.stringify(progress))})`;
  const nothing = { version: 1, read: {}, answered: {}, passed: {}, tries: {} };

  /** What the page offers to press first, and where it leads. */
  const offer = async (page: Page) => {
    const go = page.locator('.act .go');
    return [(await go.textContent())?.trim(), new URL((await go.getAttribute('href')) ?? '', page.url()).pathname];
  };

  test.each([
    ['/', 'Start: 1. Socket concepts'],
    ['/zh/', '开始：第 1 课 套接字是什么'],
  ])('%s begins with the first lesson, without JavaScript, too', async (path, said) => {
    for (const javaScriptEnabled of isWhole || path === '/' ? [true, false] : [true]) {
      await site.visit(path, { javaScriptEnabled }, async (page) => {
        expect(await offer(page)).toEqual([said, `${path}lessons/${first}/`]);
        expect(await page.locator('.lessons a').count()).toBe(lessonIds().length);
        await page.locator('.act .go').click();
        await page.waitForURL(`**${path}lessons/${first}/`);
      });
    }
  });

  test.each([
    [
      'the lesson that is begun',
      { ...nothing, read: { [first]: day }, passed: { '03/echo-lines': day } },
      `lessons/${third}/`,
    ],
    ['the lesson after the last one read', { ...nothing, read: { [first]: day } }, `lessons/${second}/`],
    [
      'the exercises that are left, when every lesson is read',
      { ...nothing, read: Object.fromEntries(lessonIds().map((id) => [id, day])) },
      `lessons/${first}/practice/`,
    ],
  ])('a returning reader continues with %s, before any script file has come', async (_, progress, path) => {
    for (const prefix of part(prefixes, prefixes.length)) {
      const context = await site.browser.newContext({ locale: prefix === '/' ? 'en' : 'zh' });
      const page = await context.newPage();
      await page.addInitScript(open(progress));
      await page.route('**/*.js', (route) => route.abort());
      await page.goto(`${site.address}${prefix}`);
      const [said, address] = await offer(page);
      expect(address).toBe(`${prefix}${path}`);
      expect(said).toMatch(prefix === '/' ? /^Continue: \d\. ./ : /^继续：第 \d 课 ./);
      expect(await page.locator('.lessons .read').count()).toBe(Object.keys(progress.read).length);
      await context.close();
    }
  });

  test('nothing moves when the progress is shown, or comes later', async () => {
    for (const width of part([360, 1280], 2)) {
      const context = await site.browser.newContext({ viewport: { width, height: 800 } });
      const page = await context.newPage();
      await page.addInitScript(open({ ...nothing, read: { [first]: day }, passed: { '03/echo-lines': day } }));
      await page.goto(`${site.address}/`, { waitUntil: 'networkidle' });
      const shifts = `new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().length)).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(0), 300);
      })`;
      expect(await page.evaluate(shifts), `at ${width} px`).toBe(0);
      const top = () => page.evaluate(`document.querySelector('#how-to-run').getBoundingClientRect().top + scrollY`);
      const before = await top();
      const more = { ...nothing, read: Object.fromEntries(lessonIds().map((id) => [id, day])) };
      await page.evaluate(`${open(more)}; document.dispatchEvent(new Event('socketbook:progress'))`);
      expect(await page.locator('.lessons .read').count()).toBe(lessonIds().length);
      expect(await top(), `at ${width} px`).toBe(before);
      await context.close();
    }
  });

  test('progress that is damaged changes nothing on it', async () => {
    await site.visit('/', {}, async (page) => {
      for (const damaged of ['{', 'null', '[]', '{"version":1,"read":null,"passed":7}']) {
        await page.evaluate(`localStorage.setItem('progress', ${JSON.stringify(damaged)})`);
        await page.reload();
        expect((await offer(page))[0]).toBe('Start: 1. Socket concepts');
      }
    });
  });
});
