import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinWords } from '../site/client/join-words.ts';
import { splitWords } from '../site/client/shell-words.ts';
import { tries } from './support/extent.ts';

/** Windows has no such shell. */
const windows = process.platform === 'win32';

/** How this machine's shell splits a line of arguments. */
const inShell = (line: string) =>
  execFileSync('sh', ['-c', `for one in ${line}\ndo printf '%s\\0' "$one"; done`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

test.each([
  ['', []],
  ['   ', []],
  ['127.0.0.1 8888', ['127.0.0.1', '8888']],
  [' a\t b  c ', ['a', 'b', 'c']],
  ['--ports="4403,4404"', ['--ports=4403,4404']],
  ["--name='two words'", ['--name=two words']],
  ['a"b c"d', ['ab cd']],
  ["''", ['']],
  [`'' "" x ""`, ['', '', 'x', '']],
  [String.raw`a\ b`, ['a b']],
  [String.raw`\'\"\\`, [`'"\\`]],
  [String.raw`'a\b'`, ['a\\b']],
  [String.raw`"a\b\"\\\$\`"`, ['a\\b"\\$`']],
  [`"it's"`, ["it's"]],
  [`'say "x"'`, ['say "x"']],
  ['a\\\nb', ['ab']],
  ['a \\\n b', ['a', 'b']],
  ['"a\\\nb"', ['ab']],
  ['端口 "四 四"', ['端口', '四 四']],
  ['a\u00a0b c\u3000d', ['a\u00a0b', 'c\u3000d']],
])('splitWords() and a shell divide the line %j into the arguments %j', (line, words) => {
  expect(splitWords(line)).toEqual(words);
  if (!windows) expect(inShell(line)).toEqual(words);
});

test.each(['"', "'", 'a "b', "a 'b", '"a\\"', 'a\\', '\\', `"a'`, `'a\\'b'`])(
  'splitWords() reports that the line %j does not end',
  (line) => {
    expect(splitWords(line)).toBeUndefined();
  },
);

test('splitWords() keeps characters that a shell would expand', () => {
  expect(splitWords('$HOME * ~ ; | a#b #c {1,2} !x `id` $(id) > < &')).toEqual(
    '$HOME,*,~,;,|,a#b,#c,{1|2},!x,`id`,$(id),>,<,&'.split(',').map((word) => word.replace('1|2', '1,2')),
  );
});

const words = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...' \t\n\'"\\$`*?[]{}()<>|&;#~!=%a1-端') }),
  ),
);

test('splitWords() returns the arguments that joinWords() joined', () => {
  fc.assert(
    fc.property(words, (args) => {
      expect(splitWords(joinWords(args))).toEqual(args);
    }),
    { numRuns: tries(2000) },
  );
});

test.skipIf(windows)('a shell reads the same arguments from a line of joinWords()', () => {
  fc.assert(
    fc.property(words, (args) => {
      fc.pre(args.every((arg) => !/[\0\p{Cs}]/u.test(arg)));
      expect(inShell(joinWords(args))).toEqual(args);
    }),
    { numRuns: 100 },
  );
});

test('joinWords() quotes only arguments that need quotes', () => {
  expect(joinWords(['127.0.0.1', '::1', '--ports=4401-4408,4410', 'a@b', '端口', ''])).toBe(
    "127.0.0.1 ::1 --ports=4401-4408,4410 a@b 端口 ''",
  );
});
