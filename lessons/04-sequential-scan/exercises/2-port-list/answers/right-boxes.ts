// Ticks a box for each port, and looks at every character by hand.

import { argv } from 'node:process';

const list = argv[2] ?? '';
const boxes: boolean[] = [];

function refuse(part: string): never {
  console.error(`"${part}" is neither a port nor a range of ports`);
  process.exit(2);
}

function readPort(text: string, part: string): number {
  if (text === '') refuse(part);
  for (const character of text) {
    if (!'0123456789'.includes(character)) refuse(part);
  }
  const port = Number(text);
  return port >= 1 && port <= 65535 ? port : refuse(part);
}

for (const part of list.split(',')) {
  const ends = part.split('-');
  if (ends.length > 2) refuse(part);
  const [from = '', to = from] = ends;
  const first = readPort(from, part);
  const last = readPort(to, part);
  if (first > last) refuse(part);
  for (let port = first; port <= last; port++) boxes[port] = true;
}

let text = '';
for (const [port, ticked] of boxes.entries()) {
  if (ticked) text += `${port}\n`;
}
process.stdout.write(text);
