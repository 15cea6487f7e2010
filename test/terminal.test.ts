import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Filter, plain } from '../site/shared/terminal.ts';
import { tries } from './support/extent.ts';

test.each([
  ['colours', '\x1b[31mred\x1b[0m \x1b[1;38;5;208mbold\x1b[m', 'red bold'],
  ['colours with colons', '\x1b[38:2::255:0:0mred\x1b[39m', 'red'],
  ['eight-bit sequences', '\x9b31mred\x9b0m', 'red'],
  ['sequences that move the cursor or clear the screen', '\x1b[2J\x1b[H\x1b[10;20Htext\x1b[?25l\x1b[s\x1b[u', 'text'],
  ['a hyperlink', '\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\!', 'link!'],
  ['a title ended by the bell', '\x1b]0;title\x07text', 'text'],
  ['a title ended by the eight-bit end', '\x9dtitle\x9ctext', 'text'],
  ['the other strings', '\x1bPq#1\x1b\\a\x1b_app\x1b\\b\x1b^pm\x1b\\c\x1bXsos\x1b\\d', 'abcd'],
  ['short sequences', '\x1b7\x1b(B\x1b=a\x1bM\x1bcb', 'ab'],
  ['a string that another sequence ends', '\x1b]0;t\x1b[31mx', 'x'],
  ['a sequence that is broken off', '\x1b[3\x18x \x1b[4\x1ay \x1b[31端 \x1b[5\x1b[mz', 'x y 端 z'],
  ['a string without an end, which loses only its own line', '\x1b]0;never\nnext\n', '\nnext\n'],
  ['the bell', 'a\x07b', 'ab'],
  ['backspace', 'abc\b\bX', 'aXc'],
  ['backspace that erases', 'abc\b \b', 'ab '],
  ['backspace at the beginning', '\b\bab', 'ab'],
  ['backspace over one emoji', 'a😀\bb', 'ab'],
  ['carriage return', '10 %\r20 %', '20 %'],
  ['carriage return before something shorter', '100 %\r5', '500 %'],
  ['carriage return and erase', '100 %\r\x1b[K5', '5'],
  ['carriage return at the end', 'done\r', 'done'],
  ['erase the whole line', 'a long line\x1b[2K\rshort', 'short      '],
  ['erase to the beginning', 'abc\b\x1b[1Kx', '  x'],
  ['lines of Windows', 'a\r\nb\r\n', 'a\nb\n'],
  ['tabs', 'a\tb', 'a\tb'],
  ['other control characters', '\0\x01\x0b\x0c\x7fa\x85', '␀␁␋␌␡a'],
  ['nothing', '', ''],
  ['text', 'listening on 127.0.0.1:8888\n端口 😀\n', 'listening on 127.0.0.1:8888\n端口 😀\n'],
])('plain() converts %s like a terminal', (_, printed, shown) => {
  expect(plain(printed)).toBe(shown);
});

const output = fc.string({
  unit: fc.constantFrom(...('\x1b\x1b[]()P\\mK0123;:?\x07\b\r\n\t\0\x18\x9b\x9c\x9dab端😀'.match(/./gsu) ?? [])),
  maxLength: 40,
});

test('Filter returns the same steps however the output is divided', () => {
  fc.assert(
    fc.property(output, fc.nat(), (printed, at) => {
      const characters = [...printed];
      const cut = at % (characters.length + 1);
      const filter = new Filter();
      const steps = [characters.slice(0, cut), characters.slice(cut)].flatMap((part) => filter.steps(part.join('')));
      const joined = (all: string[]) => all.join('');
      expect(joined(steps)).toBe(joined(new Filter().steps(printed)));
    }),
    { numRuns: tries(3000) },
  );
});

test('plain() removes every control character and keeps every line', () => {
  fc.assert(
    fc.property(output, (printed) => {
      const shown = plain(printed);
      expect(shown).not.toMatch(/[^\P{Cc}\n\t]/u);
      expect(shown.split('\n').length).toBe(printed.split('\n').length);
      expect(plain(shown)).toBe(shown);
    }),
    { numRuns: tries(3000) },
  );
});
