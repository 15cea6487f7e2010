// Decodes text in the encodings that editors and shells write. The page uses this, too.

/**
 * Decodes a text. It is UTF-16 if it has such a byte order mark or, in JSON without a mark, a zero byte beside the first
 * character; otherwise UTF-8. The byte order mark is removed.
 */
export function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(bytes);
}
