import { expect, test } from 'vitest';
import { cut } from '../scripts/course/regions.ts';

const source = `// header
// #region outer
const a = 1;
function f() {
  // #region inner
  return a;
  // #endregion inner
}
// #endregion outer
`;

test('cut() returns a region without its markers and the markers inside it', () => {
  expect(cut(source, 'x.ts', 'outer')).toEqual({
    text: 'const a = 1;\nfunction f() {\n  return a;\n}',
    lines: [3, 4, 6, 8],
    margin: 0,
  });
});

test('cut() removes the indentation that all lines share', () => {
  expect(cut(source, 'x.ts', 'inner').text).toBe('return a;');
});

test('cut() returns the whole program without markers if no region is named', () => {
  expect(cut(source, 'x.ts').text).toBe('// header\nconst a = 1;\nfunction f() {\n  return a;\n}');
});

test('cut() refuses an unknown region, and names the known ones', () => {
  expect(() => cut(source, 'x.ts', 'none')).toThrow('x.ts: no region "none"; it has: outer, inner');
});
