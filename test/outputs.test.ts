// "Hide outputs": a reader predicts first, and shows each output by hand.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { stringsFor } from '../site/strings.ts';
import { part } from './support/extent.ts';
import { ServedSite } from './support/served-site.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const server = 'lessons/03-server-client/';
const recorded = 'main :is(.cell:not(.pair .cell) .output, .talk, .wire)';
const choice = (page: Page) => page.locator('.settings [name=predict]');
const shown = (page: Page, selector = recorded) => page.locator(`${selector}:visible`).count();
const place = (page: Page, selector: string) =>
  page.evaluate<number>(`document.querySelector('${selector}').getBoundingClientRect().top + scrollY`);

test.each(part(languages, languages.length))(
  'outputs and what crossed the wire stay hidden on every page until the reader shows them, one by one (%s)',
  async (lang) => {
    const root = lang === languages[0] ? '/' : `/${lang}/`;
    const { show, showWire } = stringsFor(lang).outputs;
    await site.visit(`${root}${server}`, {}, async (page) => {
      const all = await page.locator(recorded).count();
      expect(all).toBeGreaterThan(8);
      expect(await shown(page)).toBe(all);
      await choice(page).check();
      await expect.poll(() => page.locator('.veil button').count()).toBe(all);
      expect(await shown(page)).toBe(0);

      // The next page begins with them hidden, before its script comes.
      await page.goto(`${site.address}${root}lessons/02-create-sockets/`, { waitUntil: 'commit' });
      await page.locator('#cell-tcp').waitFor();
      expect(await shown(page, '#cell-tcp :is(.output, .state)')).toBe(0);
      await page.goto(`${site.address}${root}${server}`);
      expect(await choice(page).isChecked()).toBe(true);

      const cell = page.locator('#cell-no-server');
      await cell.getByRole('button', { name: show }).click();
      expect(await shown(page)).toBe(1);
      expect(await shown(page, '#cell-no-server :is(.output, .state)')).toBe(2);
      expect(await page.evaluate('document.activeElement.matches("#cell-no-server .output")')).toBe(true);
      expect(await cell.getByRole('button', { name: show }).count()).toBe(0);
      await page.locator('#wire-no-server').getByRole('button', { name: showWire }).click();
      await page.locator('#pair-two-visits').getByRole('button', { name: show }).press('Enter');
      expect(await shown(page)).toBe(3);
      expect(await shown(page, '#wire-no-server svg, #pair-two-visits .talk')).toBe(2);

      await choice(page).uncheck();
      expect(await shown(page)).toBe(all);
      expect(await page.locator('.veil').count()).toBe(0);
      await choice(page).check();
      expect(await shown(page), 'what was shown before is hidden again').toBe(0);
    });
  },
);

test('the buttons that show them move nothing when they come, and cover no text', async () => {
  const hide = `localStorage.predict = 'on'`;
  await site.visitInNewTab(`/${server}`, { viewport: { width: 360, height: 800 } }, async (page) => {
    await page.evaluate(hide);
    await page.route('**/outputs.*.js', () => {});
    await page.reload();
    const before = await place(page, '#key-points');
    await page.unroute('**/outputs.*.js');
    await page.reload();
    await page.locator('.veil button').first().waitFor();
    expect(await place(page, '#key-points')).toBe(before);
    const over = `[...document.querySelectorAll('.veil button')].filter((button) => {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const whole = button.closest('.pair, .cell, .wire').getBoundingClientRect();
      const command = button.closest('.cell')?.querySelector('.command').getBoundingClientRect();
      return right > innerWidth || left < 0 || top < (command?.bottom ?? whole.top) || bottom > whole.bottom + 1;
    }).length`;
    expect(await page.evaluate(over)).toBe(0);
  });
});

test('without JavaScript everything is shown, and a reader who did not choose it loads nothing of it', async () => {
  await site.visit(`/${server}`, { javaScriptEnabled: false }, async (page) => {
    expect(await shown(page)).toBe(await page.locator(recorded).count());
    expect(await choice(page).isVisible()).toBe(false);
  });
  await site.visit(`/${server}`, {}, async (page) => {
    const loaded = `performance.getEntriesByType('resource').filter(({ name }) => /outputs/.test(name)).length`;
    expect(await page.evaluate(loaded)).toBe(0);
    await choice(page).check();
    await page.locator('.veil button').first().waitFor();
    expect(await page.evaluate(loaded)).toBe(1);
  });
});
