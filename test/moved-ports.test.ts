// The page when the usual ports of the lab are taken.
import { basename } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import { labPorts } from '../scripts/recording/record.ts';
import { builtPages } from '../site/server/build.ts';
import { Token } from '../site/server/guard.ts';
import { readPages } from '../site/server/pages.ts';
import { answer } from '../site/server/routes.ts';
import { Runs } from '../site/server/runs.ts';
import { type Served, serve } from '../site/server/server.ts';
import { TypeCheck } from '../site/server/type-check.ts';
import { openBrowser } from './support/browser.ts';

const [runs, typeCheck, token] = [new Runs(), new TypeCheck(), new Token()];
let lab: Lab;
let served: Served;
let browser: Browser;
let page: Page;
/** The port of the lab that is closed: 4409 in recordings. */
let closed: number;
beforeAll(async () => {
  // On ports that the system chooses, as when the usual ones are taken.
  const [opened, folder, started] = await Promise.all([startLab(), builtPages(), openBrowser()]);
  [lab, browser] = [opened, started];
  const ports = labPorts(lab);
  closed = ports.closed ?? 0;
  const live = { services: [...lab.services], ports, ended: new Promise(() => {}), close: () => lab.close() };
  const build = { digest: basename(folder), state: 'ready' } as const;
  const notebook = { runs, typeCheck, lab: async () => live, build: () => build, nonce: '' };
  served = await serve({
    port: 0,
    pages: readPages(folder),
    live: { token, answer: (route, request, response) => answer(route, request, response, notebook) },
  });
  page = await browser.newPage();
  await page.goto(`${served.origin}/#token=${token.text}`);
  await page.waitForURL(`${served.origin}/`);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await Promise.all([runs.end(), typeCheck.end(), lab?.close()]);
});

const text = (selector: string) => page.locator(selector).first().textContent();
async function open(path: string) {
  await page.goto(`${served.origin}/${path}`);
  await page.locator('.moved-note').waitFor();
}

test('the page says that the lab has other ports', async () => {
  await open('lessons/04-sequential-scan/');
  expect(await text('.moved-note')).toContain('Other programs use the usual ports');
  expect(await text('.moved-note')).toContain(`4409 → ${closed}`);
});

test('prose and arguments name the present port, and a recording stays what ran', async () => {
  await open('lessons/04-sequential-scan/');
  const cell = page.locator('#cell-connect-ex');
  expect(await page.locator('main p', { hasText: 'No program listens on port' }).first().textContent()).toContain(
    `4409 (now ${closed})`,
  );
  expect(await cell.locator('.args').inputValue()).toContain(String(closed));
  expect(await cell.locator('.output').textContent()).toContain('4409');
  expect(await cell.locator('.moved').textContent()).toContain(`4409 → ${closed}`);
  await cell.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => cell.locator('.state').textContent(), { timeout: 20_000 }).toMatch(/^finished/);
  expect(await cell.locator('.output').textContent()).toContain(String(closed));
});

test('the Chinese page says it in Chinese', async () => {
  await open('zh/lessons/04-sequential-scan/');
  expect(await text('.moved-note')).toContain('被其他程序占用');
  expect(await page.locator('.port-now').first().textContent()).toMatch(/^（现为 \d+）$/);
});
