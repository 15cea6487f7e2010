import { createSocket } from 'node:dgram';

const sizes = [4, 0, 7]; // variant: sizes

const receiver = createSocket('udp4');
let count = 0;
receiver.on('message', (message) => {
  console.log(message.length);
  count += 1;
  if (count === sizes.length) receiver.close();
});
receiver.bind(0, '127.0.0.1', () => {
  const { port } = receiver.address();
  const sender = createSocket('udp4');
  const send = (index: number) => {
    const size = sizes[index];
    if (size === undefined) sender.close();
    else sender.send('x'.repeat(size), port, '127.0.0.1', () => send(index + 1));
  };
  send(0);
});
