import { expect, test } from 'vitest';
import { watch } from '../scripts/project/wait.ts';

test('watch() wakes each wait whose condition holds, and gives it the value', async () => {
  let text = '';
  const { look, until } = watch();
  const waits = ['a', 'ab', 'abc'].map((wanted) => until(() => text.startsWith(wanted) && text));
  for (const letter of 'abc') {
    text += letter;
    look();
  }
  expect(await Promise.all(waits)).toEqual(['a', 'ab', 'abc']);
});

test('watch() ends a wait at its time limit with the last value', async () => {
  const { look, until } = watch(10);
  let value = 0;
  expect(await until(() => (++value === 99 ? value : undefined))).toBeUndefined();
  look();
  expect(value).toBe(2);
});
