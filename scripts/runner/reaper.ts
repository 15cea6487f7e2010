// Ends what its starter leaves behind. Each line on standard input is JSON: a process group that begins, with the folder
// of the run if it has one ({"begin": 123, "folder": "/tmp/…"}), or one that has ended ({"end": 123}). The input ends when
// the starter ends, also by kill -9. The groups that are left are killed then, and their folders removed.

import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

type Message = { begin: number; folder?: string } | { end: number };

const windows = process.platform === 'win32';
const groups = new Map<number, string | undefined>();
// A Ctrl-C or a hang-up is meant for the starter.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

/** Sends a signal. Returns whether there was a process to send it to. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(windows ? group : -group, signal);
  } catch {
    return false;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as Message;
  if ('begin' in message) groups.set(message.begin, message.folder);
  else groups.delete(message.end);
}
for (const group of groups.keys()) signalGroup(group, 'SIGKILL');
// A process that is being killed may still be making a file. A zombie that nobody waits for is not waited for here.
for (let wait = 0; wait < 100 && [...groups.keys()].some((group) => signalGroup(group, 0)); wait++) await sleep(20);
for (const folder of groups.values()) {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
