import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `needs` of a cell can require of a machine. Without it, the cell's output differs from the recording. */
export const needs = ['ipv6', 'linux'] as const;
export type Need = (typeof needs)[number];

/**
 * What the rest of a cell requires: a symbolic link to its program, or that Ctrl-C reaches a program that is to be stopped. Windows
 * has no such signal for another process: it ends at once (Node docs, subprocess.kill).
 */
export type Lack = Need | 'symlinks' | 'Ctrl-C';

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

/** The reason why this user cannot create a symbolic link; undefined if he can. On Windows it needs a right or the developer mode (Node docs, fs.symlink). */
export function whyNoLink(symlink = symlinkSync): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'socketbook-link-'));
  try {
    symlink(join(folder, 'nowhere'), join(folder, 'link'));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The requirements in `needs` of a cell that this machine does not meet. */
export async function unmet(wanted: readonly Need[]): Promise<Need[]> {
  const has: Record<Need, boolean> = { ipv6: await hasIpv6(), linux: process.platform === 'linux' };
  return wanted.filter((need) => !has[need]);
}

/** The fields of a cell that require something. */
interface Requiring {
  needs: readonly Need[];
  link?: string | undefined;
  until?: 'stopped' | undefined;
}

/**
 * What a cell requires, in `needs` or otherwise, and this machine does not have.
 * @param system for tests
 */
export async function lackOf(
  { needs: wanted, link, until }: Requiring,
  system = { platform: process.platform, symlinkSync },
): Promise<Lack[]> {
  return [
    ...(await unmet(wanted)),
    ...(link !== undefined && whyNoLink(system.symlinkSync) !== undefined ? (['symlinks'] as const) : []),
    ...(until === 'stopped' && system.platform === 'win32' ? (['Ctrl-C'] as const) : []),
  ];
}
