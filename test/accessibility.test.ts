import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeProblems } from './support/axe.ts';
import { isWhole } from './support/extent.ts';
import { lessonPages } from './support/lesson-pages.ts';
import { samplePages } from './support/sample.ts';
import { ServedSite, type Tab } from './support/served-site.ts';
import { sites } from './support/sites.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const server = '/lessons/03-server-client/';
const each = ['', 'glossary/', ...lessonPages()];
const long = [
  'lessons/05-threaded-scan/programs/',
  'lessons/03-server-client/practice/',
  'lessons/03-server-client/handout/',
  'teach/',
  'teach/03-server-client/',
  'teach/03-server-client/answers/',
];
const english = [...each, ...long].map((path) => `/${path}`);

/** `npm run test:all` looks at all pages, npm test at pages that have most kinds of elements. */
const looked = isWhole
  ? [...english, '/print/', ...['print/', ...each, ...long].map((path) => `/zh/${path}`), '/404.html']
  : samplePages(sites.root.dist, english, 6);

describe('every page:', () => {
  let tab: Tab;
  beforeAll(() => {
    tab = site.tab({ viewport: { width: 360, height: 800 } });
  });

  test.each(looked)(
    'axe finds no problem on %s, in light and dark colours, with answers and hints open',
    { timeout: 240_000 },
    async (path) => {
      await tab.visit(path, async (page) => {
        await page.locator('.theme select').selectOption('light');
        await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
        expect(await axeProblems(page)).toEqual([]);
        await page.locator('.theme select').selectOption('dark');
        expect(await axeProblems(page, { onlyContrast: true })).toEqual([]);
      });
    },
  );
});

describe('without JavaScript,', () => {
  test('an answer opens, a link leads to the whole program, and the page has no control that does nothing', async () => {
    await site.visit(server, { javaScriptEnabled: false }, async (page) => {
      const answer = page.locator('.answer').first();
      expect(await answer.locator('p').first().isVisible()).toBe(false);
      await answer.locator('summary').click();
      expect(await answer.locator('p').first().isVisible()).toBe(true);
      expect(await page.locator('button:visible, select:visible, input:visible').count()).toBe(0);
      await page.locator('#code-server-ts-greet figcaption a').last().click();
      await page.waitForURL('**/lessons/03-server-client/programs/#program-server-ts');
      expect(await page.locator('#program-server-ts pre').isVisible()).toBe(true);
    });
  });
});

describe('the keyboard:', () => {
  test('arrow keys change the page, but not while an element has the focus', async () => {
    await site.visit('/lessons/02-create-sockets/', {}, async (page) => {
      for (const place of ['.listing pre', '.theme select', 'button.copy', 'summary', '.output', 'main a', '.table']) {
        await page.locator(place).first().focus();
        expect(await page.evaluate('document.activeElement === document.body'), place).toBe(false);
        await page.keyboard.press('ArrowRight');
      }
      expect(page.url()).toContain('/lessons/02-');
      await page.locator('h1').click();
      await page.evaluate('document.activeElement.blur()');
      await page.keyboard.press('ArrowRight');
      await page.waitForURL('**/lessons/03-server-client/');
      await page.keyboard.press('ArrowLeft');
      await page.waitForURL('**/lessons/02-create-sockets/');
    });
  });

  test('the first Tab goes to a link to the text', async () => {
    await site.visit(server, {}, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('#main');
    });
  });
});
