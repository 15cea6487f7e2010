// What a check sends to a program, new each time, so that no program passes because it knows the example.
import { randomInt } from 'node:crypto';

/** A word of 4 to 9 random lower-case letters. */
export const randomWord = (): string =>
  Array.from({ length: randomInt(4, 10) }, () => String.fromCharCode(randomInt(97, 123))).join('');
