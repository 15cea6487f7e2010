import { parseArgs } from 'node:util';
import { Problem } from '../project/problem.ts';

interface ServeOptions {
  port: number;
  host: string;
}

const onlyHere =
  'npm start serves only this machine; to serve a network, run "npm run build", then "npm run preview -- --host"';

/**
 * Reads the command line of a server.
 * @throws Problem that names the argument that is not accepted
 */
export function readServeOptions(args: string[], command: 'start' | 'preview'): ServeOptions {
  const usage = command === 'start' ? 'accepted: --port PORT' : 'accepted: --port PORT, --host [ADDRESS]';
  if (command === 'start' && args.some((arg) => /^--host(=|$)/.test(arg))) throw new Problem('--host', onlyHere);
  // The address after --host is optional.
  const whole = args.map((arg, index) =>
    arg === '--host' && (args[index + 1] ?? '--').startsWith('--') ? '--host=0.0.0.0' : arg,
  );
  let values: { port: string; host: string };
  try {
    const options = {
      port: { type: 'string', default: '4321' },
      host: { type: 'string', default: '127.0.0.1' },
    } as const;
    ({ values } = parseArgs({ args: whole, options }));
  } catch (error) {
    throw new Problem((error as Error).message.replace(/\.? To specify .*/s, ''), usage);
  }
  const { port, host } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Problem(`--port "${port}"`, 'not a port; accepted: 0 to 65535, where 0 means any free port');
  }
  if (host === '') throw new Problem('--host ""', 'not an address; name one, or leave it out for all addresses');
  return { port: Number(port), host };
}
