// What a refusal says: what was wrong, what is accepted, and where to look.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exercises } from '../scripts/course/exercises.ts';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds } from '../scripts/course/lesson.ts';
import { exerciseNamed } from '../scripts/practice/command-line.ts';
import { wordsOf } from '../scripts/practice/words.ts';
import { meant } from '../scripts/project/meant.ts';
import { subjectNamed } from '../scripts/recording/wire/own-run.ts';
import { wireWords } from '../scripts/recording/wire/words.ts';
import { readArgs } from '../scripts/terminal/args.ts';
import { namedLessons } from '../scripts/terminal/named-lessons.ts';
import { readServeOptions } from '../scripts/terminal/serve-options.ts';
import { stringsFor } from '../site/strings.ts';

const ids = exercises().map(({ id }) => id);

describe('a name with two neighbouring letters swapped is recognized:', () => {
  test.each([
    ['every lesson', lessonIds()],
    ['every exercise', ids],
  ])('%s', (_, names) => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), (name, at) => {
        const index = 3 + (at % (name.length - 4));
        const [a = '', b = ''] = name.slice(index);
        const typed = name.slice(0, index) + b + a + name.slice(index + 2);
        fc.pre(!names.includes(typed));
        expect(meant(typed, names)).toBe(name);
      }),
    );
  });
});

test.each([
  ['server', '03-server-client'],
  ['server_client', '03-server-client'],
  ['03-Server-Client', '03-server-client'],
  ['3-server-client', '03-server-client'],
  ['sequential', '04-sequential-scan'],
  // "05-threaded-scan" has "scan", too.
  ['scan', undefined],
  ['99', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
  ['websockets', undefined],
])('the lesson that is meant by %j is %j', (typed, wanted) => {
  expect(meant(typed, lessonIds())).toBe(wanted);
});

/** Each refusal, and what it begins with in each language. Those of commands for authors are in English only. */
const refusals: [string, (lang: (typeof languages)[number]) => unknown, Partial<Record<string, string>>][] = [
  [
    'a lesson',
    () => namedLessons(['03-server-clinet']),
    { en: 'no lesson "03-server-clinet": did you mean 03-server-client? Choose one of 01-socket-concepts, ' },
  ],
  [
    'an exercise',
    (lang) => exerciseNamed('03/ehco-lines', exercises(), wordsOf(lang)),
    {
      en: 'no exercise "03/ehco-lines": did you mean 03/echo-lines? Choose one of 01/',
      zh: '没有编程题 "03/ehco-lines": 是否想输入 03/echo-lines？请选择 01/',
    },
  ],
  [
    'the lesson of a cell',
    (lang) => subjectNamed('03-server-clien/client', wireWords(lang)),
    {
      en: 'no lesson "03-server-clien": did you mean 03-server-client? Choose one of 01-',
      zh: '没有 "03-server-clien" 这一课: 是否想输入 03-server-client？可选：01-',
    },
  ],
  [
    'a cell',
    (lang) => subjectNamed('03/clinet', wireWords(lang)),
    {
      en: 'no cell or pair "clinet" in 03-server-client: did you mean client? Choose one of server, client, ',
      zh: '03-server-client 中没有单元 "clinet": 是否想输入 client？可选：server、client、',
    },
  ],
  [
    'an option',
    (lang) => readArgs(['--lsit'], { summary: '--list', flags: ['list'] }, wordsOf(lang)),
    {
      en: 'unknown argument "--lsit": did you mean --list? --list',
      zh: '无法识别的参数 "--lsit": 是否想输入 --list？--list',
    },
  ],
  [
    'an option with a value',
    () => readServeOptions(['--prot=80'], 'start'),
    { en: 'unknown argument "--prot=80": did you mean --port? Accepted: --port PORT' },
  ],
  [
    'an option with one dash',
    () => readServeOptions(['-port', '80'], 'preview'),
    { en: 'unknown argument "-port": did you mean --port? Accepted: --port PORT, --host [ADDRESS]' },
  ],
];

test.each(refusals)('the refusal of %s names the one that was meant, in one line', (_, refused, wanted) => {
  for (const lang of languages) {
    const begin = wanted[lang];
    if (begin === undefined) continue;
    let said = '';
    try {
      refused(lang);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said.slice(0, begin.length)).toBe(begin);
    expect(said).not.toMatch(/\p{Cc}/u);
  }
});

/** What the refusal of a request must name in every language: what is accepted, or what to do. */
const accepted: [keyof ReturnType<typeof stringsFor>['live']['refused'], RegExp][] = [
  ['badTarget', /UTF-8.*npm start/],
  ['notPost', /POST.*docs\/security\.md/],
  ['wrongHost', /docs\/troubleshooting\.md/],
  ['wrongOrigin', /docs\/security\.md/],
  ['notJson', /application\/json/],
  ['noToken', /#token=.*npm start|npm start.*#token=/],
  ['staleToken', /#token=.*npm start|npm start.*#token=/],
  ['tooLarge', /256 KiB/],
  ['malformed', /site\/server\/routes\.ts/],
  ['farTarget', /127\.0\.0\.1.*::1.*localhost/],
  ['noLab', /npm run lab/],
];

test.each(languages)('the refusal of a request is one short line that names what is accepted: %s', (lang) => {
  const { refused } = stringsFor(lang).live;
  for (const [reason, names] of accepted) expect(refused[reason], reason).toMatch(names);
  for (const [reason, text] of Object.entries(refused)) {
    expect(text, reason).toMatch(/^[^\n]{4,160}[.。]$/u);
  }
});
