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

/** The timers of the running program, of which some do not keep a process running. They end with it. */
const timers = new Set<NodeJS.Timeout>();
for (const name of ['setTimeout', 'setInterval'] as const) {
  const set = new Proxy(globalThis[name] as typeof setInterval, {
    apply(target, self, args) {
      const timer: NodeJS.Timeout = Reflect.apply(target, self, args);
      timers.add(timer);
      return timer;
    },
  });
  Object.assign(globalThis, { [name]: set });
}

let runs = 0;
/** Whether the last line of the running program has run. */
let hasRun = false;
/** Ends the running program, like the end of its process. */
let end: (code: typeof process.exitCode) => void = () => {};
/** Ends the code that has called process.exit(). */
const stop = new Error('process.exit() was called');
process.on('uncaughtException', (error) => {
  if (error !== stop) throw error;
});
// Nothing keeps the process running now but what waits for the next message.
process.on('beforeExit', () => end(hasRun ? process.exitCode : 13)); // Node docs, process exit codes: a pending await
// Each run adds listeners.
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);

process.on('message', ({ file, args }: Run) => {
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array, ...rest: unknown[]) => {
      printed[name].push(Buffer.from(text as string));
      const done = rest.at(-1);
      if (typeof done === 'function') process.nextTick(done);
      return true;
    };
  }
  end = (code) => {
    end = () => {};
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    process.channel?.ref();
    const [stdout, stderr] = [printed.stdout, printed.stderr].map((pieces) => String(Buffer.concat(pieces)));
    process.send?.({ stdout, stderr, code: Number(code ?? 0), signal: null } as Outcome);
  };
  process.argv = [process.execPath, file, ...args];
  process.exitCode = undefined;
  process.exit = (code) => {
    end(code ?? process.exitCode);
    throw stop;
  };
  process.channel?.unref();
  hasRun = false;
  import(`${pathToFileURL(file)}?run=${runs++}`).then(
    () => {
      hasRun = true;
    },
    (error) => {
      printed.stderr.push(Buffer.from(error.stack));
      end(1);
    },
  );
});
process.send?.('ready');
