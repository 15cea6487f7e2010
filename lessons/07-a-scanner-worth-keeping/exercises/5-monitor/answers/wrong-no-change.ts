// Prints the state of all ports after every round.

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
  await sleep(300, undefined, { signal }).catch(() => {});
  if (signal.aborted) break;
  const now = await round();
  states = now;
  print('change', Object.fromEntries(states));
}
print('stop', {});
