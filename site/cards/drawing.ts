// What the pictures take from the site, its colours and its sign, and how a drawing becomes a PNG.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../../scripts/lesson.ts';
import { Problem } from '../../scripts/problem.ts';

const baseCss = 'site/styles/base.css';
const read = (file: string) => readFileSync(join(projectDir, file), 'utf8');
// Once: a card asks for a colour for each lesson.
const [css, icon] = [read(baseCss), read('site/public/icon.svg')];

/**
 * A colour of the site, as it is in light: colour('accent').
 * @throws Problem when base.css has no such colour
 */
export function colour(name: string): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}),`).exec(css)?.[1];
  if (found === undefined) throw new Problem(baseCss, `no --${name}: light-dark(#rrggbb, …), and a picture needs it`);
  return found;
}

/** The site's sign as a part of a drawing. */
export function sign(x: number, y: number, size: number): string {
  return `<svg x="${x}" y="${y}" width="${size}" height="${size}" viewBox="0 0 32 32">${icon}</svg>`;
}

/** An answer that is the drawing as a PNG. */
export async function answerPng(svg: string): Promise<Response> {
  const { default: sharp } = await import('sharp');
  const png = await sharp(Buffer.from(svg)).png().toBuffer();
  return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } });
}
