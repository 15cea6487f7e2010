import { describe, expect, test } from 'vitest';
import { compare } from '../site/client/cell-differences.ts';

describe('the differences of a run from its recording', () => {
  const between = (now: string, before: string) => compare([...now], [...before]);

  test.each([
    ['abc', 'abc', [], 0],
    ['', 'abc', [], 3],
    ['abc', '', [1, 2, 3], 0],
    ['xabc', 'abc', [1], 0],
    ['abxc', 'abc', [3], 0],
    ['abcx', 'abc', [4], 0],
    ['axc', 'abc', [2], 1],
    ['cab', 'abc', [1], 1],
    ['ac', 'abc', [], 1],
    ['aab', 'ab', [1], 0],
    ['xbydz', 'abcde', [1, 3, 5], 3],
  ])('%s, recorded as %s: lines %j, %i missing', (now, before, other, missing) => {
    const found = between(now, before);
    expect(found.missing).toBe(missing);
    // Either of two equal lines may count as the new one.
    if (now !== 'aab') expect(found.other).toEqual(other);
    else expect(found.other).toHaveLength(1);
  });

  test('of thousands of lines are found in a moment: whatever lies between the first and the last', () => {
    const lines = (name: string) => Array.from({ length: 5000 }, (_, index) => `${name} ${index}`);
    const found = compare(['same', ...lines('a'), 'end'], ['same', ...lines('b'), 'end']);
    expect(found.missing).toBe(5000);
    expect(found.other).toHaveLength(5000);
    expect(found.other[0]).toBe(2);
  });
});
