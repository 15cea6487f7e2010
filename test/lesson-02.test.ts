import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { readLesson } from '../scripts/course/lesson.ts';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import type { Outcome } from '../scripts/runner/run.ts';
import { alteredFile, launch, own, portIn, program, refused, altered as startAltered } from './support/program.ts';
import { ProgramHost } from './support/programs.ts';
import { freed } from './support/servers.ts';

const lesson = readLesson('02-create-sockets');
const path = (file: string) => join(lesson.dir, file);
const host = '127.0.0.1';
// An address for documentation (RFC 5737). No machine has it, so nothing can be bound to it, and nothing is sent.
const foreign = '203.0.113.1';
// On Windows, Ctrl-C and SIGTERM end a program without calling its handlers (Node docs, subprocess.kill).
const windows = process.platform === 'win32';

let lab: Lab;
let programs: ProgramHost;
beforeAll(async () => {
  programs = new ProgramHost();
  lab = await startLab();
});
afterAll(() => Promise.all([lab.close(), programs.close()]));

/**
 * Starts a copy of a program with another peer. These programs contain both ends, so `changes` replaces the lines of the
 * peer.
 */
const altered = (context: TestContext, file: string, changes: Record<string, string>) =>
  startAltered(context, `${lesson.id}/${file}`, changes);

/** The same in a process that runs many programs, if they do not wait for long. */
const askAltered = (context: TestContext, file: string, changes: Record<string, string>) =>
  programs.run(alteredFile(context, `${lesson.id}/${file}`, changes));

async function bind(port: number): Promise<void> {
  const socket = createSocket('udp4').bind(port, host);
  try {
    await once(socket, 'listening');
  } finally {
    socket.close();
  }
}

/** The result of a connection request, or of a datagram over a connected socket. */
async function code(socket: NodeJS.EventEmitter): Promise<string> {
  const [error] = await once(socket, 'error');
  return error.code;
}

/** Starts open.ts, and sends `signal` to its process as soon as the socket is open. */
async function signalled(context: TestContext, args: string[], signal: NodeJS.Signals): Promise<Outcome> {
  const { child, said, done } = launch(context, [...args, path('open.ts')]);
  await said('a socket is open');
  child.kill(signal);
  return done;
}

describe.concurrent('every program of lesson 02', () => {
  test.each([
    ...['tcp.ts', 'udp-answer.ts', 'udp.ts', 'chunks.ts', 'nobody.ts'].flatMap((file) => [
      [file, ['8888'], `bad argument "8888": ${file} takes none`] as const,
      [file, [''], `bad argument "": ${file} takes none`] as const,
      [file, ['two words', 'more'], `bad argument "two words": ${file} takes none`] as const,
    ]),
    ['udp-server.ts', ['65536'], 'bad port "65536": a number from 0 to 65535'] as const,
    ['udp-server.ts', [''], 'bad port "": a number from 0 to 65535'] as const,
    ['udp-server.ts', ['0', 'more'], 'bad argument "more": only a port'] as const,
    ['udp-client.ts', ['0'], 'bad port "0": a number from 1 to 65535'] as const,
    ['udp-client.ts', ['8887', 'more'], 'bad argument "more": only a port'] as const,
    ['open.ts', ['Close'], 'bad argument "Close": "close" or nothing'] as const,
    ['open.ts', [''], 'bad argument "": "close" or nothing'] as const,
    ['open.ts', ['0'], 'bad argument "0": "close" or nothing'] as const,
    ['open.ts', ['close', 'again'], 'bad argument "again": "close" or nothing'] as const,
  ])('%s refuses the arguments %j with one line that names the bad one and exit code 2', async (file, args, line) => {
    expect(await programs.run(`${lesson.id}/${file}`, args)).toEqual(refused(line));
  });

  test.for([
    ['tcp.ts', "const host = '127.0.0.1'", `const host = '${foreign}'`],
    ['udp-answer.ts', "const host = '127.0.0.1'", `const host = '${foreign}'`],
    ['udp.ts', "const host = '127.0.0.1'", `const host = '${foreign}'`],
    ['udp.ts', 'peer.bind(0, host', `peer.bind(0, '${foreign}'`],
    ['chunks.ts', "const host = '127.0.0.1'", `const host = '${foreign}'`],
    ['chunks.ts', 'socket.bind(0, host', `socket.bind(0, '${foreign}'`],
    ['nobody.ts', 'BoundSocket({ host }', `BoundSocket({ host: '${foreign}' }`],
    ['nobody.ts', 'udpHolder.bind(0, host', `udpHolder.bind(0, '${foreign}'`],
    ['open.ts', "bind(0, '127.0.0.1'", `bind(0, '${foreign}'`],
  ] as const)(
    '%s reports in one line that it cannot bind an address, and exits 1: %s',
    async ([file, from, to], context) => {
      const outcome = await askAltered(context, file, { [from]: to });
      expect(outcome).toMatchObject({ code: 1, signal: null });
      expect(outcome.stderr).toMatch(/^(listen|bind) EADDRNOTAVAIL[^\n]* 203\.0\.113\.1\n$/);
    },
  );
});

describe.concurrent('tcp.ts', () => {
  const echo = "peer.on('data', (chunk) => peer.write(chunk));";

  test('frees the port of its server', async (context) => {
    const { stdout } = await own(context, program(`${lesson.id}/tcp.ts`)).done;
    const [, server] = /^connected .*:(\d+)$/m.exec(stdout) ?? [];
    await freed(Number(server));
  });

  test('joins an answer that arrives one character at a time', async (context) => {
    const letters = `peer.setNoDelay();
      peer.on('data', async (chunk) => {
        for (const byte of chunk) {
          peer.write(Buffer.of(byte));
          await new Promise((next) => setTimeout(next, 20));
        }
        peer.end();
      });`;
    const outcome = await askAltered(context, 'tcp.ts', {
      'createServer((peer)': 'createServer({ allowHalfOpen: true }, (peer)',
      [echo]: letters,
    });
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toContain('\nreceived "hello"\nclosed ');
  });

  test('prints an empty answer if the peer closes without one', async (context) => {
    const outcome = await askAltered(context, 'tcp.ts', { [echo]: 'peer.end();' });
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toContain('\nreceived ""\nclosed ');
  });

  test('reports in one line that the peer reset the connection, and exits 1', async (context) => {
    const reset = "peer.on('data', () => peer.resetAndDestroy());";
    const outcome = await askAltered(context, 'tcp.ts', { [echo]: reset });
    expect(outcome).toMatchObject({ stderr: 'read ECONNRESET\n', code: 1 });
    expect(outcome.stdout).toMatch(/\nended .*\nclosed .*\n$/);
  });

  test('reports in one line that no program listens, and exits 1', async (context) => {
    const call = 'socket.connect({ port, host });';
    const outcome = await altered(context, 'tcp.ts', { [call]: `server.close(() => ${call.slice(0, -1)});` }).done;
    expect(outcome.stderr).toMatch(/^connect ECONNREFUSED 127\.0\.0\.1:\d+\n$/);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).not.toContain('\nconnected ');
  });

  test('gives up on a peer that never answers, with one line and exit code 1', async (context) => {
    const outcome = await altered(context, 'tcp.ts', { [echo]: '' }).done;
    expect(outcome).toMatchObject({ stderr: 'nothing happened for 5 seconds\n', code: 1 });
    expect(outcome.stdout).toMatch(/\nended .*\nclosed .*\n$/);
  });

  test("ends even if another client's connection is reset and a further one never closes", async (context) => {
    // The server sends its answer after the word "go", and its time limit is halved.
    const running = altered(context, 'tcp.ts', {
      'createServer((peer)': 'createServer({ allowHalfOpen: true }, (peer)',
      [echo]: `peer.on('data', (chunk) => {
        if (String(chunk) === 'go') return server.emit('go');
        server.once('go', () => peer.end(chunk));
        console.log('held');
      });`,
      'peer.setTimeout(10_000': 'peer.setTimeout(5_000',
    });
    await running.line('held');
    const port = await portIn(running, 'connected ');
    const [rude, silent] = [connect({ host, port }), connect({ host, port, allowHalfOpen: true })];
    for (const stranger of [rude, silent]) stranger.on('error', () => {});
    context.onTestFinished(() => {
      for (const stranger of [rude, silent]) stranger.destroy();
    });
    await Promise.all([once(rude, 'connect'), once(silent, 'connect')]);
    rude.resetAndDestroy();
    silent.write('go');
    const outcome = await running.done;
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toContain('\nreceived "hello"\nclosed ');
  });
});

describe.concurrent('udp-answer.ts', () => {
  const answer = "server.send('welcome', from.port, from.address);";

  test('frees the port of its server', async (context) => {
    const running = own(context, program(`${lesson.id}/udp-answer.ts`));
    const { stdout } = await running.done;
    const [, port] = /^server is bound to port (\d+)$/m.exec(stdout) ?? [];
    await freed(Number(port), bind);
  });

  test('receives an empty datagram and an empty answer', async (context) => {
    const outcome = await askAltered(context, 'udp-answer.ts', { "'welcome'": "''", "'hello'": "''" });
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toMatch(/\nserver received "" from port \d+\nclient received "" from port \d+\n$/);
  });

  test('gives up on a server that never answers, with one line, everything closed and exit code 1', async (context) => {
    const outcome = await altered(context, 'udp-answer.ts', { [answer]: '' }).done;
    expect(outcome).toMatchObject({ stderr: 'no answer in 1 second\n', code: 1, signal: null });
    expect(outcome.stdout).toMatch(/\nserver received "hello" from port \d+\n$/);
    const [, port] = /^server is bound to port (\d+)$/m.exec(outcome.stdout) ?? [];
    await freed(Number(port), bind);
  });

  test.skipIf(windows)('answers another client, and ends as usual', async (context) => {
    const held = `if (String(bytes) === 'a stranger') ${answer}
      else process.once('SIGINT', () => ${answer.slice(0, -1)}); console.log('held');`;
    const running = altered(context, 'udp-answer.ts', { [answer]: held });
    await running.line('held');
    const port = Number((await running.line('server is bound to port ')).split(' ').at(-1));
    const stranger = createSocket('udp4').bind(0, host);
    context.onTestFinished(() => {
      stranger.close();
    });
    await once(stranger, 'listening');
    const answered = once(stranger, 'message', { signal: context.signal });
    stranger.send('a stranger', port, host);
    expect(String((await answered)[0])).toBe('welcome');
    const outcome = await running.stop();
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toMatch(/\nclient received "welcome" from port \d+\n$/);
  });
});

describe.concurrent('udp.ts', () => {
  const answer = 'peer.send(answer, from.port, from.address, onSent);';

  test('frees its port', async (context) => {
    const running = own(context, program(`${lesson.id}/udp.ts`));
    const port = await portIn(running, 'bound: ');
    await running.done;
    await freed(port, bind);
  });

  test('receives an empty answer', async (context) => {
    const outcome = await askAltered(context, 'udp.ts', { 'peer.send(answer': "peer.send(''" });
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout.match(/^received "" from 127\.0\.0\.1:\d+$/gm)).toHaveLength(2);
  });

  test('gives up on a peer that never answers, with one line, everything closed and exit code 1', async (context) => {
    const outcome = await altered(context, 'udp.ts', { [answer]: '' }).done;
    expect(outcome).toMatchObject({ stderr: 'no answer for 5 seconds\n', code: 1 });
    expect(outcome.stdout).toMatch(/\nsend "hello" to 127\.0\.0\.1:\d+\nclosed: no address, Not running\n$/);
  });

  test.for([1, 2])('reports in one line that %d messages are too long to send, and exits 1', async (times, context) => {
    const repeated = `for (let time = 0; time < ${times}; time++) peer.send('x'.repeat(70_000)`;
    const outcome = await askAltered(context, 'udp.ts', { 'peer.send(answer': repeated });
    expect(outcome.stderr).toMatch(/^send EMSGSIZE 127\.0\.0\.1:\d+\n$/);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toMatch(/\nclosed: no address, Not running\n$/);
  });

  test.skipIf(windows)('prints a message of another sender with its address, and ends as usual', async (context) => {
    const held = `process.once('SIGINT', () => ${answer.slice(0, -1)}); console.log('held');`;
    const running = altered(context, 'udp.ts', { [answer]: held });
    const port = await portIn(running, 'bound: ');
    await running.line('held');
    const stranger = createSocket('udp4').bind(0, host);
    context.onTestFinished(() => {
      stranger.close();
    });
    await once(stranger, 'listening');
    stranger.send('a stranger', port, host);
    await running.line(`received "a stranger" from ${host}:${stranger.address().port}`);
    const outcome = await running.stop();
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toMatch(/\nreceived "red: hello" from [^\n]+\n(held\n)?closed: no address, Not running\n$/);
  });
});

describe.concurrent('chunks.ts', () => {
  test('gives up when a datagram is lost, with one line and exit code 1', async (context) => {
    const outcome = await altered(context, 'chunks.ts', { "socket.send('two', port, host, onSent);": '' }).done;
    expect(outcome).toMatchObject({ stderr: 'nothing came within 5 seconds\n', code: 1 });
    expect(outcome.stdout).toMatch(/"onetwo"\nTCP: write, read, write +2 +"one" "two"\n$/);
  });

  test('reports in one line that the sender reset the connection, and exits 1', async (context) => {
    const outcome = await altered(context, 'chunks.ts', {
      "sender.end('two', () => reader.resume());": 'sender.resetAndDestroy(); reader.resume();',
    }).done;
    expect(outcome).toMatchObject({ stderr: 'read ECONNRESET\n', code: 1 });
  });

  test('reports in one line that a datagram is too long to send, and exits 1', async (context) => {
    const outcome = await askAltered(context, 'chunks.ts', { "socket.send('one'": "socket.send('x'.repeat(70_000)" });
    expect(outcome.stderr).toMatch(/^send EMSGSIZE 127\.0\.0\.1:\d+\n$/);
    expect(outcome.code).toBe(1);
  });

  test('reports only once that both datagrams are too long', async (context) => {
    const outcome = await altered(context, 'chunks.ts', {
      "socket.send('one'": "socket.send('x'.repeat(70_000)",
      "socket.send('two'": "socket.send('x'.repeat(70_000)",
    }).done;
    expect(outcome.stderr).toMatch(/^send EMSGSIZE 127\.0\.0\.1:\d+\n$/);
    expect(outcome.code).toBe(1);
  });

  test('counts the received datagrams, for a message in three pieces and an empty one', async (context) => {
    const outcome = await altered(context, 'chunks.ts', {
      "reader.once('data', () => sender.end('two'))": `reader.once('data', () => {
        reader.once('data', () => sender.end('o'));
        sender.write('tw');
      })`,
      "socket.send('two'": "socket.send(''",
    }).done;
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toMatch(/\n.*3 +"one" "tw" "o"\n.*2 +"one" ""\n$/);
  });
});

describe.concurrent('nobody.ts', () => {
  /** Starts it with other closed ports. */
  const asking = (context: TestContext, tcp: number, udp: number) =>
    altered(context, 'nobody.ts', {
      'await overTcp(tcpPort)': `await overTcp(${tcp})`,
      'await overUdp(udpPort, false)': `await overUdp(${udp}, false)`,
      'await overUdp(udpPort, true)': `await overUdp(${udp}, true)`,
    });
  const udpPort = (name: string) =>
    lab.services.find((one) => one.name === name && one.protocol === 'udp' && one.host === host)?.port ?? 0;

  test('reports a connection or an answer if a program is there', async (context) => {
    expect(await asking(context, lab.port('silent'), udpPort('echo')).done).toEqual({
      stdout: 'TCP: connected\nUDP: 5 bytes sent, then an answer\nUDP, connected: 5 bytes sent, then an answer\n',
      stderr: '',
      code: 0,
      signal: null,
    });
  });

  test('gives up after a second on a port that stays silent, over TCP and UDP', async (context) => {
    context.skip(
      lab.missing.some((one) => one.name === 'filtered'),
      'this system has no filtered port',
    );
    expect(await asking(context, lab.port('filtered'), udpPort('silent')).done).toEqual({
      stdout:
        'TCP: no answer in 1 second\nUDP: 5 bytes sent, then no answer in 1 second\n' +
        'UDP, connected: 5 bytes sent, then no answer in 1 second\n',
      stderr: '',
      code: 0,
      signal: null,
    });
  });

  test.skipIf(windows)('keeps its two ports closed while it runs, and then frees them', async (context) => {
    const running = altered(context, 'nobody.ts', {
      // It listens for the signal before it prints the two lines, because the steps between may take long.
      '  tcpHolder.close();': `  const told = new Promise((go) => process.once('SIGINT', go));
        console.log(\`TCP held:\${tcpPort}\`);
        console.log(\`UDP held:\${udpPort}\`);
        await told;
        tcpHolder.close();`,
    });
    const tcp = await portIn(running, 'TCP held:');
    const udp = await portIn(running, 'UDP held:');

    await expect(bind(udp)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const client = connect({ port: tcp, host });
    context.onTestFinished(() => {
      client.destroy();
    });
    expect(await code(client)).toBe('ECONNREFUSED');
    const sender = createSocket('udp4');
    context.onTestFinished(() => {
      sender.close();
    });
    sender.connect(udp, host, () => sender.send('hello'));
    expect(await code(sender)).toBe('ECONNREFUSED');

    expect(await running.stop()).toMatchObject({ stderr: '', code: 0 });
    await freed(tcp);
    await freed(udp, bind);
  });
});

describe.concurrent('open.ts', () => {
  // The next line comes one second after the start, if the program still runs then.
  const stopped =
    /^this is the last line of open\.ts\na socket is open on 127\.0\.0\.1:\d+\n(still running, [^\n]*\n)?told to stop\nthe socket is closed\nnothing left to wait for: the process ends\n$/;

  test.skipIf(windows)('ends by itself after Ctrl-C, whatever it received, and its port is free', async (context) => {
    const running = own(context, program(`${lesson.id}/open.ts`));
    const port = await portIn(running, 'a socket is open on ');
    await expect(bind(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });

    const stranger = createSocket('udp4');
    context.onTestFinished(() => {
      stranger.close();
    });
    // Few enough to fit into the socket's buffer, so that the program gets all of them before it is stopped.
    for (const size of [0, 1, 1000, 9000]) {
      await new Promise((sent) => stranger.send(Buffer.alloc(size, 255), port, host, sent));
    }
    const outcome = await running.stop();
    expect(outcome).toMatchObject({ stderr: '', code: 0, signal: null });
    expect(outcome.stdout).toMatch(stopped);
    await freed(port, bind);
  });

  test.skipIf(windows).for([
    ['node', 'SIGTERM', []],
    ['npx tsx', 'SIGTERM', ['node_modules/tsx/dist/cli.mjs']],
    ['npx tsx', 'SIGINT', ['node_modules/tsx/dist/cli.mjs']],
  ] as const)('ends by itself under %s after %s', async ([, signal, args], context) => {
    const outcome = await signalled(context, [...args], signal);
    expect(outcome).toMatchObject({ stderr: '', code: 0, signal: null });
    expect(outcome.stdout).toMatch(stopped);
  });

  test('does not wait for a socket that was unreferenced, and leaves it open', async (context) => {
    const outcome = await altered(context, 'open.ts', {
      "if (argument === 'close') socket.close();": 'socket.unref();',
    }).done;
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toMatch(
      /^this is the last line of open\.ts\na socket is open on [^\n]*\nnothing left to wait for: the process ends\n$/,
    );
  });
});
