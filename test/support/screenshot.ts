// Makes the picture in the README, docs/notebook.png, from the real page:  node test/support/screenshot.ts
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { projectDir } from '../../scripts/course/lesson.ts';
import { launchOptions } from '../../scripts/project/browser.ts';
import { LiveServer } from './live-server.ts';
import { copyProjectAndPages } from './project-copy.ts';

/** What runs in the picture: the first conversation of the course. */
const [lesson, pair] = ['01-socket-concepts', 'greeting'];

// A copy of the project, because the page of a lesson saves progress.
const folder = await copyProjectAndPages();
const server = await LiveServer.start([], {}, folder);
const browser = await chromium.launch(await launchOptions());
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 880 }, colorScheme: 'light' });
  await page.goto(server.invitation);
  await page.waitForURL(server.url);
  await page.goto(`${server.url}lessons/${lesson}/`);
  const shown = page.locator(`#pair-${pair}:has(.cell.live)`);
  await shown.getByRole('button', { name: 'Run both' }).click();
  await shown.locator('.now', { hasText: 'welcome' }).waitFor();
  await shown.evaluate((element) => scrollTo(0, element.getBoundingClientRect().bottom + scrollY - innerHeight + 30));
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(projectDir, 'docs', 'notebook.png') });
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}
