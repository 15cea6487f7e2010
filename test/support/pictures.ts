// The pictures of the README: what each one shows, and what determines how it looks. screenshot.ts takes them and writes
// docs/pictures.json; pictures.test.ts compares.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio';
import postcss, { type Container, type Document } from 'postcss';
import { projectDir } from '../../scripts/course/lesson.ts';
import { en } from '../../site/strings/en.ts';

export interface Picture {
  /** Its file in docs/. */
  file: string;
  /** The folder of its page in the built site. */
  page: string;
  /** Select the elements of the built page that it shows. */
  parts: readonly string[];
}

export const pictures = {
  notebook: {
    file: 'notebook.png',
    page: 'lessons/01-socket-concepts',
    parts: ['header.top', 'nav.contents', '#pair-greeting'],
  },
  presenter: {
    file: 'presenter.png',
    page: 'lessons/03-server-client',
    parts: ['#who-does-what', '#wire-two-visits'],
  },
} satisfies Record<string, Picture>;

/** What docs/pictures.json holds of a picture. */
export interface Taken {
  /** The digest of `sourceOf` when it was taken. */
  digest: string;
  /** The names of all elements, classes, ids and attributes on it. */
  names: string[];
  /** The sentences of the interface that scripts wrote on it, without numbers. */
  words: string[];
}

/** A text on one line, with "#" for each number: ports, times and counts differ in each recording. */
export const withoutNumbers = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\d[\d.]*/g, '#')
    .trim();

/** The texts of the parts of a picture in the built pages. @throws Error if the page has no such part */
export function textsOf({ page, parts }: Picture, pages: string): string[] {
  const $ = load(readFileSync(join(pages, page, 'index.html'), 'utf8'));
  return parts.map((part) => {
    if ($(part).length === 0) throw new Error(`${page} has no ${part}: correct test/support/pictures.ts`);
    return withoutNumbers($(part).text());
  });
}

/** A picture is light, 1280 px wide and on a screen. */
const elsewhere = /print|max-width|dark|reduce|forced-colors|contrast/;

/** The names in a selector, without those in pseudo-classes, which choose among the elements that the others name. */
function namesIn(selector: string): string[] {
  const less = selector.replace(/::?[\w-]+(\([^()]*\))?|"[^"]*"/g, ' ');
  return less === selector ? (less.match(/[a-z_][\w-]*/gi) ?? []) : namesIn(less);
}

/** The declarations of a style sheet that concern elements with these names, each with its selector and conditions. */
export function declarationsFor(names: ReadonlySet<string>, css: string): string[] {
  const found: string[] = [];
  const visit = (container: Container | Document, place: string): void => {
    container.each((node) => {
      if (node.type === 'decl') found.push(`${place} {${node.prop}: ${node.value}}`.replace(/\s+/g, ' '));
      if (node.type === 'atrule' && node.name !== 'keyframes' && !elsewhere.test(node.params)) {
        visit(node, `${place} @${node.name} ${node.params}`);
      }
      if (node.type !== 'rule') return;
      const shown = node.selectors.filter((selector) => namesIn(selector).every((name) => names.has(name)));
      if (shown.length > 0) visit(node, `${place} ${shown.join()}`);
    });
  };
  visit(postcss.parse(css), '');
  return found;
}

/** The style sheets of the site, in files and in components. */
function styleSheets(): string[] {
  const site = join(projectDir, 'site');
  return readdirSync(site, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    if (!/\.(css|astro)$/.test(file)) return [];
    const text = readFileSync(join(site, file), 'utf8');
    return file.endsWith('.css')
      ? [text]
      : [...text.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].map(([, css = '']) => css);
  });
}

/** What determines how a picture looks: the texts of its parts, and the declarations for the elements on it. */
export function sourceOf(picture: Picture, pages: string, names: readonly string[]): string {
  const all = new Set(names);
  const declarations = styleSheets().flatMap((css) => declarationsFor(all, css));
  return [...textsOf(picture, pages), ...declarations.sort()].join('\n');
}

/** 24 hexadecimal digits of a SHA-256. */
export const digestOf = (source: string): string => createHash('sha256').update(source).digest('hex').slice(0, 24);

const sentencesIn = (words: object): string[] =>
  Object.values(words).flatMap((one) => (typeof one === 'string' ? [one] : sentencesIn(one as object)));

const patterns = [...new Set(sentencesIn(en))]
  .map((sentence) => sentence.split(/\{\w+\}/).map((text) => RegExp.escape(withoutNumbers(text))))
  // What is little more than a value may be any text.
  .filter((texts) => texts.join('').length > 2)
  .map((texts) => new RegExp(`^${texts.join(' ?.* ?')}$`));

/** Whether the interface has a sentence that such a text can come from. The text is without numbers. */
export const isSaid = (text: string): boolean => patterns.some((pattern) => pattern.test(text));
