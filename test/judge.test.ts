// What the judge does with programs that are not among the answers of any exercise.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, BoundSocket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { exerciseOf, readPart } from '../scripts/course/exercises.ts';
import { canWatchSleep } from '../scripts/judge/activity.ts';
import { explain } from '../scripts/judge/explain.ts';
import { type JudgeOptions, judge } from '../scripts/judge/judge.ts';
import { otherLoopbackHosts } from '../scripts/judge/loopback.ts';
import { Pupil } from '../scripts/judge/pupil.ts';
import { type Heard, openTalkServer, type Talk, tell } from '../scripts/judge/talk.ts';
import { quote, unexpected } from '../scripts/judge/verdict.ts';
import { openFiltered } from '../scripts/lab/filtered.ts';
import { terminal } from '../scripts/project/astro.ts';
import { run as finish } from './support/build.ts';
import { CommandHost } from './support/commands.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'socketbook-judge-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('Talk keeps the text of an endless sender up to a limit, discards the rest, and reports it', async () => {
  const { promise, resolve } = Promise.withResolvers<Talk>();
  const { port, close } = await openTalkServer(resolve, '127.0.0.1', 20_000);
  const block = 'x'.repeat(300_000);
  const client = connect(port, '127.0.0.1');
  try {
    const talk = await promise;
    for (let count = 0; count < 3; count++) client.write(block);
    expect(await talk.hear((text) => text.length === 900_000)).toMatchObject({ state: 'open' });
    for (let count = 0; count < 30; count++) client.write(block);
    const heard: Heard = await talk.hear();
    expect({ length: heard.text.length, state: heard.state }).toEqual({ length: 1_000_000, state: 'flood' });
    expect(tell(heard)).toMatchObject({ en: expect.stringMatching(/…", then data without end$/) });
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
       judge.fail('tried', { saw: 'a client came', wanted: 'a welcome', see: '03-server-client#half-close' });
     }`,
  );
  expect(await judge({ ...exerciseOf('03/echo-lines'), dir }, file)).toMatchObject({
    id: 'crashed',
    saw: {
      en: 'a client came; the program crashed: line 1: RangeError: no such port',
      zh: 'a client came；程序因错误终止：第 1 行：RangeError: no such port',
    },
  });
});

test('a wait of hear() ends at its own limit, if that is shorter than the patience', async () => {
  const { promise, resolve } = Promise.withResolvers<Talk>();
  const { port, close } = await openTalkServer(resolve, '127.0.0.1', 60_000);
  const client = connect(port, '127.0.0.1');
  try {
    expect(await (await promise).hear(() => false, 50)).toEqual({ text: '', state: 'silent' });
  } finally {
    client.destroy();
    close();
  }
});

test('a program notes its connection requests: when each began, was answered, and was closed', async () => {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const silent = await openFiltered('127.0.0.1', 0);
  const file = join(folder, 'client.ts');
  writeFileSync(
    file,
    `import { connect } from 'node:net';
     const [open, silent] = process.argv.slice(2).map(Number);
     const socket = connect({ port: open, host: '127.0.0.1' }, () => {
       if (silent) connect(silent, '127.0.0.1').setTimeout(200, function () { this.destroy(); socket.end(); });
       else socket.end();
     });`,
  );
  const pupil = new Pupil(file, [String(port), 'why' in silent ? '0' : String(silent.port)], 10_000);
  try {
    expect(await pupil.ends()).toMatchObject({ code: 0, stderr: '' });
    const [request, ...others] = pupil.requestsTo(port);
    expect(others).toEqual([]);
    expect(request?.end).toBeGreaterThan(request?.begin ?? 0);
    expect(request?.closed).toBeGreaterThan(request?.end ?? 0);
    expect(request?.closed).toBeLessThan(Number.POSITIVE_INFINITY);
    if ('why' in silent) return;
    const [other] = pupil.requestsTo(silent.port);
    expect(other?.begin).toBeGreaterThan(request?.end ?? 0);
    expect((other?.end ?? 0) - (other?.begin ?? 0)).toBeGreaterThanOrEqual(199);
    expect(other?.end).toBeLessThan(request?.closed ?? 0);
    expect(pupil.waitingFor(silent.port)).toBe(0);
  } finally {
    await pupil.kill();
    server.close();
    if ('port' in silent) await silent.close();
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

describe('a judge that is blocked during a judgement', () => {
  /** Judges with a check that blocks for `ms` in its first `stalls` runs, and fails the program in these runs. */
  const judgeLate = (stalls: number, ms = 1500, allowed = 1000) => {
    const dir = mkdtempSync(join(folder, 'exercise-'));
    writeFileSync(
      join(dir, 'check.ts'),
      `let runs = 0;
       export default async function check(judge) {
         runs += 1;
         judge.allowPause(${allowed});
         if (runs > ${stalls}) return;
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms});
         judge.fail('run-' + runs, { saw: 'late', wanted: 'in time', see: '03-server-client#half-close' });
       }`,
    );
    return judge({ ...exerciseOf('03/echo-lines'), dir }, join(folder, 'program.ts'));
  };

  test('judges the program again', async () => {
    expect(await judgeLate(1)).toEqual({ passed: true });
  });

  test('judges the program again after a shorter pause, if the check allows less', async () => {
    expect(await judgeLate(1, 500, 200)).toEqual({ passed: true });
    expect(await judgeLate(1, 500)).toMatchObject({ passed: false, id: 'run-1' });
  });

  test('judges the program at most three times, and the last verdict counts', async () => {
    expect(await judgeLate(9)).toMatchObject({ passed: false, id: 'run-3' });
  });
});

describe('the section that a verdict names', () => {
  const judgeWith = (see: string) => {
    const dir = mkdtempSync(join(folder, 'exercise-'));
    const fail = `judge.fail('wrong', { saw: 'a', wanted: 'b', see: '${see}' })`;
    writeFileSync(join(dir, 'check.ts'), `export default async (judge) => ${fail};\n`);
    return judge({ ...exerciseOf('03/echo-lines'), dir }, join(folder, 'program.ts'));
  };

  test('comes with its heading in each language', async () => {
    const verdict = await judgeWith('03-server-client#half-close');
    const heading = { en: 'Half-close', zh: '半关闭' };
    expect(verdict).toMatchObject({ see: '03-server-client/deeper#half-close', heading });
    if (verdict.passed) return;
    expect(explain(verdict, 'en').at(-1)).toBe('See: lesson 3, “Half-close”');
    expect(explain(verdict, 'zh').at(-1)).toBe('参见：第 3 课《半关闭》');
  });

  test('is an error of the judge if the lesson has no such section', async () => {
    await expect(judgeWith('03-server-client#missing')).rejects.toThrow('no section "missing"');
  });
});

test('the notebook, which starts no judgement itself, loads neither the judge nor the lab nor the reader of MDX', async () => {
  const source = `import { registerHooks } from 'node:module';
    registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
    await import('./scripts/start.ts');`;
  const { code, output } = await finish(process.execPath, ['--input-type=module', '-e', source]);
  expect(code).toBe(0);
  expect(output).toContain('/scripts/judge/explain.ts\n');
  expect(output).not.toMatch(/\/scripts\/(judge\/judge|lab\/.*|runner\/run)\.ts$|\/node_modules\/satteri\//m);
});

describe('the ports of a check:', () => {
  /** Judges a program that does nothing, with a check made of these lines. */
  const judgeWith = (lines: string) => {
    const dir = mkdtempSync(join(folder, 'exercise-'));
    const source = `import { connect } from 'node:net';
      const answer = (port) => new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('data', (data) => resolve(String(data))).on('error', ({ code }) => resolve(code));
      });
      const see = (judge, saw) => judge.fail('seen', { saw: JSON.stringify(saw), wanted: '', see: '03-server-client#half-close' });
      export default async function check(judge) { ${lines} }`;
    writeFileSync(join(dir, 'check.ts'), source);
    return judge({ ...exerciseOf('03/echo-lines'), dir }, join(folder, 'program.ts'));
  };

  test('closedPort() refuses connections, and is free after the judgement', async () => {
    const close = vi.spyOn(BoundSocket.prototype, 'close');
    try {
      const verdict = await judgeWith('see(judge, [await answer(judge.closedPort())]);');
      expect(verdict).toMatchObject({ saw: '["ECONNREFUSED"]' });
      expect(close).toHaveBeenCalledOnce();
    } finally {
      close.mockRestore();
    }
  });

  test.each([1, -1] as const)('portNear() skips taken ports, with step %i', async (step) => {
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

  test('restartable() starts, stops and starts again on one port, and is stopped after the judgement', async () => {
    const verdict = await judgeWith(`
      const server = await judge.restartable();
      const heard = [await answer(server.port)];
      for (const word of ['first', 'second']) {
        await server.start((socket) => socket.write(word));
        const visited = server.visited();
        heard.push(await answer(server.port), await visited, server.guests.size);
        if (word === 'first') server.stop();
        if (word === 'first') heard.push(await answer(server.port));
      }
      see(judge, [server.port, server.host, ...heard]);`);
    const [port, ...rest] = JSON.parse(String('saw' in verdict && verdict.saw));
    const refused = 'ECONNREFUSED';
    expect(rest).toEqual(['127.0.0.1', refused, 'first', null, 1, refused, 'second', null, 1]);
    const error = await once(connect(port, '127.0.0.1'), 'connect').catch(({ code }) => code);
    expect(error).toBe(refused);
  });

  test('portNear() gives up after the last port', async () => {
    await expect(judgeWith('await judge.portNear(65_536, 1, () => {});')).rejects.toThrow('65536');
  });
});

describe('loopback addresses beside 127.0.0.1', () => {
  const system = (own: string[], listed = own) => ({
    canBind: (host: string) => own.includes(host),
    addresses: () => listed,
  });

  test('are random ones where the system has all of 127.0.0.0/8', () => {
    const all = { canBind: () => true, addresses: () => ['127.0.0.1'] };
    const hosts = otherLoopbackHosts(3, all);
    expect(new Set(hosts).size).toBe(3);
    for (const host of hosts) expect(host).toMatch(/^127(\.[1-9]\d{0,2}){3}$/);
    expect(otherLoopbackHosts(3, all)).not.toEqual(hosts);
  });

  test('are those that were added where it has not', () => {
    expect(otherLoopbackHosts(2, system(['127.0.0.1']))).toEqual([]);
    const added = ['::1', '127.0.0.1', '127.0.0.2', '127.0.0.3', '192.0.2.1', '127.0.0.4'];
    expect(otherLoopbackHosts(2, system(added))).toEqual(['127.0.0.2', '127.0.0.3']);
    expect(otherLoopbackHosts(9, system(['127.0.0.4'], added))).toEqual(['127.0.0.4']);
  });

  const oneAddress = 'ip link set lo up && ip addr del 127.0.0.1/8 dev lo && ip addr add 127.0.0.1/32 dev lo';
  // As on macOS. In a network namespace of the test's own.
  test.skipIf(process.platform !== 'linux')(
    'are reported as skipped where there are none, and right programs pass',
    async (context) => {
      const alone = ['--map-root-user', '--net', 'sh', '-c'];
      const mayHave = spawnSync('unshare', [...alone, oneAddress]).status === 0;
      context.skip(!mayHave, 'unshare(1) or ip(8) may not be used here');
      const source = `import { exerciseOf } from './scripts/course/exercises.ts';
        import { judge } from './scripts/judge/judge.ts';
        const verdicts = ['04/false-open', '07/one-line-each', '07/watch'].map((id) => {
          const exercise = exerciseOf(id);
          return judge(exercise, exercise.dir + '/solution.ts');
        });
        console.log(JSON.stringify(await Promise.all(verdicts)));`;
      const node = [process.execPath, '--input-type=module', '-e', source];
      const { code, output } = await finish('unshare', [...alone, `${oneAddress} && exec "$@"`, 'sh', ...node]);
      const untried = [{ en: 'loopback address beside 127.0.0.1', zh: '127.0.0.1 以外的环回地址' }];
      expect(JSON.parse(output)).toEqual([{ passed: true, untried }, { passed: true, untried }, { passed: true }]);
      expect(code).toBe(0);
    },
  );
});

describe('a "listening on" line', () => {
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

  test.each(['1', '65535'])('is accepted with port %s', async (port) => {
    expect(await listening(`listening on 127.0.0.1:${port}`)).toBe(Number(port));
  });

  test.each(['0', '65536', '123456', '9'.repeat(40)])('is not accepted with port %s', async (port) => {
    await expect(listening(`listening on 127.0.0.1:${port}`)).rejects.toMatchObject({
      mistake: { id: 'not-listening', saw: expect.stringContaining(port) },
    });
  });
});

describe('what a failed program is told', () => {
  /** Judges a program of these lines with a check of these lines. */
  const judgeProgram = (lines: string, check: string, options: JudgeOptions = {}) => {
    const dir = mkdtempSync(join(folder, 'exercise-'));
    writeFileSync(join(dir, 'check.ts'), `export default async function check(judge) { ${check} }`);
    const program = join(dir, 'program.ts');
    writeFileSync(program, lines);
    return judge({ ...exerciseOf('03/echo-lines'), dir }, program, { patience: 30_000, ...options });
  };
  const never = 'judge.run(); await new Promise(() => {});';

  test('a syntax error ends the judgement, with its line and the reason', async () => {
    expect(await judgeProgram('let a: number = 1;\n\nconst b = a + ;\n', never)).toMatchObject({
      id: 'syntax-error',
      saw: { en: 'line 3: Expression expected', zh: '第 3 行：Expression expected' },
    });
    expect(await judgeProgram('let a = 1;\nlet a = 2;\n', never)).toMatchObject({
      saw: { en: "line 2: Identifier 'a' has already been declared" },
    });
  });

  test('what Node does not support of TypeScript is named', async () => {
    const { saw } = (await judgeProgram('enum A {}\n', never)) as { saw: { en: string } };
    expect(saw.en).toMatch(/^line 1: TypeScript's enum is not available/);
  });

  test('an error while it runs is no syntax error', async () => {
    const thrown = "\n\nthrow new SyntaxError('mine');\n";
    expect(await judgeProgram(thrown, 'await judge.run().prints(() => false);')).toMatchObject({
      id: 'crashed',
      saw: { en: 'the program crashed: line 3: SyntaxError: mine' },
    });
  });

  test('a syntax error or a crash alone is in no section: the verdict names none', async () => {
    for (const source of ['const b = ;\n', '\nmissing();\n']) {
      const verdict = await judgeProgram(source, never);
      expect(verdict).not.toHaveProperty('see');
      expect(verdict).not.toHaveProperty('heading');
      if (verdict.passed) throw new Error('it passed');
      expect(explain(verdict, 'en')).toEqual([expect.stringMatching(/^Seen: /), expect.stringMatching(/^Expected: /)]);
    }
  });

  test('a crash counts even if the check begins to wait for the end when it has been given up', async () => {
    const late = `const program = judge.run();
      await program.prints(() => false);
      await new Promise((resolve) => { program.onHopeless = ((give) => () => { give(); program.wasAwaited = true; resolve(); })(program.onHopeless); });`;
    expect(await judgeProgram('\nmissing();\n', late)).toMatchObject({ id: 'crashed' });
  });

  test('a crash that the check does not wait for ends the judgement', async () => {
    expect(await judgeProgram('\nmissing();\n', never)).toMatchObject({
      id: 'crashed',
      saw: { en: 'the program crashed: line 2: ReferenceError: missing is not defined' },
    });
  });

  test('a worker thread is refused in the words of the course', async () => {
    const threads = "import { Worker } from 'node:worker_threads';\nnew Worker('', { eval: true });\n";
    expect(await judgeProgram(threads, never)).toMatchObject({
      id: 'crashed',
      saw: { en: expect.stringMatching(/: line 2: programs of this course may not start worker threads$/) },
    });
  });

  test('a loop that never ends is named, before the time limit', async () => {
    const verdict = await judgeProgram("console.log('up');\nfor (;;) {}\n", never, { mostComputing: 0.5 });
    expect(verdict).toMatchObject({
      id: 'hung',
      saw: { en: expect.stringMatching(/^the program never stopped computing/) },
    });
  }, 60_000);

  test('a line on standard error instead of standard output is quoted', async () => {
    const error = "console.error('listening on 127.0.0.1:9');\n";
    expect(await judgeProgram(error, 'await judge.run().listening();')).toMatchObject({
      id: 'not-listening',
      saw: { en: 'no line on standard output; on standard error (console.error) "listening on 127.0.0.1:9\\n"' },
    });
  });

  test('a long source line does not hide the error', () => {
    const source = 'x'.repeat(300);
    const dump = `file.ts:1\n${source}\n^\n\nTypeError: no function\n    at file.ts:1:1\n\nNode.js v26.1.0\n`;
    expect(quote(dump)).toBe('"… TypeError: no function …"');
    expect(quote(source)).toHaveLength(202);
  });

  test('the first line that should not be there is named', () => {
    expect(unexpected('a\nb\nc\n', 'a\nc\n').en).toBe('; line 2, "b", was not expected there');
    expect(unexpected('a\n', 'a\nc\n').en).toBe('');
    expect(unexpected('', 'a\n').en).toBe('');
  });
});

describe('rests()', () => {
  const pupilOf = (lines: string) => {
    const file = join(folder, 'resting.ts');
    writeFileSync(file, lines);
    return new Pupil(file, [], 20_000);
  };

  test.runIf(canWatchSleep)('waits while the program computes, however short its pauses are', async () => {
    const turns = 'const end = performance.now() + 600; console.log("up");';
    const pupil = pupilOf(
      `${turns} const turn = () => performance.now() < end ? setTimeout(turn, 5) : console.log('done');
       turn(); setInterval(() => {}, 100_000);`,
    );
    try {
      await pupil.prints((stdout) => stdout !== '');
      expect(await pupil.rests(500)).toBe(true);
      expect(pupil.stdout).toBe('up\ndone\n');
      expect(pupil.isOver).toBe(false);
    } finally {
      await pupil.kill();
    }
  });

  test('resolves with true when the program has ended', async () => {
    const pupil = pupilOf('');
    expect(await pupil.rests(19_000)).toBe(true);
    expect(pupil.isOver).toBe(true);
  });
});

describe('npm run judge', () => {
  const host = new CommandHost();
  afterAll(() => host.close());
  const judgeFile = (file: string) => host.run('judge', ['03/echo-lines', file], terminal);

  test('judges a program in any folder', async () => {
    const file = join(folder, 'solution.ts');
    writeFileSync(file, readPart(exerciseOf('03/echo-lines'), 'solution.ts'));
    const ended = await finish(process.execPath, ['scripts/judge.ts', '03/echo-lines', file]);
    expect(ended).toEqual({ code: 0, output: '03/echo-lines: passed.\n' });
  });

  test('prints no control character that the program printed', async () => {
    const file = join(folder, 'rude.ts');
    writeFileSync(file, "throw new Error('\\u001b]0;mine\\u0007\\u001b[2J\\u009b2J\\u202e');\n");
    const { status, stdout, stderr } = await judgeFile(file);
    expect(status).toBe(1);
    expect(stdout).toContain('Error:  ]0;mine  [2J 2J');
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test('prints its usage, and refuses an option in one line', async () => {
    const judge = (...args: string[]) => host.run('judge', args, terminal);
    expect(await judge('--help')).toEqual({ status: 0, stdout: expect.stringMatching(/^usage: /), stderr: '' });
    for (const args of [['--bad'], ['03/echo-lines', '-x'], [], ['03/echo-lines', 'a', 'b']]) {
      const { status, stdout, stderr } = await judge(...args);
      expect({ status, stdout, lines: stderr.match(/\n/g)?.length }).toEqual({ status: 2, stdout: '', lines: 1 });
    }
  });

  test('names a missing file in one line', async () => {
    const file = join(folder, 'missing.ts');
    for (const path of [file, folder]) {
      expect(await judgeFile(path)).toEqual({ status: 2, stdout: '', stderr: `${path}: no such file\n` });
    }
  });
});
