// The one address that a scanner asks.

import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Says whether an IP address never leaves this machine. */
export function isLoopback(address: string): boolean {
  const [plain = ''] = address.split('%'); // fe80::1%eth0
  return loopback.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/**
 * Looks a name up, once, and says on standard error what its reader
 * must know of the address that will be scanned.
 * @throws RangeError for a host that cannot be found
 */
export async function oneAddressOf(host: string): Promise<string> {
  const found = await lookup(host, {
    all: true,
    order: 'ipv4first',
  }).catch((error: NodeJS.ErrnoException) => {
    throw new RangeError(
      `bad host "${host}": an IP address, or a name that ` +
        `can be looked up (${error.code})`,
    );
  });
  const [address = host, ...others] = new Set(
    found.map((each) => each.address),
  );
  if (others.length > 0) {
    console.error(
      `${host} is ${address}; not scanned: ${others.join(', ')}`,
    );
  }
  if (!isLoopback(address)) {
    console.error(
      `${address} is not loopback: scan only what you own or may scan`,
    );
  }
  return address;
}
