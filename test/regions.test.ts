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

test('a region is cut without its markers and without those inside it', () => {
  expect(cut(source, 'x.ts', 'outer')).toEqual({
    text: 'const a = 1;\nfunction f() {\n  return a;\n}',
    lines: [3, 4, 6, 8],
    margin: 0,
  });
});

test('the margin that all lines share is removed', () => {
  expect(cut(source, 'x.ts', 'inner').text).toBe('return a;');
});

test('the whole program has every line but the markers', () => {
  expect(cut(source, 'x.ts').text).toBe('// header\nconst a = 1;\nfunction f() {\n  return a;\n}');
});

test('an unknown region is refused by name, with those there are', () => {
  expect(() => cut(source, 'x.ts', 'none')).toThrow('x.ts: no region "none"; it has: outer, inner');
});
