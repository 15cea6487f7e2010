import { type AddressInfo, connect, createServer } from 'node:net';

const joined = 'connected'; // variant: joined
const done = 'ended'; // variant: done
const gone = 'closed'; // variant: gone

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  server.close(() => {
    const client = connect(port, '127.0.0.1');
    client.on('connect', () => console.log(joined));
    client.on('error', (error: NodeJS.ErrnoException) => {
      console.log(error.code);
    });
    client.on('end', () => console.log(done));
    client.on('close', (failed) => console.log(gone, failed));
  });
});
