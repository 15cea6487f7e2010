// Makes the whole course one HTML file, in every language, from the pages that `npm run build` made:
//
//   npm run offline [-- FILE]
//
// The file needs no server, no script and no network: styles and figures are in it, and its links lead to places within it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CheerioAPI, load } from 'cheerio';
import { type Lang, languages, names, tags } from '../scripts/course/languages.ts';
import { lessonIds, projectDir } from '../scripts/course/lesson.ts';
import { Problem } from '../scripts/project/problem.ts';
import { fromHere } from '../scripts/project/working-folder.ts';
import { readArgs } from '../scripts/terminal/args.ts';
import { command, shown } from '../scripts/terminal/command.ts';
import { stringsFor } from './strings.ts';

const usage = `usage: npm run offline [-- FILE]
Makes the whole course one HTML file, in every language, from the pages that "npm run build" made.
FILE is dist/socketbook.html by default.`;

/** A page of the site that is in the book. */
interface Page {
  lang: Lang;
  /** Its path in the site, as in "zh/lessons/03-server-client/". */
  path: string;
  /** What its ids begin with in the book; also the id of the page itself. */
  prefix: string;
  $: CheerioAPI;
}

/** What works only with a script, with other pages, or twice in one file. */
const leftOut =
  'script, button, .settings, .turn, .contribute, .anchor, .to-practice, .elsewhere, .onward, .player, [hidden]';

/** The attributes that name ids, separated by spaces. */
const references = ['id', 'for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'headers'];

function pagesOf(dist: string, lang: Lang): Page[] {
  const folder = lang === languages[0] ? '' : `${lang}/`;
  const paths = lessonIds().flatMap((id) =>
    ['', 'deeper/', 'practice/', 'programs/'].map(
      (part) => [`lessons/${id}/${part}`, `${id.slice(0, 2)}-${part}`] as const,
    ),
  );
  return [...paths, ['glossary/', 'glossary'] as const].flatMap(([path, name]) => {
    const file = join(dist, folder, path, 'index.html');
    if (!existsSync(file)) return [];
    const prefix = `${lang}-${name}`.replace(/[-/]+$/, '');
    return [{ lang, path: `${folder}${path}`, prefix, $: load(readFileSync(file, 'utf8')) }];
  });
}

/** An id of a page in the book. The dot keeps it apart from the ids of pages, which have none. */
const idIn = ({ prefix }: Page, id: string) => `${prefix}.${id}`;

/** The place in the book to which a link leads; undefined if the book does not have it. An address elsewhere stays as it is. */
function placeOf(href: string, from: Page, base: string, book: ReadonlyMap<string, Page>): string | undefined {
  const url = new URL(href, `http://site${base}${from.path}`);
  if (url.host !== 'site') return href;
  const page = book.get(url.pathname.slice(base.length));
  if (page === undefined) return undefined;
  const id = decodeURIComponent(url.hash.slice(1));
  const isThere =
    id !== '' &&
    page
      .$('main [id]')
      .get()
      .some((element) => element.attribs.id === id);
  return `#${isThere ? idIn(page, id) : page.prefix}`;
}

/** The main part of a page as an article, with its contents beside it, and with ids that no other page has. */
function articleOf(page: Page, base: string, book: ReadonlyMap<string, Page>): string {
  const { $, prefix, lang } = page;
  const part = $('.spread').length > 0 ? $('.spread') : $('main');
  for (const link of part.find('a[href]').get()) {
    const place = placeOf(link.attribs.href ?? '', page, base, book);
    if (place === undefined) $(link).replaceWith($(link).contents());
    else link.attribs.href = place;
  }
  part.find(leftOut).remove();
  for (const element of part.find('*').get()) {
    for (const [name, value] of Object.entries(element.attribs)) {
      const isReference = references.includes(name);
      element.attribs[name] = isReference
        ? value.replace(/\S+/g, (id) => idIn(page, id))
        : value.replace(/url\(#/g, `url(#${idIn(page, '')}`);
    }
  }
  const main = $('main');
  const kind = main.attr('class') ?? '';
  main.replaceWith(`<article id="${prefix}" class="${kind}" lang="${tags[lang]}">${main.html()}</article>`);
  return $.html(part.is('.spread') ? part : $(`article[id="${prefix}"]`));
}

/** The styles of all pages, each once. @throws Problem if one of them loads something */
function stylesOf(dist: string, base: string, pages: readonly Page[]): string {
  const files = new Set(
    pages.flatMap(({ $ }) =>
      $('link[rel=stylesheet]')
        .get()
        .map((link) => ($(link).attr('href') ?? '').slice(base.length)),
    ),
  );
  const inline = new Set(
    pages.flatMap(({ $ }) =>
      $('head style')
        .get()
        .map((style) => $(style).text()),
    ),
  );
  const css = [...[...files].map((file) => readFileSync(join(dist, file), 'utf8')), ...inline].join('\n');
  const [loaded] = /@import[^;]*|url\((?!["']?(?:#|data:))[^)]*\)/.exec(css) ?? [];
  if (loaded) throw new Problem('the styles of dist/', `load ${loaded}; the offline book can load nothing`);
  return css;
}

/**
 * The course as one HTML file. Its policy lets a browser load nothing, and run no script.
 * @param dist a folder that `npm run build` made
 * @throws Problem if there is no built site
 */
export function offlineBook(dist: string): string {
  const manifest = join(dist, 'manifest.webmanifest');
  if (!existsSync(manifest)) {
    throw new Problem(shown(dist), 'there is no built site; make one with "npm run build"');
  }
  const base = String(JSON.parse(readFileSync(manifest, 'utf8')).start_url);
  const pages = languages.flatMap((lang) => pagesOf(dist, lang));
  const book = new Map(pages.map((page) => [page.path, page]));
  const css = stylesOf(dist, base, pages);
  const titles = pages.map(({ $ }) => $('main h1').first().text().trim());
  const articles = pages.map((page) => articleOf(page, base, book));
  const parts = languages.map((lang) => {
    const t = stringsFor(lang);
    const own = pages.flatMap((page, index) => (page.lang === lang ? [index] : []));
    const contents = own.map((index) => `<li><a href="#${pages[index]?.prefix}">${titles[index]}</a></li>`).join('');
    return `<div class="lesson" id="${lang}" lang="${tags[lang]}"><h1>${t.course}</h1><p class="question">${t.tagline}</p>
<nav aria-label="${t.contents} (${names[lang]})"><ul>${contents}</ul></nav></div>
${own.map((index) => articles[index]).join('\n')}`;
  });
  const [first] = languages;
  const t = stringsFor(first);
  const choice = languages.map((lang) => `<a href="#${lang}" lang="${tags[lang]}">${names[lang]}</a>`).join(' ');
  return `<!doctype html>
<html lang="${tags[first]}" data-python="on">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${t.course}${t.colon}${t.tagline}</title>
<style>${css}</style>
</head>
<body>
<header class="top"><span class="brand">${t.course}</span><nav class="tools" aria-label="${t.tools}">${choice}</nav></header>
<main>
${parts.join('\n')}
</main>
</body>
</html>
`;
}

function main() {
  const { help, rest } = readArgs(process.argv.slice(2), { summary: 'a file and --help are accepted', most: 1 });
  if (help) return console.log(usage);
  const dist = join(projectDir, 'dist');
  const book = offlineBook(dist);
  const file = rest[0] === undefined ? join(dist, 'socketbook.html') : fromHere(rest[0]);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, book);
  console.log(`${shown(file)}: ${(Buffer.byteLength(book) / 1e6).toFixed(1)} MB`);
}

if (import.meta.main) await command(main);
