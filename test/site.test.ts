import { hash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { load } from 'cheerio/slim';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import conversation from '../lessons/figures/one-conversation.json' with { type: 'json' };
import { glossary } from '../lessons/glossary.ts';
import { commandOf } from '../scripts/course/cells.ts';
import { exercisesOf, textOf } from '../scripts/course/exercises.ts';
import { type Lang, languages, tags } from '../scripts/course/languages.ts';
import { cellOf, lessonsDir, readLesson, readRecording } from '../scripts/course/lesson.ts';
import { readProse } from '../scripts/course/mdx.ts';
import { type Minutes, minutesOf } from '../scripts/course/minutes.ts';
import { readTalk } from '../scripts/course/pairs.ts';
import { sources } from '../scripts/course/sources.ts';
import { termsOn } from '../scripts/course/terms.ts';
import { policyOf } from '../site/policy.ts';
import type { SearchData } from '../site/search/data.ts';
import { fill } from '../site/shared/fill.ts';
import { stringsFor } from '../site/strings.ts';
import { timesOf } from '../site/times.ts';
import { buildSite, run } from './support/build.ts';
import { isWhole } from './support/extent.ts';
import { htmlFiles } from './support/html-files.ts';
import { expectNotices, leaveOut } from './support/lag.ts';
import { lessonPages, pagesOf } from './support/lesson-pages.ts';
import { copyCourse, copyProject, forgetTypes } from './support/project-copy.ts';
import { samplePages } from './support/sample.ts';
import { type BuiltSite, sites } from './support/sites.ts';
import { environmentBelow, spoil } from './support/spoiled-folder.ts';

const { root, below } = sites;

/** Rules that are the same for every page, and therefore read once. */
class SameRules extends StaticConfigLoader {
  #rules: ReturnType<StaticConfigLoader['getConfigFor']> | undefined;

  override getConfigFor(page: string) {
    this.#rules ??= super.getConfigFor(page);
    return this.#rules;
  }
}

/** The folder of a language's pages. */
const folderOf = (lang: Lang) => (lang === languages[0] ? '' : `${lang}/`);

/** Reads the pages of a built site, each once. */
function pagesAt({ base, dist, lessons }: BuiltSite) {
  const pages = new Map<string, ReturnType<typeof load>>();
  const page = (path: string) => {
    const $ = pages.get(path) ?? load(readFileSync(join(dist, path), 'utf8'));
    pages.set(path, $);
    return $;
  };
  return {
    dist,
    lessons: lessons.map((id) => readLesson(id)),
    prefix: base === '/' ? '/' : `${base}/`,
    page,
    lessonPage: (id: string, lang: Lang = languages[0]) => page(`${folderOf(lang)}lessons/${id}/index.html`),
    /** Every page of a lesson: its core and, if it has one, "Going deeper". */
    pagesIn: (id: string, lang: Lang = languages[0]) =>
      pagesOf(id).map((path) => page(`${folderOf(lang)}${path}index.html`)),
  };
}

const readers = { root: pagesAt(root), below: pagesAt(below) };

describe.each([
  { at: 'the root', ...readers.root },
  { at: 'a sub-path', ...readers.below },
])('the site at $at:', ({ dist, prefix, page, pagesIn, lessons }) => {
  test('every language has all of its pages, and the site has a 404 page', () => {
    const each = ['', 'glossary/', 'print/', 'teach/'];
    for (const { id } of lessons) {
      each.push(...pagesOf(id), `lessons/${id}/programs/`, `lessons/${id}/practice/`, `lessons/${id}/handout/`);
      each.push(`teach/${id}/`, `teach/${id}/answers/`);
    }
    const all = languages.flatMap((lang) => each.map((path) => `${folderOf(lang)}${path}index.html`));
    expect(htmlFiles(dist).sort()).toEqual(['404.html', ...all].sort());
    for (const lang of languages) {
      const $ = page(`${folderOf(lang)}index.html`);
      expect(
        $('.lessons a')
          .map((_, a) => $(a).attr('href'))
          .get(),
      ).toEqual(lessons.map((lesson) => `${prefix}${folderOf(lang)}lessons/${lesson.id}/`));
    }
  });

  test('every page starts with its own policy', () => {
    for (const file of htmlFiles(dist)) {
      const html = readFileSync(join(dist, file), 'utf8');
      const [, policy = ''] =
        /^<!DOCTYPE html><html[^>]*><head><meta charset="utf-8"><meta http-equiv="content-security-policy" content="([^"]*)">/.exec(
          html,
        ) ?? [];
      expect({ file, policy }).toEqual({ file, policy: policyOf(html) });
      expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'sha256-/);
      expect(
        /<[a-z][^<>]* (?:style|on[a-z]+)=[^<>]*>/i.exec(html)?.[0],
        `${file}: forbidden by the policy`,
      ).toBeUndefined();
    }
  });

  test('every page declares its language, and its translation is the same page', () => {
    for (const lang of languages) {
      for (const path of lessons.flatMap(({ id }) => pagesOf(id))) {
        const $ = page(`${folderOf(lang)}${path}index.html`);
        expect($('html').attr('lang')).toBe(tags[lang]);
        const others = languages.filter((one) => one !== lang);
        expect(
          $('a.language')
            .map((_, a) => [[$(a).attr('href'), $(a).attr('hreflang'), $(a).attr('lang')]])
            .get(),
        ).toEqual(others.map((one) => [`${prefix}${folderOf(one)}${path}`, tags[one], tags[one]]));
      }
    }
  });

  test('every link leads to an existing page, and every anchor to an existing element', () => {
    const broken: string[] = [];
    const files = htmlFiles(dist);
    const read = files.map((file) => {
      const $ = page(file);
      const count = new Map<string, number>();
      const links: { name: string; target: string }[] = [];
      for (const { name, attribs } of $('[id], [href], [src]').get()) {
        const { id, href, src } = attribs;
        if (id !== undefined) count.set(id, (count.get(id) ?? 0) + 1);
        const target = href ?? src;
        if (target !== undefined) links.push({ name, target });
      }
      return [file, { count, links }] as const;
    });
    const known = new Map(read);
    const isThere = new Map<string, boolean>();
    for (const [file, { links }] of read) {
      for (const { name, target } of links) {
        const url = new URL(target, `https://example.org${prefix}${file.replace(/index\.html$/, '')}`);
        if (url.host !== 'example.org') {
          if (name !== 'a') broken.push(`${file}: ${target} comes from another host`);
          continue;
        }
        if (!url.pathname.startsWith(prefix)) {
          broken.push(`${file}: ${target} leaves the site`);
          continue;
        }
        const path = decodeURIComponent(url.pathname.slice(prefix.length));
        const found = path.endsWith('/') || path === '' ? `${path}index.html` : path;
        // A site with some of the lessons has links to the others.
        const isIn = (folder: string) => existsSync(join(folder, found));
        if (!isThere.has(found)) isThere.set(found, isIn(dist) || isIn(root.dist));
        if (!isThere.get(found)) broken.push(`${file}: ${target} leads nowhere`);
        else if (url.hash) {
          const id = decodeURIComponent(url.hash.slice(1));
          if (known.get(found)?.count.get(id) !== 1) broken.push(`${file}: ${target} has no such place`);
        }
      }
    }
    expect(broken).toEqual([]);
  });

  test.each(languages)('each page of a lesson lists its own judged exercises, by title (%s)', (lang) => {
    for (const lesson of lessons) {
      const listed = pagesIn(lesson.id, lang).map(($) =>
        $('main [aria-labelledby=practice] ol a')
          .get()
          .map((a) => ({ id: $(a).attr('data-task'), title: $(a).text(), href: $(a).attr('href') })),
      );
      const all = exercisesOf(lesson.id).map((exercise) => ({
        id: exercise.id,
        title: textOf(exercise, lang).title,
        href: `${prefix}${folderOf(lang)}lessons/${lesson.id}/practice/#${exercise.slug}`,
      }));
      const deeper = all.filter(({ href }) => lesson.deeperExercises.some((slug) => href.endsWith(`#${slug}`)));
      const core = all.filter((one) => !deeper.includes(one));
      expect(listed).toEqual(listed.length > 1 ? [core, deeper] : [core]);
    }
  });

  test('the table of contents names every section of the lesson, and every part of a section', () => {
    for (const lesson of lessons) {
      const [core, deeper] = pagesIn(lesson.id);
      for (const $ of [core, deeper].filter((one) => one !== undefined)) {
        const sections = $('main :is(h2:not(.label), h3)')
          .map((_, heading) => $(heading).attr('id'))
          .get();
        const home = `${prefix}lessons/${lesson.id}/`;
        const further = $ === core && deeper ? [`${home}deeper/`] : [];
        const all = sections.flatMap((id) => {
          const own = exercisesOf(lesson.id).filter(
            ({ slug }) => lesson.deeperExercises.includes(slug) === ($ === deeper),
          );
          return id === 'practice' ? ['#practice', ...own.map(({ slug }) => `${home}practice/#${slug}`)] : [`#${id}`];
        });
        expect(
          $('.contents a')
            .map((_, a) => $(a).attr('href'))
            .get(),
        ).toEqual([...all, ...further]);
      }
    }
  });

  test.each(languages)('the links "next" lead from the first lesson to the last, and "previous" back (%s)', (lang) => {
    const course = lessons.map(({ id }) => `https://example.org${prefix}${folderOf(lang)}lessons/${id}/`);
    /** The canonical addresses of the pages, following the links to the next or previous page. */
    const walk = (address: string | undefined, rel: 'next' | 'prev') => {
      const passed: (string | undefined)[] = [];
      let at = address;
      while (at !== undefined && passed.length <= course.length) {
        const $ = page(`${new URL(at).pathname.slice(prefix.length)}index.html`);
        passed.push($('link[rel=canonical]').attr('href'));
        const href = $(`main a[rel=${rel}]`).attr('href');
        at = href && new URL(href, at).href;
      }
      return passed;
    };
    expect(walk(course[0], 'next')).toEqual(course);
    expect(walk(course.at(-1), 'prev')).toEqual(course.toReversed());
  });

  test.each(languages)('the core and its page "Going deeper" lead to each other (%s)', (lang) => {
    const both = lessons.filter(({ id }) => pagesOf(id).length > 1);
    expect(both.length).toBeGreaterThan(0);
    for (const { id } of both) {
      const [core, deeper] = pagesOf(id).map((path) => `${prefix}${folderOf(lang)}${path}`);
      const [$core, $deeper] = pagesIn(id, lang);
      expect($core?.('main .to-deeper a.button').attr('href')).toBe(deeper);
      expect($core?.('main .to-deeper a.button').text()).toContain($deeper?.('h1').text());
      expect($deeper?.('main .place a').attr('href')).toBe(core);
      expect($deeper?.('main .turn a[rel=prev]').attr('href')).toBe(core);
      expect($deeper?.('main .turn a').last().attr('href')).toBe($core?.('main .turn a').last().attr('href'));
    }
  });
});

describe('the pages of the site:', () => {
  const { dist, page, lessonPage, pagesIn, lessons } = readers.root;

  test('the picture at home is of the recorded conversation: every segment, its time, its bytes, and where it was recorded', () => {
    const { segments, system, node, server, client } = conversation;
    expect(segments).toHaveLength(8);
    const greeting = segments.find((one) => one.text !== undefined);
    expect(greeting).toMatchObject({ from: 'server', bytes: Buffer.byteLength(greeting?.text ?? '') });
    // The program that is recorded in the lesson says the same.
    const port = client.split(':')[1];
    const lesson = readLesson('03-server-client');
    const recording = readRecording(lesson, cellOf(lesson, 'client'));
    expect(greeting?.text).toBe(`${recording.trim().replace(/\d+$/, port ?? '')}\n`);
    for (const lang of languages) {
      const $ = page(`${folderOf(lang)}index.html`);
      const names = segments.map(({ what, bytes }) => (bytes === undefined ? what : String(bytes)));
      const rungs = $('.ladder .rung')
        .get()
        .map((rung) => $(rung).text());
      expect(rungs).toHaveLength(8);
      for (const [index, { ms }] of segments.entries()) {
        expect(rungs[index]).toContain(names[index]);
        expect(rungs[index]).toContain(`${ms.toFixed(2)} ms`);
      }
      const [title, desc] = [$('.ladder svg > title'), $('.ladder svg > desc')];
      expect($('.ladder svg').attr('aria-labelledby')).toBe(`${title.attr('id')} ${desc.attr('id')}`);
      for (const part of [server, client]) expect(desc.text()).toContain(part);
      const caption = $('.ladder figcaption').text();
      for (const part of [system, node, '2026']) expect(caption).toContain(part);
    }
  });

  test('every page is valid HTML', async () => {
    const validator = new HtmlValidate(new SameRules({ extends: ['html-validate:recommended'] }));
    const found: string[] = [];
    // `npm run test:all` looks at every page, npm test at a few that have every kind of element.
    const paths = htmlFiles(dist).map((file) => `/${file.replace(/(?<=^|\/)index\.html$/, '')}`);
    const pages = samplePages(
      dist,
      paths.filter((path) => path.endsWith('/')),
    ).map((path) => join(dist, path, 'index.html'));
    const further = ['lessons/06-entry-point-guard/', 'lessons/06-entry-point-guard/practice/'];
    pages.push(join(dist, '404.html'), ...further.map((path) => join(readers.below.dist, path, 'index.html')));
    for (const file of pages) {
      const html = readFileSync(file, 'utf8');
      const { results } = await validator.validateString(html);
      for (const { messages } of results) {
        found.push(...messages.map(({ line, ruleId, message }) => `${file}:${line}: ${ruleId}: ${message}`));
      }
    }
    expect(found).toEqual([]);
  });

  test('headings, listings, cells and figures have the same ids in every language', () => {
    const placesOf = (file: string) => {
      const $ = page(file);
      return $('main [id]')
        .map((_, element) => $(element).attr('id'))
        .get();
    };
    for (const { id } of lessons) {
      let places = 0;
      for (const path of pagesOf(id)) {
        const [first, ...others] = languages.map((lang) => placesOf(`${folderOf(lang)}${path}index.html`));
        for (const other of others) expect(other).toEqual(first);
        places += first?.length ?? 0;
      }
      expect(places).toBeGreaterThan(20);
    }
  });

  test('every page links to its style sheet, and contains none', () => {
    for (const file of htmlFiles(dist)) {
      const $ = page(file);
      expect($('link[rel="stylesheet"]').length, file).toBeGreaterThan(0);
      // A small one of its own may stand in a page, but not that of all pages: this is how it begins on paper.
      expect($('head style').text(), file).not.toMatch(/@media print\{:root/);
    }
  });

  test('every citation in the prose is a link to its source', () => {
    for (const lang of languages) {
      const addresses = lessonPages().flatMap((path) => {
        const $ = page(`${folderOf(lang)}${path}index.html`);
        const cited = $('main a[href^="https://www.rfc-editor.org/"], main a[href^="https://man7.org/"]');
        const found = cited.map((_, a) => `${$(a).text().replace(/\s+/g, ' ')} ${$(a).attr('href')}`).get();
        const rest = $('main').clone();
        rest.find('a, pre, h2, h3, .gloss').remove();
        expect(rest.text(), `${lang} ${path}`).not.toMatch(
          /(?<!ECMA-262 )§|RFC \d|\b(?:connect|listen|bind|socket|ip|tcp|udp)\([27]\)/,
        );
        return found;
      });
      expect(addresses).toContain('RFC 9293 §3.5.2 https://www.rfc-editor.org/rfc/rfc9293#section-3.5.2');
      expect(addresses).toContain('RFC 768 https://www.rfc-editor.org/rfc/rfc768');
      expect(addresses).toContain('listen(2) https://man7.org/linux/man-pages/man2/listen.2.html');
      expect(addresses).toContain(
        'iptables-extensions(8) https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
      );
    }
  });

  test.each(['02-create-sockets', '03-server-client'])('%s shows the recorded lines of each pair, in order', (id) => {
    const lesson = readLesson(id);
    expect(lesson.pairs.length).toBeGreaterThan(0);
    for (const lang of languages) {
      for (const pair of lesson.pairs) {
        const $ = pagesIn(id, lang).find((one) => one(`#pair-${pair.name}`).length > 0) ?? lessonPage(id, lang);
        const shown = $(`#pair-${pair.name} .talk li`)
          .get()
          .map((item) => {
            const line = $(item).find('.line').clone();
            line.find('.by').remove();
            return { by: $(item).attr('class'), text: line.text() };
          });
        expect(shown).toEqual(readTalk(lesson, pair));
      }
    }
  });

  test('every heading, listing and figure of a lesson has a link to itself', () => {
    for (const lang of languages) {
      for (const $ of lessons.flatMap(({ id }) => pagesIn(id, lang))) {
        for (const element of $('main h2, main h3, .listing, .figure').get()) {
          const place = $(element).attr('id');
          expect(place, $(element).text().slice(0, 80)).toBeTruthy();
          expect($(element).find(`a[href="#${place}"]`).length, place).toBe(1);
        }
      }
    }
  });

  test('a lesson links the first use of each term to its place in the glossary', () => {
    for (const lang of languages) {
      const $glossary = page(`${folderOf(lang)}glossary/index.html`);
      for (const term of glossary) {
        expect($glossary(`#${term.id} dd p`).first().text().replaceAll('\u00a0', ' ')).toBe(term[lang].meaning);
      }
      const linked = new Set<string>();
      const counts = new Map<string, number>();
      for (const path of lessonPages()) {
        const $ = page(`${folderOf(lang)}${path}index.html`);
        const terms = $('a.term')
          .get()
          .map((a) => $(a).attr('href')?.split('#')[1])
          .map((id) => [id, $(`.gloss[data-term="${id}"]`).text()]) as unknown as [string, string][];
        counts.set(path.split('/')[1] ?? '', (counts.get(path.split('/')[1] ?? '') ?? 0) + terms.length);
        expect(new Set(terms.map(([term]) => term)).size).toBe(terms.length);
        expect($('.gloss').length).toBe(terms.length);
        for (const [term, meaning] of terms) {
          const word = glossary.find((one) => one.id === term)?.[lang];
          expect(meaning).toBe(`${word?.name} ${word?.meaning}`);
          linked.add(term);
        }
      }
      expect(Math.min(...counts.values()), lang).toBeGreaterThan(5);
      expect(
        glossary.map(({ id }) => id).filter((id) => !linked.has(id)),
        lang,
      ).toEqual([]);
    }
  });

  test('a definition stands at most two sections from its term, where the margin has room', () => {
    for (const lang of languages) {
      for (const path of lessonPages()) {
        const $ = page(`${folderOf(lang)}${path}index.html`);
        const sections = new Map<string, number>();
        let section = 0;
        for (const element of $('main').find('h2, a.term, .gloss').get()) {
          if (element.name === 'h2') section += 1;
          const use = $(element).attr('href')?.split('#')[1];
          const definition = $(element).attr('data-term');
          const id = use ?? definition;
          if (id === undefined) continue;
          const other = sections.get(id);
          if (other === undefined) sections.set(id, section);
          else expect(Math.abs(section - other), `${lang} ${path} ${id}`).toBeLessThanOrEqual(2);
        }
      }
    }
  });

  test('the check of new terms counts exactly the terms that a core marks', () => {
    for (const lang of languages) {
      for (const { id } of lessons) {
        const $ = lessonPage(id, lang);
        const marked = $('a.term')
          .get()
          .map((a) => $(a).attr('href')?.split('#')[1]);
        const counted = termsOn(readProse(id, 'core', lang).tree, lang).map((term) => term.id);
        expect(counted.sort(), `${lang} ${id}`).toEqual(marked.sort());
      }
    }
  });

  test('every id occurs only once on a page', () => {
    for (const file of htmlFiles(dist)) {
      const $ = page(file);
      const ids = $('[id]')
        .map((_, element) => $(element).attr('id'))
        .get();
      expect(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        file,
      ).toEqual([]);
    }
  });

  test.each(lessons.flatMap((lesson) => lesson.cells.map((cell) => [lesson.id, cell.name, lesson, cell] as const)))(
    '%s shows the exact recording of cell %s, and its command',
    (id, name, lesson, cell) => {
      for (const lang of languages) {
        const shown = pagesIn(id, lang)
          .map(($) => $(`#cell-${name}`))
          .filter(({ length }) => length > 0);
        expect(shown.length).toBeGreaterThan(0);
        for (const one of shown) {
          expect(one.find('pre.output').text()).toBe(readRecording(lesson, cell));
          expect(one.find('.command code').text()).toBe(commandOf(lesson, cell));
        }
      }
    },
  );

  test.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s has every program complete', (id, lesson) => {
    const $ = page(`lessons/${id}/programs/index.html`);
    const strip = (text: string) =>
      text
        .replace(/^ *\/\/ #(end)?region.*\n/gm, '')
        .replace(/\n{3,}/g, '\n\n')
        .trim();
    for (const file of lesson.programs) {
      const shown = $(`#program-${file.replace(/\W+/g, '-')} pre`).text();
      expect(shown.trim()).toBe(strip(readFileSync(join(lesson.dir, file), 'utf8')));
    }
  });

  test.each(languages)(
    'the minutes of core, page "Going deeper" and exercises are shown apart, and home shows their sums (%s)',
    (lang) => {
      const t = stringsFor(lang);
      const total = { core: 0, deeper: 0, exercises: 0, count: 0 };
      const $home = page(`${folderOf(lang)}index.html`);
      for (const lesson of lessons) {
        const own = minutesOf(lesson);
        for (const kind of Object.keys(total) as (keyof Minutes)[]) total[kind] += own[kind];
        const [$core, $deeper] = pagesIn(lesson.id, lang);
        const shown = timesOf(own, t);
        expect(shown).toHaveLength($deeper ? 3 : 2);
        expect($core?.('main .place').text()).toContain(shown.join(' · '));
        expect($home(`[data-lesson="${lesson.id}"] .facts`).text()).toContain(shown.join(' · '));
        if (!$deeper) continue;
        const deeper = fill(t.minutes, { minutes: own.deeper });
        expect($deeper('main .place').text()).toContain(deeper);
        expect($core?.('main .to-deeper a').text()).toContain(deeper);
      }
      expect($home('.sum').text()).toContain(timesOf(total, t).join(' · '));
      const facts = JSON.parse($home('script[type="application/ld+json"]').text());
      const workload = `PT${total.core + total.deeper + total.exercises}M`;
      expect(facts.hasCourseInstance.courseWorkload).toBe(workload);
    },
  );

  test('a search, the glossary and the home page know the pages "Going deeper"', () => {
    for (const { id } of lessons.filter((one) => pagesOf(one.id).length > 1)) {
      const path = `lessons/${id}/deeper/`;
      for (const lang of languages) {
        const { pages, places } = JSON.parse(readFileSync(join(dist, `search/${lang}.json`), 'utf8')) as SearchData;
        const at = pages.findIndex((one) => one.path === path);
        const headings = page(`${folderOf(lang)}${path}index.html`)('main :is(h2, h3)[id]');
        const own = places.filter((one) => one.page === at).map((one) => one.id);
        expect(own.length).toBeGreaterThan(1);
        const ids = headings.map((_, h2) => headings.eq(_).attr('id') ?? h2.name).get();
        expect(own.filter((one) => one !== 'main' && !ids.includes(one))).toEqual([]);
        const asked = pagesIn(id, lang).flatMap(($) =>
          $('.quiz')
            .map((_, quiz) => $(quiz).attr('data-question'))
            .get(),
        );
        expect(
          page(`${folderOf(lang)}index.html`)(`[data-lesson="${id}"]`)
            .attr('data-questions')
            ?.split(' '),
        ).toEqual(asked);
      }
    }
  });

  test('no file contains a part of the live notebook', () => {
    const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(lessons.length);
    for (const entry of files) {
      const text = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      expect(/x-socketbook|-\/live|codemirror|cm-content|live-cell/i.exec(text)?.[0], entry.name).toBeUndefined();
    }
  });

  test.each(languages)('the page for printing has every question with its choices, and no answers (%s)', (lang) => {
    const $ = page(`${folderOf(lang)}print/index.html`);
    const inLessons = (selector: string) =>
      lessons.flatMap(({ id }) => pagesIn(id, lang)).reduce((sum, one) => sum + one(`main ${selector}`).length, 0);
    for (const kept of ['.quiz', '.choice', '.predict', '.listing', '.cell', '.figure', '.table']) {
      expect($(kept).length, kept).toBe(inLessons(kept));
    }
    expect($('.answer, .hint, .feedback, .choice.right').length).toBe(0);
    expect(inLessons('.answer') * inLessons('.hint') * inLessons('.feedback')).toBeGreaterThan(0);
  });

  test('no page contains a placeholder or a region marker', () => {
    for (const file of htmlFiles(dist)) {
      const text = page(file)('body').text();
      expect(text, file).not.toMatch(/#(end)?region|\[object Object\]|undefined undefined/);
    }
  });
});

/** The files of a built site, and digests of what they hold apart from the address of the site. */
function filesIn({ dist, base }: Pick<BuiltSite, 'dist' | 'base'>): Record<string, string> {
  // The names of scripts and styles hold a digest of their content.
  const digestInName = /\.[\w-]{8}(?=\.(?:js|css)\b)/g;
  const entries = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const bare = readFileSync(file, 'latin1')
      .replaceAll(base === '/' ? '/' : `${base}/`, '/')
      .replace(/'sha256-[^']*'/g, '')
      .replace(digestInName, '')
      .replace(/<p class="contribute".*?<\/p>/gs, '');
    return [relative(dist, file).replace(digestInName, ''), hash('sha256', bare)] as const;
  });
  return Object.fromEntries(files);
}

test('a site at a sub-path has the same scripts and styles, whatever is in the folders above the project and in the environment', () => {
  // See test/support/built-sites.ts.
  const loaded = (site: BuiltSite) => Object.entries(filesIn(site)).filter(([file]) => /\.(js|css)$/.test(file));
  expect(loaded(below).length).toBeGreaterThan(10);
  expect(loaded(below)).toEqual(loaded(root));
});

test.runIf(isWhole)(
  'a build from nothing, at a sub-path, uses the answers of the compiler that it cached, and has the same files as the site at the root',
  { timeout: 180_000 },
  async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'socketbook-nothing-'));
    onTestFinished(() => rmSync(scratch, { recursive: true }));
    const above = join(scratch, 'above');
    spoil(above);
    const project = join(above, 'project');
    mkdirSync(project);
    copyProject(project);
    forgetTypes(project);

    expect(await run(process.execPath, ['site/types-worker.ts'], { cwd: project })).toEqual({ code: 0, output: '' });
    const programs = readers.root.lessons.flatMap(({ id, programs }) =>
      programs
        .filter((file) => file.endsWith('.ts'))
        .map((file) => String([...sources(lessonsDir, id, file).values()])),
    );
    const answers = join(project, 'node_modules/.cache/socketbook-types');
    const kept = readdirSync(answers);
    expect(kept).toHaveLength(new Set(programs).size);

    const dist = join(scratch, 'dist');
    await buildSite(dist, { cwd: project, env: environmentBelow });
    expect(readdirSync(answers)).toEqual(kept);
    const files = filesIn({ dist, base: environmentBelow.BASE_PATH });
    expect(Object.keys(files).length).toBeGreaterThan(100);
    expect(files).toEqual(filesIn(root));
  },
);

test('cellOf() names the known cells for an unknown one', () => {
  const lesson = readLesson('03-server-client');
  expect(() => cellOf(lesson, 'waiter')).toThrow(
    'lessons/03-server-client/lesson.json: no cell "waiter"; it has: server, ',
  );
});

// npm test sees both from the servers of test/author-server.test.ts and test/live-page.test.ts.
describe.runIf(isWhole)('a build of a copy of the project', () => {
  let copy: string;
  let lesson: string;
  beforeAll(() => {
    copy = copyCourse();
    lesson = leaveOut(copy);
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  /** Changes a file of the lesson until the test ends. */
  function edit(file: string, change: (text: string) => string): void {
    const before = readFileSync(join(lesson, file), 'utf8');
    onTestFinished(() => writeFileSync(join(lesson, file), before));
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(join(lesson, file), after);
  }

  test('shows a page that is written in one language in the other one with a notice, in the language of the page', async () => {
    await buildSite(join(copy, 'dist'), { cwd: copy });
    await expectNotices(async (path) => load(readFileSync(join(copy, 'dist', path, 'index.html'), 'utf8')));
  });

  test('stops at a listing of an unknown region, and names file and region', async () => {
    edit('zh.mdx', (text) => text.replace('region="program"', 'region="programme"'));
    await expect(buildSite(join(copy, 'stopped'), { cwd: copy })).rejects.toThrow(
      'lessons/06-entry-point-guard/unguarded.ts: no region "programme"; it has: ',
    );
  });

  test('stops at an unknown cell, and names the known ones', async () => {
    edit('lesson.json', (text) => text.replace('"name": "unguarded"', '"name": "waiter"'));
    await expect(buildSite(join(copy, 'stopped'), { cwd: copy })).rejects.toThrow(
      'lessons/06-entry-point-guard/lesson.json: no cell "unguarded"; it has: waiter, ',
    );
  });
});
