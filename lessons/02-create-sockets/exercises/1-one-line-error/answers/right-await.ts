// Reads the socket in a loop, which throws what the socket reports.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const signal = AbortSignal.timeout(20_000);

try {
  const socket = connect({ port, host: '127.0.0.1', signal });
  for await (const chunk of socket) process.stdout.write(chunk);
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  console.error(`nothing from port ${port}: ${code}`);
  process.exitCode = 1;
}
