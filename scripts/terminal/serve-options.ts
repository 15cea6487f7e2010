import { Problem } from '../project/problem.ts';
import { quoted, readArgs } from './args.ts';

interface ServeOptions {
  port: number;
  host: string;
}

const onlyHere =
  'npm start serves only this machine; to serve a network, run "npm run build", then "npm run preview -- --host"';

const usages = {
  start: `usage: npm start [-- --port PORT]
Serves the notebook on this machine; PORT is 4321 by default, and 0 means any free port.`,
  preview: `usage: npm run preview [-- --port PORT] [--host [ADDRESS]]
Serves the pages that npm run build made; PORT is 4321 by default. With --host, the network can read them.`,
};

/**
 * Reads the command line of a server.
 * @throws Problem that names the argument that is not accepted
 */
export function readServeOptions(args: string[], command: 'start' | 'preview'): ServeOptions | undefined {
  const summary = command === 'start' ? 'accepted: --port PORT' : 'accepted: --port PORT, --host [ADDRESS]';
  if (command === 'start' && args.some((arg) => /^--host(=|$)/.test(arg))) throw new Problem('--host', onlyHere);
  // The address after --host is optional.
  const whole = args.map((arg, index) =>
    arg === '--host' && (args[index + 1] ?? '--').startsWith('--') ? '--host=0.0.0.0' : arg,
  );
  const values = { port: 'a port', ...(command === 'preview' ? { host: 'an address' } : {}) };
  const line = readArgs(whole, { summary, values });
  if (line.help) {
    console.log(usages[command]);
    return undefined;
  }
  const { port = '4321', host = '127.0.0.1' } = line.values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Problem(`--port ${quoted(port)}`, 'not a port; accepted: 0 to 65535, where 0 means any free port');
  }
  return { port: Number(port), host };
}
