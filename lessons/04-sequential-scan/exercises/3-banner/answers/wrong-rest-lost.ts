// Begins each line with nothing, so what came early is forgotten.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const socket = connect({ host: '127.0.0.1', port });
socket.setEncoding('utf8');
socket.on('error', () => {});

function nextLine(): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const listen = (piece: string) => {
      text += piece;
      const end = text.indexOf('\n');
      if (end !== -1) settle(text.slice(0, end).trimEnd());
    };
    const leave = () => settle(undefined);
    const timer = setTimeout(leave, 1000);
    const settle = (line: string | undefined) => {
      clearTimeout(timer);
      socket.off('data', listen).off('close', leave);
      resolve(line);
    };
    socket.on('data', listen).on('close', leave);
  });
}

const banner = await nextLine();
console.log(banner ?? 'no banner');
if (banner !== undefined) {
  socket.write('QUIT\r\n');
  console.log((await nextLine()) ?? 'no reply');
}
socket.destroy();
