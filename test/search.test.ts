import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type CheerioAPI, load } from 'cheerio/slim';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asked } from '../lessons/search-synonyms.ts';
import { type Lang, languages } from '../scripts/course/languages.ts';
import { readLesson, readText } from '../scripts/course/lesson.ts';
import { distances } from '../scripts/project/distances.ts';
import type { Place, SearchData } from '../site/search/data.ts';
import { excerptOf } from '../site/search/excerpt.ts';
import { Finder, longest } from '../site/search/find.ts';
import { nearest } from '../site/search/nearest.ts';
import { sectionsOf } from '../site/search/sections.ts';
import { keysOf, tokensOf } from '../site/search/tokens.ts';
import { builtPages } from '../site/server/build.ts';
import { stringsFor } from '../site/strings.ts';
import { axeProblems } from './support/axe.ts';
import { isWhole, part, tries } from './support/extent.ts';
import { LiveServer } from './support/live-server.ts';
import { ServedSite } from './support/served-site.ts';
import { sites } from './support/sites.ts';

let site: ServedSite;
const data = {} as Record<Lang, SearchData>;
const finders = {} as Record<Lang, Finder>;
beforeAll(async () => {
  site = await ServedSite.open();
  for (const lang of languages) {
    data[lang] = JSON.parse(readFileSync(join(site.dist, `search/${lang}.json`), 'utf8'));
    finders[lang] = new Finder(data[lang]);
  }
});
afterAll(() => site?.close());

const pages = new Map<string, CheerioAPI>();
/** A page of the build, for example "zh/glossary/". */
function pageAt(path: string): CheerioAPI {
  const $ = pages.get(path) ?? load(readFileSync(join(site.dist, path, 'index.html'), 'utf8'));
  pages.set(path, $);
  return $;
}

const folderOf = (lang: Lang) => (lang === languages[0] ? '' : `${lang}/`);
const pathOf = (lang: Lang, { page }: Place) => `${folderOf(lang)}${data[lang].pages[page]?.path}`;
/** The name of a place in these tests: "03#the-port-is-taken", "glossary#port", "03/programs#program-server-ts", "03/deeper#half-close". */
const nameOf = (lang: Lang, place: Place) => {
  const [, number, rest] = /^(?:lessons\/(\d\d)-[\w-]+\/)?(.*)$/.exec(data[lang].pages[place.page]?.path ?? '') ?? [];
  return `${[number, rest].filter(Boolean).join('/').replace(/\/$/, '')}#${place.id}`;
};
const find = (lang: Lang, query: string) => finders[lang].find(query).hits.map(({ place }) => nameOf(lang, place));

const shown = new Map<Place, string>();

/** What the page shows in a section: the words that somebody finds there who was led to it. Drawings, charts, choices and the definitions in the margin are not searched. */
function shownAt(lang: Lang, place: Place): string {
  const known = shown.get(place);
  if (known !== undefined) return known;
  const $ = pageAt(pathOf(lang, place));
  const target = $(`[id="${place.id}"]`);
  const parts = target.is('h2, h3')
    ? [target, target.nextUntil('h2, h3, section, nav')]
    : place.id === 'main' && target.find('.opening').length > 0
      ? [target.find('.opening'), target.find('.opening').nextUntil('h2, h3, section, nav')]
      : [target];
  const text = parts
    .map((part) => {
      const copy = $('<div>').append(part.clone());
      copy.find('svg, .chart, .choices, .gloss, .player').remove();
      copy.find('dt, dd, p, li, td, pre, figcaption, label, legend, summary').append('\n');
      return copy.text();
    })
    .join('\n');
  shown.set(place, text);
  return text;
}

/** A query, the text that the section must contain, the section, and how many results may come before it. */
type Wanted = [query: string, holds: RegExp, name: string, before: number];

const wanted: Record<Lang, Wanted[]> = {
  en: [
    ['ECONNREFUSED', /ECONNREFUSED/, '03#nobody-is-listening', 2],
    ['econnrefused', /ECONNREFUSED/, '04/deeper#from-a-code-to-a-verdict', 2],
    ['EADDRINUSE', /EADDRINUSE/, '03#the-port-is-taken', 0],
    ['EMFILE', /EMFILE/, '05#limits', 2],
    ['ECONNRES', /ECONNRESET/, '03#a-client-vanishes', 2],
    ['connect_ex', /connect_ex/, '04#three-answers-not-two', 3],
    ['import.meta.main', /import\.meta\.main/, '06#the-guard', 3],
    ['SO_REUSEADDR', /SO_REUSEADDR/, '03#the-port-is-taken', 0],
    ['REUSEADDR', /SO_REUSEADDR/, '03#the-port-is-taken', 1],
    ['resetAndDestroy', /resetAndDestroy/, '03#a-client-vanishes', 1],
    ['socket.resume', /socket\.resume/, '03#the-server-listens', 2],
    ['maxConnections', /maxConnections/, '03/deeper#a-limit-on-clients', 1],
    ['TIME-WAIT', /TIME-WAIT/, 'glossary#time-wait', 0],
    ['time_wait', /TIME-WAIT/, 'glossary#time-wait', 0],
    ['socket', /socket/, 'glossary#socket', 0],
    ['sockets', /socket/, 'glossary#socket', 0],
    ['addresses', /address/, '03#which-address', 3],
    ['backlog', /backlog/, '03#what-the-backlog-limits', 1],
    ['backl', /backlog/, '03#what-the-backlog-limits', 1],
    ['ephemeral', /ephemeral/, 'glossary#ephemeral-port', 0],
    ['epheremal', /ephemeral/, 'glossary#ephemeral-port', 0],
    ['handshak', /handshake/, 'glossary#handshake', 0],
    ['half close', /half-close|one of them|one direction/i, '03/deeper#half-close', 2],
    ['halfclose', /half-close|one direction/i, '03/deeper#half-close', 4],
    ['Ctrl-C', /Ctrl-C/, '03/deeper#ctrl-c-during-a-conversation', 0],
    ['silent port', /silent port/, '04#what-one-silent-port-costs', 2],
    ['nobody listening', /Nobody/, '03#nobody-is-listening', 1],
    ['how many messages is one read', /message/, '03#one-read-is-not-one-message', 2],
    ['65535', /65,?535/, 'glossary#port', 2],
    ['192.168.1.20', /192\.168\.1\.20/, '03#which-address', 0],
    ['nmap', /nmap/, '04/deeper#does-nmap-agree', 0],
    ['echo-server.ts', /echo-server\.ts/, '03/programs#program-echo-server-ts', 3],
    ['if __name__', /__name__/, '06#coming-from-python', 2],
    ['netstat findstr', /netstat/, '03#the-port-is-taken', 0],
    ['ctrl c', /Ctrl-C/, '03/deeper#ctrl-c-during-a-conversation', 0],
    ['localhost', /localhost/, '03#which-address', 0],
    ['tcp vs udp', /UDP/, '02#a-udp-socket-is-bound-not-connected', 0],
    ['recieve', /receives/, '02#the-life-of-a-tcp-socket', 0],
    ['sockt', /socket/, 'glossary#socket', 0],
    ['scoket', /socket/, 'glossary#socket', 0],
    ['sokcet', /socket/, 'glossary#socket', 0],
    ['osckets', /socket/, 'glossary#socket', 0],
    ['soccket', /socket/, 'glossary#socket', 0],
    ['sockett', /socket/, 'glossary#socket', 0],
    ['clinet', /client/, 'glossary#client', 0],
    ['clinets', /client/, 'glossary#client', 0],
    ['cleint', /client/, 'glossary#client', 0],
    ['sevrer', /server/, 'glossary#server', 0],
    ['conection', /connection/, '04#one-socket-one-connection', 1],
    ['connetcion', /connection/, '04#one-socket-one-connection', 1],
    ['adress', /address/, '03#which-address', 3],
    ['timeuot', /timeout/, 'glossary#timeout', 0],
    ['tpc', /TCP/, 'glossary#tcp', 0],
    ['uddp', /UDP/, 'glossary#udp', 0],
    ['ephemreal port', /ephemeral port/, 'glossary#ephemeral-port', 0],
    ['conectio', /connection/, '04#one-socket-one-connection', 1],
    ['EADRINUSE', /EADDRINUSE/, '03#the-port-is-taken', 0],
    ['SO_REUSEADRR', /SO_REUSEADDR/, '03#the-port-is-taken', 1],
    ['createSrever', /createServer/, '03#the-server-listens', 3],
  ],
  zh: [
    ['ECONNREFUSED', /ECONNREFUSED/, '03#nobody-is-listening', 2],
    ['EADDRINUSE', /EADDRINUSE/, '03#the-port-is-taken', 0],
    ['connect_ex', /connect_ex/, '04#three-answers-not-two', 3],
    ['SO_REUSEADDR', /SO_REUSEADDR/, '03#the-port-is-taken', 0],
    ['import.meta.main', /import\.meta\.main/, '06#the-guard', 3],
    ['端口', /端口/, 'glossary#port', 0],
    ['端口扫描', /端口.*扫描|扫描.*端口/s, '04#main', 2],
    ['端口 扫描', /端口.*扫描|扫描.*端口/s, '04#main', 4],
    ['端口 TCP', /TCP/, 'glossary#port', 2],
    ['TCP端口', /TCP/, 'glossary#port', 2],
    ['ＴＣＰ 端口', /TCP 端口/, 'glossary#open-port', 0],
    ['套接字', /套接字/, 'glossary#socket', 0],
    ['什么是套接字', /套接字/, '01#main', 2],
    ['套接', /套接字/, 'glossary#socket', 4],
    ['被占用', /被占用/, '03#the-port-is-taken', 0],
    ['已被占', /已被占/, '03#the-port-is-taken', 0],
    ['监听队列', /监听队列/, '03#what-the-backlog-limits', 1],
    ['backlog', /backlog/, '03#what-the-backlog-limits', 1],
    ['半关闭', /半关闭/, '03/deeper#half-close', 1],
    ['三次握手', /三次握手/, 'glossary#handshake', 0],
    ['环回', /环回/, 'glossary#loopback', 0],
    ['临时端口', /临时端口/, 'glossary#ephemeral-port', 0],
    ['事件循环', /事件循环/, 'glossary#event-loop', 0],
    ['没有程序在监听', /没有程序在监听/, '03#nobody-is-listening', 0],
    ['沉默的端口', /沉默的端口/, '04#what-one-silent-port-costs', 2],
    ['服务', /服务器/, 'glossary#server', 2],
    ['客户端消失', /客户端/, '03#a-client-vanishes', 0],
    ['守卫', /守卫/, '06#the-guard', 1],
    ['错误码', /错误码/, '04/deeper#from-a-code-to-a-verdict', 0],
    ['Ctrl-C 对话', /Ctrl-C/, '03/deeper#ctrl-c-during-a-conversation', 0],
    ['从Python过来', /Python/, '03#coming-from-python', 5],
    ['listen 监听', /listen/, '03#the-server-listens', 3],
    ['TCP和UDP的区别', /UDP/, '02#a-udp-socket-is-bound-not-connected', 0],
    ['如何扫描端口', /扫描/, '04#main', 1],
    ['scoket', /socket/, 'glossary#socket', 0],
    ['clinet', /client/, 'glossary#client', 0],
  ],
};

describe('the keys of a text:', () => {
  test('an identifier and its parts are keys', () => {
    expect(keysOf('connect_ex')).toEqual(['connect_ex', 'connect', 'ex']);
    expect(keysOf('import.meta.main')).toEqual(['import.meta.main', 'import', 'meta', 'main']);
    expect(keysOf('SO_REUSEADDR')).toEqual(['so_reuseaddr', 'reuseaddr']);
    expect(keysOf('s.connect_ex')).toEqual(['s.connect_ex', 'connect', 'ex', 'connect_ex']);
    expect(keysOf('await socket.end();')).toEqual(['await', 'socket.end', 'socket', 'end']);
    expect(keysOf('TIME-WAIT')).toEqual(['time-wait', 'time', 'wait']);
    expect(keysOf('createServer')).toEqual(['createserver', 'create', 'server']);
    expect(keysOf('ECONNREFUSED')).toEqual(['econnrefused']);
    expect(keysOf('127.0.0.1')).toEqual(['127.0.0.1', '127']);
    expect(keysOf('IPv4')).toEqual(['ipv4']);
  });

  test('plurals, capitals, full-width letters and thousands separators do not matter', () => {
    expect(keysOf('Ports')).toEqual(keysOf('port'));
    expect(keysOf('addresses')).toEqual(keysOf('address'));
    expect(keysOf('processes')).toEqual(keysOf('process'));
    expect(keysOf('queries')).toEqual(keysOf('query'));
    expect(keysOf('ＴＣＰ')).toEqual(['tcp']);
    expect(keysOf('client’s')).toEqual(['client']);
    expect(keysOf('65,535')[0]).toBe('65535');
    expect(keysOf('ms bus')).toEqual(['ms', 'bus']);
  });

  test('Chinese text is divided into words, and adjacent single characters form one', () => {
    expect(keysOf('监听队列')).toEqual(['监听', '队列']);
    expect(keysOf('端口')).toEqual(['端口']);
    expect(keysOf('TCP端口')).toEqual(['tcp', '端口']);
    expect(keysOf('这是的')).toEqual([]);
  });
});

test('the sections of a lesson are in the order of its page, with its prose, listings, recordings and captions', () => {
  const body = [
    'Before.',
    '## Who does what\n\n<Figure name="tcp-calls">Read `it` downwards.</Figure>',
    '## The server listens\n\n<Code file="server.ts" region="greet">\n\n1. `createServer(` Runs *once*.\n\n</Code>',
    '| a | b |\n|---|---|\n| c | `d` |',
    '<Quiz id="q">\n\nWhich?\n\n<Choice>\n\nThat one.\n\n</Choice>\n\n</Quiz>\n\n<Predict>\n\nWhat?\n\n<Answer>\n\nThis.\n\n</Answer>\n\n</Predict>\n\n<Cell name="server" />\n\n```sh\nss -ltnp\n```',
  ].join('\n\n');
  const objectives = ['write a server'];
  const prose = { body, data: { title: 'T', question: 'Q?', objectives, keyPoints: ['`end` closes'] } };
  const sections = sectionsOf(readLesson('03-server-client'), prose, 'zh');
  const [main, who, listens, points, ...others] = sections;
  const programs = others.filter(({ page }) => page === 'programs/');
  expect(main).toMatchObject({ heading: 'T', id: 'main', text: 'Q?\nwrite a server\nBefore.', code: '' });
  expect(who).toMatchObject({ id: 'who-does-what', text: 'Read it downwards.' });
  expect(listens?.id).toBe('the-server-listens');
  expect(listens?.text).toBe('createServer( Runs once.\na · b\nc · d\nWhich?\nWhat?\nThis.');
  expect(listens?.code).toMatch(/^const server = createServer\(.*\nnpx tsx .*\nlistening on .*\nss -ltnp$/s);
  expect(points).toMatchObject({ heading: '要点', id: 'key-points', text: 'end closes' });
  expect(programs.map(({ heading }) => heading)).toEqual(readLesson('03-server-client').programs);
  expect(programs.find(({ heading }) => heading === 'server.ts')?.id).toBe('program-server-ts');
  const known = new Set(sections.flatMap(({ text, code }) => keysOf(`${text}\n${code}`)));
  for (const file of ['server.ts', 'echo-many.ts']) {
    const names = keysOf(readText('03-server-client', file, 'missing').replace(/^ *\/\/ #.*/gm, ''));
    expect(names.filter((key) => !known.has(key))).toEqual([]);
  }
  const lines = programs.flatMap(({ code }) => code.split('\n'));
  expect(lines.filter((line) => listens?.code.includes(line))).toEqual([]);
  const exercise = others.find(({ id }) => id === 'echo-lines');
  expect(exercise).toMatchObject({ page: 'practice/', code: '' });
  expect(exercise?.text).not.toBe('');
  expect(() => sectionsOf(readLesson('03-server-client'), { ...prose, body: '## A\n\n'.repeat(99) }, 'zh')).toThrow(
    'has no counterpart',
  );
});

describe.each(languages)('the index in %s:', (lang) => {
  test.each(wanted[lang].map((one) => [one[0], one] as const))('“%s” finds it', (_, [query, holds, name, before]) => {
    const { hits, complete } = finders[lang].find(query);
    const names = hits.map(({ place }) => nameOf(lang, place));
    expect(names.slice(0, before + 1)).toContain(name);
    expect(complete).toBe(true);
    const hit = hits[names.indexOf(name)];
    if (hit === undefined) return;
    expect(shownAt(lang, hit.place)).toMatch(holds);
    const { heading, text, code } = excerptOf(hit);
    expect([...heading, ...text, ...code].filter(({ marked }) => marked)).not.toEqual([]);
  });

  test.each(Object.keys(asked).flatMap((name) => (asked[name]?.[lang] ?? []).map((phrase) => [phrase, name] as const)))(
    '“%s” finds %s, which says it in other words',
    (phrase, name) => {
      const named = ({ page, id }: Place) => `${data[lang].pages[page]?.path}#${id}`;
      expect(keysOf(phrase).length).toBeGreaterThan(0);
      for (const query of [phrase, `  ${phrase.toUpperCase()}?`]) {
        const { hits, complete } = finders[lang].find(query);
        expect(hits.slice(0, 3).map(({ place }) => named(place))).toContain(name);
        expect(complete).toBe(true);
      }
    },
  );

  test.each(['qwrtzpsdf', 'flurble', 'ECONNFLUMMOXED', '59998', '67108865', '魑魅魍魉', '饕餮'])(
    '“%s” finds nothing',
    (query) => {
      expect(find(lang, query)).toEqual([]);
    },
  );

  test.each(['', '   ', '…', '?!', '§§', '\n'])('“%s” causes no error', (query) => {
    expect(() => find(lang, query)).not.toThrow();
  });

  test('places with some of the words are found if no place has all, and this is reported', () => {
    const { hits, complete } = finders[lang].find('flurble ECONNREFUSED');
    expect(complete).toBe(false);
    expect(hits.map(({ place }) => nameOf(lang, place)).sort()).toEqual(find(lang, 'ECONNREFUSED').sort());
    expect(finders[lang].find('TCP UDP').complete).toBe(true);
  });

  test('every place in the index occurs once in the build', () => {
    expect(data[lang].places.length).toBeGreaterThan(150);
    const wrong = data[lang].places.filter((place) => pageAt(pathOf(lang, place))(`[id="${place.id}"]`).length !== 1);
    expect(wrong.map((place) => nameOf(lang, place))).toEqual([]);
  });

  test('every section and every term is found by its heading', () => {
    for (const place of part(data[lang].places, 3)) {
      expect(find(lang, place.heading), place.heading).toContain(nameOf(lang, place));
    }
    const headings = data[lang].pages.flatMap(({ path }) =>
      pageAt(`${folderOf(lang)}${path}`)('main > h2[id], main > h3[id], .terms > [id]').get(),
    );
    const known = data[lang].places.map(({ id }) => id);
    for (const { attribs } of headings) expect(known).toContain(attribs.id);
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', 'EADDRINUSE', 'connect_ex', 'allowHalfOpen', 'TIME-WAIT', '65535'])(
    '%s finds exactly the sections that show it',
    (query) => {
      // Programs and exercises show more than is searched: listings of the lesson, hints, solutions.
      const isLesson = (name: string) => !/\/(programs|practice)#/.test(name);
      const lessons = data[lang].places.filter((place) => isLesson(nameOf(lang, place)));
      const alone = new RegExp(`(?<![\\w])${query.replace('65535', '65,?535')}(?![\\w])`, 'i');
      const showing = lessons.filter((place) => alone.test(shownAt(lang, place))).map((place) => nameOf(lang, place));
      expect(showing).not.toEqual([]);
      const found = find(lang, query).filter(isLesson);
      expect(showing.filter((name) => !found.includes(name))).toEqual([]);
      expect(found.filter((name) => !showing.includes(name))).toEqual([]);
    },
  );

  test('every word finds its place, also in capitals', () => {
    const places = data[lang].places.filter(({ text }) => text !== '');
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.boolean(), fc.nat(), fc.boolean(), (place, inCode, at, capitals) => {
        const text = inCode && place.code !== '' ? place.code : place.text;
        const tokens = [...tokensOf(text)];
        const token = tokens[at % tokens.length];
        fc.pre(token !== undefined);
        const word = text.slice(token?.start, token?.end);
        // ß has no capital letter.
        const isLarge = capitals && word.toUpperCase().length === word.length;
        expect(find(lang, isLarge ? word.toUpperCase() : word)).toContain(nameOf(lang, place));
      }),
      { numRuns: tries(300) },
    );
  });

  test('the marks cover the searched words, and the excerpt is a part of the place', () => {
    const places = data[lang].places.filter(({ text }) => text !== '');
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.nat(), (place, at) => {
        const tokens = [...tokensOf(place.text)];
        const token = tokens[at % tokens.length];
        fc.pre(token !== undefined);
        const word = place.text.slice(token?.start, token?.end);
        const hit = finders[lang].find(word).hits.find((one) => one.place === place);
        expect(hit).toBeDefined();
        if (hit === undefined) return;
        const { heading, text, code } = excerptOf(hit);
        const said = (pieces: typeof text) => pieces.map((piece) => piece.text).join('');
        const marks = [...heading, ...text, ...code].filter(({ marked }) => marked).map((piece) => piece.text);
        expect(keysOf(marks.join(' '))).toContain(token?.key);
        expect(said(heading)).toBe(place.heading);
        for (const [shown, whole] of [
          [text, place.text],
          [code, place.code],
        ] as const) {
          expect(whole).toContain(said(shown).replace(/^… /, '').replace(/ …$/, ''));
          expect(said(shown).length).toBeLessThan(260);
        }
      }),
      { numRuns: tries(300) },
    );
  });

  test('the compressed index has at most 180 KB', () => {
    expect(gzipSync(JSON.stringify(data[lang])).length).toBeLessThan(180 * 1024);
  });
});

test('any part of a Chinese text finds its place, however the index divides it', () => {
  const runs = data.zh.places.flatMap((place) =>
    [...`${place.text}\n${place.code}`.matchAll(/\p{Script=Han}{2,}/gu)].map(([run]) => ({ place, run })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...runs), fc.nat(), fc.integer({ min: 2, max: 7 }), ({ place, run }, at, length) => {
      const start = at % (run.length - 1);
      const piece = run.slice(start, start + length);
      expect(find('zh', piece)).toContain(nameOf('zh', place));
    }),
    { numRuns: tries(300) },
  );
});

test('the last word also finds longer words with this prefix, even if it is a word itself', () => {
  expect(find('en', 'back')).toContain('03#what-the-backlog-limits');
  expect(find('en', 'back queue')).not.toContain('03#what-the-backlog-limits');
  expect(find('en', 'queue back')).toContain('03#what-the-backlog-limits');
});

test.each(languages)('only the beginning of a long pasted text (%s) is searched', (lang) => {
  expect(longest).toBeLessThanOrEqual(200);
  for (const piece of ['x', 'recieve mesages ', '没有的词', 'socket 队列 ']) {
    const beginning = piece.repeat(longest).slice(0, longest);
    const found = finders[lang].find(beginning);
    expect(finders[lang].find(`${beginning} ${piece.repeat(40_000)}`)).toEqual(found);
    expect(finders[lang].find(`${beginning} queue 队列`)).toEqual(found);
  }
});

test('an exact phrase ranks before its words, and a hit in a heading before one in the text', () => {
  const { hits } = finders.en.find('once for each client');
  expect(hits[0]?.place.text).toContain('once for each client');
  expect(hits.length).toBeGreaterThan(1);
  for (const { place } of finders.zh.find('队列').hits.slice(0, 3)) expect(place.heading).toContain('队列');
});

test('a misspelt word finds the same as the right word, and a right word finds only itself', () => {
  const right = find('en', 'backlog');
  expect(right).not.toEqual([]);
  for (const typed of ['bcaklog', 'backlgo', 'bakclog', 'baacklog', 'baklog']) expect(find('en', typed)).toEqual(right);
  // A word of the course that is also one mistake away from another word finds only itself.
  for (const { keys } of finders.en.find('lost').hits) expect([...keys]).toEqual(['lost']);
});

test('a word is found with two adjacent letters swapped or a letter doubled', () => {
  const words = data.en.index.index.map(([word]) => word);
  const known = new Set(words);
  const letters = words.filter((word) => /^[a-z]{5,}$/.test(word));
  fc.assert(
    fc.property(fc.constantFrom(...letters), fc.nat(), fc.boolean(), (word, at, doubled) => {
      const index = at % (word.length - 1);
      const [a = '', b = ''] = word.slice(index);
      const typed = word.slice(0, index) + (doubled ? a + a + b : b + a) + word.slice(index + 2);
      fc.pre(typed !== word && !known.has(typed) && distances(typed, word).whole === 1);
      expect(nearest(typed, words, false)).toContain(word);
    }),
    { numRuns: tries(1000) },
  );
});

test('a Chinese word is found with two neighbouring characters swapped, and so is an English word on a Chinese page', () => {
  for (const [typed, right] of [
    ['套字接', '套接字'],
    ['列队', '队列'],
    ['bcaklog', 'backlog'],
    ['ECONNERFUSED 列队', 'ECONNREFUSED 队列'],
  ] as const) {
    expect(find('zh', right), right).not.toEqual([]);
    expect(find('zh', typed), typed).toEqual(find('zh', right));
  }
  // A text that the course contains finds only itself.
  expect(find('zh', '套接')).not.toEqual([]);
});

const lessonPath = '/lessons/03-server-client/';
const dialog = (page: Page) => page.getByRole('dialog');
const input = (page: Page) => dialog(page).getByRole('combobox');
const options = (page: Page) => dialog(page).getByRole('option');
const state = (page: Page) => dialog(page).getByRole('status');
const isOpen = (page: Page) => page.locator('dialog.search-dialog[open]').count();

async function opened(page: Page, key = 'Control+k') {
  await page.keyboard.press(key);
  await input(page).waitFor();
}

/** Waits until the search is closed and does not have the focus. */
const closed = (page: Page) =>
  page.waitForFunction(() => document.querySelector('dialog:is([open], :focus-within)') === null);

/** Types a query, and waits for its results. */
async function look(page: Page, query: string) {
  await page.keyboard.type(query);
  await options(page).first().waitFor();
}

/** Presses a key. Returns whether the page handled it. */
async function isTaken(page: Page, key: string): Promise<boolean> {
  await page.evaluate(() => {
    addEventListener('keydown', (event) => Object.assign(window, { taken: event.defaultPrevented }));
  });
  await page.keyboard.press(key);
  return page.evaluate(() => (window as unknown as { taken: boolean }).taken);
}

describe('in a browser,', () => {
  test('the search is loaded at its first use, each part once', async () => {
    const asked: string[] = [];
    await site.visit('/', {}, async (page) => {
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(`${site.address}${lessonPath}`, { waitUntil: 'networkidle' });
      expect(asked.length).toBeGreaterThan(2);
      expect(asked.filter((path) => /search/.test(path))).toEqual([]);
      expect(await page.content()).not.toMatch(/search-(dialog|list|foot)/);
      await opened(page);
      await look(page, 'port');
      await page.keyboard.press('Escape');
      await opened(page);
      await options(page).first().waitFor();
      const loaded = asked.filter((path) => /search/.test(path));
      expect(loaded.map((path) => path.replace(/\.[\w-]+\.js$/, '.js')).sort()).toEqual([
        '/_astro/search.js',
        '/search/en.json',
      ]);
    });
  });

  test('Ctrl-K, Cmd-K and / open the search, Esc closes it and restores the focus, and the typed text is found', async () => {
    await site.visit(lessonPath, {}, async (page) => {
      const link = page.locator('a.brand');
      await link.focus();
      for (const key of ['Control+k', 'Meta+k', '/']) {
        expect(await isTaken(page, key), key).toBe(true);
        await input(page).waitFor();
        expect(await input(page).inputValue()).toBe('');
        await page.keyboard.press('Escape');
        await closed(page);
        expect(await link.evaluate((element) => element === document.activeElement), key).toBe(true);
      }
      await opened(page);
      await look(page, 'ECONNREFUSED');
      await expect.poll(() => state(page).textContent()).toMatch(/^\d+ places$/);
      expect(await options(page).first().locator('mark').first().textContent()).toBe('ECONNREFUSED');
    });
  });

  test('the search does not open for other keys with K, or for a key that another handler has used', async () => {
    await site.visit(lessonPath, {}, async (page) => {
      expect(await isTaken(page, 'Control+Shift+k')).toBe(false);
      await page.evaluate(() => {
        document.body.addEventListener('keydown', (event) => event.preventDefault());
      });
      await page.keyboard.press('Control+k');
      await page.waitForLoadState('networkidle');
      expect(await page.locator('dialog.search-dialog').count()).toBe(0);
      await page.reload();
      await opened(page);
    });
  });

  test('the button opens the search, the keys change nothing then, and text that an input method is composing is not searched', async () => {
    await site.visit('/zh/', {}, async (page) => {
      await page.getByRole('button', { name: '搜索' }).click();
      await input(page).waitFor();
      await look(page, '端口');
      await page.keyboard.press('Control+k');
      await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe('端口');
      expect(await isOpen(page)).toBe(1);
      const before = await options(page).allTextContents();
      await input(page).evaluate((element: HTMLInputElement) => {
        element.value = 'qwrtz';
        element.dispatchEvent(new InputEvent('input', { isComposing: true }));
      });
      expect(await options(page).allTextContents()).toEqual(before);
      await input(page).evaluate((element: HTMLInputElement) => {
        element.value = '守卫';
        element.dispatchEvent(new CompositionEvent('compositionend'));
      });
      await expect.poll(() => options(page).first().locator('strong').textContent()).toContain('守卫');
    });
  });

  test('/ is an ordinary character in a text field, and opens nothing if it is turned off', async () => {
    await site.visit(lessonPath, {}, async (page) => {
      await page.evaluate(() => document.querySelector('main')?.append(document.createElement('input')));
      await page.locator('main > input').focus();
      expect(await isTaken(page, '/')).toBe(false);
      expect(await page.locator('main > input').inputValue()).toBe('/');
      await page.locator('main > input').blur();

      await opened(page, '/');
      expect(await isTaken(page, '/')).toBe(false);
      expect(await input(page).inputValue()).toBe('/');

      const box = dialog(page).getByRole('checkbox');
      while (!(await box.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
      expect(await box.isChecked()).toBe(true);
      await page.keyboard.press('Space');
      expect(await page.evaluate(() => localStorage.slash)).toBe('off');
      await page.keyboard.press('Escape');
      await closed(page);
      expect(await isTaken(page, '/')).toBe(false);

      await page.reload();
      expect(await isTaken(page, '/')).toBe(false);
      await opened(page);
      expect(await box.isChecked()).toBe(false);
      await box.click();
      await page.keyboard.press('Escape');
      await closed(page);
      await opened(page, '/');
    });
  });

  test('a result can be typed, chosen and opened with only the keyboard', async () => {
    await site.visit('/', {}, async (page) => {
      await opened(page);
      expect(await input(page).getAttribute('aria-expanded')).toBe('false');
      await look(page, 'SO_REUSEADDR');
      expect(await input(page).getAttribute('aria-expanded')).toBe('true');
      expect(await input(page).getAttribute('aria-activedescendant')).toBeNull();
      const active = async () => {
        const selected = page.locator('[role=option][aria-selected=true]');
        expect(await selected.count()).toBe(1);
        expect(await selected.getAttribute('id')).toBe(await input(page).getAttribute('aria-activedescendant'));
        return selected.locator('strong').textContent();
      };
      const names = await options(page).locator('strong').allTextContents();
      expect(names[0]).toBe('The port is taken');
      expect(names.length).toBeGreaterThan(1);
      for (const name of [...names, names[0]]) {
        await page.keyboard.press('ArrowDown');
        expect(await active()).toBe(name);
      }
      for (const name of names.toReversed()) {
        await page.keyboard.press('ArrowUp');
        expect(await active()).toBe(name);
      }
      expect(await input(page).evaluate((element) => element === document.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      await page.waitForURL(`${site.address}${lessonPath}#the-port-is-taken`);
      await expect.poll(() => isInView(page, '#the-port-is-taken')).toBe(true);
    });
  });

  const isInView = (page: Page, selector: string) =>
    page.locator(selector).evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });

  test('Enter opens the first result, also on the same page, and closes the search', async () => {
    await site.visit(`/zh${lessonPath}`, {}, async (page) => {
      await opened(page);
      await look(page, '端口已被占用');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${site.address}/zh${lessonPath}#the-port-is-taken`);
      expect(await isOpen(page)).toBe(0);
      await expect.poll(() => isInView(page, '#the-port-is-taken')).toBe(true);
    });
  });

  test('a pointer can choose a result, and close the search by its button or by a click beside it', async () => {
    await site.visit('/', {}, async (page) => {
      await opened(page);
      await dialog(page).getByRole('button', { name: 'Close' }).click();
      await closed(page);
      await opened(page);
      await page.mouse.click(5, 300);
      await closed(page);
      await opened(page);
      await look(page, 'backlog');
      await options(page)
        .filter({ has: page.locator('strong', { hasText: 'What the backlog limits' }) })
        .click();
      await page.waitForURL(`${site.address}${lessonPath}#what-the-backlog-limits`);
    });
  });

  test('Enter that ends a word of an input method opens no result', async () => {
    await site.visit('/', {}, async (page) => {
      await opened(page);
      await look(page, 'backlog');
      for (const held of [{ isComposing: true }, { keyCode: 229 }]) {
        await input(page).dispatchEvent('keydown', { key: 'Enter', bubbles: true, ...held });
        await input(page).evaluate((element: HTMLInputElement) => element.form?.requestSubmit());
      }
      expect(await isOpen(page)).toBe(1);
      await page.keyboard.press('Enter');
      await page.waitForURL(`${site.address}/glossary/#backlog`);
    });
  });

  test('the search reports the number of results, and no, too many or partial results, and keeps only the searched part of a long pasted text', async () => {
    await site.visit('/', {}, async (page) => {
      await opened(page);
      for (const [query, told] of [
        ['flurble', /^Nothing found for “flurble”\.$/],
        ['192.168.1.20', /^1 place$/],
        ['port', /^The best 30 of \d+ places$/],
        ['flurble port', /^No place has all these words/],
        ['', /^$/],
      ] as const) {
        await input(page).fill(query);
        await expect.poll(() => state(page).textContent()).toMatch(told);
      }
      expect(await options(page).count()).toBe(0);
      expect(await input(page).getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.insertText('x'.repeat(1000));
      expect((await input(page).inputValue()).length).toBe(200);
    });
  });

  test('text typed before the index has loaded is searched after it has loaded', async () => {
    await site.visitInNewTab('/', {}, async (page) => {
      const held = Promise.withResolvers<void>();
      await page.route('**/search/en.json', async (route) => {
        await held.promise;
        await route.continue();
      });
      await opened(page);
      await page.keyboard.type('EADDRINUSE');
      await expect.poll(() => state(page).textContent()).toBe(stringsFor('en').search.loading);
      held.resolve();
      await options(page).first().waitFor();
      expect(await options(page).first().locator('strong').textContent()).toBe('The port is taken');
    });
  });

  test('an index that fails to load is reported, and loaded again', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.route('**/search/zh.json', (route) => route.abort());
    await page.goto(`${site.address}/zh/`);
    await opened(page);
    await expect.poll(() => state(page).textContent()).toBe(stringsFor('zh').search.failed);
    await page.unroute('**/search/zh.json');
    await look(page, '端口');
    await context.close();
  });

  test.each(part(['/', '/zh/'], 2))(
    'the search fits every width, the page below does not move, and the selected result is in view (%s)',
    async (path) => {
      await site.visit(`${path}lessons/03-server-client/`, {}, async (page) => {
        for (const width of [320, 360, 1280]) {
          await page.setViewportSize({ width, height: 640 });
          const place = () => page.locator('h1').evaluate((element) => element.getBoundingClientRect().toJSON());
          await page.evaluate(() => document.fonts.ready);
          const before = await place();
          await opened(page);
          await look(page, 'socket');
          expect(await place()).toEqual(before);
          const box = await dialog(page).boundingBox();
          expect(box?.x).toBeGreaterThanOrEqual(0);
          expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
          expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(640);
          const tooWide = () =>
            dialog(page).evaluate((element) =>
              [element, ...element.querySelectorAll('*')]
                .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
                .filter((one) => one.tagName !== 'INPUT')
                .map((one) => one.outerHTML.slice(0, 80)),
            );
          expect(await tooWide()).toEqual([]);
          await page.keyboard.press('ArrowUp');
          const { list, option } = await page.evaluate(() => {
            const box = (selector: string) =>
              document.querySelector(selector)?.getBoundingClientRect().toJSON() as DOMRect;
            return { list: box('[role=listbox]'), option: box('[aria-selected=true]') };
          });
          expect(option.top).toBeGreaterThanOrEqual(list.top - 1);
          expect(option.bottom).toBeLessThanOrEqual(list.bottom + 1);
          await input(page).fill('x'.repeat(90));
          await expect.poll(() => state(page).textContent()).toContain('xxx');
          expect(await tooWide()).toEqual([]);
          await input(page).fill('');
          await page.keyboard.press('Escape');
          await closed(page);
        }
      });
    },
  );

  const typed = [
    ['/', 'socket.end'],
    ['/zh/', '端口扫描'],
  ] as const;

  test.each(part(typed, typed.length))(
    'axe finds no problem on %s with the search open, in light and dark colours',
    { timeout: 120_000 },
    async (path, query) => {
      await site.visitInNewTab(path, { viewport: { width: 360, height: 800 } }, async (page) => {
        await opened(page);
        await look(page, query);
        await page.keyboard.press('ArrowDown');
        await page.emulateMedia({ colorScheme: 'light' });
        expect(await axeProblems(page)).toEqual([]);
        expect(await axeProblems(page, { within: '.search-dialog' })).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await axeProblems(page, { within: '.search-dialog', onlyContrast: true })).toEqual([]);
      });
    },
  );
});

test('a site at a sub-path loads its own index, and the results stay below it', async () => {
  const { base, origin } = sites.below;
  const context = await site.browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${origin}${base}/zh/`);
    await opened(page);
    await look(page, 'import.meta.main');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}${base}/zh/lessons/06-entry-point-guard/#the-guard`);
    await page.locator('#the-guard').waitFor();
  } finally {
    await context.close();
  }
});

test('the pages of the notebook load the same search, and have the same index', async () => {
  const folders = [await builtPages(), site.dist];
  for (const lang of languages) {
    const [own, other] = folders.map((folder) => readFileSync(join(folder, `search/${lang}.json`), 'utf8'));
    expect(own).toBe(other);
    for (const folder of folders) {
      const page = readFileSync(join(folder, folderOf(lang), 'index.html'), 'utf8');
      const [, script = ''] = /<script type="module" src="\/([^"]+)"/.exec(page) ?? [];
      const [search = ''] = /\bsearch\.[\w-]+\.js\b/.exec(readFileSync(join(folder, script), 'utf8')) ?? [];
      expect(readFileSync(join(folder, '_astro', search), 'utf8')).toContain('search-dialog');
    }
  }
});

// `npm run test:all` searches in the notebook, too.
test.runIf(isWhole)('the notebook also has the search', { timeout: 180_000 }, async () => {
  const server = await LiveServer.start();
  const context = await site.browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}zh/`);
    const ask = async () => {
      await page.keyboard.press('Control+k');
      await input(page)
        .fill('端口已被占用', { timeout: 2000 })
        .catch(() => undefined);
      return options(page).count();
    };
    await expect.poll(ask).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.url}zh/lessons/03-server-client/#the-port-is-taken`);
  } finally {
    await context.close();
    await server.close();
  }
});
