import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio/slim';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { isWhole, part } from './support/extent.ts';
import { lessonPages, pagesOf } from './support/lesson-pages.ts';
import { samplePages } from './support/sample.ts';
import { ServedSite, type Tab } from './support/served-site.ts';
import { sites } from './support/sites.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const prefixes = languages.map((lang) => (lang === languages[0] ? '/' : `/${lang}/`));
const each = ['', 'glossary/', ...lessonPages()];
const paths = prefixes.flatMap((prefix) => each.map((path) => `${prefix}${path}`));
const long = [
  'print/',
  'lessons/05-threaded-scan/programs/',
  'lessons/03-server-client/practice/',
  'lessons/03-server-client/handout/',
  'teach/',
  'teach/03-server-client/',
  'teach/03-server-client/answers/',
];
const longPaths = prefixes.flatMap((prefix) => long.map((path) => `${prefix}${path}`));
const server = '/lessons/03-server-client/';

const box = (selector: string) => `document.querySelector('${selector}').getBoundingClientRect().toJSON()`;

/** Table cells that are more than twice as high as wide. */
const thin = `[...document.querySelectorAll('td')].filter((cell) => cell.offsetHeight > 2 * cell.offsetWidth).map((cell) => cell.textContent)`;

/** `npm run test:all` looks at all pages, npm test at all in the first language, and at some in the others. */
const looked = [...paths, ...longPaths].filter((path) => isWhole || !path.startsWith('/zh/')).concat('/404.html');
if (!isWhole) looked.push('/zh/', '/zh/lessons/02-create-sockets/');

/** These pages, which have most kinds of elements, are looked at in every width. `npm run test:all` looks at all pages so, npm test at the others in the narrowest width and in one. */
const sample = samplePages(
  sites.root.dist,
  [...each, ...long].filter((path) => path !== 'print/').map((path) => `/${path}`),
  6,
);

/** The paths of the pages that have notes in their margin, at 1280 px and more. */
const withMargin = prefixes.flatMap((prefix) => lessonPages().map((path) => `${prefix}${path}`));

/** The places of all notes in the margin, in order, with the top of the line that an annotation belongs to, px. */
const places = `[...document.querySelectorAll('.lesson :is(.objectives, .gloss, .figure > figcaption, .annotations p)')].map((note) => {
  const { left, top, bottom } = note.getBoundingClientRect();
  const number = [...(note.closest('ol')?.children ?? [])].indexOf(note.parentElement) + 1;
  const line = note.closest('.annotations')?.parentElement.querySelector('[data-annotation~="' + number + '"]');
  const isTerm = note.matches('.gloss');
  return { left, top, bottom, isTerm, line: line?.getBoundingClientRect().top, text: note.textContent.slice(0, 40) };
})`;
interface Place {
  left: number;
  top: number;
  bottom: number;
  line?: number;
  isTerm: boolean;
  text: string;
}

/** Expects each annotation beside its line, or directly below the note before it, and at most a line lower because of a term. */
async function inspectMargin(page: Page, width: number) {
  const { end, height, all } = await page.evaluate<{ end: number; height: number; all: Place[] }>(`({
    end: document.querySelector('.lesson pre').getBoundingClientRect().right,
    height: parseFloat(getComputedStyle(document.querySelector('.annotations p, .gloss')).lineHeight),
    all: ${places},
  })`);
  const crooked = all.filter(({ left, top, line }, index) => {
    const above = all[index - 1]?.bottom ?? 0;
    const isPushed = top - above < 16;
    return left < end || top < above || (line !== undefined && !isPushed && Math.abs(top - line) > 4);
  });
  if (width === 1280) expect(crooked).toEqual([]);
  const moved = all.filter(({ top, line }, index) => {
    const above = all[index - 1];
    return line !== undefined && above?.isTerm && top - above.bottom < 20 && top - line > 1.1 * height;
  });
  expect(moved, `at ${width} px`).toEqual([]);
}

describe('every page:', () => {
  let tab: Tab;
  beforeAll(() => {
    tab = site.tab({ javaScriptEnabled: false, colorScheme: 'light' });
  });

  /** Whether the heading can be seen, and the width of the page, px. */
  const looks = `(() => {
    const heading = document.querySelector('h1');
    const { width, height } = heading.getBoundingClientRect();
    const isVisible = heading.checkVisibility({ visibilityProperty: true }) && width > 0 && height > 0;
    return { isVisible, width: document.documentElement.scrollWidth };
  })()`;
  const look = async (page: Page, most: number, at = `at ${most} px`) => {
    const { isVisible, width } = await page.evaluate<{ isVisible: boolean; width: number }>(looks);
    expect(isVisible, at).toBe(true);
    expect(width, at).toBeLessThanOrEqual(most);
  };

  test.each(looked)(
    '%s fits every width, in light and dark colours, without JavaScript, and its tables and its margin are right',
    async (path) => {
      await tab.visit(path, async (page) => {
        await page.emulateMedia({ colorScheme: 'light' });
        const isLesson = withMargin.includes(path);
        const widths =
          isWhole || sample.includes(path) ? [320, 768, 1280, 1920, 360] : isLesson ? [320, 1920, 1280] : [320, 1280];
        // The width that the window has already comes first, which saves a change. 360 stays the last.
        const now = page.viewportSize()?.width ?? 0;
        for (const width of widths.sort((one, other) => Number(other === now) - Number(one === now))) {
          if (width !== now) await page.setViewportSize({ width, height: 800 });
          await look(page, width);
          if (width === 1280) expect(await page.evaluate(thin)).toEqual([]);
          if (isLesson && width >= 1280) await inspectMargin(page, width);
        }
        // Colours change no width, so one width shows whether dark pages have something that light ones have not.
        if (!sample.includes(path)) return;
        await page.emulateMedia({ colorScheme: 'dark' });
        if (page.viewportSize()?.width !== 360) await page.setViewportSize({ width: 360, height: 800 });
        await look(page, 360, 'at 360 px, dark');
      });
    },
  );

  test.each(prefixes)('%s shows all tools in the narrowest window', async (path) => {
    await site.visit(path, { viewport: { width: 320, height: 568 } }, async (page) => {
      await page.locator('.theme').waitFor();
      expect(await page.evaluate(box('.theme select'))).toMatchObject({ right: 304 });
    });
  });
});

describe('the margin of a lesson:', () => {
  test.each(prefixes)('%s has annotations of lines in each lesson', (prefix) => {
    for (const id of lessonIds()) {
      const notes = pagesOf(id).flatMap((path) => {
        const $ = load(readFileSync(join(site.dist, prefix, path, 'index.html'), 'utf8'));
        return $('.lesson .annotations p')
          .toArray()
          .filter((note) => {
            const number = $(note).parent().index() + 1;
            return $(note).closest('.annotations').parent().find(`[data-annotation~="${number}"]`).length > 0;
          });
      });
      expect(notes.length, id).toBeGreaterThan(5);
    }
  });

  test('annotations are below the listing if the window has no room beside it', async () => {
    await site.visit(server, { javaScriptEnabled: false, viewport: { width: 900, height: 800 } }, async (page) => {
      const above = `[...document.querySelectorAll('.listing:has(.annotations)')].filter((one) =>
        one.querySelector('.annotations').getBoundingClientRect().top < one.querySelector('pre').getBoundingClientRect().bottom)`;
      expect(await page.evaluate(`${above}.length`)).toBe(0);
      expect(await page.locator('.annotations code').first().isVisible()).toBe(true);
    });
  });
});

test.each(part(['/', '/zh/'], 2))(
  '%s: a source is in one line and leads to its text, and short code is in one line',
  async (prefix) => {
    await site.visit(`${prefix}glossary/`, { viewport: { width: 360, height: 800 } }, async (page) => {
      const sources = await page
        .locator('.terms a[href^="https://"]')
        .evaluateAll((links) =>
          links.map((link) => [link.getClientRects().length, link.textContent, (link as HTMLAnchorElement).href]),
        );
      expect(sources.length).toBeGreaterThan(20);
      expect(sources.filter(([lines]) => lines !== 1)).toEqual([]);
      expect(sources).toContainEqual([
        1,
        'RFC\u00a09293\u00a0§3.5.2',
        'https://www.rfc-editor.org/rfc/rfc9293#section-3.5.2',
      ]);
    });
    const broken = `[...document.querySelectorAll('main :is(p, li) > code')].filter((code) =>
    code.textContent.length <= 20 && code.offsetParent && code.getClientRects().length > 1 && / /.test(code.textContent)).map((code) => code.textContent)`;
    await site.visit(`${prefix}lessons/02-create-sockets/`, { viewport: { width: 360, height: 800 } }, async (page) => {
      expect(await page.evaluate(broken)).toEqual([]);
    });
  },
);

test('a skip link with the focus is in the window with its outline', async () => {
  await site.visit('/lessons/03-server-client/', {}, async (page) => {
    await page.keyboard.press('Tab');
    const [left, top] = await page.locator('.skip:focus').evaluate((link) => {
      const { outlineWidth, outlineOffset } = getComputedStyle(link);
      const [box, outline] = [link.getBoundingClientRect(), parseFloat(outlineWidth) + parseFloat(outlineOffset)];
      return [box.left - outline, box.top - outline];
    });
    expect(left).toBeGreaterThanOrEqual(0);
    expect(top).toBeGreaterThanOrEqual(0);
  });
});

describe('the colours of a page', () => {
  const paper = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

  test("follow the system or the reader's choice, from the first paint on", async () => {
    await site.visitInNewTab('/', { colorScheme: 'light' }, async (page) => {
      const light = await paper(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await paper(page);
      expect(dark).not.toBe(light);
      await page.locator('.theme select').selectOption('light');
      expect(await paper(page)).toBe(light);
      // The theme is set before the body is loaded, so the page does not flash.
      await page.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
      await page.goto(`${site.address}${server}`, { waitUntil: 'commit' });
      // No script has run. Before its style sheet is loaded, a page has no colours and is not painted.
      await page.waitForLoadState('load');
      expect(await paper(page)).toBe(light);
    });
  });
});

describe('a printed page', () => {
  test('has no navigation, no answers, and the complete code', async () => {
    await site.visitInNewTab(server, {}, async (page) => {
      await page.emulateMedia({ media: 'print' });
      for (const gone of ['.top', '.foot', '.contents', '.turn', '.copy', '.answer']) {
        expect(await page.locator(gone).first().isVisible(), gone).toBe(false);
      }
      const cut = await page.evaluate(
        `[...document.querySelectorAll('pre')].filter((pre) => pre.scrollWidth > pre.clientWidth + 1).length`,
      );
      expect(cut).toBe(0);
      expect((await page.pdf({ format: 'A4' })).byteLength).toBeGreaterThan(50_000);
    });
  });

  test.runIf(isWhole)('has the same width in every language', async () => {
    const widths: number[] = [];
    const tab = site.tab({});
    for (const prefix of prefixes) {
      await tab.visit(`${prefix}print/`, async (page) => {
        await page.emulateMedia({ media: 'print' });
        widths.push(await page.evaluate<number>('document.querySelector("main").offsetWidth'));
      });
    }
    await tab.close();
    expect(new Set(widths).size, String(widths)).toBe(1);
  });

  test('contains the whole course at print/', () => {
    const $ = load(readFileSync(join(site.dist, 'zh/print/index.html'), 'utf8'));
    for (const id of lessonIds()) {
      const lesson = readLesson(id);
      for (const cell of lesson.cells) {
        const places = ['', 'deeper-'].map((part) => `[id="l${lesson.number}-${part}cell-${cell.name}"]`);
        expect($(places.join()).length).toBeGreaterThanOrEqual(1);
      }
    }
  });

  test.each(part(prefixes, prefixes.length))(
    'at %sprint/ leads to a chapter without a layout, and reserves enough height for each chapter',
    async (prefix) => {
      await site.visit(`${prefix}print/`, { viewport: { width: 320, height: 640 } }, async (page) => {
        await page.locator('main nav a').last().click();
        const last = `lesson-${lessonIds().length}`;
        await expect(page.locator(`#${last}`).isVisible()).resolves.toBe(true);
        const top = `document.getElementById('${last}').getBoundingClientRect().top`;
        await expect.poll(() => page.evaluate(`${top} >= 0 && ${top} < innerHeight / 2`)).toBe(true);
        const heights = `[...document.querySelectorAll('.chapter')].map((one) => one.offsetHeight)`;
        await page.reload();
        const aside = (await page.evaluate(heights)) as number[];
        // The page's policy blocks an added <style>, but not a property set by a script.
        const layOut = `for (const one of document.querySelectorAll('.chapter')) one.style.contentVisibility = 'visible'`;
        await page.evaluate(layOut);
        const laidOut = (await page.evaluate(heights)) as number[];
        expect(Math.max(...laidOut)).toBeLessThan(Math.max(...aside));
      });
    },
  );
});
