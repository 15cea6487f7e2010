// A first scanner: it asks the ports of one host for a connection,
// one after the other: all of them, or those named after the host.
//
//   npx tsx lessons/04-sequential-scan/first-scan.ts HOST [PORT …]

import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';

// #region arguments
const [host, ...only] = process.argv.slice(2);
// #endregion arguments

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}
const usage = 'usage: first-scan.ts HOST [PORT …]';
if (host === '--help') {
  console.log(usage);
  process.exit(0);
}
if (host === undefined) refuse(usage);
for (const port of only) {
  if (/^[1-9]\d{0,4}$/.test(port) && +port <= 65535) continue;
  refuse(`bad port ${JSON.stringify(port)}: a number from 1 to 65535`);
}
const noHost = `bad host ${JSON.stringify(host)}: an address or a name`;
if (host.startsWith('-')) refuse(noHost);
const { address } = await lookup(host).catch(() => refuse(noHost));

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// #region ask
type Verdict = 'open' | 'closed' | 'filtered';

function ask(port: number): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const finish = (verdict: Verdict) => {
      resolve(verdict);
      socket.destroy();
    };
    socket.on('connect', () => {
      const itself =
        socket.localPort === socket.remotePort &&
        socket.localAddress === socket.remoteAddress;
      finish(itself ? 'closed' : 'open');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const { code = '' } = error;
      if (code === 'ECONNREFUSED') finish('closed');
      else if (/^(ECONNRESET|EPIPE)$/.test(code)) finish('open');
      else reject(error);
    });
    socket.setTimeout(1000, () => setImmediate(finish, 'filtered'));
  });
}
// #endregion ask

function giveUp(error: Error): never {
  console.error(error.message);
  process.exit(1);
}
let stopped = false;
process.on('SIGINT', () => {
  stopped = true;
});

// #region loop
console.log(`scanning ${address}`);
const start = performance.now();
const count = { open: 0, closed: 0, filtered: 0 };
for (let port = 1; port <= 65535 && !stopped; port++) {
  if (only.length > 0 && !only.includes(String(port))) continue;
  const verdict = await ask(port).catch(giveUp);
  count[verdict] += 1;
  if (verdict === 'open') console.log(`port ${port} is open`);
}

const seconds = ((performance.now() - start) / 1000).toFixed(1);
const { open, closed, filtered } = count;
console.log(`${open} open, ${closed} closed, ${filtered} filtered`);
console.log(`${seconds} s${stopped ? ', stopped' : ''}`);
if (stopped) process.exitCode = 130;
// #endregion loop
