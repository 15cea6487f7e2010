import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { parseArgs } from 'node:util';
import type { Names } from '../../scripts/runner/run.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an address is a loopback address. `::ffff:127.0.0.1` is one, too (RFC 4291, section 2.5.5.2). */
function isLoopback(address: string): boolean {
  // An address with a zone is refused, because a lookup could find it on another interface.
  const family = address.includes('%') ? 0 : isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

export interface Target {
  /** The target as the reader wrote it, if any of its addresses is not loopback. */
  far?: string;
  /** If the target is a name: its addresses, or the error of the lookup. */
  names: Names;
}

/**
 * Finds the target in the arguments of a program whose first argument is a host, and looks up its name, because the program
 * itself may not use a name server. If the lookup fails, the program reports it.
 */
export async function findTarget(args: readonly string[]): Promise<Target> {
  const { positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { ports: { type: 'string' }, timeout: { type: 'string' } },
  });
  const [host = ''] = positionals;
  if (isIP(host) !== 0) return isLoopback(host) ? { names: {} } : { far: host, names: {} };
  // Every program may look up `localhost`.
  if (host === '' || /^localhost\.?$/i.test(host)) return { names: {} };
  try {
    const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
    return { names: { [host]: addresses }, ...(addresses.every(isLoopback) ? {} : { far: host }) };
  } catch (error) {
    return { names: { [host]: (error as NodeJS.ErrnoException).code ?? 'ENOTFOUND' } };
  }
}
