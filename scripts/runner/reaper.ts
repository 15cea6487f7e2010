// Ends the processes that remain when its starter ends. Each line on standard input is JSON: a new process group, with the
// folder of the run if it has one ({"begin": 123, "folder": "/tmp/…"}), or a group that has ended ({"end": 123}). The input
// ends when the starter ends, even by kill -9. Then the remaining groups are killed, and their folders removed.

import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

type Message = { begin: number; folder?: string } | { end: number };

const windows = process.platform === 'win32';
const groups = new Map<number, string | undefined>();
// Ctrl-C and a hang-up are handled by the starter.
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
// A process that is being killed may still be writing a file. A zombie that its parent does not wait for is ignored.
for (let wait = 0; wait < 100 && [...groups.keys()].some((group) => signalGroup(group, 0)); wait++) await sleep(20);
for (const folder of groups.values()) {
  try {
    // Windows refuses while a process has a file open (Node docs, fs.rmSync, maxRetries). A folder that stays is swept later.
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  } catch {}
}
