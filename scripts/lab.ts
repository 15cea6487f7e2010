// Opens the lab until Ctrl-C:  npm run lab [-- --from PORT]
import { once } from 'node:events';
import { fromRange, inRange, type Lab, startLab } from './lab/lab.ts';
import { Problem } from './project/problem.ts';
import { command } from './terminal/command.ts';

/** The printed table: one line for each service, then the missing ones. */
function table({ services, missing }: Lab): string {
  const row = (name: string, protocol: string, address: string, does: string) =>
    `${name.padEnd(10)}${protocol.padEnd(5)}${address.padEnd(17)}${does}`;
  return [
    row('name', '', 'address', 'what it does'),
    ...services.map(({ name, protocol, host, port, does }) =>
      row(name, protocol, host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`, does),
    ),
    ...missing.map(({ name, why }) => `missing: ${name}: ${why}`),
  ].join('\n');
}

const usage = `usage: npm run lab [-- --from PORT]
Opens the lab and keeps it open until Ctrl-C. --from PORT opens it on fixed ports, starting at PORT: ${fromRange}`;

/** The value of --from, if there is one. */
function fromOf([option, value = '', ...more]: string[]): number | undefined {
  const surplus = option === '--from' ? more[0] : option;
  if (surplus !== undefined) throw new Problem(`unknown argument "${surplus}"`, '--from PORT and --help are accepted');
  if (option === undefined) return undefined;
  const from = Number(value);
  if (!/^\d+$/.test(value) || !inRange(from)) throw new Problem(`bad --from "${value}"`, fromRange);
  return from;
}

async function main() {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(usage);
    return;
  }
  const from = fromOf(args);
  // From now on Ctrl-C closes the lab, even while it opens.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    const lab = await startLab(from === undefined ? {} : { from });
    console.log(`${table(lab)}\nlab is ready: press Ctrl-C to stop`);
    await stopped;
    await lab.close();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`${error.message}, or choose other ports with --from`);
    process.exitCode = 1; // not 2, which means a bad argument
  }
}

if (import.meta.main) await command(main);
