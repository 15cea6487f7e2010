import { once } from 'node:events';
import { createServer } from 'node:net';

/** What a cell can require of a machine. Without it, the cell's output differs from the recording. */
export const needs = ['ipv6', 'linux'] as const;
export type Need = (typeof needs)[number];

/** Whether this machine has IPv6 on loopback. Tests it by listening there. */
async function hasIpv6(): Promise<boolean> {
  const server = createServer();
  server.listen({ host: '::1', port: 0 });
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** The requirements of a cell that this machine does not meet. */
export async function unmet(wanted: readonly Need[]): Promise<Need[]> {
  const has: Record<Need, boolean> = { ipv6: await hasIpv6(), linux: process.platform === 'linux' };
  return wanted.filter((need) => !has[need]);
}
