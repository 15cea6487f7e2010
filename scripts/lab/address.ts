// Opens every service of the lab on one address, 127.0.0.1 or ::1.
import { labNames } from '../course/lab-ports.ts';
import { Problem } from '../project/problem.ts';
import { openClosed } from './closed.ts';
import { openFiltered } from './filtered.ts';
import { type Opened, openTcp, openUdp } from './open.ts';
import { behaviours } from './services.ts';

/** One service of the lab, including `closed`, where no program listens. */
export interface LabService {
  name: string;
  protocol: 'tcp' | 'udp';
  host: string;
  port: number;
  does: string;
}

/** The services that are open so far. Filled while the lab opens, so that they can be closed if one fails. */
export interface Stock {
  services: LabService[];
  missing: { name: string; why: string }[];
  opened: Opened[];
}

/** Opens the services on `host`: on the ports from, from + 1, …, or on ports that the system chooses. */
export async function openAddress(host: string, from: number | undefined, stock: Stock): Promise<void> {
  const add = async (
    service: Pick<LabService, 'name' | 'protocol' | 'does'>,
    open: (port: number) => Promise<Opened | { why: string }>,
  ): Promise<number> => {
    const port = from === undefined ? 0 : from + labNames.indexOf(service.name);
    const result = await open(port).catch((error) => {
      throw explain(error, host, port);
    });
    if ('why' in result) {
      stock.missing.push({ name: service.name, why: `on ${host}: ${result.why}` });
      return 0;
    }
    stock.opened.push(result);
    stock.services.push({ ...service, host, port: result.port });
    return result.port;
  };

  for (const { name, does, tcp, udp } of behaviours) {
    const tcpPort = await add({ name, protocol: 'tcp', does }, (port) => openTcp(tcp(), host, port));
    if (!udp) continue;
    await add({ name, protocol: 'udp', does: udp.does }, (port) =>
      openUdp(udp.onDatagram, host, tcpPort).catch((error) => {
        if (port !== 0) throw error;
        return openUdp(udp.onDatagram, host, 0); // another program has this UDP port: take any
      }),
    );
  }
  // Closed opens before filtered. The connections that fill the queue of filtered get local ports from the system, and
  // none of them may be the port of closed.
  await add({ name: 'closed', protocol: 'tcp', does: 'no program listens here' }, (port) => openClosed(host, port));
  await add({ name: 'filtered', protocol: 'tcp', does: 'never answers a connection request' }, (port) =>
    openFiltered(host, port),
  );
}

/** The error for a port that cannot be opened. A fixed port (not 0) gets one line with a remedy. */
function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (port === 0) return error;
  const place = `port ${port} on ${host}`;
  if (error.code === 'EADDRINUSE')
    return new Problem(
      `${place} is in use`,
      'stop the program that uses it ("npm start" and "npm run lab" open a lab)',
    );
  return new Problem(
    `${place} cannot be opened (${error.code ?? error.message})`,
    'give this user the right to open it',
  );
}
