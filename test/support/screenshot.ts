// Takes the pictures of the README from the real pages, and notes in docs/pictures.json what they show:
//   npx node test/support/screenshot.ts
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { projectDir } from '../../scripts/course/lesson.ts';
import { launchOptions } from '../../scripts/project/browser.ts';
import { builtPages } from '../../site/server/build.ts';
import { LiveServer } from './live-server.ts';
import { digestOf, isSaid, type Picture, pictures, sourceOf, type Taken, textsOf, withoutNumbers } from './pictures.ts';
import { copyProjectAndPages } from './project-copy.ts';

const docs = join(projectDir, 'docs');

/** Runs in the page: the names and the texts of all elements within the window. */
function look(): { names: string[]; texts: string[] } {
  const names = new Set<string>();
  const texts: string[] = [];
  for (const element of document.querySelectorAll('html, body, body *')) {
    const { top, bottom, width, height } = element.getBoundingClientRect();
    if (width * height === 0 || bottom <= 0 || top >= innerHeight || !element.checkVisibility()) continue;
    names.add(element.localName);
    for (const { name, value } of element.attributes) {
      names.add(name);
      if (['class', 'id'].includes(name)) for (const one of value.split(/\s+/)) names.add(one);
    }
    const own = [...element.childNodes].flatMap((node) => (node.nodeType === Node.TEXT_NODE ? [node.textContent] : []));
    texts.push(own.join(' '));
  }
  return { names: [...names].filter((name) => /^[a-z_][\w-]*$/i.test(name)).sort(), texts };
}

/** Takes the picture of a page, with few colours, because a README is loaded over slow networks, too. */
async function take(page: Page, picture: Picture, pages: string): Promise<Taken> {
  await page.evaluate(() => document.fonts.ready);
  const shot = await page.screenshot();
  await sharp(shot).png({ palette: true, colours: 64, effort: 10 }).toFile(join(docs, picture.file));
  const { names, texts } = await page.evaluate(look);
  const built = textsOf(picture, pages).join('\n');
  const words = texts.map(withoutNumbers).filter((text) => text !== '' && !built.includes(text) && isSaid(text));
  return { digest: digestOf(sourceOf(picture, pages, names)), names, words: [...new Set(words)].sort() };
}

const pages = await builtPages();
// A copy of the project, because the page of a lesson saves progress.
const folder = await copyProjectAndPages();
const server = await LiveServer.start([], {}, folder);
const browser = await chromium.launch(await launchOptions());
const open = (height: number) => browser.newPage({ viewport: { width: 1280, height }, colorScheme: 'light' });

/** The first conversation of the course has just run. */
async function notebook(picture: Picture): Promise<Taken> {
  const page = await open(880);
  await page.goto(server.invitation);
  await page.waitForURL(server.url);
  await page.goto(`${server.url}${picture.page}/`);
  const pair = page.locator('#pair-greeting:has(.cell.live)');
  await pair.getByRole('button', { name: 'Run both' }).click();
  await pair.locator('.now', { hasText: 'welcome' }).waitFor();
  await pair.getByText('same as the recording').last().waitFor();
  await pair.evaluate((element) => scrollTo(0, element.getBoundingClientRect().bottom + scrollY - innerHeight + 30));
  return take(page, picture, pages);
}

/** The slide of the first ladder of a lesson, after its last packet. */
async function presenter(picture: Picture): Promise<Taken> {
  const page = await open(720);
  await page.goto(`${server.url}${picture.page}/?present=1`);
  await page.locator('main[data-kind]').waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('a');
  const shows = async (text: RegExp) => {
    for (let presses = 0; !text.test(`${await kind()} ${await page.locator('.bar').innerText()}`); presses++) {
      if (presses === 50) throw new Error(`no slide shows ${text}`);
      await page.keyboard.press('ArrowRight');
    }
  };
  const kind = () => page.locator('main').getAttribute('data-kind');
  await shows(/^ladder /);
  await shows(/Packet (\d+) of \1\b/);
  return take(page, picture, pages);
}

try {
  const taken = {
    notebook: await notebook(pictures.notebook),
    presenter: await presenter(pictures.presenter),
  };
  writeFileSync(join(docs, 'pictures.json'), `${JSON.stringify(taken, null, 1)}\n`);
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}
