// Asks several servers of this machine at once.
//
//   npx tsx practice/TEST/ask-all.ts PORT PORT …

import { connect } from 'node:net';

const ports = process.argv.slice(2).map(Number);
const question = 'name'; // variant: question
const refused = 'refused'; // variant: refused
const silent = 'silent'; // variant: silent
const cut = 'cut'; // variant: cut
const limit = 1500; // variant: limit
const code = 3; // variant: code

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

/** The answer in what has come so far; undefined if it is not complete. */
function complete(text: string): string | undefined {
  //[ half-answer
  //| half-answer
  // if (text !== '') return text.replace(/^\d+:|\n$/g, '');
  //]
  //[ frame
  const end = text.indexOf('\n');
  return end < 0 ? undefined : text.slice(0, end);
  //| length
  // const [head, length] = /^(\d+):/.exec(text) ?? [];
  // if (head === undefined) return undefined;
  // const body = Buffer.from(text.slice(head.length));
  // const whole = body.length >= Number(length);
  // return whole ? body.toString('utf8', 0, Number(length)) : undefined;
  //]
}

interface Answer {
  text: string;
  good: boolean;
}

function ask(port: number): Promise<Answer> {
  const socket = connect({ port, host: '127.0.0.1' });
  return new Promise<Answer>((resolve) => {
    let text = '';
    const failed = (why: string) => resolve({ text: why, good: false });
    //[ too-late
    const timer = setTimeout(() => {
      failed(silent);
      socket.destroy();
    }, limit);
    //| too-late
    // const timer = setTimeout(() => socket.destroy(), limit * 3);
    //]
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${question}\n`));
    socket.on('data', (piece) => {
      text += piece;
      const answer = complete(text);
      if (answer === undefined) return;
      resolve({ text: answer, good: true });
      //[ not-closed
      socket.destroy();
      //| not-closed
      //]
    });
    //[ refused
    socket.on('error', (error: NodeJS.ErrnoException) => {
      failed(error.code === 'ECONNREFUSED' ? refused : cut);
    });
    //| refused
    //]
    socket.on('close', () => {
      //[ hung
      clearTimeout(timer);
      //| hung
      //]
      failed(cut);
    });
  });
}

//[ one-at-a-time
const answers = await Promise.all(ports.map(ask));
//| one-at-a-time
// const answers: Answer[] = [];
// for (const port of ports) answers.push(await ask(port));
//]
const all = ports.map((port, index) => ({ port, ...answers[index] }));
//[ order
//| ascending
// all.sort((a, b) => a.port - b.port);
//| descending
// all.sort((a, b) => b.port - a.port);
//]
for (const { port, text } of all) console.log(`${port} ${text}`);
//[ exit-code
if (all.some(({ good }) => !good)) process.exitCode = code;
//| exit-code
//]
