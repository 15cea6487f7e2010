// The lab: real servers on this machine's loopback, one per behaviour that a scan or a client can meet.
//
//   npm run lab [-- --from PORT]
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type LabService, openAddress, type Stock } from './lab/address.ts';
import { labNames } from './lab-ports.ts';
import { command, Problem } from './problem.ts';

export type { LabService };

/** The open lab. */
export interface Lab {
  /** Everything it opened: IPv4 before IPv6, each in the order of the fixed ports. */
  services: LabService[];
  /** What this machine does not allow, and why. */
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
const fromRange = `a number from 1 to ${lastFrom}`;
const inRange = (from: number) => Number.isInteger(from) && from >= 1 && from <= lastFrom;

/**
 * Opens the lab and resolves once every server is ready.
 *
 * Without `from` the system chooses the ports. With it they are from, from + 1, … in the order of
 * CONTRIBUTING.md, the same over UDP and on ::1; if one is in use, everything is closed again and
 * the error names it. `ipv6: false` leaves ::1 out.
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

/** Why no server can stand on ::1 here, or undefined if one can. */
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

/** The lab as it is printed: a line for each service, then what is missing. */
function table({ services, missing }: Lab): string {
  const row = (name: string, protocol: string, address: string, does: string) =>
    `${name.padEnd(10)}${protocol.padEnd(5)}${address.padEnd(17)}${does}`;
  return [
    row('name', '', 'address', 'what it does'),
    ...services.map(({ name, protocol, host, port, does }) =>
      row(name, protocol, host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`, does),
    ),
    ...missing.map(({ name, why }) => `missing: ${name}: ${why}`),
  ].join('\n');
}

const usage = `usage: npm run lab [-- --from PORT]
Opens the lab and keeps it open until Ctrl-C. --from PORT gives it fixed ports from PORT on: ${fromRange}`;

/** The value of --from, if there is one. */
function fromOf([option, value = '', ...more]: string[]): number | undefined {
  const surplus = option === '--from' ? more[0] : option;
  if (surplus !== undefined) throw new Problem(`unknown argument "${surplus}"`, '--from PORT and --help are accepted');
  if (option === undefined) return undefined;
  const from = Number(value);
  if (!/^\d+$/.test(value) || !inRange(from)) throw new Problem(`bad --from "${value}"`, fromRange);
  return from;
}

async function main() {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(usage);
    return;
  }
  const from = fromOf(args);
  // From here on Ctrl-C closes the lab, also while it opens.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    const lab = await startLab(from === undefined ? {} : { from });
    console.log(`${table(lab)}\nlab is ready: press Ctrl-C to stop`);
    await stopped;
    await lab.close();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`${error.message}, or choose other ports with --from`);
    process.exitCode = 1; // not 2, which means a bad argument
  }
}

if (import.meta.main) await command(main);
