// Holds a lock over the whole turn, so nobody else can work.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

const args = process.argv.slice(2).map(Number);
const [port = 0, workers = 0, ...queue] = args;

async function visit(number: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(3000, () => {
    socket.destroy(new Error('no answer for 3 seconds'));
  });
  socket.write(`${number}\n`);
  await text(socket);
}

let visits = 0;
let turn: Promise<void> = Promise.resolve();

async function takeTurn(): Promise<void> {
  const number = queue.shift();
  if (number === undefined) return;
  await pause(10);
  await visit(number);
  visits += 1;
}

async function worker(): Promise<void> {
  while (queue.length > 0) {
    turn = turn.then(takeTurn);
    await turn;
  }
}

try {
  await Promise.all(Array.from({ length: workers }, worker));
  console.log(`${visits} visits`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
