import { describe, expect, test } from 'vitest';
import { LineTimes } from '../site/server/line-times.ts';

describe('the times of lines', () => {
  test('are taken out of an output, wherever it was cut', () => {
    const printed = 'one\t1000000\n\ttwo\t2\n\t5000000\nthree\tand 4\n';
    for (let cut = 0; cut <= printed.length; cut++) {
      const times = new LineTimes();
      const pieces = [printed.slice(0, cut), printed.slice(cut)].map((piece) => times.take('stdout', piece));
      expect(pieces.map(({ text }) => text).join(''), `cut at ${cut}`).toBe('one\n\ttwo\n\nthree\tand 4\n');
      expect(pieces.flatMap(({ times: found }) => found)).toEqual([1, 0.000002, 5]);
      expect(times.rest('stdout')).toBe('');
    }
  });

  test('are looked for in each stream alone, and what only looks like the beginning of one is kept', () => {
    const times = new LineTimes();
    expect(times.take('stdout', 'a\t1')).toEqual({ text: 'a', times: [] });
    expect(times.take('stderr', '2\n')).toEqual({ text: '2\n', times: [] });
    expect(times.rest('stdout')).toBe('\t1');
  });
});
