// An echo server for lines that ends a conversation when nothing has
// come from its client for a while.
//
//   npx tsx practice/03-server-client/quiet-client.ts 0 2000

import process from 'node:process';

const port = Number(process.argv[2] ?? 0);
const quiet = Number(process.argv[3] ?? 2000);

// The server is yours, from its first line to its last.
console.log(
  `to do: listen on port ${port}, for ${quiet} ms of silence`,
);
