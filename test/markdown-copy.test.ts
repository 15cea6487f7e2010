// The copies of the lessons as Markdown: complete, word for word, with the answers at the end.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio/slim';
import { markdownToMdast } from 'satteri';
import { describe, expect, test } from 'vitest';
import { type Lang, languages } from '../scripts/course/languages.ts';
import { cellOf, lessonIds, nameOf, pairOf, readLesson, readRecording, readText } from '../scripts/course/lesson.ts';
import { attribute, type Element, nodeText, readProse, walk } from '../scripts/course/mdx.ts';
import { partsOf } from '../scripts/course/pages.ts';
import { readTalk, textOfTalk } from '../scripts/course/pairs.ts';
import { cut } from '../scripts/course/regions.ts';
import { wireSubjectOf } from '../scripts/course/rungs.ts';
import { readWire } from '../scripts/course/wire-file.ts';
import { plain } from '../site/shared/terminal.ts';
import { stringsFor } from '../site/strings.ts';
import { htmlFiles } from './support/html-files.ts';
import { sites } from './support/sites.ts';

const { root, below } = sites;
const copyOf = (id: string, lang: Lang) => `${lang === languages[0] ? '' : `${lang}/`}lessons/${id}.md`;
const all = lessonIds().flatMap((id) => languages.map((lang) => ({ id, lang, file: copyOf(id, lang) })));
const read = (dist: string, file: string) => readFileSync(join(dist, file), 'utf8');

const elementsOf = (id: string, lang: Lang) =>
  partsOf(id).flatMap((part) => [
    ...[...walk(readProse(id, part, lang).tree)].filter(
      (node): node is Element => node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement',
    ),
  ]);

/** What the copy must have word for word of an element: code in fences. */
function fencesOf(element: Element, id: string): string[] {
  const lesson = readLesson(id);
  const name = attribute(element, 'name') ?? '';
  if (element.name === 'Cell') return [plain(readRecording(lesson, cellOf(lesson, name)))];
  if (element.name === 'Pair') return [textOfTalk(readTalk(lesson, pairOf(lesson, name)))];
  if (element.name !== 'Code') return [];
  const file = attribute(element, 'file') ?? '';
  return [cut(readText(id, file, 'missing'), nameOf(id, file), attribute(element, 'region')).text];
}

const trimmed = (text: string) => text.replace(/\n$/, '');

describe.each(all)('$file', ({ id, lang, file }) => {
  const text = read(root.dist, file);
  const blocks = [...walk(markdownToMdast(text))];
  const elements = elementsOf(id, lang);

  test('has every listing and every output of the lesson word for word', () => {
    const codes = blocks.flatMap((node) => (node.type === 'code' ? [node.value] : []));
    const expected = elements.flatMap((element) => fencesOf(element, id)).map(trimmed);
    expect(expected.length).toBeGreaterThan(5);
    expect(expected.filter((code) => !codes.includes(code))).toEqual([]);
  });

  test('has every heading, and no tag of a component', () => {
    const headings = blocks.filter(({ type }) => type === 'heading').map(nodeText);
    for (const part of partsOf(id)) {
      const own = readProse(id, part, lang).tree.children.filter(({ type }) => type === 'heading');
      expect(headings).toEqual(expect.arrayContaining(own.map(nodeText)));
    }
    const names = new Set(elements.map(({ name }) => name));
    const prose = blocks.flatMap((node) => (node.type === 'html' ? [node.value] : []));
    expect(prose.filter((html) => [...names].some((name) => html.includes(`<${name}`)))).toEqual([]);
  });

  test('shows the packets of each ladder', () => {
    for (const wire of elements.filter(({ name }) => name === 'Wire')) {
      const { ladders } = readWire(readLesson(id), wireSubjectOf(readLesson(id), attribute(wire, 'cell') ?? ''));
      expect(text).toContain(ladders[0]?.ends[0]);
      expect(text).toContain(ladders[0]?.ends[1]);
    }
  });

  test('answers no question before the end of its part', () => {
    const t = stringsFor(lang);
    const answers = blocks.filter((node) => node.type === 'heading' && nodeText(node) === t.markdown.answers);
    expect(answers.length).toBeGreaterThan(0);
    const [first] = text.split(`## ${t.markdown.answers}\n`);
    for (const verdict of [t.quiz.right, t.quiz.wrong]) expect(first).not.toContain(`. ${verdict} `);
    const questions = elements.filter(({ name }) => ['Quiz', 'Predict', 'Try'].includes(name ?? '')).length;
    const count = text.match(new RegExp(`^\\*\\*${t.markdown.question} \\d+${t.colon}`, 'gm'))?.length;
    expect(count).toBe(questions);
  });
});

describe.each([
  { at: 'the root', ...root },
  { at: 'a sub-path', ...below },
])('the copies of a site at $at', ({ base, dist, lessons }) => {
  const own = all.filter(({ id }) => lessons.includes(id));
  const home = `https://example.org${base.replace(/\/$/, '')}/`;

  test('are named by the pages of their lesson and by llms.txt, and by nothing in the sitemap', () => {
    const listed = [...read(dist, 'llms.txt').matchAll(/^- \[.+?\]\((.+?)\)/gm)].map(([, address]) => address);
    expect(listed.toSorted()).toEqual(own.map(({ file }) => `${home}${file}`).toSorted());
    for (const { id, lang, file } of own) {
      for (const part of partsOf(id)) {
        const page = `${file.replace(/\.md$/, '/')}${part === 'core' ? '' : 'deeper/'}index.html`;
        const $ = load(read(dist, page));
        expect($('link[type="text/markdown"]').attr('href'), `${page} ${lang}`).toBe(
          `${base.replace(/\/$/, '')}/${file}`,
        );
      }
    }
    const maps = readdirSync(dist).filter((name) => name.startsWith('sitemap'));
    expect(maps.length).toBeGreaterThan(1);
    for (const map of maps) expect(read(dist, map), map).not.toMatch(/\.md<|llms/);
  });

  test('link to pages and places of the site', () => {
    const ids = new Map(
      htmlFiles(dist).map((file) => [
        file,
        new Set([...read(dist, file).matchAll(/\sid="?([^\s">]+)/g)].map(([, id]) => id)),
      ]),
    );
    const broken: string[] = [];
    for (const { file } of own) {
      for (const node of walk(markdownToMdast(read(dist, file)))) {
        if (node.type !== 'link' || !node.url.startsWith('https://example.org')) continue;
        const url = new URL(node.url);
        const target = `${url.origin}${url.pathname}`.replace(home, '');
        const page = target.endsWith('/') || target === '' ? `${target}index.html` : target;
        // A site with some of the lessons has links to the others.
        if (![dist, root.dist].some((folder) => existsSync(join(folder, page)))) broken.push(`${file}: ${node.url}`);
        else if (url.hash && !ids.get(page)?.has(decodeURIComponent(url.hash.slice(1))))
          broken.push(`${file}: ${node.url}`);
      }
    }
    expect(broken).toEqual([]);
  });
});
