// Listens to each port first, as greet.ts does, and asks those that
// say nothing.
//
//   npx tsx lessons/07-a-scanner-worth-keeping/ask.ts
//     [host=127.0.0.1] [ports=4401-4409]

import { readArguments } from './arguments.ts';
import { greeting, show } from './greeting.ts';

const { address, ports } = await readArguments('ask.ts');
const deadline = 1000; // ms, for each of the two

// #region ask
const line = 'HEAD / HTTP/1.0\r';
const request = `${line}\n\r\n`;

async function ask(port: number): Promise<string> {
  const unasked = await greeting(address, port, deadline);
  if (unasked !== 'says nothing') return unasked;
  const answer = await greeting(address, port, deadline, request);
  const echo = `says ${show(Buffer.from(line))}`;
  return answer === echo ? 'repeats the request' : `asked, ${answer}`;
}
// #endregion ask

for (const port of ports) {
  console.log(`${address}:${port} ${await ask(port)}`);
}
