// Finds the one address that a scanner scans.

import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Whether packets to an IP address stay on this machine. */
export function isLoopback(address: string): boolean {
  const [plain = ''] = address.split('%'); // fe80::1%eth0
  return loopback.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/** Whether this machine has the network that an address names. */
function hasZone(host: string): boolean {
  const [, zone] = isIPv6(host) ? host.split('%') : []; // fe80::1%eth0
  const names = Object.entries(networkInterfaces()).flatMap(
    ([name, list]) => [name, ...(list ?? []).map((one) => one.scopeid)],
  );
  return zone === undefined || names.map(String).includes(zone);
}

/**
 * Looks a name up, once. Reports on standard error which addresses
 * are not scanned, and an address that is not loopback.
 * @throws RangeError for a host that cannot be found
 */
export async function oneAddressOf(host: string): Promise<string> {
  if (!hasZone(host)) {
    const names = Object.keys(networkInterfaces()).join(', ');
    throw new RangeError(
      `bad host "${host}": after the % one of ${names}`,
    );
  }
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
