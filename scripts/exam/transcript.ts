// What the clients of a server see: the output that pupils read to find the mistakes in it.
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { start } from '../runner/run.ts';
import type { Values } from './fill.ts';

/** A client has heard all that comes when nothing has come for so long, ms. */
const quiet = 300;

/** What the clients do, one step after the other; the letter names the client. A client connects with its first step. */
function stepsOf({ who, leave }: Values): [string, string | Uint8Array | 'reset'][] {
  const [first, second, third] = Buffer.from('语');
  return [
    ['A', '4'],
    ['A', '2\n'],
    ['B', '70\n'],
    ['C', `${who}\n`],
    ['B', Uint8Array.of(first ?? 0)],
    ['B', Uint8Array.of(second ?? 0, third ?? 0, 10)],
    ['A', `${leave}\n`],
    ['D', '8\n'],
    // A server that a reset ends shows nothing after it.
    ['C', 'reset'],
    ['B', `${who}\n`],
  ];
}

const shown = (data: string | Uint8Array): string =>
  typeof data === 'string' ? JSON.stringify(data) : [...data].map((byte) => `0x${byte.toString(16)}`).join(' ');

/**
 * Runs a server of the exercise "mend", and clients against it.
 * @param file the server, absolute path
 * @returns numbered lines: `A -> "4"` is what client A sends, `A <- "total 4\n"` what it receives
 */
export async function transcript(file: string, values: Values): Promise<string[]> {
  const server = start(file, ['0'], { readable: [dirname(file)] });
  const port = Number(/:(\d+)$/.exec(await server.line('listening on '))?.[1]);
  const said: string[] = [];
  const clients = new Map<string, Socket>();
  const heard = new Map<string, string>();
  let last = performance.now();
  const touch = () => {
    last = performance.now();
  };
  const join = (name: string) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8');
    const note = (text: string) => {
      heard.set(name, (heard.get(name) ?? '') + text);
      touch();
    };
    socket.on('data', (text) => note(String(text)));
    socket.on('end', () => note('\0FIN'));
    socket.on('error', (error: NodeJS.ErrnoException) => note(`\0${error.code}`));
    clients.set(name, socket);
    return socket;
  };
  const settle = async () => {
    touch();
    while (performance.now() - last < quiet) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const [name, text] of [...heard].sort()) {
      const [data = '', ...marks] = text.split('\0');
      if (data !== '') said.push(`${name} <- ${JSON.stringify(data)}`);
      for (const mark of marks) said.push(`${name} <- ${mark}`);
    }
    heard.clear();
  };
  try {
    for (const [name, action] of stepsOf(values)) {
      const socket = clients.get(name) ?? join(name);
      if (action === 'reset') socket.resetAndDestroy();
      else if (socket.writable) socket.write(action);
      said.push(`${name} -> ${action === 'reset' ? 'RST' : shown(action)}`);
      await settle();
    }
  } finally {
    for (const socket of clients.values()) socket.destroy();
    server.kill();
    await server.done.catch(() => {});
  }
  return said.map((line, index) => `${String(index + 1).padStart(2)}  ${line}`);
}
