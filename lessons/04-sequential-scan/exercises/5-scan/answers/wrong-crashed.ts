// Waits for the connection, and is not ready for a refusal.

import { once } from 'node:events';
import { connect } from 'node:net';

const [timeout = '', ...ports] = process.argv.slice(2);
let open = 0;
let filtered = 0;
for (const port of ports) {
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  const late = new Promise((resolve) => {
    socket.setTimeout(Number(timeout), () => resolve('late'));
  });
  const first = await Promise.race([once(socket, 'connect'), late]);
  socket.destroy();
  if (first === 'late') filtered += 1;
  else open += 1;
  const verdict = first === 'late' ? 'filtered' : 'open';
  console.log(`${port} is ${verdict}`);
}
console.log(`${open} open, 0 closed, ${filtered} filtered`);
process.exitCode = open > 0 ? 0 : 1;
