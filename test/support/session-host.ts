// Runs the sessions of a command one after the other in one process, on its input and output:  node session-host.ts SCRIPT
// A message over IPC with arguments and environment starts a session. Any other message ends it, like Ctrl-C.
import { pathToFileURL } from 'node:url';
import type { Start } from './command-host.ts';

const [, , script = ''] = process.argv;
const url = pathToFileURL(script);
const [{ main }, { command }] = await Promise.all(
  [url, new URL('terminal/command.ts', url)].map((module) => import(module.href)),
);
// Each session adds a listener for errors of the output, and ends with its process.
process.stdout.setMaxListeners(0);
process.exit = (() => {}) as typeof process.exit;

process.on('message', async (message: Start | 'quit') => {
  if (message === 'quit') return void process.emit('SIGINT');
  process.argv = [process.execPath, script, ...message.args];
  process.env = message.env;
  await command(main);
  // What it printed has been read when this has.
  for (const output of [process.stdout, process.stderr]) output.write('\0');
});
