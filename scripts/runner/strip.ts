import { Worker } from 'node:worker_threads';

/** After this time, ms, a text is left to the program's own Node, which runs under the limits of a run. */
const patience = 2000;

interface Stripped {
  id: number;
  code?: string;
}

/** The texts that were stripped last, and the results. A check runs the same program up to thirty times. */
const known = new Map<string, Promise<string | undefined>>();
const mostKnown = 20;

/** The thread, and the functions that get its results. */
let thread: { worker: Worker; waiting: Map<number, (code: string | undefined) => void> } | undefined;
let count = 0;

function startThread() {
  const worker = new Worker(new URL('./strip-worker.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const waiting = new Map<number, (code: string | undefined) => void>();
  const started = { worker, waiting };
  const give = (id: number, code: string | undefined) => {
    waiting.get(id)?.(code);
    waiting.delete(id);
    // The process need not wait for a thread that has nothing to do.
    if (waiting.size === 0) worker.unref();
  };
  worker.on('message', ({ id, code }: Stripped) => give(id, code));
  worker.on('error', () => {});
  worker.on('exit', () => {
    if (thread === started) thread = undefined;
    for (const id of [...waiting.keys()]) give(id, undefined);
  });
  return started;
}

/**
 * Removes the types from a module, as Node does when it loads one: every other character keeps its line and column (Node docs,
 * module.stripTypeScriptTypes). Runs in another thread.
 * @returns undefined if Node cannot read the text, or takes longer than two seconds
 */
export function stripTypes(text: string): Promise<string | undefined> {
  const stripped = known.get(text) ?? stripInThread(text);
  known.delete(text);
  known.set(text, stripped);
  for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest);
  // A busy machine may have been too slow.
  stripped.then((code) => code === undefined && known.delete(text));
  return stripped;
}

function stripInThread(text: string): Promise<string | undefined> {
  thread ??= startThread();
  const { worker, waiting } = thread;
  const id = count++;
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const late = setTimeout(() => void worker.terminate(), patience);
  waiting.set(id, (code) => {
    clearTimeout(late);
    resolve(code);
  });
  worker.ref();
  worker.postMessage({ id, text });
  return promise;
}
