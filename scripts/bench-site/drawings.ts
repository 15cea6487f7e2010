// The figures and charts of a built site, as pictures that another site can show.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lang, languages } from '../languages.ts';
import { lessonIds } from '../lesson.ts';

/** Where the picture of a figure or chart stands, in either generator's folder of public files. */
export const pictureOf = (kind: string, name: string, lang: Lang) => `/figures/${kind}-${name}-${lang}.svg`;

/**
 * The drawings of a built site, by the path of their picture. They come without the style sheet that colours them, so they are
 * lighter than a picture that stands alone.
 */
export class Drawings {
  readonly pictures = new Map<string, string>();
  readonly #tables = new Map<string, string>();

  constructor(dist: string) {
    for (const lang of languages) {
      for (const id of lessonIds()) {
        const folder = lang === languages[0] ? dist : join(dist, lang);
        const html = readFileSync(join(folder, 'lessons', id, 'index.html'), 'utf8');
        for (const [figure, kind = '', name = ''] of html.matchAll(
          /<figure\b[^>]*\bid="(figure|chart)-([\w-]+)"[\s\S]*?<\/figure>/g,
        )) {
          const picture = pictureOf(kind, name, lang);
          const svg = /<svg\b[\s\S]*?<\/svg>/
            .exec(figure)?.[0]
            .replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
          const table = /<table\b[\s\S]*?<\/table>/.exec(figure)?.[0];
          if (svg) this.pictures.set(picture, svg);
          if (table) this.#tables.set(picture, table.replace(/ data-astro-[\w-]+/g, ''));
        }
      }
    }
  }

  /** The table of numbers below a chart. */
  tableOf = (picture: string) => this.#tables.get(picture);
}
