// A connected socket: the system keeps other senders away.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const port = Number(process.argv[2]);
const socket = createSocket('udp4');
const late = new AbortController();
const timer = setTimeout(() => late.abort(), 1000);

try {
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.send('ping');
  const [answer] = await once(socket, 'message', late);
  console.log(String(answer));
} catch (error) {
  const silent = late.signal.aborted;
  console.error(silent ? 'no answer' : (error as Error).message);
  process.exitCode = 1;
} finally {
  clearTimeout(timer);
  socket.close();
}
