import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type ServerOpts, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest';
import { cellOf, readLesson, readRecording } from '../scripts/course/lesson.ts';
import { unmet } from '../scripts/course/requirements.ts';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import { compare, transcript } from '../scripts/recording/record.ts';
import type { Running } from '../scripts/runner/run.ts';
import { patience } from './support/patience.ts';
import { alteredFile, launch, own, portIn, program, refused, altered as startAltered, tsx } from './support/program.ts';
import { ProgramHost } from './support/programs.ts';
import { freed } from './support/servers.ts';

const lesson = readLesson('03-server-client');
const host = '127.0.0.1';
// An address for documentation (RFC 5737). No machine has it, so no program can listen there, and nothing is sent.
const foreign = '203.0.113.1';
// A label of a name has at most 63 octets (RFC 1035 §2.3.4), so no name server is asked for this name.
const nameless = 'x'.repeat(64);
// On Windows, Ctrl-C and SIGTERM end a program without calling its handlers (Node docs, subprocess.kill).
const windows = process.platform === 'win32';
const linux = process.platform === 'linux';

const ipv6 = (await unmet(['ipv6'])).length === 0;
const hosts = ipv6 ? [host, '::1'] : [host];

let lab: Lab;
let programs: ProgramHost;
beforeAll(async () => {
  programs = new ProgramHost();
  lab = await startLab({ ipv6: false });
});
afterAll(() => Promise.all([lab.close(), programs.close()]));

const run = (context: TestContext, file: string, args: readonly (string | number)[] = []) =>
  own(context, program(`${lesson.id}/${file}`, args));

/** The same in a process that runs many programs, if they do not wait for long. */
const ask = (file: string, args: readonly (string | number)[] = []) => programs.run(`${lesson.id}/${file}`, args);

/** Starts a copy of a program with some text replaced. */
const altered = (
  context: TestContext,
  file: string,
  changes: Record<string, string>,
  args: readonly (string | number)[] = [],
) => startAltered(context, `${lesson.id}/${file}`, changes, args, { threads: file === 'queue.ts' });

/** The same in a process that runs many programs, if they do not wait for long. */
const askAltered = (
  context: TestContext,
  file: string,
  changes: Record<string, string>,
  args: readonly (string | number)[] = [],
) => programs.run(alteredFile(context, `${lesson.id}/${file}`, changes), args);

/** Starts one of the two servers on a port that the system chooses. */
async function up(context: TestContext, file: string, at = host): Promise<{ running: Running; port: number }> {
  const running = run(context, file, [0, at]);
  return { running, port: await portIn(running) };
}

/** A client of the test. Its errors reach the code that reads from it. */
function dial(context: TestContext, port: number, at = host, allowHalfOpen = false): Socket {
  const socket = connect({ port, host: at, allowHalfOpen });
  socket.on('error', () => {});
  context.onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

/** A client that has received everything from the server, and never closes its own side. */
async function stayer(context: TestContext, port: number): Promise<Socket> {
  const socket = dial(context, port, host, true);
  await hear(socket, '\n');
  // Not text(), because it destroys the socket when the server has ended its side.
  await once(socket.resume(), 'end');
  return socket;
}

/** A server of the test that calls `greet` with every client. */
async function startServer(context: TestContext, greet: (socket: Socket) => void, options: ServerOpts = {}, at = host) {
  const clients = new Set<Socket>();
  const server: Server = createServer(options, (socket) => {
    clients.add(socket);
    socket.on('error', () => {});
    greet(socket);
  });
  context.onTestFinished(() => {
    for (const socket of clients) socket.destroy();
    server.close();
  });
  server.listen({ port: 0, host: at });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Reads until the text ends with `ending`. Rejects if the connection ends first. */
async function hear(socket: Socket, ending: string): Promise<string> {
  let heard = '';
  while (!heard.endsWith(ending)) {
    const piece = socket.read();
    if (piece !== null) heard += piece;
    else if (socket.readableEnded || socket.destroyed) throw new Error(`ended after ${JSON.stringify(heard)}`);
    else {
      await new Promise<void>((resolve) => {
        const events = ['readable', 'end', 'close'];
        // Without listeners that are left: there may be many pieces.
        const on = () => {
          for (const event of events) socket.off(event, on);
          resolve();
        };
        for (const event of events) socket.on(event, on);
      });
    }
  }
  return heard;
}

async function over(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** The result of a connection request. */
async function answer(port: number): Promise<string> {
  const socket = connect({ port, host });
  try {
    return await once(socket, 'connect').then(
      () => 'connected',
      (error) => error.code,
    );
  } finally {
    socket.on('error', () => {});
    socket.destroy();
  }
}

/** Waits until no program listens on a port any more. */
const refuses = (port: number) => vi.waitFor(async () => expect(await answer(port)).toBe('ECONNREFUSED'), patience);

/**
 * Starts a server like a reader, as one process that can get any signal. `args` are the arguments before the file: none for
 * node, and the path of tsx for npx tsx.
 */
async function launchServer(context: TestContext, file: string, args: readonly string[] = []) {
  const { child, said, done } = launch(context, [...args, join(lesson.dir, file), 0]);
  const listening = /^listening on .*:(\d+)\n/m;
  const [, port] = listening.exec(await said(listening)) ?? [];
  return { child, port: Number(port), done };
}

describe.concurrent('every program of lesson 03', () => {
  // The recordings test the other programs. This one also starts its own file as a thread.
  test.runIf(linux)('queue.ts prints the same under npx tsx as on the page', async () => {
    const outcome = await tsx(`${lesson.id}/queue.ts`);
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    const cell = cellOf(lesson, 'queue');
    compare(lesson, cell, readRecording(lesson, cell), transcript(outcome));
  });

  test('sleeper.ts is not run by itself: one line that names queue.ts, exit 2', async () => {
    expect(await ask('sleeper.ts')).toEqual({
      stdout: '',
      stderr: 'sleeper.ts is a part of queue.ts: run that one\n',
      code: 2,
      signal: null,
    });
  });

  const ports: Record<string, [first: number, bad: string[]]> = {
    'server.ts': [0, ['x', '-1', '65536', '1.5', '1e3', ' 80', '']],
    'client.ts': [1, ['x', '0', '00', '65536', '0x50', '']],
    'echo-server.ts': [0, ['x', '65536']],
    'echo-client.ts': [1, ['0', '65536']],
    'echo-many.ts': [1, ['0', '65536']],
  };
  test.each([
    ...Object.entries(ports).flatMap(([file, [first, bad]]) =>
      bad.map((port) => [file, [port], `bad port "${port}": a number from ${first} to 65535`] as const),
    ),
    ...Object.keys(ports).flatMap((file) => [
      [file, ['8888', ' '], 'bad host " ": a name or an address'] as const,
      [file, ['8888', host, 'more', 'and more'], 'bad argument "more": only a port and a host'] as const,
    ]),
  ])('%s refuses the arguments %j with one line that names the bad one and exit code 2', async (file, args, line) => {
    expect(await ask(file, args)).toEqual(refused(line));
  });

  test.for([
    ...['backlog.ts', 'backpressure.ts', 'drain.ts', 'in-use.ts', 'queue.ts', 'quiet.ts', 'reset.ts'].map(
      (file) => [file, `const host = '${host}'`, `const host = '${foreign}'`] as const,
    ),
    ['pieces.ts', `listen({ port: 0, host: '${host}'`, `listen({ port: 0, host: '${foreign}'`] as const,
    ['addresses.ts', `serve('${host}', 0)`, `serve('${foreign}', 0)`] as const,
  ])('%s reports in one line that it cannot bind an address, and exits 1', async ([file, from, to], context) => {
    const outcome = await askAltered(context, file, { [from]: to });
    expect(outcome).toMatchObject({ code: 1, signal: null });
    expect(outcome.stderr).toMatch(/^listen EADDRNOTAVAIL[^\n]* 203\.0\.113\.1\n$/);
  });

  test.for(['client.ts', 'echo-client.ts', 'echo-many.ts'])(
    '%s reports in one line that no program listens at an address or a name, and exits 1',
    async (file, context) => {
      const port = lab.port('closed');
      for (const [at, reason] of [
        [host, `connect ECONNREFUSED ${host}:${port}`],
        [nameless, `getaddrinfo ENOTFOUND ${nameless}`],
      ] as const) {
        expect(await ask(file, [port, at])).toEqual({
          stdout: '',
          stderr: `${at}:${port}: ${reason}\n`,
          code: 1,
          signal: null,
        });
      }
      // A name with two addresses, as `localhost` has on many machines. Node reports the error of each.
      const lookup = `lookup: (_name, _options, found) => found(null, [
        { address: '${host}', family: 4 }, { address: '::ffff:${host}', family: 6 }])`;
      const calls = file === 'echo-many.ts' ? 'connect({ port, host, signal' : 'connect({ port, host';
      const both = await askAltered(context, file, { [calls]: `${calls}, ${lookup}` }, [port, 'many.test']);
      expect(both).toEqual({
        stdout: '',
        stderr: `many.test:${port}: ECONNREFUSED\n`,
        code: 1,
        signal: null,
      });
    },
  );
});

describe.concurrent.each(['server.ts', 'echo-server.ts'])('%s, as a server', (file) => {
  test.skipIf(windows)(
    'listens several times in a row on the port in its argument, with clients in between',
    async (context) => {
      const first = await up(context, file);
      let { running } = first;
      for (let round = 1; round <= 3; round++) {
        const client = dial(context, first.port, host, true);
        if (file === 'echo-server.ts') client.end('one\n');
        // server.ts ends first, so TIME-WAIT is on its side.
        expect(await text(client)).toMatch(/^(welcome|one\n)/);
        client.end();
        await over(client);
        expect(await running.stop()).toMatchObject({ stderr: '', code: 0, signal: null });
        running = await vi.waitFor(async () => {
          const next = run(context, file, [first.port]);
          expect(await next.line('listening on ')).toBe(`listening on ${host}:${first.port}`);
          return next;
        }, patience);
      }
      expect(await running.stop()).toMatchObject({ stderr: '', code: 0, signal: null });
      await freed(first.port);
    },
  );

  test('reports in one line why it cannot bind an address, exits 1, and does not disturb the program that uses it', async (context) => {
    const { port } = await up(context, file);
    for (const [at, reason] of [
      [host, `listen EADDRINUSE: address already in use ${host}:${port}`],
      [foreign, `listen EADDRNOTAVAIL: address not available ${foreign}:${port}`],
      [nameless, `getaddrinfo ENOTFOUND ${nameless}`],
    ] as const) {
      expect(await ask(file, [port, at])).toEqual({
        stdout: '',
        stderr: `server: ${reason}\n`,
        code: 1,
        signal: null,
      });
    }
    const client = dial(context, port);
    client.write('still there\n');
    expect(await hear(client, '\n')).toMatch(/^(welcome|still there)/);
  });

  test('exits 1 without a message when its output is closed', async (context) => {
    const { child, port, done } = await launchServer(context, file);
    child.stdout?.destroy();
    dial(context, port).end('one\n'); // the server has a line to print about this visit
    expect(await done).toMatchObject({ stderr: '', code: 1, signal: null });
  });

  const signals = [
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
    ['SIGINT', 'SIGINT'],
  ] as const;

  test.skipIf(windows).for(signals)(
    'exits 0 after %s and one more %s, even if a client never closes',
    { timeout: 20_000 },
    async ([signal, again], context) => {
      const { child, port, done } = await launchServer(context, file);
      // In the middle of a conversation: the client has an answer, and no data is on its way.
      const client = dial(context, port, host, true);
      client.write('one\n');
      await hear(client, '\n');
      child.kill(signal);
      await refuses(port);
      child.kill(again);
      const { stdout, ...rest } = await done;
      expect(rest).toEqual({ stderr: '', code: 0, signal: null });
      // The stop ended the client's connection, and not the deadline of a conversation.
      expect(stdout).toMatch(/^listening on /);
      expect(stdout).not.toContain('still here');
      await freed(port);
    },
  );

  test.skipIf(windows).for(signals)('leaves no process behind under npx tsx after %s and %s', async (both, context) => {
    const { child, port, done } = await launchServer(context, file, ['node_modules/tsx/dist/cli.mjs']);
    const client = dial(context, port, host, true);
    client.write('one\n');
    await hear(client, '\n');
    for (const signal of both) child.kill(signal);
    // tsx kills its child if the child has not reported the signal within 60 ms, for example on a busy machine. So the exit
    // code is not always 0.
    const { code, stderr } = await done;
    expect([0, 130, 143]).toContain(code);
    expect(stderr).toBe('');
    await freed(port);
  });

  test.runIf(linux)('is not disturbed by clients that disconnect before it has accepted them', async (context) => {
    const { child, port, done } = await launchServer(context, file);
    // A stopped process accepts no connection, but its system does.
    child.kill('SIGSTOP');
    await vi.waitFor(() => expect(readFileSync(`/proc/${child.pid}/stat`, 'utf8')).toMatch(/^\d+ \(.*\) T /), patience);
    for (let visit = 1; visit <= 5; visit++) {
      const vanisher = dial(context, port);
      await once(vanisher, 'connect');
      vanisher.resetAndDestroy();
      await over(vanisher);
    }
    const client = dial(context, port, host, true);
    client.end('one\n');
    await once(client, 'connect');
    child.kill('SIGCONT');
    expect(await text(client)).toMatch(file === 'server.ts' ? /^welcome, / : /^one\n/);
    child.kill('SIGTERM');
    const { stdout, stderr, code } = await done;
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).not.toContain('undefined');
    expect(stdout.match(/^connect from: /gm) ?? []).toHaveLength(file === 'server.ts' ? 1 : 0);
  });

  test('survives clients that disconnect at any moment of the conversation', async (context) => {
    const { running, port } = await up(context, file);
    const moments: ((socket: Socket) => unknown)[] = [
      () => 'before it is connected',
      (socket) => once(socket, 'connect'),
      (socket) => once(socket.end('one\n'), 'data'),
      (socket) => {
        socket.write('one\n');
        return hear(socket, '\n');
      },
      (socket) => {
        socket.write(Buffer.alloc(1_000_000, '\n'));
        return once(socket, 'data');
      },
    ];
    for (const moment of [...moments, ...moments]) {
      const socket = dial(context, port);
      await moment(socket);
      socket.resetAndDestroy();
      await over(socket);
    }
    const client = dial(context, port, host, true);
    client.end('one\n');
    expect(await text(client)).toMatch(/^(welcome, |one\n)/);
    const { stdout, ...rest } = await running.stop();
    if (!windows) expect(rest).toEqual({ stderr: '', code: 0, signal: null });
    expect(stdout).toMatch(
      /^listening on .*\n((connect from|lost|lost 127\.0\.0\.1:\d+): .*\n|a client has finished, .*\n)+$/,
    );
  });
});

describe.concurrent('server.ts', () => {
  test.skipIf(windows).for(['SIGINT', 'SIGTERM'] as const)(
    'ends after one %s, even if a client never closes',
    async (signal, context) => {
      const { child, port, done } = await launchServer(context, 'server.ts');
      await stayer(context, port);
      child.kill(signal);
      const { stdout, ...rest } = await done;
      expect(rest).toEqual({ stderr: '', code: 0, signal: null });
      // The stop ended the client's connection, and not the deadline of a conversation.
      expect(stdout).not.toContain('still here');
      await freed(port);
    },
  );

  test.for(hosts)(
    "greets each client at %s with the client's own address, ends the conversation, and continues",
    async (at, context) => {
      const { running, port } = await up(context, 'server.ts', at);
      expect(port).toBeGreaterThan(0);
      const lines = [`listening on ${at}:${port}`];
      for (let visit = 1; visit <= 3; visit++) {
        const client = dial(context, port, at);
        await once(client, 'connect');
        const name = `${at}:${client.localPort}`;
        lines.push(`connect from: ${name}`);
        expect(await text(client)).toBe(`welcome, ${name}\n`);
        await over(client);
      }
      const visitor = await ask('client.ts', [port, at]);
      expect(visitor).toMatchObject({ stderr: '', code: 0 });
      const [, name] = /^welcome, (.*)\n$/.exec(visitor.stdout) ?? [];
      lines.push(`connect from: ${name}`);
      expect((await running.stop()).stdout).toBe(`${lines.join('\n')}\n`);
    },
  );

  test('greets three hundred clients at the same time, each with its own address', async (context) => {
    const { running, port } = await up(context, 'server.ts');
    const clients = Array.from({ length: 300 }, () => dial(context, port));
    const names = await Promise.all(
      clients.map(async (client) => {
        await once(client, 'connect');
        const name = `${host}:${client.localPort}`;
        expect(await text(client)).toBe(`welcome, ${name}\n`);
        return name;
      }),
    );
    const { stdout } = await running.stop();
    const logged = [...stdout.matchAll(/^connect from: (.*)$/gm)].map(([, name]) => name);
    expect(logged.sort()).toEqual(names.sort());
    expect(stdout).not.toContain('lost');
  });

  test('greets a client that has ended its side first, and one that sends a lot before it reads', async (context) => {
    const { running, port } = await up(context, 'server.ts');
    const brief = dial(context, port, host, true);
    brief.end();
    expect(await text(brief)).toMatch(/^welcome, [^\n]+\n$/);
    const talker = dial(context, port, host, true);
    // Unread data at the end would cause a reset instead of an end (RFC 2525 §2.17), and the greeting could be lost.
    await new Promise<void>((sent) => talker.end(Buffer.alloc(8_000_000), sent));
    expect(await text(talker)).toMatch(/^welcome, [^\n]+\n$/);
    expect((await running.stop()).stdout).not.toContain('lost');
  });

  test('serves others beside a silent client, a slow one and a flooding one, and disconnects these three', async (context) => {
    const { running, port } = await up(context, 'server.ts');
    const rude = [await stayer(context, port), await stayer(context, port), await stayer(context, port)];
    const names = rude.map(({ localPort }) => `${host}:${localPort}`);
    const [, dripper, flooder] = rude;
    const drip = setInterval(() => dripper?.write('a'), 200);
    context.onTestFinished(() => clearInterval(drip));
    let pieces = 0;
    const flood = () => {
      if (pieces++ < 1000) flooder?.write(Buffer.alloc(65_536), flood);
    };
    flood();
    for (let visit = 1; visit <= 20; visit++) {
      expect(await text(dial(context, port))).toMatch(/^welcome, [^\n]+\n$/);
    }
    for (const name of names) await running.line(`lost ${name}: still here after 5 seconds`);
    expect(await text(dial(context, port))).toMatch(/^welcome, [^\n]+\n$/);
  });

  test.skipIf(windows)('does not wait for its deadline if all clients disconnect before it', async (context) => {
    // The deadline is one minute, so a stop that waited for it would fail this test.
    const running = altered(context, 'server.ts', { '}, 1000).unref();': '}, 60_000).unref();' }, [0]);
    const port = await portIn(running);
    const client = await stayer(context, port);
    const stopped = running.stop();
    await refuses(port);
    client.end();
    expect(await stopped).toMatchObject({ stderr: '', code: 0, signal: null });
  });
});

describe.concurrent('client.ts', () => {
  test.for(hosts)('prints exactly the bytes from %s, in whatever pieces they arrive', async (at, context) => {
    const long = '€uro, no newline at the end '.repeat(10_000);
    for (const [pieces, received] of [
      [[], ''],
      [['w', 'elcome\n', '', '\n'], 'welcome\n\n'],
      [[long], long],
    ] as const) {
      const port = await startServer(
        context,
        (socket) => {
          for (const piece of pieces) socket.write(piece);
          socket.end();
        },
        {},
        at,
      );
      expect(await ask('client.ts', [port, at])).toEqual({
        stdout: received,
        stderr: '',
        code: 0,
        signal: null,
      });
    }
  });

  test('sends nothing, and closes its side when the server has closed its own', async (context) => {
    const heard: Promise<string>[] = [];
    const port = await startServer(
      context,
      (socket) => {
        heard.push(text(socket));
        socket.end('welcome\n');
      },
      { allowHalfOpen: true },
    );
    expect(await ask('client.ts', [port])).toMatchObject({ stdout: 'welcome\n', code: 0 });
    expect(await Promise.all(heard)).toEqual(['']);
  });

  test('reports in one line that the server reset the connection, and exits 1', async (context) => {
    const port = await startServer(context, (socket) => socket.resetAndDestroy());
    const outcome = await ask('client.ts', [port]);
    expect(outcome).toMatchObject({ stdout: '', code: 1, signal: null });
    // The reset may arrive before Node has noticed the connection.
    expect(outcome.stderr).toMatch(/^127\.0\.0\.1:\d+: (connect|read) ECONNRESET[^\n]*\n$/);
  });

  test.for(['sends nothing', 'never accepts it', 'never ends the connection'])(
    'gives up after five seconds, with one line and exit code 1, on a server that %s',
    async (how, context) => {
      const missing = lab.missing.some((one) => one.name === 'filtered');
      context.skip(how === 'never accepts it' && missing, 'this system has no filtered port');
      const drips: NodeJS.Timeout[] = [];
      context.onTestFinished(() => drips.forEach(clearInterval));
      const port =
        how === 'sends nothing'
          ? lab.port('silent')
          : how === 'never accepts it'
            ? lab.port('filtered')
            : await startServer(context, (socket) => {
                drips.push(setInterval(() => socket.write('and so on\n'), 100));
              });
      const outcome = await run(context, 'client.ts', [port]).done;
      expect(outcome).toMatchObject({ stderr: `${host}:${port}: no end within 5 seconds\n`, code: 1, signal: null });
      expect(outcome.stdout).toMatch(how === 'never ends the connection' ? /^(and so on\n)+$/ : /^$/);
    },
  );

  test('exits 1 without a message when its output is closed', async (context) => {
    const port = await startServer(context, (socket) => {
      const write = () => socket.write('and so on\n', (error) => error ?? setImmediate(write));
      write();
    });
    const child = spawn(process.execPath, [join(lesson.dir, 'client.ts'), String(port)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    context.onTestFinished(() => {
      child.kill('SIGKILL');
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const stderr = text(child.stderr);
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(await stderr).toBe('');
  });
});

describe.concurrent('echo-server.ts', () => {
  test.for(hosts)('sends back at %s a line in two pieces and two lines in one piece', async (at, context) => {
    const { running, port } = await up(context, 'echo-server.ts', at);
    const client = dial(context, port, at, true);
    const [head, tail] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
    client.write(Buffer.concat([Buffer.from('first\ns'), head]));
    // The first line has come back, so the server has also read the incomplete line, which ends in the middle of a character.
    expect(await hear(client, '\n')).toBe('first\n');
    client.write(Buffer.concat([tail, Buffer.from('cond\nthird\nfour')]));
    expect(await hear(client, 'third\n')).toBe('sécond\nthird\n');
    client.write('th\n\n\r\n\0\n');
    expect(await hear(client, '\0\n')).toBe('fourth\n\n\r\n\0\n');
    client.end('no newline, no line');
    expect(await text(client)).toBe('goodbye after 7 lines\n');
    expect((await running.stop()).stdout).toBe(`listening on ${at}:${port}\na client has finished, after 7 lines\n`);
  });

  test('sends everything, and a last line, to a client that has ended its side first', async (context) => {
    const { port } = await up(context, 'echo-server.ts');
    for (const count of [0, 1, 50_000]) {
      const lines = Array.from({ length: count }, (_, index) => `line ${index}\n`).join('');
      const client = dial(context, port, host, true);
      await new Promise<void>((sent) => client.end(lines, sent));
      expect(await text(client)).toBe(`${lines}goodbye after ${count} lines\n`);
    }
  });

  test.for([
    ['one that never ends', 'a\n', 'x'.repeat(5_000_000)],
    ['one of 1001 characters, in two pieces', `a\n${'x'.repeat(600)}`, 'x'.repeat(401)],
    ['one of 1001 characters among others', 'a\n', `${'x'.repeat(1001)}\nb\n`],
  ] as const)(
    'disconnects a client with a line that is too long (%s), and no other',
    async ([, before, rest], context) => {
      const { running, port } = await up(context, 'echo-server.ts');
      const other = dial(context, port);
      other.write(`half a li`);
      const client = dial(context, port);
      client.write(before);
      expect(await hear(client, '\n')).toBe('a\n');
      client.write(rest);
      await running.line('lost: a line over 1000 characters');
      // An end or a reset, depending on whether the server read the rest. In both cases no echo.
      expect(await text(client).catch((error) => error.code)).toMatch(/^(|ECONNRESET|EPIPE)$/);
      other.write(`ne\n${'y'.repeat(1000)}\n`);
      expect(await hear(other, 'y\n')).toBe(`half a line\n${'y'.repeat(1000)}\n`);
    },
  );

  test('keeps the incomplete lines of a hundred clients apart', async (context) => {
    const { port } = await up(context, 'echo-server.ts');
    const clients = Array.from({ length: 100 }, () => dial(context, port));
    const all = (talk: (client: Socket, index: number) => Promise<string>) => Promise.all(clients.map(talk));
    const first = await all((client, index) => {
      client.write(`ready\nclient ${index}, `);
      return hear(client, '\n');
    });
    expect(new Set(first)).toEqual(new Set(['ready\n']));
    const second = await all((client, index) => {
      client.write(`whole line ${index}\n`);
      return hear(client, '\n');
    });
    expect(second).toEqual(clients.map((_, index) => `client ${index}, whole line ${index}\n`));
  });

  test('stops reading from a client that does not read, serves the others, and loses nothing', async (context) => {
    const { port } = await up(context, 'echo-server.ts');
    const other = dial(context, port);
    const client = dial(context, port, host, true);
    // More than the buffers of both systems and both programs can hold.
    const piece = `${'x'.repeat(1000)}\n`.repeat(64);
    const total = 800;
    let sent = 0;
    const send = () => {
      client.write(piece, () => {
        sent += 1;
        if (sent < total) send();
        else client.end();
      });
    };
    send();
    // The round trips of another client measure the time. A server that still reads would read data in each.
    for (let before = -1, still = 0; still < 20; ) {
      other.write('tick\n');
      expect(await hear(other, '\n')).toBe('tick\n');
      still = sent === before ? still + 1 : 0;
      before = sent;
      expect(sent, 'pieces taken from a client that does not read').toBeLessThan(total);
    }
    let received = 0;
    let ending = '';
    for await (const chunk of client) {
      received += chunk.length;
      ending = (ending + chunk).slice(-100);
    }
    const goodbye = `goodbye after ${64 * total} lines\n`;
    expect(received).toBe(piece.length * total + goodbye.length);
    expect(ending).toMatch(/x\n[^\n]*\n$/);
    expect(ending.endsWith(goodbye)).toBe(true);
  });

  test('closes only an idle conversation', async (context) => {
    const running = altered(context, 'echo-server.ts', { 'setTimeout(30_000': 'setTimeout(1500' }, [0]);
    const port = await portIn(running);
    for (const line of ['one\n', 'two\n']) {
      const client = dial(context, port, host, true);
      client.write(line);
      expect(await hear(client, '\n')).toBe(line);
      expect(await text(client)).toBe('');
    }
  });

  test.skipIf(windows)('completes a conversation after Ctrl-C, and accepts no new one', async (context) => {
    // A longer deadline than in the program, because on a busy machine this client may need more than a second.
    const running = altered(context, 'echo-server.ts', { '}, 1000).unref();': '}, 4000).unref();' }, [0]);
    const port = await portIn(running);
    const client = dial(context, port, host, true);
    client.write('one\nhalf');
    expect(await hear(client, '\n')).toBe('one\n');
    const stopped = running.stop();
    await refuses(port);
    client.end(' a line\n');
    expect(await text(client)).toBe('half a line\ngoodbye after 2 lines\n');
    expect(await stopped).toMatchObject({ stderr: '', code: 0, signal: null });
  });
});

describe.concurrent('echo-client.ts', () => {
  const talk = readRecording(lesson, cellOf(lesson, 'echo-client')).replace(/received "goodbye.*\n/, '');

  test('reads an answer that arrives character by character', async (context) => {
    const port = await startServer(
      context,
      (socket) => {
        socket.setNoDelay();
        socket.on('data', (piece) => {
          for (const byte of Buffer.from(piece)) socket.write(Buffer.of(byte));
        });
        socket.on('end', () => socket.end());
      },
      { allowHalfOpen: true },
    );
    expect(await ask('echo-client.ts', [port])).toEqual({
      stdout: talk,
      stderr: '',
      code: 0,
      signal: null,
    });
  });

  test.for<[string, string, (socket: Socket) => unknown]>([
    ['ends too early', 'the server ended too early', (socket) => socket.once('data', () => socket.end('one\n'))],
    [
      'sends something else',
      'the server ended too early',
      (socket) => socket.once('data', () => socket.end('two\n\n')),
    ],
    ['resets the connection', 'read ECONNRESET', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['never ends', 'no end within 5 seconds', (socket) => socket.on('data', (piece) => socket.write(piece))],
  ])('reports in one line that the server %s, and exits 1', async ([how, reason, greet], context) => {
    const port = await startServer(context, greet, { allowHalfOpen: true });
    const running = how === 'never ends' ? run(context, 'echo-client.ts', [port]).done : ask('echo-client.ts', [port]);
    const outcome = await running;
    expect(outcome).toMatchObject({ stderr: `${host}:${port}: ${reason}\n`, code: 1, signal: null });
    expect(outcome.stdout).toMatch(/^sent {5}"one\\ntw"\n/);
  });
});

describe.concurrent('echo-many.ts', () => {
  test.for<[string, string, (lines: string, client: number) => string]>([
    ['loses a line', '99', (lines, client) => (client === 7 ? lines.replace(/.*\n/, '') : lines)],
    ['changes the order', '99', (lines, client) => (client === 7 ? lines.replace(/(.*\n)(.*\n)/, '$2$1') : lines)],
    ['mixes up its clients', '0', (lines) => lines.replace(/client (\d+)/, 'client 1$1')],
    ['sends nothing', '0', () => ''],
  ])('reports in one line that a server %s, and exits 1', async ([, good, change], context) => {
    let count = 0;
    const port = await startServer(
      context,
      (socket) => {
        const client = count++;
        let heard = '';
        socket.on('data', (piece) => {
          heard += piece;
        });
        socket.on('end', () => socket.end(change(heard, client)));
      },
      { allowHalfOpen: true },
    );
    expect(await ask('echo-many.ts', [port])).toEqual({
      stdout: `clients connected at once: 100\nclients that got their own ten lines back: ${good}\n`,
      stderr: `${host}:${port}: some lines did not come back\n`,
      code: 1,
      signal: null,
    });
  });

  test('gives up on a server that never answers, with one line and exit code 1', async (context) => {
    const deadline = { 'AbortSignal.timeout(10_000)': 'AbortSignal.timeout(3000)' };
    const port = await startServer(context, (socket) => socket.resume(), { allowHalfOpen: true });
    const outcome = await altered(context, 'echo-many.ts', deadline, [port]).done;
    expect(outcome).toMatchObject({ stderr: `${host}:${port}: The operation was aborted\n`, code: 1 });
  });

  test.runIf(ipv6)('gets its lines back in order from the echo server on ::1', async (context) => {
    const { port } = await up(context, 'echo-server.ts', '::1');
    const outcome = await ask('echo-many.ts', [port, '::1']);
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toMatch(/\nclients that got their own ten lines back: 100\n$/);
  });
});

describe.concurrent('chat.ts', () => {
  /** Starts the chat at a terminal that is typed into. */
  const chat = (context: TestContext, ...args: (string | number)[]) =>
    own(context, program(`${lesson.id}/chat.ts`, args, { input: true }));

  test('sends what is typed, shows what comes back, and hears the goodbye', async (context) => {
    const { port } = await up(context, 'echo-server.ts');
    const running = chat(context, port);
    await running.line('connected');
    running.type('hel');
    running.type('lo 你好\n\n');
    await running.line('server: hello 你好');
    running.endInput();
    expect(await running.done).toEqual({
      stdout: 'connected: type a line\nserver: hello 你好\nserver: \nserver: goodbye after 2 lines\n',
      stderr: '',
      code: 0,
      signal: null,
    });
  });

  test('sends a last line without an end, and ends at once if nothing is typed', async (context) => {
    const { port } = await up(context, 'echo-server.ts');
    for (const [typed, count] of [
      ['last', 1],
      ['', 0],
    ] as const) {
      const running = chat(context, port);
      running.type(typed);
      running.endInput();
      const { stdout, code } = await running.done;
      expect(stdout).toMatch(new RegExp(`server: goodbye after ${count} lines\n$`));
      expect(code).toBe(0);
    }
  });

  test('says in one line that there is no server, and does not wait for input', async (context) => {
    const port = lab.port('closed');
    expect(await chat(context, port).done).toEqual({
      stdout: '',
      stderr: `${host}:${port}: connect ECONNREFUSED ${host}:${port}\n`,
      code: 1,
      signal: null,
    });
  });

  test.for<[string, string, (socket: Socket) => void]>([
    ['leaves', 'left early', (socket) => socket.end('bye\n')],
    ['vanishes', 'read ECONNRESET', (socket) => socket.resetAndDestroy()],
  ])('says in one line that the server %s, and does not wait for input', async ([, reason, answer], context) => {
    const accepted = Promise.withResolvers<Socket>();
    const port = await startServer(context, accepted.resolve);
    const running = chat(context, port);
    // Otherwise the reset may end the attempt to connect.
    await running.line('connected');
    answer(await accepted.promise);
    expect(await running.done).toMatchObject({ stderr: `${host}:${port}: ${reason}\n`, code: 1 });
  });

  test.each([
    [['0'], 'bad port "0": a number from 1 to 65535'],
    [['x'], 'bad port "x": a number from 1 to 65535'],
    [['8889', 'more'], 'bad argument "more": only a port'],
  ])('refuses the arguments %j', async (args, line) => {
    expect(await ask('chat.ts', args)).toMatchObject({
      stdout: '',
      stderr: `${line}\n`,
      code: 2,
    });
  });

  test('reads its standard input under npx tsx', async (context) => {
    const { port } = await up(context, 'echo-server.ts');
    const child = spawn(process.execPath, [
      'node_modules/tsx/dist/cli.mjs',
      `lessons/${lesson.id}/chat.ts`,
      String(port),
    ]);
    context.onTestFinished(() => void child.kill('SIGKILL'));
    child.stdin.end('from a pipe\n');
    expect(await text(child.stdout)).toContain('server: from a pipe\nserver: goodbye after 1 lines\n');
  });
});

describe.concurrent('the programs that are server and client', () => {
  const soon = { 'AbortSignal.timeout(10_000)': 'AbortSignal.timeout(1000)' };
  const late = { 'AbortSignal.timeout(20_000)': 'AbortSignal.timeout(2000)' };
  const secondPiece = "socket.once('data', () => socket.end(greeting.subarray(11)));";

  test('pieces.ts joins a message from any number of pieces, each with a part of one letter', async (context) => {
    const three = `socket.on('data', (answer) => {
      const last = () => setTimeout(() => socket.end(greeting.subarray(11)), 100);
      if (String(answer) === 'go on') socket.write(greeting.subarray(10, 11), last);
    });`;
    const change = { [secondPiece]: three, 'subarray(0, 11)': 'subarray(0, 10)' };
    const outcome = await askAltered(context, 'pieces.ts', change);
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toMatch(/^one read: "welcome, \ufffd"\n.*\nthe end: "welcome, 你\\n"\n$/s);
  });

  test.for([
    ['pieces.ts', 'the rest never arrives', 'The operation was aborted', { ...soon, [secondPiece]: '' }],
    [
      'pieces.ts',
      'the server resets the connection',
      'read ECONNRESET',
      { [secondPiece]: "socket.once('data', () => socket.resetAndDestroy());" },
    ],
    [
      'backlog.ts',
      'the server sends no welcome',
      'The operation was aborted',
      { ...soon, "for (const guest of guests) guest.end('welcome');": '' },
    ],
    [
      'queue.ts',
      'the thread of the server never wakes up',
      'The operation was aborted',
      { 'AbortSignal.timeout(10_000)': 'AbortSignal.timeout(4000)', 'Atomics.notify(bell, 0);': '' },
    ],
    [
      'addresses.ts',
      'it cannot bind the second address',
      expect.stringMatching(/^listen EADDRNOTAVAIL.* 203\.0\.113\.1:\d+$/),
      // The deadline must not be the reason why it ends.
      { "serve('::1', port)": `serve('${foreign}', port)`, 'timeout(10_000)': 'timeout(60_000)' },
    ],
    [
      'reset.ts',
      'the server never answers',
      'The operation was aborted',
      { ...soon, 'socket.end(`welcome, ${name}`)': 'name' },
    ],
    [
      'quiet.ts',
      'its server resets the connection',
      'read ECONNRESET',
      { ...soon, 'socket.end(line);': 'socket.resetAndDestroy();' },
    ],
    [
      'backpressure.ts',
      'its client resets the connection',
      expect.stringMatching(/^(read|write) (ECONNRESET|EPIPE)$/),
      { ...late, "console.log('client: begins to read');": 'socket.resetAndDestroy();\n  return;' },
    ],
    [
      'backpressure.ts',
      'its client never reads',
      // Both ends reach their deadline at the same moment, so either may report it first.
      expect.stringMatching(/^(The operation was aborted|read ECONNRESET)$/),
      { ...late, "console.log('client: begins to read');": 'return;' },
    ],
    [
      'backpressure.ts',
      'its server resets the connection',
      expect.stringMatching(/^(connect|read) ECONNRESET/),
      {
        ...late,
        "await once(socket, 'drain', { signal });":
          "if (number > 100) return socket.resetAndDestroy();\n await once(socket, 'drain', { signal });",
      },
    ],
  ] as const)('%s reports an error in one line if %s, and exits 1', async ([file, , reason, changes], context) => {
    const outcome = await altered(context, file, changes).done;
    expect({ ...outcome, stderr: outcome.stderr.replace(/\n$/, '') }).toMatchObject({ stderr: reason, code: 1 });
    expect(outcome.stderr.split('\n')).toHaveLength(2);
  });

  test('backlog.ts accepts fifty clients with a backlog of one', async (context) => {
    const outcome = await askAltered(context, 'backlog.ts', {
      'clients.length < 5': 'clients.length < 50',
      'server.maxConnections = 5;': 'server.maxConnections = 50;',
    });
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toMatch(/^backlog 1, clients at once: 50\n.*: ""\n(client \d+ hears: "welcome"\n){50}$/);
  });

  test('reset.ts continues, however many clients disconnect', async (context) => {
    const outcome = await askAltered(context, 'reset.ts', {
      'const visits = [vanish, stay];': 'const visits = [vanish, vanish, stay, vanish, stay];',
    });
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout.match(/^server: ECONNRESET from this client$/gm)).toHaveLength(3);
    expect(outcome.stdout.match(/^second client hears "welcome, Ada"$/gm)).toHaveLength(2);
  });

  test.for([
    ["'x'.repeat(5_000_000)", 'too long, goodbye'],
    ["'x'.repeat(101)", 'too long, goodbye'],
    ["'x'.repeat(101) + '\\n'", 'too long, goodbye'],
    ["'Ada\\r\\nBob\\n'", 'welcome, Ada'],
  ] as const)('quiet.ts with the name %s prints %s', async ([name, said], context) => {
    const outcome = await altered(context, 'quiet.ts', { "socket.write('Ada\\n'),": `socket.write(${name}),` }).done;
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout.split('\n')[0]).toBe(`polite client hears "${said}"`);
  });

  const drained = readRecording(lesson, cellOf(lesson, 'drain'));

  test.skipIf(windows)('drain.ts prints the same after Ctrl-C twice', async (context) => {
    const running = run(context, 'drain.ts');
    await running.line('two conversations are open');
    const stopped = running.stop();
    await running.line('late client: ');
    expect(await Promise.all([stopped, running.stop()])).toEqual(
      Array(2).fill({ stdout: drained, stderr: '', code: 0, signal: null }),
    );
  });

  test('drain.ts stops by itself without Ctrl-C', async (context) => {
    const outcome = await altered(context, 'drain.ts', { '60_000).unref()': '100).unref()' }).done;
    expect(outcome).toEqual({ stdout: drained, stderr: '', code: 0, signal: null });
  });
});
