import { describe, expect, test } from 'vitest';
import { pairOf, readLesson } from '../scripts/course/lesson.ts';
import { crossingsOf, readTalk, type Said, textOfTalk } from '../scripts/course/pairs.ts';
import { comparePair } from '../scripts/recording/record.ts';
import { program } from './support/program.ts';

const lesson = readLesson('03-server-client');
const pair = pairOf(lesson, 'two-visits');
const talk: Said[] = [
  { by: 'server', text: 'listening' },
  { by: 'server', text: 'connect from: 1' },
  { by: 'client', text: 'welcome, 1' },
  { by: 'server', text: 'connect from: 2' },
];

describe('what crosses', () => {
  test('is drawn beside the first line after the one before it that contains the quotation', () => {
    const labels = [
      { quote: 'connect from', arrow: '←' },
      { quote: 'welcome', arrow: '→' },
      { quote: 'connect from', arrow: '←' },
    ];
    expect(crossingsOf(labels, talk, 'x')).toEqual([
      { to: 'server', line: 1 },
      { to: 'client', line: 2 },
      { to: 'server', line: 3 },
    ]);
  });

  test.each([
    [[{ quote: 'nothing', arrow: '←' }], 'x: item 1 quotes "nothing", which is in no later line'],
    [
      [
        { quote: 'welcome', arrow: '→' },
        { quote: 'listening', arrow: '←' },
      ],
      'x: item 2 quotes "listening", which is in no later line',
    ],
    [[{ quote: 'welcome', arrow: '2' }], 'x: item 1 has no arrow after its quotation; write ← to the server'],
  ])('%j is refused', (labels, message) => {
    expect(() => crossingsOf(labels, talk, 'x')).toThrow(message);
  });
});

describe('the recording of a pair', () => {
  test('is compared with the order of both programs', () => {
    const recorded = readTalk(lesson, pair);
    comparePair(lesson, pair, recorded, recorded);
    const [first, second, third, ...rest] = recorded as [Said, Said, Said, ...Said[]];
    expect(() => comparePair(lesson, pair, recorded, [first, third, second, ...rest])).toThrow(
      'lessons/03-server-client/two-visits.pair.txt:2: out of date',
    );
  });

  test('has the name of an end in each line', () => {
    expect(textOfTalk(talk).split('\n')[2]).toBe('client: welcome, 1');
  });
});

test('a program that is run with times prints a time at the end of each line, later in each line', async () => {
  const { stdout } = await program('03-server-client/pieces.ts', [], { times: true }).done;
  const times = stdout.match(/(?<=\t)\d+(?=\n)/g)?.map(BigInt) ?? [];
  expect(times).toHaveLength(stdout.split('\n').length - 1);
  expect(times.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(times);
});
