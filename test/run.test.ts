import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { projectDir } from '../scripts/course/lesson.ts';
import { isAlive } from '../scripts/runner/process.ts';
import { start } from '../scripts/runner/run.ts';
import { takePort } from './support/servers.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'socketbook-run-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function run(source: string, options: Parameters<typeof start>[2] = {}, args: string[] = []) {
  const file = join(folder, `program-${count++}.ts`);
  writeFileSync(file, source);
  return start(file, args, { readable: [folder], ...options });
}

const listener = `
  import { createServer } from 'node:net';
  const server = createServer().listen(0, '127.0.0.1', () => console.log('listening on 127.0.0.1:' + (server.address() as any).port));
`;

describe('a program', () => {
  test('may listen and connect on loopback, and gets its arguments', async () => {
    const outcome = await run(
      `import { createServer, connect } from 'node:net';
       const server = createServer((socket) => socket.end(process.argv[2]));
       server.listen(0, '127.0.0.1', () => {
         connect((server.address() as any).port, '127.0.0.1').on('data', (data) => console.log(String(data))).on('close', () => server.close());
       });`,
      {},
      ['a "quoted" $HOME'],
    ).done;
    expect(outcome).toEqual({ stdout: 'a "quoted" $HOME\n', stderr: '', code: 0, signal: null });
  });

  test.each([
    ['write a file', `import { writeFileSync } from 'node:fs'; writeFileSync(import.meta.dirname + '/x', 'x');`],
    ['write elsewhere', `import { writeFileSync } from 'node:fs'; writeFileSync('x.txt', 'x');`],
    ['read outside its folder', `import { readFileSync } from 'node:fs'; readFileSync('package.json');`],
    [
      'start a process',
      `import { spawnSync } from 'node:child_process'; const { error } = spawnSync('id'); if (error) throw error;`,
    ],
    [
      'start a thread that its cell does not declare',
      `import { Worker } from 'node:worker_threads'; new Worker('', { eval: true });`,
    ],
  ])('may not %s', async (_, source) => {
    const outcome = await run(source).done;
    expect(outcome.stderr).toContain('ERR_ACCESS_DENIED');
    expect(outcome.code).toBe(1);
  });

  test('may start a thread if its cell declares threads', async () => {
    const source = `import { Worker } from 'node:worker_threads'; new Worker('console.log("thread")', { eval: true });`;
    expect(await run(source, { threads: true }).done).toMatchObject({ stdout: 'thread\n', stderr: '', code: 0 });
  });

  test('gets no environment variables', async () => {
    process.env.SOCKETBOOK_SECRET = 'secret';
    try {
      expect((await run('console.log(process.env.SOCKETBOOK_SECRET, process.env.HOME)').done).stdout).toBe(
        'undefined undefined\n',
      );
    } finally {
      delete process.env.SOCKETBOOK_SECRET;
    }
  });

  test('runs through a symbolic link with the requested name', async () => {
    const outcome = await run('console.log(process.argv[1])', { link: 'other-name.ts' }).done;
    expect(outcome.stdout).toMatch(/[/\\]other-name\.ts\n$/);
  });

  test('is replaced by a draft even if it is started through a link', async () => {
    const options = { link: 'other-name.ts', draft: `console.log('the draft');` };
    expect(await run(`console.log('the file');`, options).done).toMatchObject({ stdout: 'the draft\n', code: 0 });
  });

  describe('standard input', () => {
    const shout = `import { createInterface } from 'node:readline';
      console.log('up');
      const lines = createInterface({ input: process.stdin });
      lines.on('line', (line) => console.log(line.toUpperCase())).on('close', () => console.log('end'));`;

    test('has ended if the run is not made for it', async () => {
      expect(await run(shout).done).toMatchObject({ stdout: 'up\nend\n', stderr: '', code: 0 });
    });

    test.each([
      ['a program', shout, {}],
      ['a draft', '', { draft: shout }],
      ['a draft through a link', '', { draft: shout, link: 'other.ts' }],
    ])('is what is typed into %s', async (_, source, options) => {
      const running = run(source, { ...options, input: true });
      await running.line('up');
      running.type('one\ntw');
      await running.line('ONE');
      running.type('o 你好\n');
      await running.line('TWO 你好');
      running.endInput();
      running.type('late\n');
      expect(await running.done).toMatchObject({ stdout: 'up\nONE\nTWO 你好\nend\n', stderr: '', code: 0 });
    });

    test('is typed line by line as a person does, and stands in the output', async () => {
      const outcome = await run(shout, { input: true, typed: ['one', 'two'] }).done;
      expect(outcome.stdout).toBe('up\none\nONE\ntwo\nTWO\nend\n');
    });

    test('may be typed into a program that has ended', async () => {
      const running = run('', { input: true });
      await running.done;
      running.type('x\n');
      running.endInput();
    });

    test('of a draft does not hold its text, nor does a descriptor', async () => {
      const draft = `import { readFileSync } from 'node:fs';
        for (const from of [0, 3, 4]) { try { console.log(from, readFileSync(from, 'utf8').length); } catch (error) { console.log(from, error.code); } }`;
      const { stdout } = await run('', { draft }).done;
      expect(stdout).toMatch(/^0 0\n/);
      expect(stdout).not.toMatch(/[1-9]\d\d/);
    });
  });

  test.skipIf(process.platform === 'win32')(
    'is reported without a crash if the system refuses to start it',
    async () => {
      const script = join(folder, 'refused.ts');
      writeFileSync(
        script,
        `import { openSync } from 'node:fs';
       import { start } from ${JSON.stringify(pathToFileURL(join(projectDir, 'scripts/runner/run.ts')).href)};
       try { for (;;) openSync('/dev/null'); } catch {}
       const { done } = start(${JSON.stringify(script)}, [], { readable: [] });
       await done.catch((error) => { process.exitCode = error.code === 'EMFILE' ? 7 : 8; });`,
      );
      const { status, stderr } = spawnSync('bash', ['-c', `ulimit -n 200; exec "$0" "$1"`, process.execPath, script]);
      expect(status, String(stderr)).toBe(7);
    },
  );
});

describe('a run ends', () => {
  test('after Ctrl-C, and its port is free at once', async () => {
    const running = run(`${listener} process.once('SIGINT', () => { console.log('bye'); server.close(); });`);
    const port = Number((await running.line('listening on ')).split(':')[1]);
    const outcome = await running.stop();
    expect(outcome).toMatchObject({ code: 0, signal: null, stdout: `listening on 127.0.0.1:${port}\nbye\n` });
    await takePort(port);
  });

  test('after Ctrl-C even if it ignores Ctrl-C, and this is reported', async () => {
    const running = run(`${listener} process.on('SIGINT', () => {});`);
    const port = Number((await running.line('listening on ')).split(':')[1]);
    await expect(running.stop(500)).rejects.toThrow('did not end within 0.5 s of Ctrl-C');
    await takePort(port);
  });

  test('at the time limit', async () => {
    await expect(run(listener, { timeLimit: 500 }).done).rejects.toThrow('did not end within 500 ms');
  });

  test('at the output limit', async () => {
    await expect(
      run(`(function flood() { console.log('x'.repeat(1000)); setImmediate(flood); })();`).done,
    ).rejects.toThrow('printed more than 10000000 characters');
  });

  test('with its own exit code and output', async () => {
    expect(await run(`console.error('no'); process.exitCode = 7;`).done).toEqual({
      stdout: '',
      stderr: 'no\n',
      code: 7,
      signal: null,
    });
  });

  test('and gets no signal afterwards, because its process number may belong to another process', async () => {
    const running = run('');
    await running.done;
    const kill = vi.spyOn(process, 'kill');
    running.kill();
    await running.stop();
    expect(kill).not.toHaveBeenCalled();
    kill.mockRestore();
  });

  test('before the expected line, and this is reported with its output', async () => {
    await expect(run(`console.error('cannot listen');`).line('listening on ')).rejects.toThrow(
      'ended before it printed "listening on ": cannot listen',
    );
  });
});

test('a program ends if its starter is killed before it can register the program', async () => {
  const file = join(folder, 'listener.ts');
  writeFileSync(file, listener);
  const starter = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import child from 'node:child_process';
       import { writeSync } from 'node:fs';
       import { syncBuiltinESMExports } from 'node:module';
       const { spawn } = child;
       child.spawn = (...args) => {
         writeSync(1, String(spawn(...args).pid));
         process.kill(process.pid, 'SIGKILL');
       };
       syncBuiltinESMExports();
       const { start } = await import(${JSON.stringify(new URL('../scripts/runner/run.ts', import.meta.url).href)});
       start(${JSON.stringify(file)}, [], { readable: [${JSON.stringify(folder)}] });`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [printed] = await once(starter.stdout, 'data');
  const pid = Number(printed);
  expect(pid).toBeGreaterThan(0);
  await once(starter, 'exit');
  await expect.poll(() => isAlive(pid)).toBe(false);
});
