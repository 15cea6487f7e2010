// Takes two pieces for the whole answer.

import { once } from 'node:events';
import { connect } from 'node:net';

const socket = connect(Number(process.argv[2]), '127.0.0.1');
const [first] = await once(socket, 'data');
console.log('reading');
const [second] = await once(socket, 'data');
const answer = Buffer.concat([first, second]);
console.log(`${answer.length} bytes`);
process.stdout.write(answer);
socket.destroy();
