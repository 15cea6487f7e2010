// Runs programs and judgements for a server, in a process that serves nothing else: it starts them, enforces their limits,
// and passes on their output. Requests arrive on standard input, reports leave on descriptor 4. When the server ends, the
// input ends, and this process ends everything it started.

import { Socket } from 'node:net';
import type { Exercise } from '../course/exercises.ts';
import { Problem } from '../project/problem.ts';
import { type Running, start } from '../runner/run.ts';
import { type Report, type Request, type RunRequest, readMessages, request } from './messages.ts';

// Not standard output, because Node blocks there until the other side has read it.
const out = new Socket({ fd: 4, readable: false, writable: true }).on('error', () => {});
const report = (message: Report) => out.write(`${JSON.stringify(message)}\n`);

const runs = new Map<string, Running>();
const judgements = new Map<string, AbortController>();

const reasonOf = (error: unknown) => (error instanceof Problem ? error.remedy : (error as Error).message);

async function run({ id, file, args, options }: RunRequest): Promise<void> {
  try {
    const { input = false, calls: areNoted = false, link, draft, lang, ...others } = options;
    const running = start(file, args, {
      ...others,
      input,
      link,
      draft,
      lang,
      onOutput: (from, text) => report({ id, from, text }),
      onCalls: areNoted ? (calls, cut) => report({ id, calls, cut }) : undefined,
    });
    runs.set(id, running);
    const { code } = await running.done;
    report({ id, code });
  } catch (error) {
    report({ id, code: null, limit: reasonOf(error) });
  } finally {
    runs.delete(id);
  }
}

async function judgeFile(id: string, exercise: string, file: string): Promise<void> {
  const abort = new AbortController();
  judgements.set(id, abort);
  try {
    // Loaded on demand, because programs are started much more often.
    const [{ exerciseOf }, { judge }] = await Promise.all([
      import('../course/exercises.ts'),
      import('../judge/judge.ts'),
    ]);
    const found: Exercise = exerciseOf(exercise);
    report({ id, verdict: await judge(found, file, { signal: abort.signal }) });
  } catch (error) {
    report({ id, failed: reasonOf(error) });
  } finally {
    judgements.delete(id);
  }
}

function handle(message: Request): void {
  switch (message.do) {
    case 'run':
      return void run(message);
    case 'judge':
      return void judgeFile(message.id, message.exercise, message.file);
    case 'type': {
      const running = runs.get(message.id);
      running?.type(message.text);
      if (message.end) running?.endInput();
      return;
    }
    case 'stop':
      return void runs
        .get(message.id)
        ?.stop()
        .catch(() => {});
    case 'kill':
      runs.get(message.id)?.kill();
      judgements.get(message.id)?.abort(new Error('the verdict is not needed any more'));
  }
}

// The server handles Ctrl-C and a hang-up, and then ends this process.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
try {
  await readMessages(process.stdin, request, handle);
} finally {
  for (const abort of judgements.values()) abort.abort(new Error('the server has ended'));
  const all = [...runs.values()];
  for (const running of all) running.kill();
  await Promise.allSettled(all.map(({ done }) => done));
  // The reaper ends the processes of a judgement that still runs.
  process.exit();
}
