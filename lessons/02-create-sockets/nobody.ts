// What a program sees when nobody is there: TCP is refused, UDP is
// silent, a connected UDP socket is told.
//
//   npx tsx lessons/02-create-sockets/nobody.ts

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { BoundSocket, connect } from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: nobody.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": nobody.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';

// #region tcp
function overTcp(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const finish = (outcome: string) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(1000, () => finish('no answer in 1 second'));
    socket.on('connect', () => finish('connected'));
    socket.on('error', (error) => finish(error.message));
  });
}
// #endregion tcp

// #region udp
function overUdp(port: number, connected: boolean): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    let sent = 0;
    const finish = (outcome: string) => {
      clearTimeout(deadline);
      socket.close();
      resolve(`${sent} bytes sent, then ${outcome}`);
    };
    const deadline = setTimeout(finish, 1000, 'no answer in 1 second');
    socket.on('message', () => finish('an answer'));
    socket.on('error', (error) => finish(error.message));
    const onSent = (error: Error | null, bytes: number) => {
      if (error) finish(error.message);
      else sent = bytes;
    };
    socket.bind(0, host, () => {
      if (!connected) return socket.send('hello', port, host, onSent);
      socket.connect(port, host, () => socket.send('hello', onSent));
    });
  });
}
// #endregion udp

// #region ports
const udpHolder = createSocket('udp4');
udpHolder.on('error', () => {}); // once() passes it on
try {
  await once(udpHolder.bind(0, host), 'listening');
  const udpPort = udpHolder.address().port;
  udpHolder.connect(udpPort, host);
  await once(udpHolder, 'connect');
  const tcpHolder = new BoundSocket({ host });
  const tcpPort = tcpHolder.address().port;

  console.log(`TCP: ${await overTcp(tcpPort)}`);
  console.log(`UDP: ${await overUdp(udpPort, false)}`);
  console.log(`UDP, connected: ${await overUdp(udpPort, true)}`);
  tcpHolder.close();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  udpHolder.close();
}
// #endregion ports
