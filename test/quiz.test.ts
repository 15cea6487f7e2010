import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds, readText } from '../scripts/course/lesson.ts';
import { partsOf, pathOf, proseFile } from '../scripts/course/pages.ts';
import { stringsFor } from '../site/strings.ts';
import { axeProblems } from './support/axe.ts';
import { isWhole, part } from './support/extent.ts';
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

/** The choices of one question, and whether the feedback was visible before and after the choice was opened. */
type Asked = { letter: string; isRight: boolean; shown: [boolean, boolean]; verdict: string; reason: string }[];

/** Opens each choice of each question. */
const allFeedback = `[...document.querySelectorAll('.quiz')].map((quiz) => [...quiz.querySelectorAll('.choice')].map((choice) => {
  const feedback = choice.querySelector('.feedback');
  const isShown = () => feedback.checkVisibility();
  const before = isShown();
  choice.querySelector('summary').click();
  return {
    letter: choice.querySelector('.letter').textContent,
    isRight: choice.classList.contains('right'),
    shown: [before, isShown()],
    verdict: feedback.innerText,
    reason: feedback.querySelector(':scope > :not(.verdict)').innerText,
  };
}))`;

describe.concurrent('without JavaScript,', () => {
  // The page opens the choices, because each real click takes long. One shows that the mouse opens them, too.
  test('a click opens a choice', async () => {
    await site.visit(lesson, { javaScriptEnabled: false }, async (page) => {
      const first = choicesOf(page).first();
      await first.locator('summary').click();
      expect(await first.locator('.feedback').isVisible()).toBe(true);
    });
  });

  test.each(part(lessons, lessons.length))(
    'every choice of %s shows its feedback',
    { timeout: 120_000 },
    async (_, paths, lang) => {
      const { right, wrong } = stringsFor(lang).quiz;
      const tab = site.tab({ javaScriptEnabled: false });
      let asked = 0;
      for (const path of paths)
        await tab.visit(path, async (page) => {
          const questions = (await page.evaluate(allFeedback)) as Asked[];
          asked += questions.length;
          for (const choices of questions) {
            expect(choices.length).toBeGreaterThanOrEqual(3);
            expect(choices.filter(({ isRight }) => isRight).length).toBe(1);
            expect(choices.map(({ letter }) => letter).join('')).toBe('ABCDEFGH'.slice(0, choices.length));
            for (const { isRight, shown, verdict, reason } of choices) {
              expect(shown).toEqual([false, true]);
              expect(verdict.replace(/^[✓✗] /, '').startsWith(isRight ? right : wrong)).toBe(true);
              expect(reason.length).toBeGreaterThan(10);
            }
          }
          expect(await page.locator('.kept:visible').count()).toBe(0);
          // A choice contains no link, because a click on it opens the choice. Use a glossary term earlier, in the question.
          expect(await page.locator('.choice summary a').allTextContents()).toEqual([]);
        });
      await tab.close();
      expect(asked).toBeGreaterThanOrEqual(2);
    },
  );
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
test.concurrent.for(isWhole ? pages : pages.filter(([path]) => path === lesson))(
  'axe finds no problem on %s with a stored choice and all choices open, in light and dark colours',
  { timeout: 240_000 },
  async ([path], { expect }) => {
    await site.visit(path, { viewport: { width: 360, height: 800 } }, async (page) => {
      await page.locator('.choice summary').first().click();
      await expect.poll(() => marked(page)).toEqual(['A']);
      await page.evaluate('document.querySelectorAll(".choice").forEach((one) => { one.open = true; })');
      await page.locator('.theme select').selectOption('light');
      expect(await axeProblems(page, { within: '.quiz' })).toEqual([]);
      await page.locator('.theme select').selectOption('dark');
      expect(await axeProblems(page, { within: '.quiz', onlyContrast: true })).toEqual([]);
    });
  },
);

test('a printed question shows its choices without feedback', async () => {
  await site.visitInNewTab(lesson, {}, async (page) => {
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
