// Opens the lab until Ctrl-C:  npm run lab [-- --from PORT]
import { once } from 'node:events';
import { fromRange, inRange, type Lab, startLab } from './lab/lab.ts';
import { Problem } from './project/problem.ts';
import { quoted, readArgs } from './terminal/args.ts';
import { command } from './terminal/command.ts';

/** The printed form of the lab: a line for each service, then the services that are missing. */
function linesOf({ services, missing }: Lab): string {
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

const accepted = { summary: '--from PORT and --help are accepted', values: { from: fromRange } };

/** @throws Problem for a port that the lab cannot start with */
function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || !inRange(port)) throw new Problem(`bad --from ${quoted(text)}`, fromRange);
  return port;
}

export async function main() {
  const { help, values } = readArgs(process.argv.slice(2), accepted);
  if (help) return console.log(usage);
  const from = values.from === undefined ? undefined : portOf(values.from);
  // From here on, Ctrl-C closes the lab, even while it is opening.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    const lab = await startLab(from === undefined ? {} : { from });
    console.log(`${linesOf(lab)}\nlab is ready: press Ctrl-C to stop`);
    await stopped;
    await lab.close();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`${error.message}, or choose other ports with --from`);
    process.exitCode = 1; // not 2, which means a bad argument
  }
}

if (import.meta.main) await command(main);
