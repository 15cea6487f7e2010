import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinWords } from '../site/client/join-words.ts';
import { splitWords } from '../site/client/shell-words.ts';
import { tries } from './support/extent.ts';

/** Windows has no such shell. */
const windows = process.platform === 'win32';

/** How this machine's shell splits lines of arguments. One shell reads them all: starting one takes longer. */
function inShell(...lines: string[]): string[][] {
  const end = randomUUID();
  const loops = lines.map((line) => `for one in ${line}\ndo printf '%s\\0' "$one"; done; printf '%s' ${end}\n`);
  const parts = execFileSync('sh', { input: loops.join(''), encoding: 'utf8' }).split(end);
  return parts.slice(0, -1).map((part) => part.split('\0').slice(0, -1));
}

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
  if (!windows) expect(inShell(line)).toEqual([words]);
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
  const passed = words.filter((args) => args.every((arg) => !/[\0\p{Cs}]/u.test(arg)));
  const seed = Math.floor(Math.random() * 2 ** 31);
  const lists = fc.sample(passed, { numRuns: 100, seed });
  expect(inShell(...lists.map(joinWords)), `seed ${seed}`).toEqual(lists);
});

test('joinWords() quotes only arguments that need quotes', () => {
  expect(joinWords(['127.0.0.1', '::1', '--ports=4401-4408,4410', 'a@b', '端口', ''])).toBe(
    "127.0.0.1 ::1 --ports=4401-4408,4410 a@b 端口 ''",
  );
});
