// Goes on with a scan that was stopped.
//
//   npx tsx practice/07-a-scanner-worth-keeping/resume.ts '{"host":"127.0.0.1",…}'

import { connect } from 'node:net';

const nothing = '{"host":"127.0.0.1","open":[],"closed":[],"left":[]}';
const before = JSON.parse(process.argv[2] ?? nothing);

function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.on('connect', () => {
      resolve('open');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNRESET' ? 'open' : 'closed');
    });
  });
}

// Only the ports in before.left should be asked, and the result
// should hold the old answers, too.
const { host, open, closed, left } = before;
const result = { host, open: [], closed: [], left: [] };
for (const port of [...open, ...closed, ...left]) {
  const list = (await ask(host, port)) as 'open' | 'closed';
  (result[list] as number[]).push(port);
}
console.log(JSON.stringify(result));
