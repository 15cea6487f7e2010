// Waits with once, and asks for the near end with address().

import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';

const port = Number(process.argv[2]);
const client = connect(port, '127.0.0.1');
client.on('error', ({ message }) => console.error(message));
await once(client, 'connect');
const near = client.address() as AddressInfo;
console.log(`${near.address}:${near.port} -> 127.0.0.1:${port}`);
client.end();
