// Runs programs of the course, many times in one process: see ProgramHost.
// Each message over IPC has a file and the arguments of a run. The answer is what a process of its own would leave.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Outcome } from '../../scripts/runner/run.ts';

/** What a run needs. */
export interface Run {
  /** The absolute path of the program. */
  file: string;
  args: string[];
}

// The module that is run is the main one, as in a process of its own.
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.includes('?run=')) return loaded;
    const { source = '' } = loaded;
    const text = typeof source === 'string' ? source : new TextDecoder().decode(source ?? undefined);
    return { ...loaded, source: text.replaceAll('import.meta.main', 'true') };
  },
});

let runs = 0;
/** Ends the code that has called process.exit(). */
const stop = new Error('process.exit() was called');
process.on('uncaughtException', (error) => {
  if (error !== stop) throw error;
});
// Each run adds listeners.
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);

process.on('message', ({ file, args }: Run) => {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array, ...rest: unknown[]) => {
      printed[name] += text;
      const done = rest.at(-1);
      if (typeof done === 'function') process.nextTick(done);
      return true;
    };
  }
  let over = false;
  const end = (code: typeof process.exitCode) => {
    if (over) return;
    over = true;
    process.send?.({ ...printed, code: Number(code ?? 0), signal: null } satisfies Outcome);
  };
  process.argv = [process.execPath, file, ...args];
  process.exitCode = undefined;
  process.exit = (code) => {
    end(code ?? process.exitCode);
    throw stop;
  };
  import(`${pathToFileURL(file)}?run=${runs++}`).then(
    () => end(process.exitCode),
    (error) => {
      printed.stderr += error.stack;
      end(1);
    },
  );
});
process.send?.('ready');
