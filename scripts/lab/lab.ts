// The lab: real servers on this machine's loopback, one per behaviour that a scan or a client can meet.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { labNames } from '../course/lab-ports.ts';
import { Problem } from '../project/problem.ts';
import { type LabService, openAddress, type Stock } from './address.ts';

export type { LabService };

/** The open lab. */
export interface Lab {
  /** The open services: IPv4 before IPv6, each in the order of the fixed ports. */
  services: LabService[];
  /** The services that this machine does not allow, with the reason. */
  missing: { name: string; why: string }[];
  /** The TCP port of a service on 127.0.0.1, or on `host`; throws if there is none. */
  port(name: string, host?: string): number;
  /** All TCP ports on 127.0.0.1, ascending, `filtered` and `closed` included. */
  ports(): number[];
  /** Frees every socket, timer and thread; calling it again waits for the same. */
  close(): Promise<void>;
}

const ipv4 = '127.0.0.1';
const ipv6Host = '::1';
const lastFrom = 65535 - (labNames.length - 1);
export const fromRange = `a number from 1 to ${lastFrom}`;
export const inRange = (from: number) => Number.isInteger(from) && from >= 1 && from <= lastFrom;

/**
 * Opens the lab. Resolves when every server is ready.
 *
 * Without `from`, the system chooses the ports. With `from`, they are from, from + 1, … in the order of docs/commands.md,
 * and the same over UDP and on ::1. If one of them is in use, everything is closed again, and the error names that port.
 * `ipv6: false` leaves ::1 out.
 */
export async function startLab(options: { from?: number; ipv6?: boolean } = {}): Promise<Lab> {
  const { from, ipv6 = true } = options;
  if (from !== undefined && !inRange(from)) throw new Problem(`bad from "${from}"`, fromRange);
  const stock: Stock = { services: [], missing: [], opened: [] };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= Promise.all(stock.opened.map((each) => each.close())).then(() => {});
    return closing;
  };

  const hosts = [ipv4];
  const why = ipv6 ? await whyNoIPv6() : undefined;
  if (why !== undefined) stock.missing.push({ name: 'IPv6', why });
  else if (ipv6) hosts.push(ipv6Host);

  const results = await Promise.allSettled(hosts.map((host) => openAddress(host, from, stock)));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) {
    await close();
    throw failure.reason;
  }

  const { services, missing } = stock;
  const rank = ({ host, name }: LabService) => hosts.indexOf(host) * labNames.length + labNames.indexOf(name);
  services.sort((a, b) => rank(a) - rank(b));
  const tcp = (host: string) => services.filter((each) => each.protocol === 'tcp' && each.host === host);
  return {
    services,
    missing,
    port(name, host = ipv4) {
      const found = tcp(host).find((each) => each.name === name);
      if (found) return found.port;
      const absent = missing.find((each) => each.name === name || (each.name === 'IPv6' && host === ipv6Host));
      const reason = absent?.why ?? `it has ${labNames.join(', ')}`;
      throw new Error(`no TCP service "${name}" on ${host} in the lab: ${reason}`);
    },
    ports() {
      return tcp(ipv4)
        .map(({ port }) => port)
        .sort((a, b) => a - b);
    },
    close,
  };
}

/** The reason why no server can listen on ::1, or undefined if one can. */
async function whyNoIPv6(): Promise<string | undefined> {
  const probe = createSocket('udp6');
  probe.bind({ address: ipv6Host, port: 0 });
  try {
    await once(probe, 'listening');
    return undefined;
  } catch (error) {
    return `this machine has no ${ipv6Host} (${(error as NodeJS.ErrnoException).code})`;
  } finally {
    probe.close();
  }
}
