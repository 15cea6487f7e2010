// The output of the server in the terminal.
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

type Stream = NodeJS.WriteStream | WriteStream;

/** Counts the built pages: on one line that is overwritten or, if the terminal has no cursor control, in one sentence. */
export function pageCounter(stream: Stream): { count(): void; end(): void } {
  let pages = 0;
  const hasCursor = stream.isTTY && process.env.TERM !== 'dumb';
  return {
    count() {
      pages += 1;
      if (hasCursor) stream.write(`\rbuilding the pages: ${pages}`);
      else if (pages === 1) stream.write('building the pages …\n');
    },
    end() {
      if (pages > 0 && hasCursor) stream.write('\n');
    },
  };
}

/** The last output of `npm start`: the addresses to open. */
export function invitation(origin: string, token: string, stream: Stream = process.stdout): string {
  const dim = (text: string) => styleText('dim', text, { stream });
  return [
    '',
    'Open this address in your browser to read and to run programs:',
    '',
    `    ${styleText('bold', `${origin}/#token=${token}`, { stream })}`,
    '',
    dim(`to read only: ${origin}/   ·   Ctrl-C stops it`),
    '',
  ].join('\n');
}
