// Text as outlines: it comes out the same on every machine, also on one that has no fonts.
import type { Font } from 'harfbuzzjs';
import { Problem } from '../../scripts/problem.ts';
import { fontPackage, openFont } from './font.ts';

/** The font's units to the size of its letters. */
const em = 1000;

/** How text is set. */
export interface Style {
  lang: string;
  size: number;
  /** From 100 to 900. */
  weight: number;
}

/** Sets lines of text; made with `openLettering`. */
export class Lettering {
  readonly #shaper: typeof import('harfbuzzjs');
  readonly #fonts: ReadonlyMap<string, Font>;

  constructor(shaper: typeof import('harfbuzzjs'), fonts: ReadonlyMap<string, Font>) {
    this.#shaper = shaper;
    this.#fonts = fonts;
  }

  /**
   * How wide a line is when it is set.
   * @throws Problem when the font lacks a character
   */
  width(text: string, style: Style): number {
    return this.#shape(text, style).width;
  }

  /**
   * Sets one line.
   * @returns SVG elements in the colour of what they are put in; the line's left end stands on 0,0
   * @throws Problem when the font lacks a character; a box in its place would go unnoticed
   */
  set(text: string, style: Style): string {
    const scale = style.size / em;
    const outlines = this.#shape(text, style).glyphs.map(({ font, glyph, x }) => {
      const path = font.glyphToPath(glyph);
      return path && `<path transform="translate(${x})" d="${shorten(path)}"/>`;
    });
    return `<g transform="scale(${scale} ${-scale})">${outlines.join('')}</g>`;
  }

  #shape(text: string, { lang, size, weight }: Style) {
    const { Buffer, Feature, Variation, shape } = this.#shaper;
    // The font has the dots and quotes of Chinese, each as wide as a character. Elsewhere they are as wide as they look.
    const features = lang.startsWith('zh') ? [] : [new Feature('palt')];
    const glyphs: { font: Font; glyph: number; x: number }[] = [];
    let x = 0;
    for (const { run, font } of this.#runs(text)) {
      font.setVariations([new Variation('wght', weight)]);
      const buffer = new Buffer();
      buffer.addText(run);
      buffer.guessSegmentProperties();
      buffer.setLanguage(lang);
      shape(font, buffer, features);
      for (const { codepoint: glyph, xAdvance = 0, xOffset = 0 } of buffer.getGlyphInfosAndPositions()) {
        glyphs.push({ font, glyph, x: x + xOffset });
        x += xAdvance;
      }
    }
    return { glyphs, width: (x * size) / em };
  }

  /** The text in pieces that one file of the font holds. */
  #runs(text: string): { run: string; font: Font }[] {
    const runs: { run: string; font: Font }[] = [];
    for (const character of text) {
      const font = this.#fonts.get(character);
      if (font === undefined) {
        throw new Problem(`"${text}"`, `${fontPackage} has no "${character}", and the picture of the page needs it`);
      }
      const last = runs.at(-1);
      if (last?.font === font) last.run += character;
      else runs.push({ run: character, font });
    }
    return runs;
  }
}

/** More digits than this nobody sees: an outline counts a thousand units to the em. */
const shorten = (path: string) => path.replace(/-?\d+\.\d+/g, (number) => Number(number).toFixed(1));

/** Opens the font for the characters of a text. */
export const openLettering = async (text: string) => new Lettering(await import('harfbuzzjs'), await openFont(text));
