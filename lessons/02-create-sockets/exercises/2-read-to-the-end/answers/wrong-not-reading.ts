// Prints everything at the end.

import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

const port = Number(process.argv[2]);
const answer = await buffer(connect({ port, host: '127.0.0.1' }));
console.log(`reading\n${answer.length} bytes`);
process.stdout.write(answer);
