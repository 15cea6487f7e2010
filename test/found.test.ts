// What search engines, feeds and home screens find of the site.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheerioAPI, load } from 'cheerio';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite } from '../scripts/bench-site/build.ts';
import { languages, tags } from '../scripts/languages.ts';
import { lessonIds } from '../scripts/lesson.ts';
import { drawCard } from '../site/cards/card.ts';
import { pieces, wrap } from '../site/cards/wrap.ts';

const site = 'https://example.org';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'socketbook-found-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

interface Found {
  /** The page's own address. */
  address: string;
  lang: string;
  $: CheerioAPI;
}

/** A property of something that was parsed, whatever that is. */
const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce((inner: unknown, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

function urlsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'url' && typeof inner === 'string' ? [inner] : urlsIn(inner),
  );
}

describe.each([
  { at: 'the root', base: '/' },
  { at: 'a sub-path', base: '/courses/sockets' },
])('a site at $at', ({ base }) => {
  const home = `${site}${base.replace(/\/$/, '')}/`;
  let dist: string;
  let pages: Map<string, Found>;

  beforeAll(async () => {
    dist = join(scratch, base === '/' ? 'root' : 'sub');
    await buildSite(dist, { env: { BASE_PATH: base, SITE_URL: site } });
    pages = new Map();
    for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.html') || file === '404.html') continue;
      const $ = load(readFileSync(join(dist, file), 'utf8'));
      const address = `${home}${file.replaceAll('\\', '/').replace(/index\.html$/, '')}`;
      pages.set(address, { address, lang: $('html').attr('lang') ?? '', $ });
    }
    expect(pages.size).toBeGreaterThan(languages.length * lessonIds().length);
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

  test('every page has a title of its own, and a description that a search engine shows whole', () => {
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

  test('every page names its own address, and only that, as the one to list', () => {
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

  test('a page and its translations name each other, and the one for everybody else', () => {
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

  test('every page has a picture of 1200 by 630 to be shared with, a lesson one of its own', async () => {
    const pictures = new Set<string>();
    for (const { address, $ } of pages.values()) {
      const picture = $('meta[property="og:image"]').attr('content') ?? '';
      expect(existsSync(fileOf(picture)), `${address}: ${picture}`).toBe(true);
      expect($('meta[property="og:image:alt"]').attr('content')).toBe($('head > title').text());
      pictures.add(picture);
    }
    expect(pictures.size).toBe(languages.length * (lessonIds().length + 1));
    const drawn = new Set<string>();
    for (const picture of pictures) {
      const png = readFileSync(fileOf(picture));
      expect(await sharp(png).metadata(), picture).toMatchObject({ format: 'png', width: 1200, height: 630 });
      expect(png.length, picture).toBeLessThan(90_000);
      drawn.add(png.toString('base64'));
    }
    expect(drawn.size, 'pictures that differ').toBe(pictures.size);
  });

  test('the home pages say that they are a course, and the lessons that they are a part of it', () => {
    for (const { address, $ } of pages.values()) {
      const path = address.slice(home.length).replace(/^zh\//, '');
      const facts = $('script[type="application/ld+json"]')
        .get()
        .map((script) => JSON.parse($(script).text()) as unknown);
      for (const url of facts.flatMap(urlsIn)) expect(pages.has(url), `${address}: ${url}`).toBe(true);
      const isLesson = /^lessons\/[^/]+\/$/.test(path);
      if (path !== '' && !isLesson) continue;
      expect(facts, address).toHaveLength(1);
      expect(at(facts[0], '@context')).toBe('https://schema.org');
      expect(at(facts[0], 'url')).toBe(address);
      expect(at(facts[0], 'name')).toBeTruthy();
      if (isLesson) {
        expect(at(facts[0], '@type')).toBe('LearningResource');
        expect(at(facts[0], 'isPartOf', '@type')).toBe('Course');
        expect(at(facts[0], 'isPartOf', 'url')).toBe(address.slice(0, address.indexOf('lessons/')));
      } else {
        expect(at(facts[0], '@type')).toBe('Course');
        expect(at(facts[0], 'description')).toBe($('meta[name=description]').attr('content'));
        expect(at(facts[0], 'provider', 'name')).toBeTruthy();
        expect(at(facts[0], 'hasCourseInstance', 'courseMode')).toBe('Online');
        expect(at(facts[0], 'hasCourseInstance', 'courseWorkload')).toMatch(/^PT\d+M$/);
        expect(at(facts[0], 'hasPart')).toHaveLength(lessonIds().length);
      }
    }
  });

  test('robots.txt names the sitemap, and the sitemap every page with its translations and nothing else', () => {
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
    expect([...listed.keys()].sort()).toEqual([...pages.keys()].sort());
    for (const page of pages.values()) {
      const alternates = alternatesOf(page);
      const links = listed.get(page.address) ?? new Map();
      for (const tag of Object.values(tags)) expect(links.get(tag), page.address).toBe(alternates.get(tag));
      for (const [tag, address] of links) expect(address, page.address).toBe(alternates.get(tag));
    }
  });

  test('the manifest and its icons are there, and as large as it says', async () => {
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
      const image = sharp(fileOf(new URL(src, home).href));
      const { format, width, height } = await image.metadata();
      expect(type).toBe(format === 'svg' ? 'image/svg+xml' : `image/${format}`);
      if (sizes !== 'any') expect(`${width}x${height}`, src).toBe(sizes);
      // A mask cuts the corners: what it leaves must be painted.
      if (purpose === 'maskable') expect((await image.stats()).isOpaque, src).toBe(true);
    }
    const touch = sharp(join(dist, 'icon-180.png'));
    expect(await touch.metadata()).toMatchObject({ format: 'png', width: 180, height: 180 });
    expect((await touch.stats()).isOpaque).toBe(true);
  });
});

describe('a picture of a page', () => {
  const card = { lang: 'en', course: 'Socketbook', title: 'Sockets', text: 'What is a socket?', lessons: 6 } as const;

  test('needs no font of the machine: its letters are outlines', async () => {
    const drawing = await drawCard({ ...card, lang: 'zh', title: '套接字', text: '“套接字”是什么？TCP 与 UDP' });
    expect(drawing).not.toMatch(/<text|font-family|NaN|undefined/);
    expect(drawing.match(/<path transform/g)?.length).toBe('Socketbook套接字“套接字”是什么？TCP与UDP'.length);
  });

  test('a character that the font lacks stops the build, and is named', async () => {
    await expect(drawCard({ ...card, title: 'Sockets \u{1F50C}' })).rejects.toThrow(/has no "\u{1F50C}"/u);
    // In the range of one of its files, but not in the file.
    await expect(drawCard({ ...card, title: '5 \u2031' })).rejects.toThrow(/has no "\u2031"/);
  });

  test('a text too long for it stops the build, and is named', async () => {
    await expect(drawCard({ ...card, text: 'too long '.repeat(60) })).rejects.toThrow(/too long .*: too long for/s);
    await expect(drawCard({ ...card, title: 'x'.repeat(80) })).rejects.toThrow(/too long for/);
  });

  test('is broken into lines between words, in Chinese too, and no line begins with a comma', () => {
    expect(pieces('Server, client and non-blocking.', 'en')).toEqual(['Server, ', 'client ', 'and ', 'non-blocking.']);
    expect(pieces('程序、“开放”吗？用 TCP，', 'zh-Hans')).toEqual(['程序、', '“开放”', '吗？', '用 ', 'TCP，']);
    expect(wrap('aa bb cc dd', 'en', 8, (text) => text.length)).toEqual(['aa bb', 'cc dd']);
    expect(wrap('aa bb cc dd ee', 'en', 11, (text) => text.length)).toEqual(['aa bb cc', 'dd ee']);
    expect(wrap('aaaa', 'en', 3, (text) => text.length)).toBeUndefined();
  });
});
