// Visits a server in either family and prints both ends.
//
//   npx tsx practice/01-socket-concepts/either-family.ts ::1 8888

import process from 'node:process';

const [host = '127.0.0.1', port = '8888'] = process.argv.slice(2);

// Only says where to go. It should go there.
console.log(`to visit: ${host}, port ${port}`);
