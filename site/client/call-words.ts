import type { CallRow } from '../shared/calls.ts';
import { fill } from '../shared/fill.ts';
import type { Labels } from './elements.ts';

/** A size in words. In a drawing it is exact below 10 kB. */
function sizeOf(bytes: number, labels: Labels, isShort: boolean): string {
  if (isShort && bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  if (isShort && bytes >= 10_000) return `${Math.floor(bytes / 1000)} kB`;
  return fill(labels[bytes === 1 ? 'callByte' : 'callBytes'], { bytes });
}

/**
 * A call or an event in words: "write() 25 bytes", "error ECONNREFUSED".
 * @param isShort whether it must fit into a drawing
 */
export function wordsOf(row: CallRow, labels: Labels, isShort = false): string {
  const { what, times, bytes, code, byNode, listensAt } = row;
  // In a drawing an error is named by its code.
  const name = isShort ? (code ?? what) : what;
  const size = bytes !== undefined && sizeOf(bytes, labels, isShort);
  const said = [times > 1 && `${times} ×`, name, listensAt, size, name !== code && code].filter(Boolean).join(' ');
  return byNode ? fill(labels.callByNode, { call: said }) : said;
}

/** The ports of a conversation, the client's first. */
export const portsOf = ({ ports }: CallRow): string =>
  ports === undefined ? '' : `${ports.client ?? ''} → ${ports.server}`.trimStart();

/** A time as a person reads it. */
export const timeOf = (ms: number, labels: Labels): string =>
  ms < 1000
    ? fill(labels.callMs, { ms: ms.toFixed(ms < 100 ? 1 : 0) })
    : fill(labels.callS, { s: (ms / 1000).toFixed(2) });
