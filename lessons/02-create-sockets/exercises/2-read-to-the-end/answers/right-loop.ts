// Reads the socket in a loop: it is over when the stream is.

import { connect } from 'node:net';

const socket = connect({
  port: Number(process.argv[2]),
  host: '127.0.0.1',
  signal: AbortSignal.timeout(20_000),
});

async function main() {
  const decoder = new TextDecoder();
  let size = 0;
  let answer = '';
  for await (const chunk of socket) {
    if (size === 0) console.log('reading');
    size += chunk.length;
    answer += decoder.decode(chunk, { stream: true });
  }
  console.log(`${size} bytes\n${answer}${decoder.decode()}`);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
