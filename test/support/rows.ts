// Rows of ports for scans.
import { BoundSocket, connect } from 'node:net';
import type { TestContext } from 'vitest';
import { manners, startServer } from './servers.ts';

const ascending = (ports: readonly number[]) => [...ports].sort((a, b) => a - b);

/** A port in the range from which the system chooses. Use it only where nothing runs beside: see bindRow. */
export const systemsChoice = (host: string) => {
  const bound = new BoundSocket({ host });
  const { port } = bound.address();
  bound.close();
  return port;
};
/** A random port outside the range from which systems choose. Other tests choose ports from 20,000. */
export const quietPort = () => 10_240 + Math.floor(Math.random() * 9500);

/** The ports that a test has chosen. A bound port without a listener can be bound once more, so each is chosen only once. */
const chosen = new Set<number>();

/**
 * Binds `count` consecutive ports without listening: they are closed, and the system gives none of them to another program. But it
 * lets a port be bound that a connection has, like the closed ports of labs.
 */
export function bindRow(context: TestContext, host: string, count: number, choose: () => number): BoundSocket[] {
  let failure: unknown;
  for (let attempt = 0; attempt < 500; attempt++) {
    const first = choose();
    const row: BoundSocket[] = [];
    try {
      for (let port = first; port < first + count; port++) {
        if (chosen.has(port)) throw new Error(`port ${port} is chosen already`);
        row.push(new BoundSocket({ host, port }));
      }
      for (const bound of row) chosen.add(bound.address().port);
      context.onTestFinished(() => {
        for (const bound of row) bound[Symbol.dispose]();
      });
      return row;
    } catch (error) {
      failure = error; // another program has one of them
      for (const bound of row) bound.close();
    }
  }
  throw new Error(`no ${count} free ports in a row on ${host}`, { cause: failure });
}

export interface Row {
  range: string;
  open: number[];
  closed: number[];
}

/** A row of ports. Some, chosen at random, have servers of all kinds; the others are closed. */
export async function openRow(context: TestContext, host: string, choose: () => number): Promise<Row> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const row = bindRow(context, host, 120, choose);
    const ports = row.map((bound) => bound.address().port);
    const shuffled = row
      .map((bound) => ({ bound, rank: Math.random() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ bound }) => bound);
    const servers = shuffled.slice(0, 80);
    const open = ascending(servers.map((bound) => bound.address().port));
    await Promise.all(
      servers.map((handle, index) => startServer(context, { handle }, manners[index % manners.length])),
    );
    // Another program may listen on a port that is bound here without a listener. Then try another row.
    const asked = await Promise.all(ports.map((port) => askPlainly(host, port)));
    const answered = ports.filter((_, index) => asked[index] === 'open');
    if (answered.join() !== open.join()) continue;
    return { range: `${ports[0]}-${ports.at(-1)}`, open, closed: ports.filter((port) => !open.includes(port)) };
  }
  throw new Error('another program listened in every row');
}

export type State = 'open' | 'closed' | 'filtered';

/** The simplest connect scan of one port, for comparison. */
export function askPlainly(host: string, port: number): Promise<State> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const end = (state: State) => {
      clearTimeout(timer);
      resolve(state);
      socket.destroy();
    };
    // On loopback the answer arrives at once. The second allows for a busy machine, setImmediate for a very busy one.
    const timer = setTimeout(() => setImmediate(() => end('filtered')), 1000);
    socket.on('connect', () => end(socket.localPort === port && socket.localAddress === host ? 'closed' : 'open'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') end('closed');
      else if (error.code === 'ECONNRESET' || error.code === 'EPIPE') end('open');
      else reject(error);
    });
  });
}
