// The page when the usual ports of the lab are taken.
import { once } from 'node:events';
import { createServer } from 'node:net';
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
/** Uses port 8888, unless another program does. */
const other = createServer((socket) => socket.on('error', () => {}).end('not the course\n'));
beforeAll(async () => {
  other.listen(8888, '127.0.0.1');
  await Promise.race([once(other, 'listening'), once(other, 'error')]).catch(() => {});
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
  other.close();
  await Promise.all([runs.end(), typeCheck.end(), lab?.close()]);
});

const text = (selector: string) => page.locator(selector).first().textContent();
/** The present port of a usual one, from the note of the page. */
const present = async (port: string) =>
  new RegExp(`${port} → (\\d+)`).exec((await text('.moved-note')) ?? '')?.[1] ?? port;
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
  expect(await text('#cell-connect-ex + .moved')).toContain(`4409 → ${closed}`);
  await cell.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => cell.locator('.state').textContent(), { timeout: 20_000 }).toMatch(/^finished/);
  expect(await cell.locator('.output').textContent()).toContain(String(closed));
});

test('the Chinese page says it in Chinese', async () => {
  await open('zh/lessons/04-sequential-scan/');
  expect(await text('.moved-note')).toContain('被其他程序占用');
  expect(await page.locator('.port-now').first().textContent()).toMatch(/^（现为 \d+）$/);
});

test('what was recorded stays as it was, of a pair and of the wire, and the note stands below the pair', async () => {
  await open('lessons/03-server-client/');
  for (const recording of ['.output', '.talk', '.wire']) {
    const recordings = page.locator(recording, { hasText: '8888' });
    expect(await recordings.count(), recording).toBeGreaterThan(0);
    expect(await recordings.locator('.port-now').count(), recording).toBe(0);
  }
  expect(await text('#pair-two-visits + .moved')).toBe(
    `Recorded with the usual ports. Now: 8888 → ${await present('8888')}`,
  );
  expect(await page.locator(':is(.cell, .pair) .moved').count()).toBe(0);
});

test("the speaker's notes leave it out", async ({ onTestFinished }) => {
  await open('lessons/03-server-client/');
  await page.locator('.present').click();
  await page.locator('main[data-kind]').waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  const opened = page.context().waitForEvent('page');
  await page.keyboard.press('w');
  const audience = await opened;
  onTestFinished(() => audience.close());
  const notes = page.locator('.console > .notes');
  await notes.waitFor();
  await page.keyboard.press('s');
  await page
    .getByRole('button', { name: /^\d+ Packets$/ })
    .first()
    .click();
  await expect.poll(() => notes.textContent()).toContain('The server sent each client');
  expect(await notes.textContent()).not.toContain('Recorded with the usual ports');
});

test('the page says it before its cells can be run, so that nothing moves under a run', async ({ onTestFinished }) => {
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  onTestFinished(async () => {
    answered.resolve();
    await page.unrouteAll({ behavior: 'wait' });
  });
  await page.route('**/moved-ports*', async (route) => {
    asked.resolve();
    await answered.promise;
    await route.continue();
  });
  await page.goto(`${served.origin}/lessons/03-server-client/`);
  await asked.promise;
  expect(await page.locator('.cell.live').count()).toBe(0);
  answered.resolve();
  await page.locator('.cell.live').first().waitFor();
  expect(await page.locator('.moved-note').count()).toBe(1);
});

test('programs with their port in their text run on another port, and the page names it', async () => {
  await open('lessons/01-socket-concepts/');
  const now = await present('8888');
  expect(now).not.toBe('8888');
  expect(await text('.moved-note')).not.toContain('4409');
  const [server, client] = [page.locator('#cell-server'), page.locator('#cell-client')];
  await server.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => server.locator('.output').textContent()).toBe(`listening on 127.0.0.1:${now}\n`);
  await client.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => client.locator('.state').textContent()).toMatch(/^finished with exit code 0/);
  expect(await client.locator('.output').textContent()).toBe('welcome\n');
  await server.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect.poll(() => server.locator('.state').textContent()).toMatch(/^stopped/);
  expect(await server.locator('.differences').textContent()).toBe('same as the recording');
});

test('a draft of such a program runs on the same port', async ({ onTestFinished }) => {
  onTestFinished(() => page.evaluate(() => localStorage.removeItem('socketbook:draft:01-socket-concepts/client.ts')));
  await open('lessons/01-socket-concepts/');
  const alone = page.locator('#cell-no-server');
  await alone.getByRole('button', { name: 'Edit' }).click();
  await alone.locator('.cm-content').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('console.log("draft of 8888");');
  await alone.getByRole('button', { name: 'Run', exact: true }).click();
  const now = await present('8888');
  await expect
    .poll(() => alone.locator('.output').textContent(), { timeout: 20_000 })
    .toBe(`draft of ${now}\nconnect ECONNREFUSED 127.0.0.1:${now}\n`);
});

test('the port in the arguments of a server and its clients is the present one', async () => {
  await open('lessons/03-server-client/');
  const now = await present('8888');
  for (const name of ['server', 'client', 'second-server'])
    expect(await page.locator(`#cell-${name} .args`).inputValue()).toBe(now);
  expect(await page.locator('#cell-echo-client .args').inputValue()).toBe(await present('8889'));
});
