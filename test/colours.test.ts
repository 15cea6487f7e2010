import { expect, test } from 'vitest';
import { classesOf } from '../site/shared/colours.ts';
import { Filter, Line } from '../site/shared/terminal.ts';

/** The parts of a line that a program prints, each with what the page shows of its style. */
function shown(printed: string): [string, string][] {
  const line = new Line();
  for (const step of new Filter().steps(printed)) line.take(step);
  return line.parts.map(({ text, style }) => [text, classesOf(style)]);
}

test.each<[string, string, [string, string][]]>([
  [
    'a colour and its end',
    '\x1b[31mred\x1b[39m plain',
    [
      ['red', 'red'],
      [' plain', ''],
    ],
  ],
  [
    'bold and its end',
    '\x1b[1mbold\x1b[22m plain',
    [
      ['bold', 'bold'],
      [' plain', ''],
    ],
  ],
  [
    'both, and the reset of both',
    '\x1b[1;32mgo\x1b[0m stop\x1b[m',
    [
      ['go', 'bold green'],
      [' stop', ''],
    ],
  ],
  ['a bright colour', '\x1b[96mcyan\x1b[0m', [['cyan', 'cyan']]],
  ['bright black', '\x1b[90mgrey', [['grey', 'grey']]],
  [
    'black and white as ordinary text',
    '\x1b[30mblack\x1b[37mwhite',
    [
      ['black', ''],
      ['white', ''],
    ],
  ],
  ['a background', '\x1b[41;37mERROR\x1b[49m', [['ERROR', 'on-red']]],
  [
    'one of 256 colours',
    '\x1b[38;5;208morange\x1b[38;5;21mblue\x1b[38;5;240mgrey',
    [
      ['orange', 'red'],
      ['blue', 'blue'],
      ['grey', 'grey'],
    ],
  ],
  ['a colour by its shares', '\x1b[38;2;20;200;30mgreen', [['green', 'green']]],
  [
    'a colour with colons',
    '\x1b[38:2::255:0:0mred\x1b[38:5:4mblue',
    [
      ['red', 'red'],
      ['blue', 'blue'],
    ],
  ],
  ['a colour with more behind it', '\x1b[38;5;2;1mgreen', [['green', 'bold green']]],
  ['what it does not know as nothing', '\x1b[3;4;5;7;9;73mplain', [['plain', '']]],
  [
    'colour of what was overwritten',
    '\x1b[31mabc\x1b[0m\rX',
    [
      ['X', ''],
      ['bc', 'red'],
    ],
  ],
  ['no colour of what was erased', '\x1b[31mabc\x1b[0m\x1b[2K\rX', [['X  ', '']]],
  [
    'an incomplete colour as nothing',
    '\x1b[38;5mx\x1b[38my',
    [
      ['x', ''],
      ['y', ''],
    ],
  ],
])('the page shows %s', (_, printed, parts) => {
  const seen = shown(printed).filter(([text]) => text !== '');
  const joined = (all: [string, string][]) => all.map(([text, style]) => `${style}:${text}`).join('|');
  expect(joined(seen)).toBe(joined(parts));
});

test('a colour goes on in the next line', () => {
  const pen = { style: '' };
  const filter = new Filter();
  const first = new Line(pen);
  for (const step of filter.steps('\x1b[31mone')) first.take(step);
  const second = new Line(pen);
  for (const step of filter.steps('two\x1b[0m')) second.take(step);
  expect(second.parts.map(({ style }) => classesOf(style))).toEqual(['red']);
});

test('a program that never resets its colours does not fill the memory', () => {
  const pen = { style: '' };
  const line = new Line(pen);
  for (let n = 0; n < 10_000; n++) for (const step of new Filter().steps(`\x1b[3${n % 8}m`)) line.take(step);
  line.take('x');
  expect(pen.style.length).toBeLessThanOrEqual(1000);
  expect(classesOf(pen.style)).toBe('');
});
