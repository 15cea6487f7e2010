// A server that keeps a number for each client.
//
//   npx tsx practice/TEST/mend.ts 0

import { createServer, type Socket } from 'node:net';

const port = Number(process.argv[2] ?? 0);
const start = 0; // variant: start
const word = 'total'; // variant: word
const who = 'who'; // variant: who
const leave = 'bye'; // variant: leave
const unknown = 'what'; // variant: unknown

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

let clients = 0;
//[ shared
//| shared
// let number = start;
//]

const server = createServer((socket) => {
  //[ shared
  let number = start;
  //| shared
  //]
  let rest = '';
  clients += 1;
  //[ broken-character
  socket.setEncoding('utf8');
  //| broken-character
  //]
  //[ crashed
  socket.on('error', () => {});
  //| crashed
  //]
  //[ still-counted
  socket.on('close', () => {
    //| still-counted
    // socket.on('end', () => {
    //]
    clients -= 1;
  });
  socket.on('data', (piece) => {
    //[ half-line
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    //| half-line
    // const lines = (rest + piece).trimEnd().split('\n');
    //]
    for (const line of lines) answer(socket, line);
  });

  function answer(to: Socket, line: string) {
    if (line === who) to.write(`${who} ${clients}\n`);
    else if (line === leave) {
      //[ not-ended
      to.end(`${word} ${number}\n`);
      //| not-ended
      // to.write(`${word} ${number}\n`);
      //]
      //[ not-serving
      //| not-serving
      // server.close();
      //]
    } else if (/^\d+$/.test(line)) {
      //[ rule
      number += Number(line);
      //| largest
      // number = Math.max(number, Number(line));
      //| difference
      // number = Math.abs(number - Number(line));
      //]
      to.write(`${word} ${number}\n`);
    } else to.write(`${unknown} ${line}\n`);
  }
});

server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
server.listen({ port, host: '127.0.0.1' }, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on ${address.address}:${address.port}`);
});
