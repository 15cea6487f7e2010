// Asks UDP ports: each gets a datagram. No handshake tells whether a
// program is there.
//
//   npx tsx lessons/07-a-scanner-worth-keeping/udp.ts
//     [host=127.0.0.1] [ports=4401-4409]

import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { readArguments } from './arguments.ts';

const { address, ports } = await readArguments('udp.ts');

function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const finish = (answer: string) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    // #region answers
    const timer = setTimeout(finish, 1000, 'open|filtered');
    socket.on('message', () => finish('open'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      finish(code === 'ECONNREFUSED' ? 'closed' : `filtered: ${code}`);
    });
    socket.on('connect', () => socket.send('hello'));
    socket.connect(port, address);
    // #endregion answers
  });
}

for (const port of ports) {
  console.log(`${address}:${port} is ${await ask(port)}`);
}
