// The handouts: what pupils get on paper gives no answer away, and fits the paper.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheerioAPI, load } from 'cheerio/slim';
import type { MdastNode } from 'satteri';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quotesOf } from '../scripts/course/annotations.ts';
import { type Lang, languages } from '../scripts/course/languages.ts';
import { lessonIds, nameOf, readLesson, readRecording, readText } from '../scripts/course/lesson.ts';
import { attribute, type Element, nodeText, readProse, walk } from '../scripts/course/mdx.ts';
import { partsOf } from '../scripts/course/pages.ts';
import { readTalk } from '../scripts/course/pairs.ts';
import { cut } from '../scripts/course/regions.ts';
import { plain } from '../site/shared/terminal.ts';
import { stringsFor } from '../site/strings.ts';
import { isWhole } from './support/extent.ts';
import { htmlFiles } from './support/html-files.ts';
import { ServedSite } from './support/served-site.ts';
import { sites } from './support/sites.ts';

const { dist } = sites.root;
const prefixOf = (lang: Lang) => (lang === languages[0] ? '' : `${lang}/`);
const page = (path: string) => load(readFileSync(join(dist, path, 'index.html'), 'utf8'));
const handoutPath = (id: string, lang: Lang) => `${prefixOf(lang)}lessons/${id}/handout/`;
const answersPath = (id: string, lang: Lang) => `${prefixOf(lang)}teach/${id}/answers/`;

/** Text without what rendering may change: spaces, quotation marks of JSON, the case of entities. */
const bare = (text: string) => text.replace(/[\s\u00a0]+/g, '');

/** The elements of a name on all pages of a lesson. */
function elementsOf(id: string, lang: Lang, ...names: string[]): Element[] {
  return partsOf(id).flatMap((part) =>
    [...walk(readProse(id, part, lang).tree)].filter(
      (node): node is Element => 'name' in node && typeof node.name === 'string' && names.includes(node.name),
    ),
  );
}

const isLong = (text: string, lang: Lang) => bare(text).length >= (lang === 'zh' ? 6 : 12);

/** The sentences of a text: any of them would give something away. */
const sentencesOf = (text: string, lang: Lang) =>
  text.split(/(?<=[.!?:;])\s|(?<=[。！？：；])/).filter((sentence) => isLong(sentence, lang));

/** The annotations of a listing, without the code with which each begins. */
const notesIn = (code: Element) =>
  [...walk(code as MdastNode)]
    .filter(({ type }) => type === 'listItem')
    .map((item, index) => nodeText(item).slice((quotesOf(code as never)[index] ?? '').length));

/** What only the teacher's page of a lesson may say, in the words of the lesson. */
function secretsOf(id: string, lang: Lang): { texts: string[]; lines: string[] } {
  const answers = elementsOf(id, lang, 'Answer', 'Hint').map((one) => nodeText(one as MdastNode));
  const feedback = elementsOf(id, lang, 'Choice').map(({ children }) =>
    children
      .slice(1)
      .map((child) => nodeText(child as MdastNode))
      .join(' '),
  );
  const captions = elementsOf(id, lang, 'Wire').map((one) => nodeText(one as MdastNode));
  const notes = elementsOf(id, lang, 'Code').flatMap(notesIn);
  const lesson = readLesson(id);
  const printed = [
    ...lesson.cells.flatMap((cell) => plain(readRecording(lesson, cell)).split('\n')),
    ...lesson.pairs.flatMap((pair) => readTalk(lesson, pair).map(({ text }) => text)),
  ];
  return {
    texts: [...answers, ...feedback, ...captions, ...notes].flatMap((text) => sentencesOf(text, lang)),
    lines: [...new Set(printed.map((line) => line.trim()).filter((line) => line.length >= 4))],
  };
}

/** Everything that a page holds, shown or not: text, comments, scripts, and the value of every attribute. */
function everythingIn($: CheerioAPI): string {
  const attributes = $('*')
    .get()
    .flatMap((element) => ('attribs' in element ? Object.values(element.attribs) : []));
  const comments = [...$.html().matchAll(/<!--(.*?)-->/gs)].map(([, text = '']) => text);
  return [$.root().text(), $('script, style, template').text(), ...attributes, ...comments].join('\n');
}

const every = lessonIds().flatMap((id) => languages.map((lang) => [id, lang] as const));

describe('the handout for pupils', () => {
  test.each(every)('of %s has questions and listings as the lesson does, with lines to write on (%s)', (id, lang) => {
    const $ = page(handoutPath(id, lang));
    const texts = (selector: string) =>
      $(selector)
        .get()
        .map((element) => bare($(element).text()));
    const labels = elementsOf(id, lang, 'Choice').map(({ children }) => bare(nodeText(children[0] as MdastNode)));
    // In the order of the lesson, and nothing but their labels. A short core is continued by "Going deeper".
    const options = texts('.options > li');
    expect(options.length).toBeGreaterThanOrEqual(3);
    expect(options).toEqual(labels.slice(0, options.length));
    const asked = elementsOf(id, lang, 'Predict', 'Quiz', 'Try').map(({ children }) => {
      const own = children.filter((child) => !('name' in child && /^(Answer|Hint|Choice)$/.test(String(child.name))));
      return bare(own.map((child) => nodeText(child as MdastNode)).join(' '));
    });
    expect(texts('.asked')).toEqual(asked.slice(0, $('.asked').length));
    const listings = elementsOf(id, lang, 'Code').map((code) => {
      const file = attribute(code, 'file') ?? '';
      return bare(cut(readText(id, file, ''), nameOf(id, file), attribute(code, 'region')).text);
    });
    expect(texts('.listing > pre')).toEqual(listings.slice(0, $('.listing > pre').length));
    expect($('.rules').length).toBeGreaterThan(8);
    expect($('.listing [data-annotation]').length).toBeGreaterThan(0);
  });

  test.each(every)(
    'of %s holds no answer, no feedback, no annotation and no output, shown or hidden (%s)',
    (id, lang) => {
      const $ = page(handoutPath(id, lang));
      expect($('[hidden]:not(header *), details, template, .key, .right, .output, svg:not(header *)').length).toBe(0);
      // No choice is marked.
      for (const option of $('.options, .options *').get()) {
        const marks = 'attribs' in option ? Object.entries(option.attribs) : [];
        expect(marks.filter(([name, value]) => `${name}=${value}` !== 'class=options')).toEqual([]);
      }
      // These say exactly what the lesson asks and lists: the test above. A line of them may be an output, too.
      $('main :is(.options > li, .asked, .listing > pre)').empty();
      const rest = bare(everythingIn($));
      const { texts, lines } = secretsOf(id, lang);
      expect(texts.length).toBeGreaterThan(10);
      expect(lines.length).toBeGreaterThan(5);
      expect([...texts, ...lines].filter((secret) => rest.includes(bare(secret)))).toEqual([]);
    },
  );

  test.each(every)('of %s asks its questions in an order that does not show the right choice (%s)', (id, lang) => {
    const count = page(handoutPath(id, lang))('.options').length;
    const right = elementsOf(id, lang, 'Quiz')
      .slice(0, count)
      .map(({ children }) =>
        children
          .filter((child) => 'name' in child && child.name === 'Choice')
          .findIndex((choice) => (choice as Element).attributes.some((one) => 'name' in one && one.name === 'right')),
      );
    if (count > 1) expect(new Set(right).size, String(right)).toBeGreaterThan(1);
  });

  test('is neither linked from a lesson, nor counted as one', () => {
    for (const [id, lang] of every) {
      const $ = page(handoutPath(id, lang));
      expect($('[data-lesson], [data-question], [data-exercise], #key-points').length).toBe(0);
    }
  });
});

describe('the handout for teachers', () => {
  test.each(every)('of %s has what the one for pupils has, and its answers (%s)', (id, lang) => {
    const $pupils = page(handoutPath(id, lang));
    const $ = page(answersPath(id, lang));
    for (const same of ['.listing', '.task', '.options > li', 'section:not(.can) > h2']) {
      expect($(same).length, same).toBe($pupils(same).length);
    }
    expect($('.rules').length).toBe(0);
    const { right, wrong } = stringsFor(lang).quiz;
    expect($('.options > li.right').length).toBe($('.options').length);
    for (const option of $('.options > li').get()) {
      const verdict = $(option).find('.key strong').text();
      expect(verdict).toContain($(option).hasClass('right') ? right : wrong);
      expect(bare($(option).find('.key').text()).length).toBeGreaterThan(bare(verdict).length);
    }
    const all = bare(everythingIn($));
    const first = elementsOf(id, lang, 'Answer')[0];
    expect(all).toContain(bare(nodeText(first as MdastNode)));
    const { lines } = secretsOf(id, lang);
    expect(lines.filter((line) => all.includes(bare(line))).length).toBeGreaterThan(5);
  });

  test('is linked from no page for pupils, and no search finds it', () => {
    const linking = htmlFiles(dist).filter((file) => {
      if (/(^|\/)teach\//.test(file)) return false;
      return /answers\//.test(readFileSync(join(dist, file), 'utf8'));
    });
    expect(linking).toEqual([]);
    for (const lang of languages) {
      expect(readFileSync(join(dist, `search/${lang}.json`), 'utf8')).not.toMatch(/teach\/|handout\//);
    }
  });
});

describe('on A4,', () => {
  let site: ServedSite;
  beforeAll(async () => {
    site = await ServedSite.open();
  });
  afterAll(() => site?.close());

  /** The pages of a PDF. Chromium writes their objects uncompressed. */
  const pagesIn = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;

  /** The longest and a short one in each language. `npm run test:all` prints all. */
  const printed = every.filter(([id, lang]) => isWhole || (id === '03-server-client' && lang === languages[0]));

  test.each(printed)('the handout of %s has four to six pages, and nothing is cut off (%s)', async (id, lang) => {
    await site.visitInNewTab(`/${handoutPath(id, lang)}`, { viewport: { width: 794, height: 1123 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const cut = `[...document.querySelectorAll('pre')].filter((pre) => pre.scrollWidth > pre.clientWidth + 1).length`;
      expect(await page.evaluate(cut)).toBe(0);
      const pages = pagesIn(await page.pdf({ preferCSSPageSize: true, format: 'A4' }));
      expect(pages).toBeGreaterThanOrEqual(4);
      expect(pages).toBeLessThanOrEqual(6);
    });
  });
});
