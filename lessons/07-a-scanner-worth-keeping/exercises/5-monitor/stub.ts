// Watches some ports of a host, and tells what has changed, as JSON.
//
//   npx tsx practice/07-a-scanner-worth-keeping/monitor.ts HOST PORTS

import { connect } from 'node:net';

const [host = '127.0.0.1', list = '8888'] = process.argv.slice(2);
const ports = list.split(',').map(Number);

// One port is asked, once. What is missing: the answers of all ports
// in one line, the rounds, the changes, greetings, and Ctrl-C.
const [port = 8888] = ports;
const socket = connect({ host, port });
socket.on('connect', () => {
  console.log(JSON.stringify({ event: 'start', open: [port] }));
  socket.destroy();
});
socket.on('error', () => {
  console.log(JSON.stringify({ event: 'start', closed: [port] }));
});
