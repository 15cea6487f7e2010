// The picture of a page that others see when its address is shared.
import { type Lang, tags } from '../../scripts/languages.ts';
import { Problem } from '../../scripts/problem.ts';
import { colour, sign } from './drawing.ts';
import { type Lettering, openLettering, type Style } from './lettering.ts';
import { wrap } from './wrap.ts';

/** What stands on a card. */
export interface Card {
  lang: Lang;
  course: string;
  /** A line above the title, as in "Lesson 3 of 6". */
  place?: string;
  title: string;
  text: string;
  /** How many lessons there are, and which one this is; undefined on a card for all of them. */
  lessons: number;
  lesson?: number;
}

const width = 1200;
const height = 630;
const margin = 88;

interface Block {
  paint: string;
  style: Style;
  lines: string[];
  /** From one line to the next. */
  leading: number;
  /** Between this block and the next. */
  after: number;
}

const tallness = (blocks: readonly Block[]) =>
  blocks.reduce((sum, { lines, leading, after }) => sum + lines.length * leading + after, 0);

/**
 * Place, title and text, in the largest size in which all of it fits.
 * @throws Problem when it fits in none
 */
function arrange(letters: Lettering, { lang, place, title, text }: Card, room: number): Block[] {
  for (const scale of [1, 0.92, 0.84, 0.76]) {
    const block = (text: string, paint: string, weight: number, points: number, spacing: number, after: number) => {
      const style = { lang: tags[lang], size: points * scale, weight };
      const lines = wrap(text, tags[lang], width - 2 * margin, (piece) => letters.width(piece, style));
      return lines && { paint, style, lines, leading: style.size * spacing, after: after * scale };
    };
    const blocks = [
      place === undefined ? [] : block(place, 'accent', 600, 30, 1.4, 18),
      block(title, 'fg', 700, 76, 1.2, 24),
      block(text, 'muted', 400, 36, 1.45, 0),
    ].flat();
    if (blocks.every((one) => one !== undefined) && tallness(blocks) <= room) return blocks;
  }
  throw new Problem(`"${title}", "${text}"`, 'too long for the picture of its page; shorten it');
}

/** More sockets on the wire would touch each other. */
const mostSockets = 36;

/** The wire with a socket for each lesson, as far as there is room, the card's own one large. */
function wire({ lessons, lesson }: Card): string {
  const y = 548;
  const last = Math.max(Math.min(lessons, mostSockets) - 1, 1);
  const step = (width - 2 * margin) / last;
  const own = lesson && Math.round(((lesson - 1) * last) / Math.max(lessons - 1, 1));
  const ring = (x: number, radius: number, stroke: number, paint: string) =>
    `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour('paper')}" stroke="${colour(paint)}" stroke-width="${stroke}"/>`;
  const sockets = Array.from({ length: Math.min(lessons, mostSockets) }, (_, index) => {
    const x = margin + index * step;
    if (index !== own) return ring(x, 11, 5, lesson === undefined ? 'accent' : 'line');
    return `${ring(x, 22, 9, 'accent')}<circle cx="${x}" cy="${y}" r="7" fill="${colour('accent')}"/>`;
  });
  return `<path d="M0 ${y}H${width}" stroke="${colour('line')}" stroke-width="5"/>${sockets.join('')}`;
}

/**
 * Draws a card.
 * @returns an SVG of 1200 by 630 that needs no font: its letters are outlines
 * @throws Problem when a text is too long, or has a character that the font lacks
 */
export async function drawCard(card: Card): Promise<string> {
  const letters = await openLettering(Object.values(card).join(''));
  const put = (x: number, y: number, paint: string, line: string, style: Style) =>
    `<g transform="translate(${x} ${y})" fill="${colour(paint)}">${letters.set(line, style)}</g>`;

  const [top, bottom] = [146, 502];
  const blocks = arrange(letters, card, bottom - top);
  const parts: string[] = [];
  let y = top + (bottom - top - tallness(blocks)) / 2;
  for (const { lines, leading, style, paint, after } of blocks) {
    for (const line of lines) {
      // The middle of a line is a good third of its size above its baseline.
      parts.push(put(margin, y + leading / 2 + style.size * 0.36, paint, line, style));
      y += leading;
    }
    y += after;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<path fill="${colour('paper')}" d="M0 0h${width}v${height}H0z"/>
${sign(margin, 58, 60)}
${put(margin + 80, 101, 'fg', card.course, { lang: 'en', size: 36, weight: 700 })}
${parts.join('\n')}
${wire(card)}
</svg>`;
}
