// Adds to each line that a program prints the time at which it was printed (node --import): a tab and the nanoseconds of a clock
// that all processes of this machine share. So the lines of two programs can be put in order.
//
// JavaScript, like start.mjs.

import { StringDecoder } from 'node:string_decoder';

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  const decoder = new StringDecoder();
  stream.write = (chunk, ...rest) => {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
    return write(text.replaceAll('\n', `\t${process.hrtime.bigint()}\n`), ...rest);
  };
}
