// Makes the picture in the README, docs/notebook.png, from the real page:  node test/support/screenshot.ts
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { projectDir } from '../../scripts/course/lesson.ts';
import { launchOptions } from '../../scripts/project/browser.ts';
import { LiveServer } from './live-server.ts';
import { copyProjectAndPages } from './project-copy.ts';

/** The cell that runs in the picture: a scan of the lab. */
const [lesson, cell] = ['04-sequential-scan', 'first-scan'];

// A copy of the project, because the page of a lesson saves progress.
const folder = await copyProjectAndPages();
const server = await LiveServer.start([], {}, folder);
const browser = await chromium.launch(await launchOptions());
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 680 }, colorScheme: 'light' });
  await page.goto(server.invitation);
  await page.waitForURL(server.url);
  await page.goto(`${server.url}lessons/${lesson}/`);
  const shown = page.locator(`#cell-${cell}.live`);
  await shown.getByRole('button', { name: 'Run', exact: true }).click();
  await shown.locator('.state', { hasText: /^Finished/i }).waitFor();
  await shown.evaluate((element) => scrollTo(0, element.getBoundingClientRect().bottom + scrollY - innerHeight + 40));
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(projectDir, 'docs', 'notebook.png') });
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}
