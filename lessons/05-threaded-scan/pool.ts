// The first scanner with workers: a fixed number of workers take
// ports from one queue. The timeout is fixed, too.
//
//   npx tsx lessons/05-threaded-scan/pool.ts [host=127.0.0.1]
//     [workers=500] [--ports 1-65535] [--timeout 1000]

import { connect, isIPv6 } from 'node:net';
import { oneLine, parseOrExit } from './options.ts';
import { oneAddressOf } from './target.ts';

const usage =
  'usage: pool.ts [host=127.0.0.1] [workers=500] ' +
  '[--ports 1-65535] [--timeout 1000]';
// #region arguments
const args = process.argv.slice(2);
const asked = parseOrExit(args, usage, 'workers', 65_535);
const { host, count: workers = 500, ports, timeout = 1000 } = asked;
// #endregion arguments
const address = await oneAddressOf(host).catch((error: Error) => {
  console.error(oneLine(error.message));
  process.exit(2);
});

// #region probe
function probe(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    socket.on('connect', () => {
      const self =
        socket.localPort === socket.remotePort &&
        socket.localAddress === socket.remoteAddress;
      resolve(self ? 'closed' : 'open');
      socket.resetAndDestroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const { code = error.message } = error;
      if (code === 'ECONNREFUSED') resolve('closed');
      else if (code === 'ECONNRESET') resolve('open');
      else if (code === 'EPIPE') resolve('open');
      else resolve(code);
    });
    socket.setTimeout(timeout, () => {
      setImmediate(() => {
        resolve('filtered');
        socket.destroy();
      });
    });
  });
}
// #endregion probe

const start = performance.now();
const open: number[] = [];
const count: Record<string, number> = {};

// #region worker
const queue = ports.toReversed();
async function worker() {
  for (;;) {
    const port = queue.pop();
    if (port === undefined) break;
    const answer = await probe(port);
    count[answer] = (count[answer] ?? 0) + 1;
    if (answer === 'open') open.push(port);
  }
}

await Promise.all(Array.from({ length: workers }, worker));
// #endregion worker

const { open: _, closed = 0, filtered = 0, ...others } = count;
const name = isIPv6(host) ? `[${host}]` : host;
for (const port of open.sort((a, b) => a - b)) {
  console.log(`${name}:${port} is open`);
}
const seconds = ((performance.now() - start) / 1000).toFixed(2);
const scanned = open.length + closed + filtered;
console.log(
  `${name}: ${scanned} ports scanned in ${seconds} s: ` +
    `${open.length} open, ${closed} closed, ${filtered} filtered`,
);
// This simple scanner only counts other errors.
for (const [code, times] of Object.entries(others)) {
  console.error(`${times} ports not scanned: ${code}`);
  process.exitCode = 1;
}
