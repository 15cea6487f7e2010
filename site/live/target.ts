import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { parseArgs } from 'node:util';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Says whether an address is this machine's loopback; `::ffff:127.0.0.1` is too (RFC 4291, section 2.5.5.2). */
export function isLoopback(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Finds the target in the arguments of a program whose first argument is a host, and looks where it leads.
 * @returns the target as it was written, if any of its addresses is not loopback. A name that leads nowhere is left to
 *   the program, which has something to say about it
 */
export async function farTarget(args: readonly string[]): Promise<string | undefined> {
  const { positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { ports: { type: 'string' }, timeout: { type: 'string' } },
  });
  const [host] = positionals;
  if (host === undefined) return undefined;
  try {
    const addresses = await lookup(host, { all: true });
    return addresses.length > 0 && addresses.every(({ address }) => isLoopback(address)) ? undefined : host;
  } catch {
    return undefined;
  }
}
