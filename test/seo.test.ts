// What search engines, feeds and home screens read from the site.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheerioAPI, load } from 'cheerio/slim';
import { describe, expect, test } from 'vitest';
import { languages, tags } from '../scripts/course/languages.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { stringsFor } from '../site/strings.ts';
import { htmlFiles } from './support/html-files.ts';
import { sites } from './support/sites.ts';

const site = 'https://example.org';

const { root, below } = sites;

/** The size of a PNG in pixels, and whether every pixel is opaque: colour type 2 has no alpha channel (PNG, section 11.2.1). */
function readPng(file: string) {
  const png = readFileSync(file);
  expect(png.subarray(1, 4).toString(), file).toBe('PNG');
  return { size: `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, isOpaque: png[25] === 2, bytes: png.length };
}

interface Found {
  /** The page's own address. */
  address: string;
  lang: string;
  $: CheerioAPI;
}

/** A property of a parsed value of unknown type. */
const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce((inner: unknown, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

const isForTeachers = (address: string) => address.includes('/teach/');

function urlsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'url' && typeof inner === 'string' ? [inner] : urlsIn(inner),
  );
}

describe.each([
  { at: 'the root', ...root },
  { at: 'a sub-path', ...below },
])('a site at $at:', ({ base, dist, lessons }) => {
  const home = `${site}${base.replace(/\/$/, '')}/`;
  const pages = new Map<string, Found>();
  for (const file of htmlFiles(dist).filter((one) => one !== '404.html')) {
    const $ = load(readFileSync(join(dist, file), 'utf8'));
    const address = `${home}${file.replace(/index\.html$/, '')}`;
    pages.set(address, { address, lang: $('html').attr('lang') ?? '', $ });
  }

  test('the site has more pages than lessons', () => {
    expect(pages.size).toBeGreaterThan(languages.length * lessons.length);
  });

  /** The file behind an address of this site. */
  function fileOf(address: string): string {
    expect(address.startsWith(home), `${address} is below ${home}`).toBe(true);
    const path = decodeURIComponent(address.slice(home.length));
    return join(dist, path === '' || path.endsWith('/') ? `${path}index.html` : path);
  }

  const alternatesOf = ({ $ }: Found) =>
    new Map(
      $('link[rel=alternate][hreflang]')
        .get()
        .map((link) => [$(link).attr('hreflang') ?? '', $(link).attr('href') ?? '']),
    );

  test('every page has its own title, and a description that a search engine shows completely', () => {
    const titles = new Map<string, string>();
    const wrong: string[] = [];
    for (const { address, lang, $ } of pages.values()) {
      const title = $('head > title').text();
      if (title === '') wrong.push(`${address}: no title`);
      if (titles.has(title)) wrong.push(`${address}: has the title of ${titles.get(title)}`);
      titles.set(title, address);
      const { length } = $('meta[name=description]').attr('content') ?? '';
      const [least, most] = lang.startsWith('zh') ? [20, 110] : [50, 200];
      if (length < least || length > most) wrong.push(`${address}: ${length} characters of description`);
      if ($('meta[name=description]').length !== 1) wrong.push(`${address}: not one description`);
    }
    expect(wrong).toEqual([]);
  });

  test('the home page has the name and the tagline as its title, with the colon of its language', () => {
    const titleOf = (path: string) => pages.get(`${home}${path}`)?.$('head > title').text();
    expect(titleOf('')).toBe('Socketbook: Learn network sockets by running them');
    expect(titleOf('zh/')).toBe('Socketbook：动手运行，学会网络套接字');
  });

  test('every page has its own address as the only canonical one', () => {
    for (const { address, $ } of pages.values()) {
      const canonical = $('link[rel=canonical]')
        .get()
        .map((link) => $(link).attr('href'));
      expect(canonical, address).toEqual([address]);
      expect($('meta[property="og:url"]').attr('content')).toBe(address);
    }
    const lost = load(readFileSync(join(dist, '404.html'), 'utf8'));
    expect(lost('link[rel=canonical], link[rel=alternate]').length).toBe(0);
  });

  test('the page for an unknown address leads to every lesson in every language', () => {
    const lost = load(readFileSync(join(dist, '404.html'), 'utf8'));
    const links = lost('main li a')
      .get()
      .map((link) => new URL(lost(link).attr('href') ?? '', home).href);
    const lessons = [...pages.keys()].filter((address) => /\/lessons\/[^/]+\/$/.test(address));
    expect(links.toSorted()).toEqual(lessons.toSorted());
  });

  test('every page links its translations and the default language', () => {
    for (const page of pages.values()) {
      const alternates = alternatesOf(page);
      expect([...alternates.keys()].sort(), page.address).toEqual([...Object.values(tags), 'x-default'].sort());
      expect(alternates.get(page.lang), page.address).toBe(page.address);
      expect(alternates.get('x-default'), page.address).toBe(alternates.get(tags[languages[0]]));
      for (const [tag, address] of alternates) {
        const other = pages.get(address);
        expect(other, `${page.address} names ${address}`).toBeDefined();
        if (tag !== 'x-default') expect(other?.lang).toBe(tag);
        expect(other && alternatesOf(other), `${address} and ${page.address}`).toEqual(alternates);
      }
    }
  });

  test('every page has the 1200 by 630 preview picture of its language, with a description', () => {
    const pictures = new Set<string>();
    for (const { address, lang, $ } of pages.values()) {
      const own = languages.find((one) => tags[one] === lang) ?? 'none';
      const picture = $('meta[property="og:image"]').attr('content') ?? '';
      expect(picture, address).toBe(`${home}og/${own}.png`);
      const { course, colon, tagline } = stringsFor(own);
      expect($('meta[property="og:image:alt"]').attr('content')).toBe(`${course}${colon}${tagline}`);
      expect($('meta[property="og:image:width"]').attr('content')).toBe('1200');
      expect($('meta[property="og:image:height"]').attr('content')).toBe('630');
      pictures.add(picture);
    }
    expect(pictures.size).toBe(languages.length);
    const drawn = new Set<string>();
    for (const picture of pictures) {
      const { size, isOpaque, bytes } = readPng(fileOf(picture));
      expect({ size, isOpaque }, picture).toEqual({ size: '1200x630', isOpaque: true });
      expect(bytes, picture).toBeLessThan(90_000);
      drawn.add(readFileSync(fileOf(picture), 'base64'));
    }
    expect(drawn.size, 'pictures that differ').toBe(pictures.size);
  });

  test('the home pages are described as a course, and the lessons as its parts', () => {
    for (const { address, $ } of pages.values()) {
      const path = address.slice(home.length).replace(/^zh\//, '');
      const facts = $('script[type="application/ld+json"]')
        .get()
        .map((script) => JSON.parse($(script).text()) as unknown);
      for (const url of facts.flatMap(urlsIn)) expect(pages.has(url), `${address}: ${url}`).toBe(true);
      const isLesson = /^lessons\/[^/]+\/(deeper\/)?$/.test(path);
      if (path !== '' && !isLesson) continue;
      expect(facts, address).toHaveLength(1);
      expect(at(facts[0], '@context')).toBe('https://schema.org');
      expect(at(facts[0], 'url')).toBe(address);
      expect(at(facts[0], 'name')).toBeTruthy();
      if (isLesson) {
        expect(at(facts[0], '@type')).toBe('LearningResource');
        expect(at(facts[0], 'timeRequired')).toMatch(/^PT[1-9]\d*M$/);
        expect(at(facts[0], 'isPartOf', '@type')).toBe('Course');
        expect(at(facts[0], 'isPartOf', 'url')).toBe(address.slice(0, address.indexOf('lessons/')));
      } else {
        expect(at(facts[0], '@type')).toBe('Course');
        expect(at(facts[0], 'description')).toBe($('meta[name=description]').attr('content'));
        expect(at(facts[0], 'provider', 'name')).toBeTruthy();
        expect(at(facts[0], 'hasCourseInstance', 'courseMode')).toBe('Online');
        expect(at(facts[0], 'hasCourseInstance', 'courseWorkload')).toMatch(/^PT\d+M$/);
        expect(at(facts[0], 'hasPart')).toHaveLength(lessons.length);
      }
    }
  });

  test('search engines are asked to leave out the pages for teachers, and no other', () => {
    for (const { address, $ } of pages.values()) {
      const robots = $('meta[name=robots]').attr('content');
      expect(robots, address).toBe(isForTeachers(address) ? 'noindex' : undefined);
    }
  });

  test('robots.txt names the sitemap, which names exactly the pages for pupils with their translations', () => {
    const robots = readFileSync(join(dist, 'robots.txt'), 'utf8');
    expect(robots).toMatch(/^User-agent: \*\nAllow: \/$/m);
    const index = /^Sitemap: (.+)$/m.exec(robots)?.[1] ?? '';
    expect(index).toBe(`${home}sitemap-index.xml`);
    const $index = load(readFileSync(fileOf(index), 'utf8'), { xml: true });
    const listed = new Map<string, Map<string, string>>();
    for (const map of $index('sitemap > loc').get()) {
      const $ = load(readFileSync(fileOf($index(map).text()), 'utf8'), { xml: true });
      for (const url of $('url').get()) {
        const links = $(url).find('xhtml\\:link').get();
        listed.set(
          $(url).find('loc').text(),
          new Map(links.map((link) => [$(link).attr('hreflang') ?? '', $(link).attr('href') ?? ''])),
        );
      }
    }
    const forPupils = [...pages.values()].filter(({ address }) => !isForTeachers(address));
    expect([...listed.keys()].sort()).toEqual(forPupils.map(({ address }) => address).sort());
    for (const page of forPupils) {
      const alternates = alternatesOf(page);
      const links = listed.get(page.address) ?? new Map();
      for (const tag of Object.values(tags)) expect(links.get(tag), page.address).toBe(alternates.get(tag));
      for (const [tag, address] of links) expect(address, page.address).toBe(alternates.get(tag));
    }
  });

  test('the manifest names existing icons with their real sizes', () => {
    for (const { address, $ } of pages.values()) {
      const href = $('link[rel=manifest]').attr('href') ?? '';
      expect(new URL(href, address).href).toBe(`${home}manifest.webmanifest`);
      const touch = new URL($('link[rel=apple-touch-icon]').attr('href') ?? '', address).href;
      expect(existsSync(fileOf(touch)), touch).toBe(true);
    }
    const manifest: unknown = JSON.parse(readFileSync(join(dist, 'manifest.webmanifest'), 'utf8'));
    for (const field of ['name', 'short_name', 'description']) expect(at(manifest, field)).toBeTruthy();
    expect(at(manifest, 'lang')).toBe(tags[languages[0]]);
    for (const field of ['start_url', 'scope']) expect(new URL(String(at(manifest, field)), site).href).toBe(home);
    const icons = at(manifest, 'icons') as { src: string; sizes: string; type: string; purpose: string }[];
    expect(icons.map(({ purpose, sizes }) => `${purpose} ${sizes}`).sort()).toEqual([
      'any 192x192',
      'any 512x512',
      'any any',
      'maskable 512x512',
    ]);
    for (const { src, sizes, type, purpose } of icons) {
      const file = fileOf(new URL(src, home).href);
      if (sizes === 'any') {
        expect(type).toBe('image/svg+xml');
        expect(readFileSync(file, 'utf8')).toMatch(/^<svg /);
        continue;
      }
      expect(type).toBe('image/png');
      const { size, isOpaque } = readPng(file);
      expect(size, src).toBe(sizes);
      // A mask removes the corners. The rest must be painted.
      if (purpose === 'maskable') expect(isOpaque, src).toBe(true);
    }
    expect(readPng(join(dist, 'icon-180.png'))).toMatchObject({ size: '180x180', isOpaque: true });
  });

  test('the theme colours are the background colours of the pages', () => {
    const css = readFileSync(join(projectDir, 'site/styles/tokens.css'), 'utf8');
    const [, light, dark] = /--paper: light-dark\((#\w+), (#\w+)\)/.exec(css) ?? [];
    expect(light).toBeDefined();
    for (const { address, $ } of pages.values()) {
      const colours = $('meta[name=theme-color]')
        .get()
        .map((meta) => $(meta).attr('content'));
      expect(colours, address).toEqual([light, dark]);
    }
    const manifest: unknown = JSON.parse(readFileSync(join(dist, 'manifest.webmanifest'), 'utf8'));
    expect([at(manifest, 'background_color'), at(manifest, 'theme_color')]).toEqual([light, light]);
  });
});
