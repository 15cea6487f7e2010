// Runs commands many times in one process: see CommandHost.
// Each message over IPC has the command, the arguments and the environment of a run. The answer is what a process of its own would leave.
import { pathToFileURL } from 'node:url';

/** What a run needs. */
export interface Start {
  /** The absolute path of the command, which exports `main`. */
  script: string;
  args: string[];
  env: Record<string, string | undefined>;
}

/** What remains of a run. */
export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

// Each run adds a listener for errors of the output.
process.stdout.setMaxListeners(0);

process.on('message', async ({ script, args, env }: Start) => {
  const url = pathToFileURL(script);
  const [{ main }, { command }] = await Promise.all(
    [url, new URL('terminal/command.ts', url)].map((module) => import(module.href)),
  );
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array) => {
      written[name] += text;
      return true;
    };
  }
  process.argv = [process.execPath, script, ...args];
  process.env = env;
  process.exitCode = 0;
  try {
    await command(main);
  } catch (error) {
    process.exitCode = 1;
    written.stderr += String((error as Error).stack);
  }
  process.send?.({ status: process.exitCode, ...written } satisfies Ended);
});
process.send?.('ready');
