// A gentle scan: at most so many connection requests in a second.
//
//   npx tsx lessons/07-a-scanner-worth-keeping/gentle.ts
//     [host=127.0.0.1] [ports=4401-4409] [rate=10]

import { connect } from 'node:net';
import { readArguments } from './arguments.ts';
import { TokenBucket } from './token-bucket.ts';

const { address, ports, amount } = await readArguments('gentle.ts', {
  name: 'rate',
  usual: 10,
  most: 500,
});

type Answer = 'open' | 'closed' | 'filtered';

function ask(port: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const finish = (answer: Answer) => {
      resolve(answer);
      socket.destroy();
    };
    socket.on('connect', () => {
      const itself =
        socket.localPort === socket.remotePort &&
        socket.localAddress === socket.remoteAddress;
      finish(itself ? 'closed' : 'open');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const { code = '' } = error;
      if (code === 'ECONNREFUSED') finish('closed');
      else if (/^(ECONNRESET|EPIPE)$/.test(code)) finish('open');
      else reject(error);
    });
    socket.setTimeout(1000, () => setImmediate(finish, 'filtered'));
  });
}

// #region rate
const bucket = new TokenBucket(amount, 5);
const asked: Promise<Answer>[] = [];
const start = performance.now();
for (const port of ports) {
  await bucket.take();
  asked.push(ask(port));
}
const seconds = (performance.now() - start) / 1000;
// #endregion rate

// #region answers
try {
  const answers = await Promise.all(asked);
  const count = { open: 0, closed: 0, filtered: 0 };
  answers.forEach((answer, index) => {
    count[answer] += 1;
    console.log(`port ${ports[index]} is ${answer}`);
  });
  const { open, closed, filtered } = count;
  console.log(`${open} open, ${closed} closed, ${filtered} filtered`);
  console.log(`${ports.length} requests in ${seconds.toFixed(1)} s`);
} catch (error) {
  console.error(`cannot scan: ${(error as Error).message}`);
  process.exitCode = 1;
}
// #endregion answers
