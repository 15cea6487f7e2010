// The usual names of ports. A name is a guess: any program may
// listen on any port.
//
//   npx tsx lessons/07-a-scanner-worth-keeping/names.ts [ports]

import { refuse } from './arguments.ts';
import { parsePorts } from './ports.ts';

// #region table
/**
 * Names of some TCP ports, from IANA's "Service Name and Transport
 * Protocol Port Number Registry" (RFC 6335), as of June 2024.
 */
const names: Record<number, string> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  143: 'imap',
  443: 'https',
  3306: 'mysql',
  4401: 'ds-srvr',
  4402: 'ds-clnt',
  4403: 'ds-user',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
  8888: 'ddi-tcp-1',
};
// #endregion table

const usual = '22,80,4401-4403,4410,8888';
const [list = usual, extra] = process.argv.slice(2);
if (list === '--help') {
  console.log(`usage: names.ts [ports=${usual}]`);
  process.exit(0);
}
if (extra !== undefined) {
  refuse(`bad argument "${extra}": one list, as in 22,80`);
}

// #region look-up
try {
  for (const port of parsePorts(list)) {
    const name = names[port];
    console.log(`${port}: ${name ? `${name}?` : 'not in this table'}`);
  }
} catch (error) {
  refuse((error as Error).message);
}
// #endregion look-up
