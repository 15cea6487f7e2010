// Text as editors and shells of every system write it. The page uses this, too.

/**
 * Decodes a text: UTF-16 where a byte order mark says so, or, of JSON without one, the zero byte beside its first
 * character; UTF-8 else. A byte order mark is left out.
 */
export function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(bytes);
}
