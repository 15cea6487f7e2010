import axe, { type AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds, readText } from '../scripts/course/lesson.ts';
import { partsOf, pathOf, proseFile } from '../scripts/course/pages.ts';
import { stringsFor } from '../site/strings.ts';
import { pagesOf } from './support/lesson-pages.ts';
import { ServedSite } from './support/served-site.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const lessons = languages.flatMap((lang) =>
  lessonIds().map((id) => {
    const prefix = lang === languages[0] ? '/' : `/${lang}/`;
    return [`${prefix}${id}`, pagesOf(id).map((path) => `${prefix}${path}`), lang] as const;
  }),
);
/** The pages that have a question. */
const pages = languages.flatMap((lang) => {
  const asking = lessonIds().flatMap((id) =>
    partsOf(id)
      .filter((part) => readText(id, proseFile(part, lang), 'missing').includes('<Quiz '))
      .map((part) => `lessons/${id}/${pathOf(part)}`),
  );
  return asking.map((path) => [`${lang === languages[0] ? '/' : `/${lang}/`}${path}`] as const);
});
const lesson = '/lessons/02-create-sockets/';
const question = '#quiz-end-before-the-answer';

const choicesOf = (page: Page) => page.locator(`${question} .choice`);
const isOpen = (choice: Locator) => choice.evaluate((one) => (one as unknown as { open: boolean }).open);
const isFocused = (summary: Locator) => summary.evaluate((one) => one.matches(':focus'));
const answered = (page: Page) =>
  page.evaluate<Record<string, string>>(`JSON.parse(localStorage.getItem('progress') ?? '{}').answered ?? {}`);
/** The letters of the choices that are marked as chosen first. */
const marked = async (page: Page) => {
  const marks = page.locator('.choice:has(.kept:visible) .letter');
  return marks.allTextContents();
};

describe.concurrent('without JavaScript,', () => {
  test.each(lessons)('every choice of %s shows its feedback', { timeout: 120_000 }, async (_, paths, lang) => {
    const { right, wrong } = stringsFor(lang).quiz;
    let asked = 0;
    for (const path of paths)
      await site.visit(path, { javaScriptEnabled: false }, async (page) => {
        const questions = await page.locator('.quiz').all();
        asked += questions.length;
        for (const one of questions) {
          const choices = await one.locator('.choice').all();
          expect(choices.length).toBeGreaterThanOrEqual(3);
          expect(await one.locator('.choice.right').count()).toBe(1);
          expect((await one.locator('.letter').allTextContents()).join('')).toBe('ABCDEFGH'.slice(0, choices.length));
          for (const choice of choices) {
            const feedback = choice.locator('.feedback');
            expect(await feedback.isVisible()).toBe(false);
            await choice.locator('summary').click();
            expect(await feedback.isVisible()).toBe(true);
            const isRight = (await choice.getAttribute('class'))?.includes('right');
            expect((await feedback.innerText()).replace(/^[✓✗] /, '').startsWith(isRight ? right : wrong)).toBe(true);
            expect((await feedback.locator('> :not(.verdict)').first().innerText()).length).toBeGreaterThan(10);
          }
        }
        expect(await page.locator('.kept:visible').count()).toBe(0);
        // A choice contains no link, because a click on it opens the choice. Use a glossary term earlier, in the question.
        expect(await page.locator('.choice summary a').allTextContents()).toEqual([]);
      });
    expect(asked).toBeGreaterThanOrEqual(2);
  });
});

describe('by keyboard,', () => {
  test('Tab moves between choices, Enter and Space open them, and the first choice is stored', async () => {
    await site.visit(lesson, {}, async (page) => {
      const summaries = choicesOf(page).locator('summary');
      await summaries.nth(0).focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Tab');
      expect(await isFocused(summaries.nth(0))).toBe(true);
      await page.keyboard.press('Tab');
      expect(await isFocused(summaries.nth(1))).toBe(true);
      await page.keyboard.press('Enter');
      expect(await isOpen(choicesOf(page).nth(1))).toBe(true);
      await expect.poll(() => marked(page)).toEqual(['B']);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      expect(await isOpen(choicesOf(page).nth(2))).toBe(true);
      await page.keyboard.press('Space');
      expect(await isOpen(choicesOf(page).nth(2))).toBe(false);
      expect(await answered(page)).toEqual({ '02/end-before-the-answer': '2' });
    });
  });

  test('the page offers a screen reader a named group, a list, and each choice with its letter and text', async () => {
    await site.visit(lesson, {}, async (page) => {
      await choicesOf(page).nth(2).locator('summary').click();
      await expect.poll(() => marked(page)).toEqual(['C']);
      const heard = await page.locator(question).ariaSnapshot();
      const { label, kept, wrong } = stringsFor('en').quiz;
      expect(heard).toContain(`group "${label}"`);
      expect(heard).toMatch(/- list:\n( +)- listitem:/);
      expect(heard).toMatch(/text: B\n *- code: received "hello"/);
      expect(heard).toContain(`is sent. ${kept}`);
      expect(heard).toContain(wrong);
      expect(heard).not.toContain('✗');
    });
  });
});

describe('the first choice of a question', () => {
  test('is shown when the page is opened again, in both languages, with its feedback closed', async () => {
    await site.visit(lesson, {}, async (page) => {
      await choicesOf(page).nth(2).locator('summary').click();
      await expect.poll(() => marked(page)).toEqual(['C']);
      for (const path of [lesson, `/zh${lesson}`].map((one) => `${site.address}${one}`)) {
        await page.goto(path);
        await expect.poll(() => marked(page), { message: path }).toEqual(['C']);
        expect(await page.locator('.choice[open]').count()).toBe(0);
      }
      await page.goto(`${site.address}/zh${lesson}`);
      await expect
        .poll(() => choicesOf(page).nth(2).locator('summary').innerText())
        .toContain(stringsFor('zh').quiz.kept);
    });
  });

  test('does not change when other choices are opened, now or after a reload', async () => {
    await site.visit(lesson, {}, async (page) => {
      await choicesOf(page).nth(0).locator('summary').click();
      await expect.poll(() => marked(page)).toEqual(['A']);
      await choicesOf(page).nth(1).locator('summary').click();
      await page.reload();
      await expect.poll(() => marked(page)).toEqual(['A']);
      await choicesOf(page).nth(2).locator('summary').click();
      await choicesOf(page).nth(0).locator('summary').click();
      expect(await marked(page)).toEqual(['A']);
      expect(await answered(page)).toEqual({ '02/end-before-the-answer': '1' });
    });
  });

  test('does not change when a search in the page opens or closes a choice', async () => {
    await site.visit(lesson, {}, async (page) => {
      await choicesOf(page)
        .nth(1)
        .evaluate((one) => one.setAttribute('open', ''));
      await choicesOf(page).nth(1).locator('summary').click();
      expect(await isOpen(choicesOf(page).nth(1))).toBe(false);
      await choicesOf(page).nth(0).locator('summary').click();
      await expect.poll(() => marked(page)).toEqual(['A']);
    });
  });

  test('counts on the home page', async () => {
    await site.visit(lesson, {}, async (page) => {
      await choicesOf(page).nth(1).locator('summary').click();
      await expect.poll(() => marked(page)).toEqual(['B']);
      let count = await page.locator('.quiz').count();
      await page.goto(`${site.address}${lesson}deeper/`);
      count += await page.locator('.quiz').count();
      await page.goto(`${site.address}/`);
      await expect
        .poll(() => page.locator('.lessons .done').allTextContents())
        .toContainEqual(expect.stringContaining(`1 of ${count}\u00a0questions`));
    });
  });
});

// Uses the `expect` of the test, because `expect.poll` must know its test.
test.concurrent.for(pages)(
  'axe finds no problem on %s with a stored choice and all choices open, in light and dark colours',
  { timeout: 240_000 },
  async ([path], { expect }) => {
    await site.visit(path, { viewport: { width: 360, height: 800 } }, async (page) => {
      await page.locator('.choice summary').first().click();
      await expect.poll(() => marked(page)).toEqual(['A']);
      await page.evaluate('document.querySelectorAll(".choice").forEach((one) => { one.open = true; })');
      await page.evaluate(axe.source);
      for (const theme of ['light', 'dark']) {
        await page.locator('.theme select').selectOption(theme);
        const { violations } = (await page.evaluate(`axe.run('.quiz', { resultTypes: ['violations'] })`)) as AxeResults;
        expect(
          violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`),
          theme,
        ).toEqual([]);
      }
    });
  },
);

test('a printed question shows its choices without feedback', async () => {
  await site.visit(lesson, {}, async (page) => {
    await choicesOf(page).nth(1).locator('summary').click();
    await expect.poll(() => marked(page)).toEqual(['B']);
    await page.emulateMedia({ media: 'print' });
    for (const choice of await page.locator('.choice').all()) {
      expect(await choice.locator('.said').isVisible()).toBe(true);
      expect(await choice.locator('.feedback').isVisible()).toBe(false);
    }
    expect(await page.locator('.kept:visible').count()).toBe(0);
  });
});
