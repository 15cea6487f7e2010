import { readFileSync } from 'node:fs';

/** The states of a TCP socket in which a program has it, or the system still works for one that it closed (include/net/tcp_states.h). */
export const states = { established: '01', connecting: '02' } as const;

/** A port of 127.0.0.1 as /proc/net/tcp writes it (proc(5)). */
export const endpointOf = (port: number): string => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * How many TCP sockets of this machine are connected to a port of 127.0.0.1, or are trying to be (Linux, /proc/net/tcp).
 * @param state without it, in either state
 * @returns undefined where the system does not tell
 */
export function socketsTo(port: number, state?: keyof typeof states): number | undefined {
  const remote = endpointOf(port);
  const wanted: string[] = state === undefined ? Object.values(states) : [states[state]];
  let rows: string[][];
  try {
    const files = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFileSync(path, 'utf8'));
    rows = files.flatMap((text) => text.split('\n').slice(1)).map((line) => line.trim().split(/\s+/));
  } catch {
    return undefined;
  }
  // sl local_address rem_address st …; an IPv6 socket writes 127.0.0.1 behind ::ffff: (RFC 4291 §2.5.5.2).
  return rows.filter(([, , to, st = '']) => to?.endsWith(remote) && wanted.includes(st)).length;
}
