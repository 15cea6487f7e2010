// What the judge does with programs that no exercise has among its answers.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { BoundSocket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exerciseOf, readPart } from '../scripts/course/exercises.ts';
import { judge } from '../scripts/judge/judge.ts';
import { Pupil } from '../scripts/judge/pupil.ts';
import { watchRequests } from '../scripts/judge/requests.ts';
import { type Heard, serve, type Talk, tell } from '../scripts/judge/talk.ts';
import { startLab } from '../scripts/lab/lab.ts';
import { run as finish } from './support/build.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'socketbook-judge-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('Talk keeps the text of an endless sender up to a limit, reads on, and reports it', async () => {
  const { promise, resolve } = Promise.withResolvers<Talk>();
  const { port, close } = await serve(resolve, '127.0.0.1', 20_000);
  const block = 'x'.repeat(300_000);
  const client = connect(port, '127.0.0.1');
  try {
    const talk = await promise;
    for (let count = 0; count < 3; count++) client.write(block);
    expect(await talk.hear((text) => text.length === 900_000)).toMatchObject({ state: 'open' });
    for (let count = 0; count < 30; count++) client.write(block);
    const heard: Heard = await talk.hear();
    expect({ length: heard.text.length, state: heard.state }).toEqual({ length: 1_000_000, state: 'flood' });
    expect(tell(heard)).toMatchObject({ en: expect.stringMatching(/…", then more and more data without end$/) });
    await new Promise<void>((done) => client.write('the last of it', () => done()));
    expect(talk.heard.text).toHaveLength(1_000_000);
  } finally {
    client.destroy();
    close();
  }
});

test('a crash is told together with what was tried', async () => {
  const dir = mkdtempSync(join(folder, 'exercise-'));
  const file = join(dir, 'program.ts');
  writeFileSync(file, "throw new RangeError('no such port');\n");
  writeFileSync(
    join(dir, 'check.ts'),
    `export default async function check(judge) {
       await judge.run().prints(() => false);
       judge.fail('tried', { saw: 'a client came', wanted: 'a welcome', see: '03-server-client#exercises' });
     }`,
  );
  expect(await judge({ ...exerciseOf('03/echo-lines'), dir }, file)).toMatchObject({
    id: 'crashed',
    saw: {
      en: 'a client came; the program crashed: RangeError: no such port',
      zh: 'a client came；程序因错误终止：RangeError: no such port',
    },
  });
});

test('a wait of hear() ends at its own limit, if that is shorter than the patience', async () => {
  const { promise, resolve } = Promise.withResolvers<Talk>();
  const { port, close } = await serve(resolve, '127.0.0.1', 60_000);
  const client = connect(port, '127.0.0.1');
  try {
    expect(await (await promise).hear(() => false, 50)).toEqual({ text: '', state: 'silent' });
  } finally {
    client.destroy();
    close();
  }
});

test('watchRequests() measures the wait for a port that never answers, where the system shows it', async () => {
  const lab = await startLab({ ipv6: false });
  const port = lab.missing.some(({ name }) => name === 'filtered') ? 0 : lab.port('filtered');
  const requests = watchRequests([port]);
  try {
    if (requests === undefined || port === 0) return;
    const start = performance.now();
    const socket = connect(port, '127.0.0.1');
    await vi.waitUntil(() => requests.all().length > 0, { timeout: 20_000 });
    socket.destroy();
    const ended = performance.now();
    await vi.waitUntil(() => requests.all()[0]?.end[1] !== Number.POSITIVE_INFINITY, { timeout: 20_000 });
    const [request] = requests.all();
    expect(request).toMatchObject({ port });
    expect(request?.begin[1]).toBeGreaterThanOrEqual(start);
    expect(request?.end[0]).toBeLessThanOrEqual(ended);
    expect(request?.end[1]).toBeGreaterThanOrEqual(ended);
  } finally {
    requests?.stop();
    await lab.close();
  }
});

test('the judge sets no time limit on a whole check, only on each step', async () => {
  const file = join(folder, 'server.ts');
  writeFileSync(file, "console.log('up');\nsetInterval(() => {}, 1000);\n");
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const pupil = new Pupil(file, [], 10_000);
  try {
    await pupil.prints((stdout) => stdout !== '');
    for (let step = 0; step < 20; step++) {
      const waited = pupil.prints(() => false);
      await vi.advanceTimersByTimeAsync(10_000);
      await waited;
    }
    vi.useRealTimers();
    pupil.interrupt();
    expect(await pupil.ends()).toMatchObject({ signal: 'SIGINT' });
  } finally {
    vi.useRealTimers();
    await pupil.kill();
  }
});

describe('a judge that stands still during a judgement', () => {
  /** Judges with a check that stands still in its first `stalls` runs, and fails the program in those. */
  const judgeLate = (stalls: number) => {
    const dir = mkdtempSync(join(folder, 'exercise-'));
    writeFileSync(
      join(dir, 'check.ts'),
      `let runs = 0;
       export default async function check(judge) {
         runs += 1;
         if (runs > ${stalls}) return;
         const start = performance.now();
         while (performance.now() < start + 1500);
         judge.fail('run-' + runs, { saw: 'late', wanted: 'in time', see: '03-server-client#exercises' });
       }`,
    );
    return judge({ ...exerciseOf('03/echo-lines'), dir }, join(folder, 'program.ts'));
  };

  test('judges again', async () => {
    expect(await judgeLate(1)).toEqual({ passed: true });
  });

  test('judges three times at most, and the last verdict counts', async () => {
    expect(await judgeLate(9)).toMatchObject({ passed: false, id: 'run-3' });
  });
});

describe('the ports that a check asks for', () => {
  /** Judges a program that does nothing, with a check of these lines. */
  const judgeWith = (lines: string) => {
    const dir = mkdtempSync(join(folder, 'exercise-'));
    const source = `import { connect } from 'node:net';
      const answer = (port) => new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('data', (data) => resolve(String(data))).on('error', ({ code }) => resolve(code));
      });
      const see = (judge, saw) => judge.fail('seen', { saw: JSON.stringify(saw), wanted: '', see: '' });
      export default async function check(judge) { ${lines} }`;
    writeFileSync(join(dir, 'check.ts'), source);
    return judge({ ...exerciseOf('03/echo-lines'), dir }, join(folder, 'program.ts'));
  };

  test('closedPort() refuses connections, and is given back', async () => {
    const close = vi.spyOn(BoundSocket.prototype, 'close');
    try {
      const verdict = await judgeWith('see(judge, [await answer(judge.closedPort())]);');
      expect(verdict).toMatchObject({ saw: '["ECONNREFUSED"]' });
      expect(close).toHaveBeenCalledOnce();
    } finally {
      close.mockRestore();
    }
  });

  test.each([1, -1] as const)('portNear() passes taken ports over, step %i', async (step) => {
    const verdict = await judgeWith(`
      const taken = await judge.portNear(20_000, ${step}, (socket) => socket.end('first'));
      const next = await judge.portNear(taken, ${step}, (socket) => socket.end('second'));
      see(judge, [(next - taken) * ${step}, await answer(taken), await answer(next), taken, next]);`);
    const [distance, first, second, ...ports] = JSON.parse(String('saw' in verdict && verdict.saw));
    expect(distance).toBeGreaterThan(0);
    expect([first, second]).toEqual(['first', 'second']);
    for (const port of ports) {
      const error = await once(connect(port, '127.0.0.1'), 'connect').catch(({ code }) => code);
      expect(error).toBe('ECONNREFUSED');
    }
  });

  test('portNear() gives up when it has come to the last port', async () => {
    await expect(judgeWith('await judge.portNear(65_536, 1, () => {});')).rejects.toThrow('65536');
  });
});

describe('a line that says where a program listens', () => {
  const listening = async (line: string) => {
    const file = join(folder, 'program.ts');
    writeFileSync(file, `console.log(${JSON.stringify(line)});\n`);
    const pupil = new Pupil(file, [], 20_000);
    try {
      return await pupil.listening();
    } finally {
      await pupil.kill();
    }
  };

  test.each(['1', '65535'])('counts with port %s', async (port) => {
    expect(await listening(`listening on 127.0.0.1:${port}`)).toBe(Number(port));
  });

  test.each(['0', '65536', '123456', '9'.repeat(40)])('does not count with port %s', async (port) => {
    await expect(listening(`listening on 127.0.0.1:${port}`)).rejects.toMatchObject({
      failure: { id: 'not-listening', saw: expect.stringContaining(port) },
    });
  });
});

describe('node scripts/judge.ts', () => {
  const judgeFile = (file: string) => finish(process.execPath, ['scripts/judge.ts', '03/echo-lines', file]);

  test('judges a program in any folder', async () => {
    const file = join(folder, 'solution.ts');
    writeFileSync(file, readPart(exerciseOf('03/echo-lines'), 'solution.ts'));
    expect(await judgeFile(file)).toEqual({ code: 0, output: '03/echo-lines passes\n' });
  });

  test('prints no control character of the program', async () => {
    const file = join(folder, 'rude.ts');
    writeFileSync(file, "throw new Error('\\u001b]0;mine\\u0007\\u001b[2J\\u009b2J\\u202e');\n");
    const { code, output } = await judgeFile(file);
    expect(code).toBe(1);
    expect(output).toContain('Error:  ]0;mine  [2J 2J');
    expect(output).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test('prints its usage, and refuses an option in one line', async () => {
    const judge = (...args: string[]) => finish(process.execPath, ['scripts/judge.ts', ...args]);
    expect(await judge('--help')).toEqual({ code: 0, output: expect.stringMatching(/^usage: /) });
    for (const args of [['--bad'], ['03/echo-lines', '-x'], [], ['03/echo-lines', 'a', 'b']]) {
      const { code, output } = await judge(...args);
      expect({ code, lines: output.match(/\n/g)?.length }).toEqual({ code: 2, lines: 1 });
    }
  });

  test('names a missing file in one line', async () => {
    const file = join(folder, 'missing.ts');
    expect(await judgeFile(file)).toEqual({ code: 2, output: `${file}: no such file\n` });
    expect(await judgeFile(folder)).toEqual({ code: 2, output: `${folder}: no such file\n` });
  });
});
