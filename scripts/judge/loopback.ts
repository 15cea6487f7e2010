import { randomInt } from 'node:crypto';
import { BoundSocket } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What the two functions below ask the system. A test answers in its place. */
export interface Machine {
  /** Whether a socket can be bound to an address. */
  canBind(host: string): boolean;
  /** Every address that the system lists. */
  addresses(): string[];
}

const thisMachine: Machine = {
  canBind(host) {
    try {
      new BoundSocket({ host, port: 0 }).close();
      return true;
    } catch {
      return false;
    }
  },
  addresses: () => Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
};

const randomAddress = () => `127.${[1, 2, 3].map(() => randomInt(1, 255)).join('.')}`;

/**
 * Addresses of the loopback network, all different, none of them 127.0.0.1. Linux has all of 127.0.0.0/8, and these are chosen at
 * random, so no other program uses them. macOS has those that `ifconfig lo0 alias` added (ifconfig(8)).
 * @returns `count` addresses, or fewer if this machine does not have as many
 */
export function otherLoopbackHosts(count: number, machine = thisMachine): string[] {
  const hosts = new Set<string>();
  if (machine.canBind(randomAddress())) while (hosts.size < count) hosts.add(randomAddress());
  else {
    const listed = machine.addresses().filter((address) => address.startsWith('127.') && address !== '127.0.0.1');
    for (const host of listed) if (machine.canBind(host)) hosts.add(host);
  }
  return [...hosts].slice(0, count);
}
