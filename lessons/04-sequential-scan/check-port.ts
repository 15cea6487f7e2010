// Asks one port for a connection, and says whether it is open.
//
//   npx tsx lessons/04-sequential-scan/check-port.ts HOST PORT

import { check } from './check.ts';
import { refuse, wholeNumber } from './options.ts';
import { findTarget } from './target.ts';

const usage = 'usage: check-port.ts HOST PORT';
const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
const option = args.find((arg) => arg.startsWith('-'));
if (option !== undefined) refuse(`bad option "${option}": ${usage}`);
const [host, portText, extra] = args;
if (host === undefined || portText === undefined) refuse(usage);
if (extra !== undefined) refuse(`bad argument "${extra}": ${usage}`);
const port = wholeNumber('port', portText, 65535);

// #region check
const { address, name } = await findTarget(host);
const { verdict, cause, limits } = await check(address, port, 1000);
if (limits.length > 0) {
  console.error(`asked ${limits.length} more times: ${limits[0]}`);
}
if (verdict === 'open') {
  console.log(`${name}:${port} is open`);
} else {
  console.log(`${name}:${port} is ${verdict} (${cause})`);
  process.exitCode = 1;
}
// #endregion check
