// Draws the pictures in site/public/ in a browser: the icons, and the picture of each language for shared addresses.
//
//   node site/pictures.ts
//
// Run it after a change of the logo, a colour, the course's name, its description or the number of lessons, and commit the
// files. It uses the fonts of this machine; Chinese needs Noto Sans CJK SC (Debian: fonts-noto-cjk).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { languages, tags } from '../scripts/course/languages.ts';
import { lessonIds, projectDir } from '../scripts/course/lesson.ts';
import { launchOptions } from '../scripts/project/browser.ts';
import { command } from '../scripts/terminal/command.ts';
import { stringsFor } from './strings.ts';

const folder = join(projectDir, 'site', 'public');
const css = readFileSync(join(projectDir, 'site/styles/tokens.css'), 'utf8');
const sign = readFileSync(join(folder, 'icon.svg'), 'utf8');

/** The picture of a language: the logo, the description, and a wire with a socket for each lesson. 1200 by 630. */
function card(lang: (typeof languages)[number]): string {
  const { course, tagline, description } = stringsFor(lang);
  return `<html lang="${tags[lang]}" data-theme="light"><style>${css}
    * { box-sizing: border-box } body { margin: 0; color: var(--fg); display: flex; flex-direction: column; height: 630px; padding: 58px 88px 0; background: var(--paper) }
    header { display: flex; gap: 20px; align-items: center; font: 700 36px var(--font-serif) }
    header svg { width: 60px }
    main { flex: 1; align-content: center }
    h1 { margin: 0 0 24px; font: 700 70px / 1.2 var(--font-serif); text-wrap: balance }
    p { margin: 0; font: 33px / 1.45 var(--font-sans); color: var(--muted); text-wrap: pretty }
    footer { display: flex; justify-content: space-between; height: 82px; position: relative }
    footer::before { content: ""; position: absolute; inset: -2.5px -88px auto; height: 5px; background: var(--line) }
    i { width: 27px; height: 27px; margin-top: -13.5px; border: 5px solid var(--server); border-radius: 50%;
        background: var(--paper); position: relative }</style>
    <header>${sign}${course}</header><main><h1>${tagline}</h1><p>${description}</p></main>
    <footer>${'<i></i>'.repeat(lessonIds().length)}</footer>`;
}

/** The logo in a square, with a margin in pixels; the background is painted if `ground` is a colour. */
const icon = (size: number, around: number, ground: string) =>
  `<html data-theme="light"><style>${css} html, body { margin: 0; background: ${ground} }
    svg { display: block; width: ${size - 2 * around}px; margin: ${around}px }</style>${sign}`;

async function main() {
  const pictures = [
    ...languages.map((lang) => ({ file: `og/${lang}.png`, width: 1200, height: 630, html: card(lang) })),
    // Home screens crop the icon. A mask keeps a circle of four fifths of its width.
    { file: 'icon-180.png', width: 180, height: 180, html: icon(180, 0, 'var(--paper)') },
    { file: 'icon-192.png', width: 192, height: 192, html: icon(192, 0, 'none') },
    { file: 'icon-512.png', width: 512, height: 512, html: icon(512, 0, 'none') },
    { file: 'icon-maskable-512.png', width: 512, height: 512, html: icon(512, 41, 'var(--paper)') },
  ];
  mkdirSync(join(folder, 'og'), { recursive: true });
  const browser = await chromium.launch(await launchOptions());
  try {
    const page = await browser.newPage();
    for (const { file, width, height, html } of pictures) {
      await page.setViewportSize({ width, height });
      await page.setContent(html);
      writeFileSync(join(folder, file), await page.screenshot({ omitBackground: true }));
    }
  } finally {
    await browser.close();
  }
}

if (import.meta.main) await command(main);
