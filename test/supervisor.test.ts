// The process that runs programs and judgements for the server. Whatever they do, the server and the Stop button still answer.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exerciseOf } from '../scripts/course/exercises.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { isAlive, launch } from '../scripts/runner/process.ts';
import { readMessages, report, request } from '../scripts/supervisor/messages.ts';
import { type SupervisedRun, Supervision, SupervisorEnded } from '../scripts/supervisor/supervision.ts';
import { children } from './support/processes.ts';

const linux = process.platform === 'linux';
const windows = process.platform === 'win32';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'socketbook-supervisor-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'program.ts'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** All tests share it. A test that ends its process gets another at its next run. */
const supervision = new Supervision();
afterAll(() => supervision.end());

interface Printing extends SupervisedRun {
  /** Resolves when the program has printed the text. */
  said(text: string): Promise<string>;
}

function run(draft: string, timeLimit = 60_000): Printing {
  let stdout = '';
  let look = () => {};
  const options = { threads: false, readable: [folder], names: {}, draft, headLimit: 100_000, timeLimit };
  const running = supervision.run({ file: join(folder, 'program.ts'), args: [], options }, (_, text) => {
    stdout += text;
    look();
  });
  return {
    ...running,
    said: (text) =>
      new Promise((resolve) => {
        look = () => stdout.includes(text) && resolve(stdout);
        look();
      }),
  };
}

const listener = `
  import { createServer } from 'node:net';
  process.on('SIGINT', () => process.exit(3));
  const server = createServer().listen(0, '127.0.0.1', () => console.log('up ' + process.pid + ' ' + process.ppid + ' .'));
`;
const pidsOf = (stdout: string) => (/up (\d+) (\d+) \./.exec(stdout) ?? []).slice(1).map(Number) as [number, number];

const gone = (...pids: number[]) => expect.poll(() => pids.filter(isAlive)).toEqual([]);

describe('the supervisor', () => {
  test('runs programs, and reports how they end', async () => {
    expect(await run(`process.exitCode = 7`).done).toEqual({ code: 7 });
    expect(await run(`setInterval(() => {}, 1000)`, 300).done).toEqual({
      code: null,
      limit: 'did not end within 300 ms; it was stopped',
    });
  });

  test('types into a program, and ends its input', async () => {
    const options = { threads: false, input: true, readable: [folder], names: {}, headLimit: 1000, timeLimit: 60_000 };
    const draft = `process.stdin.on('data', (text) => console.log(String(text))).on('end', () => console.log('end'));`;
    let stdout = '';
    const running = supervision.run(
      { file: join(folder, 'program.ts'), args: [], options: { ...options, draft } },
      (_, text) => {
        stdout += text;
      },
    );
    running.type('one\n', false);
    await expect.poll(() => stdout).toBe('one\n\n');
    running.type('', true);
    expect(await running.done).toEqual({ code: 0 });
    expect(stdout).toBe('one\n\nend\n');
    running.type('late\n', false);
  });

  test('stops a program while others loop endlessly, print without end and hold memory', async () => {
    const spins = run(`console.log('up'); for (;;);`);
    const holds = run(`const all = Buffer.alloc(300_000_000, 1); console.log('up'); setInterval(() => all, 1000);`);
    await Promise.all([spins.said('up'), holds.said('up')]);
    const floods = run(`(function more() { console.log('x'.repeat(50_000)); setTimeout(more, 5); })();`);
    await floods.said('xxx');
    const stopped = run(listener);
    await stopped.said('up');
    stopped.stop();
    expect(await stopped.done).toEqual({ code: 3 });
    for (const one of [spins, holds, floods]) one.kill();
    for (const one of await Promise.all([spins.done, holds.done])) expect(one.code).toBeNull();
    // It may have reached its limit earlier.
    expect((await floods.done).code).toBeNull();
  });

  test('passes on only the start and the end of a very long output', async () => {
    const seen = run(`(function more() { console.log('x'.repeat(10_000)); setImmediate(more); })();`);
    const { limit } = await seen.done;
    const { length } = await seen.said('left out');
    expect(limit).toMatch(/more than (10000000 characters|512 MB of memory)/);
    expect(length).toBeLessThan(130_000);
  });

  test('judges, and stops when the verdict is no longer needed', async () => {
    const exercise = exerciseOf('02/one-line-error');
    const judge = (file: string, signal: AbortSignal) => supervision.judge(exercise.id, file, signal);
    const { signal } = new AbortController();
    expect(await judge(join(exercise.dir, 'solution.ts'), signal)).toEqual({ passed: true });
    expect(await judge(join(exercise.dir, 'stub.ts'), signal)).toMatchObject({
      passed: false,
      see: expect.any(String),
    });
    const abort = new AbortController();
    const hung = judge(join(exercise.dir, 'solution.ts'), abort.signal);
    abort.abort(new Error('gone'));
    await expect(hung).rejects.toThrow('gone');
    await expect(supervision.judge('02/no-such', 'x', signal)).rejects.toThrow('choose one of 01/');
  });

  test.skipIf(windows)('stops a program while it ends another one that creates socket files without end', async () => {
    const makes = run(`
      import { tmpdir } from 'node:os';
      const Pipe = (process.stdout as any)._handle.constructor;
      const kept: any[] = [];
      let error: any;
      for (let i = 0; i < 50_000; i++) {
        const pipe = new Pipe(1);
        try {
          if (pipe.bind(tmpdir() + '/socketbook-' + i.toString(16).padStart(8, '0')) !== 0) break;
        } catch (refused) { error = refused; break; }
        kept.push(pipe);
      }
      console.log('made ' + kept.length + ' ' + error?.code + ' .');
      setInterval(() => {}, 1000);
    `);
    const stopped = run(listener);
    await stopped.said('up');
    expect(await makes.said(' .')).toBe('made 10 ERR_ACCESS_DENIED .\n');
    makes.kill();
    stopped.stop();
    expect(await stopped.done).toEqual({ code: 3 });
    await makes.done;
  });

  test('judges a program that fails with a very long line without affecting other programs', async () => {
    const beside = run(listener);
    const [, supervisor] = pidsOf(await beside.said(' .'));
    const file = join(folder, 'long-line.ts');
    writeFileSync(file, `process.stderr.write('Error: ' + 'x'.repeat(300_000) + '\\n', () => process.exit(1));`);
    const verdict = await supervision.judge('03/echo-lines', file, new AbortController().signal);
    expect(verdict).toMatchObject({ passed: false, id: 'crashed', saw: { en: expect.stringMatching(/Error: x+…$/) } });
    expect(JSON.stringify(verdict).length).toBeLessThan(10_000);
    const next = run(listener);
    expect(pidsOf(await next.said(' .'))[1]).toBe(supervisor);
    next.kill();
    beside.stop();
    expect(await beside.done).toEqual({ code: 3 });
  });

  test('is started again after it was killed, and reports that its programs ended', async () => {
    const lost = run(listener);
    const [pid, supervisor] = pidsOf(await lost.said(' .'));
    const verdict = supervision.judge('03/echo-lines', join(folder, 'program.ts'), new AbortController().signal);
    const refused = expect(verdict).rejects.toBeInstanceOf(SupervisorEnded);
    process.kill(supervisor, 'SIGKILL');
    expect(await lost.done).toEqual({ code: null, limit: expect.stringContaining('runs programs ended') });
    await refused;
    await gone(pid);
    const next = run(listener);
    const [, another] = pidsOf(await next.said(' .'));
    expect(another).not.toBe(supervisor);
    next.kill();
    await next.done;
  });

  test('ends on request, with all its programs', async () => {
    const running = run(`process.on('SIGINT', () => {}); ${listener}`);
    const pids = pidsOf(await running.said(' .'));
    await supervision.end();
    expect((await running.done).code).toBeNull();
    await gone(...pids);
  });
});

test.skipIf(windows).each(['SIGKILL', 'SIGTERM'] as const)(
  'the supervisor and its programs end after %s to the server',
  async (signal) => {
    const source = `
      import { Supervision } from ${JSON.stringify(`file://${join(projectDir, 'scripts/supervisor/supervision.ts')}`)};
      const options = { threads: false, readable: [], names: {}, draft: ${JSON.stringify(listener)}, headLimit: 1000, timeLimit: 60000 };
      new Supervision().run({ file: ${JSON.stringify(join(folder, 'program.ts'))}, args: [], options: { ...options,
        readable: [${JSON.stringify(folder)}] } }, (_, text) => console.log(text));
    `;
    const server = launch(['--input-type=module-typescript', '--eval', source], process.env);
    const [line] = await once(server.stdout?.setEncoding('utf8') ?? server, 'data');
    const pids = pidsOf(line);
    expect(pids.every(isAlive)).toBe(true);
    server.kill(signal);
    await gone(...pids);
  },
);

test.skipIf(!linux)('a killed reaper is replaced by another one', async () => {
  const running = run(listener);
  const [pid, supervisor] = pidsOf(await running.said(' .'));
  const reapers = () => children(supervisor).filter((child) => commandOf(child).includes('reaper.ts'));
  const [first = 0] = reapers();
  process.kill(first, 'SIGKILL');
  await expect.poll(() => reapers().filter((one) => one !== first).length).toBe(1);
  // The new reaper is seen before it has been told of the program. The supervisor has told it when it does something else.
  await run('').done;
  process.kill(supervisor, 'SIGKILL');
  await gone(pid);
});

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

describe('a message', () => {
  const read = async (text: string, shape: typeof request | typeof report) => {
    const stream = new PassThrough();
    const seen: unknown[] = [];
    stream.end(text);
    await readMessages(stream, shape, (message) => seen.push(message));
    return seen;
  };

  test('may arrive in pieces, or together with others', async () => {
    const stop = { do: 'stop', id: 'a' };
    const line = JSON.stringify(stop);
    expect(await read(`${line}\n${line}\n`, request)).toEqual([stop, stop]);
  });

  test('keep a host with the name of a property of each object', async () => {
    const names = { constructor: ['127.0.0.1'], none: 'ENOTFOUND' };
    const options = { threads: false, readable: [], names, headLimit: 1, timeLimit: 1 };
    const message = { do: 'run', id: 'a', file: '/a.ts', args: [], options };
    expect(await read(`${JSON.stringify(message)}\n`, request)).toEqual([message]);
  });

  test('that is not valid is given back, and the following ones are read', async () => {
    const [refused, taken]: unknown[][] = [[], []];
    const stream = new PassThrough();
    const long = { id: 'a', failed: 'x'.repeat(200_001) };
    stream.end(`${JSON.stringify(long)}\n{"id":"b","code":0}\n`);
    await readMessages(
      stream,
      report,
      (message) => taken?.push(message),
      (message) => refused?.push(message),
    );
    expect([refused, taken]).toEqual([[long], [{ id: 'b', code: 0 }]]);
  });

  test.each([
    ['is not JSON', 'x\n'],
    ['requests an unknown action', '{"do":"read","id":"a"}\n'],
    ['has an unknown field', '{"do":"stop","id":"a","file":"b"}\n'],
    ['has an id that is too long', `{"do":"stop","id":"${'a'.repeat(101)}"}\n`],
    ['does not end', 'a'.repeat(4_000_001)],
  ])('is refused if it %s', async (_, text) => {
    await expect(read(text, request)).rejects.toThrow();
  });
});
