import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { lessonPages } from './support/lesson-pages.ts';
import { ServedSite } from './support/served-site.ts';
import { type Walk, walk } from './support/slide-walk.ts';
import { isSoak } from './support/soak.ts';

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
const all = languages.flatMap((lang) =>
  lessonPages().map((path) => `${lang === languages[0] ? '/' : `/${lang}/`}${path}`),
);
/** The soak looks at all pages. */
const walked = all.filter((path) => isSoak || path === '/zh/lessons/04-sequential-scan/');

/** Opens a page that presents itself, and waits until what it loads is there. */
async function present(path: string, look: (page: Page) => Promise<void>): Promise<void> {
  await site.visit(`${path}?present=1`, { viewport: { width: 1280, height: 720 } }, async (page) => {
    await page.locator('main[data-kind]').waitFor();
    await page.waitForLoadState('networkidle');
    await look(page);
  });
}

describe('every slide:', () => {
  test.each(walked)(
    '%s: nothing on a slide is cut off, out of sight or smaller than 18 px, and the heading has the focus',
    async (path) => {
      await present(path, async (page) => {
        // Slides outside of the short path, too
        await page.keyboard.press('a');
        for (const size of sizes) {
          await page.setViewportSize(size);
          const { problems, kinds } = await page.evaluate<Walk>(walk);
          expect(problems, `${size.width} x ${size.height}`).toEqual([]);
          expect(kinds.length).toBeGreaterThan(5);
        }
      });
    },
  );
});
