// Reads what keep.ts printed. A file may hold anything, so nothing
// in it is believed before it was checked. Used by changed.ts.

import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { show } from './greeting.ts';
import { parsePorts } from './ports.ts';

/** The most bytes of a file that are read, and of a reason shown. */
const most = { file: 1_000_000, reason: 200 };

export interface Kept {
  address: string;
  /** The list of ports as it was written, and the ports in it. */
  asked: string;
  ports: number[];
  open: Set<number>;
  filtered: Set<number>;
}

// #region read
/** @returns the scan that a file holds, or why there is none */
export function readKept(file: string): Kept | string {
  const name = JSON.stringify(file);
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return `${name} is not a file`;
    if (stats.size > most.file) return `${name} is too long`;
    return check(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== undefined) return `cannot read ${name}: ${code}`;
    // The reason may quote the file.
    const reason = Buffer.from(message).subarray(0, most.reason);
    return `${name} is no kept scan: ${show(reason)}`;
  }
}

function check(value: unknown): Kept {
  const kept = Object(value) as Record<string, unknown>;
  const { schema, address, asked, open, filtered, closed } = kept;
  if (schema !== 1) throw new Error('its schema is not 1');
  if (kept.complete !== true) throw new Error('it is not complete');
  if (typeof address !== 'string' || isIP(address) === 0) {
    throw new Error('its address is no IP address');
  }
  if (typeof asked !== 'string') throw new Error('it names no ports');
  const ports = parsePorts(asked);
  if (!Array.isArray(open) || !Array.isArray(filtered)) {
    throw new Error('it has no lists of ports');
  }
  const answers = [...open, ...filtered];
  const known = new Set(ports);
  const each = new Set(answers).size === answers.length;
  const counted = closed === ports.length - answers.length;
  if (!each || !counted || !answers.every((port) => known.has(port))) {
    throw new Error('its ports are not those that were asked');
  }
  return {
    address,
    asked,
    ports,
    open: new Set(open),
    filtered: new Set(filtered),
  };
}
// #endregion read

/** What a scan found out about one of its ports. */
export function stateOf({ open, filtered }: Kept, port: number) {
  if (open.has(port)) return 'open';
  return filtered.has(port) ? 'filtered' : 'closed';
}
