// Reads what each port says first, some ports at a time.
//
//   npx tsx lessons/07-a-scanner-worth-keeping/greet.ts
//     [host=127.0.0.1] [ports=4401-4409] [at-once=1]

import { readArguments } from './arguments.ts';
import { greeting } from './greeting.ts';

const { address, ports, amount } = await readArguments('greet.ts', {
  name: 'at-once',
  usual: 1,
  most: 500,
});
const deadline = 1000; // ms

// #region greet
const start = performance.now();
const lines = new Map<number, string>();
const queue = ports.toReversed();

async function worker() {
  for (;;) {
    const port = queue.pop();
    if (port === undefined) return;
    lines.set(port, await greeting(address, port, deadline));
  }
}

await Promise.all(Array.from({ length: amount }, worker));
for (const port of ports) {
  console.log(`${address}:${port} ${lines.get(port)}`);
}
// #endregion greet

const seconds = ((performance.now() - start) / 1000).toFixed(1);
console.log(`${ports.length} ports, ${amount} at once: ${seconds} s`);
