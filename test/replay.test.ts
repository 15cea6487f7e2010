// The replay in the figures of what crossed the wire, in the built pages.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pairOf, readLesson } from '../scripts/course/lesson.ts';
import { readTalk } from '../scripts/course/pairs.ts';
import { readWire } from '../scripts/course/wire-file.ts';
import { stepsOf } from '../scripts/recording/wire/steps.ts';
import { axeProblems } from './support/axe.ts';
import { ServedSite } from './support/served-site.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const lesson = readLesson('03-server-client');
const pair = pairOf(lesson, 'two-visits');
const talk = readTalk(lesson, pair);
const steps = stepsOf(readWire(lesson, pair));
const figure = '#wire-two-visits';
const phone = { viewport: { width: 360, height: 740 } };

/** The beginning of what is said of a step. */
const saidOf = (index: number) => {
  const { rung, line = 0 } = steps[index] ?? {};
  return rung === undefined ? `Printed: ${talk[line]?.by}: ${talk[line]?.text}, ` : `Rung ${rung}, `;
};

/** Opens a lesson in which time stands still, and in it the replay of the two visits. */
async function replay<T>(options: object, look: (page: Page, status: () => Promise<string>) => Promise<T>): Promise<T> {
  return site.visitInNewTab('/lessons/03-server-client/', { ...phone, ...options }, async (page) => {
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(60_000);
    await page.locator(`${figure} .replay button`).click();
    await page.locator(`${figure} .player`).waitFor();
    return look(page, async () => (await page.locator(`${figure} [role=status]`).textContent()) ?? '');
  });
}

test('the script of the replay has at most 1.5 KB, and is loaded when the reader first presses Replay', async () => {
  const folder = join(site.dist, '_astro');
  const scripts = readdirSync(folder).filter((name) => /^replay\..*\.js$/.test(name));
  expect(scripts).toHaveLength(1);
  expect(readFileSync(join(folder, scripts[0] ?? '')).length).toBeLessThanOrEqual(1500);
  await site.visit('/lessons/03-server-client/', phone, async (page) => {
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    expect(await page.locator('.player:visible').count()).toBe(0);
    expect(
      await page.evaluate('performance.getEntriesByType("resource").map(({ name }) => name).join()'),
    ).not.toContain('replay');
    await page.locator(`${figure} .replay button`).click();
    await page.locator(`${figure} .player`).waitFor();
    expect(loaded.join()).toContain(scripts[0]);
  });
});

test('a run is played in the recorded order, with waits as long as recorded times the chosen factor, at most 2 s', async () => {
  await replay({}, async (page, status) => {
    const later = page.locator(`${figure} :is(.rung, li).later`);
    const play = page.locator(`${figure} button[value=play]`);
    expect(await play.textContent()).toBe('Pause');
    for (const [index, { ms }] of steps.slice(0, -1).entries()) {
      expect(await status()).toContain(saidOf(index));
      expect(await later.count()).toBe(steps.length - 1 - index);
      // In hundredths of a millisecond, 1,000 times slower. A timer takes a millisecond at least.
      const wait = Math.min(2000, Math.round(((steps[index + 1]?.ms ?? 0) - ms) * 100) * 10);
      if (wait > 5) await page.clock.runFor(wait - 5);
      expect(await status(), `${wait - 5} ms later`).toContain(saidOf(index));
      await page.clock.runFor(wait > 5 ? 5 : 1);
    }
    expect(await status()).toContain(saidOf(steps.length - 1));
    expect(await play.textContent()).toBe('Play');
    expect(await later.count()).toBe(0);
    expect(await page.locator(`${figure} .player li:visible`).count()).toBe(talk.length);

    // At the recorded pace
    await page.locator(`${figure} select`).selectOption('1');
    await play.click();
    expect(await status()).toContain(saidOf(0));
    const whole = (steps.at(-1)?.ms ?? 0) - (steps[0]?.ms ?? 0);
    await page.clock.runFor(Math.floor(whole) - 5);
    expect(await later.count()).toBeGreaterThan(0);
    await page.clock.runFor(30); // a millisecond at least for each timer
    expect(await later.count()).toBe(0);
    await page.locator(`${figure} button[value=close]`).click();
    expect(await page.locator(`${figure} .player:visible`).count()).toBe(0);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Replay');
  });
});

test('arrow keys step through a run while the figure has the focus, and Escape ends it', async () => {
  await replay({}, async (page, status) => {
    const { keyboard } = page;
    const opacity = (rung: number) =>
      page.locator(`#wire-two-visits-${rung}`).evaluate((element) => getComputedStyle(element).opacity);
    await keyboard.press('ArrowRight');
    await page.clock.runFor(60_000); // it is paused
    expect(await status()).toMatch(/^Rung 1, client: SYN, 0\.00 ms$/);
    expect([await opacity(1), await opacity(2)]).toEqual(['1', '0.15']);
    await keyboard.press('ArrowLeft');
    await keyboard.press('ArrowLeft');
    expect(await status()).toContain(saidOf(0));
    expect(await page.locator(`${figure} button[value=back]`).getAttribute('aria-disabled')).toBe('true');
    for (const _ of steps) await keyboard.press('ArrowRight');
    expect(await status()).toContain(saidOf(steps.length - 1));
    // The rung is seen, between the head of the page and the controls.
    const [rung, player] = [page.locator('#wire-two-visits-16'), page.locator(`${figure} .player`)];
    const [at, floor] = [await rung.boundingBox(), await player.boundingBox()];
    expect(at?.y).toBeGreaterThan(50);
    expect((at?.y ?? 0) + (at?.height ?? 0)).toBeLessThan((floor?.y ?? 0) + 1);

    // A list of choices uses the keys itself, and the page is not left.
    await page.locator(`${figure} select`).focus();
    await keyboard.press('ArrowLeft');
    expect(await status()).toContain(saidOf(steps.length - 1));
    await page.locator(`${figure} svg`).first().click();
    await keyboard.press('ArrowLeft');
    expect(await status()).toContain(saidOf(steps.length - 2));
    expect(page.url()).toContain('/lessons/03-server-client/');

    await page.clock.resume();
    await page.locator('.theme select').selectOption('light');
    expect(await axeProblems(page, { within: figure })).toEqual([]);
    await page.locator('.theme select').selectOption('dark');
    expect(await axeProblems(page, { within: figure, onlyContrast: true })).toEqual([]);

    // On paper there is no replay: the whole ladder is printed.
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator(':is(.replay, .player):visible').count()).toBe(0);
    expect(await opacity(16)).toBe('1');
    await page.emulateMedia({ media: 'screen' });
    await page.locator(`${figure} button[value=next]`).focus();
    await keyboard.press('ArrowLeft');
    await keyboard.press('Escape');
    expect(await player.isVisible()).toBe(false);
    expect(await opacity(16)).toBe('1');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Replay');
    await keyboard.press('Enter');
    expect(await status()).toContain(saidOf(0));
  });
});

test('a reader who prefers reduced motion steps through a run', async () => {
  await replay({ reducedMotion: 'reduce' }, async (page, status) => {
    expect(await page.locator(`${figure} :is([value=play], select):visible`).count()).toBe(0);
    expect(await page.evaluate('document.activeElement.value')).toBe('next');
    await page.clock.runFor(60_000);
    expect(await status()).toContain(saidOf(0));
    await page.keyboard.press('Enter');
    expect(await status()).toContain(saidOf(1));
  });
});
