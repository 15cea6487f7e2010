// What a service says first, as one line that no terminal obeys.
// Used by greet.ts and ask.ts.

import { connect } from 'node:net';

/** The most bytes of a greeting that are read and shown. */
const most = 100;

// #region show
/** Bytes as printable ASCII: any other byte is \x and its number. */
export function show(bytes: Uint8Array): string {
  const characters = [...bytes].map((byte) => {
    const printable = byte >= 0x20 && byte <= 0x7e && byte !== 0x5c;
    if (printable) return String.fromCharCode(byte);
    return `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `"${characters.join('')}"`;
}
// #endregion show

// #region greeting
/**
 * Connects, and waits for one line.
 * @param deadline for all of it, in ms
 * @param request what to send first: nothing, if left out
 */
export function greeting(
  host: string,
  port: number,
  deadline: number,
  request = '',
) {
  return new Promise<string>((resolve) => {
    let heard = Buffer.alloc(0);
    let connected = false;
    const socket = connect({ host, port });
    const finish = (otherwise: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(heard.length > 0 ? `says ${show(heard)}` : otherwise);
    };
    const timer = setTimeout(() => {
      finish(connected ? 'says nothing' : 'does not answer');
    }, deadline);
    socket.on('connect', () => {
      connected = true;
      if (request !== '') socket.write(request);
    });
    socket.on('data', (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes]);
      const newline = heard.indexOf('\n');
      const whole = newline >= 0 || heard.length >= most;
      const length = newline >= 0 ? newline : heard.length;
      heard = heard.subarray(0, Math.min(length, most));
      if (whole) finish('says an empty line');
    });
    socket.on('end', () => finish('closes without a word'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      finish(code === 'ECONNREFUSED' ? 'is closed' : `fails: ${code}`);
    });
  });
}
// #endregion greeting
