// Sends "ping" to a UDP port, and prints what that port answers.
//
//   npx tsx practice/02-create-sockets/udp-ping.ts 4404

import process from 'node:process';

const port = Number(process.argv[2] ?? 4404);

// All the rest is yours: send, wait for the answer, know when to stop.
console.log(`to do: ping port ${port}`);
