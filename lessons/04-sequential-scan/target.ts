// Finds the one address to ask, and says on standard error what its
// reader must know of it. Used by check-port.ts and scan.ts.

import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { refuse } from './options.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Has this machine the network that an address names, if any? */
function hasZone(host: string): boolean {
  const [, zone] = isIPv6(host) ? host.split('%') : []; // fe80::1%eth0
  const names = Object.entries(networkInterfaces()).flatMap(
    ([name, list]) => [name, ...(list ?? []).map((one) => one.scopeid)],
  );
  return zone === undefined || names.map(String).includes(zone);
}

/** Looks a host up, once. A host that cannot be found is refused. */
export async function findTarget(host: string) {
  if (!hasZone(host)) {
    const names = Object.keys(networkInterfaces()).join(', ');
    refuse(`bad host "${host}": after the % one of ${names}`);
  }
  const found = await lookup(host, {
    all: true,
    order: 'ipv4first',
  }).catch((error: NodeJS.ErrnoException) =>
    refuse(
      `bad host "${host}": an IP address, or a name that can be ` +
        `looked up (${error.code})`,
    ),
  );
  const addresses = new Set(found.map((each) => each.address));
  const [address = host, ...others] = addresses;
  if (others.length > 0) {
    console.error(
      `${host} is ${address}; not scanned: ${others.join(', ')}`,
    );
  }
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (!loopback.check(address, family)) {
    console.error(
      `${address} is not loopback: scan only what you own or may scan`,
    );
  }
  // In front of ":PORT" an IPv6 address stands in brackets.
  return { address, name: isIPv6(host) ? `[${host}]` : host };
}
