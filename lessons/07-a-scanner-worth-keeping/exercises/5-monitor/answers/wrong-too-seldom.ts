// Asks every eight seconds only.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [host = '127.0.0.1', list = '8888'] = process.argv.slice(2);
const ports = list.split(',').map(Number);
ports.sort((a, b) => a - b);
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
const { signal } = stop;

type Answer = 'open' | 'closed' | 'filtered';

function ask(port: number): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: Answer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(finish, 1000, 'filtered');
    socket.on('connect', () => finish('open'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code === 'ECONNRESET' ? 'open' : 'closed');
    });
  });
}

/** What a service says first, in printable ASCII. */
function greeting(port: number): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect({ host, port });
    socket.setEncoding('latin1');
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      const [line = ''] = said.split('\n');
      resolve(line.slice(0, 60).replace(/[^\x20-\x7e]/g, '.'));
    };
    const timer = setTimeout(finish, 1000);
    socket.on('data', (text) => {
      said += text;
      if (said.includes('\n') || said.length >= 60) finish();
    });
    socket.on('end', finish);
    socket.on('error', finish);
  });
}

async function round() {
  const answers = await Promise.all(ports.map(ask));
  return new Map(ports.map((port, index) => [port, answers[index]]));
}

const print = (event: string, facts: object) =>
  console.log(JSON.stringify({ event, ...facts }));

let states = await round();
const those = (answer: Answer) =>
  ports.filter((port) => states.get(port) === answer);
print('start', {
  open: those('open'),
  closed: those('closed'),
  filtered: those('filtered'),
});

while (!signal.aborted) {
  await sleep(8000, undefined, { signal }).catch(() => {});
  if (signal.aborted) break;
  const now = await round();
  for (const port of ports) {
    const [from, to] = [states.get(port), now.get(port)];
    if (from === to) continue;
    const says = to === 'open' ? await greeting(port) : undefined;
    print('change', { port, from, to, says });
  }
  states = now;
}
print('stop', {});
