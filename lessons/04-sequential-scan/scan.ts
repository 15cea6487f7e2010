// Scans ports of one host, one after the other.
//
//   npx tsx lessons/04-sequential-scan/scan.ts [host=127.0.0.1]
//     [--ports 1-65535] [--timeout 1000]

import { check } from './check.ts';
import { hasGone } from './gone.ts';
import { readOptions } from './options.ts';
import { clearProgress, drawProgress } from './progress.ts';
import { findTarget } from './target.ts';

const { host, ports, timeout } = readOptions(process.argv.slice(2));
const { address, name } = await findTarget(host);

const start = performance.now();
const count = { open: 0, closed: 0, filtered: 0 };
const errors = new Set<string>();
const limits = new Set<string>();
let failure: string | undefined;
const lastHeard: { open?: number; closed?: number } = {};
let noWay = true; // until one port says otherwise

// #region interrupt
let isStopped = false;
process.on('SIGINT', () => {
  if (isStopped) return; // a second Ctrl-C changes nothing
  isStopped = true;
  clearProgress();
  // One wait may be long, so the program ends in the middle of it,
  // once the summary has been handed over.
  process.stdout.write(`${summary()}\n`, (error) => {
    if (!error) process.exit(130);
  });
});
// A reader such as `head -1` may leave before the scan is over.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') console.error(`cannot write: ${code}`);
  process.exit(1);
});
// #endregion interrupt

// #region loop
for (const port of ports) {
  const answer = await check(address, port, timeout);
  const { verdict, cause } = answer;
  for (const limit of answer.limits) limits.add(limit);
  if (verdict === 'unknown') {
    failure = `port ${port} could not be asked (${cause})`;
    break;
  }
  count[verdict] += 1;
  if (verdict !== 'filtered') lastHeard[verdict] = port;
  if (verdict === 'open') {
    clearProgress();
    console.log(`${name}:${port} is open`);
  }
  // Silence needs no explanation. An error code may help somebody.
  if (verdict === 'filtered' && cause.startsWith('E')) {
    errors.add(cause);
  }
  if (cause !== 'ENETUNREACH') noWay = false;
  drawProgress(`asked ${name}:${port}`);
}
// #endregion loop

if (noWay && failure === undefined) {
  clearProgress();
  console.error('cannot scan: network is unreachable (ENETUNREACH)');
  process.exit(1);
}

const doubt = count.filtered > 0 && failure === undefined;
const controlPorts = Object.values(lastHeard);
if (doubt && controlPorts.length > 0) {
  if (await hasGone(address, controlPorts, timeout)) {
    failure =
      `${name} has stopped answering: what was open or closed ` +
      'there may be among the filtered';
  }
}

clearProgress();
console.log(summary());
if (errors.size > 0) {
  const codes = [...errors].join(', ');
  console.error(`some filtered ports were not silent: ${codes}`);
}
if (failure !== undefined) {
  console.error(failure);
  process.exitCode = 1;
} else if (limits.size > 0) {
  const codes = [...limits].join(', ');
  console.error(`some ports were asked again, because of ${codes}`);
}

// #region summary
function summary(): string {
  const { open, closed, filtered } = count;
  const done = open + closed + filtered;
  const left = ports.length - done;
  const seconds = (performance.now() - start) / 1000;
  const found =
    `${name}: ${done} ports scanned in ${seconds.toFixed(2)} s: ` +
    `${open} open, ${closed} closed, ${filtered} filtered`;
  if (left === 0) return found;
  return `${found}; interrupted, ${left} ports not scanned`;
}
// #endregion summary
