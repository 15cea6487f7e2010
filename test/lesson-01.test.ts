import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest';
import { lessonsDir } from '../scripts/course/lesson.ts';
import { freePort } from '../scripts/project/free-port.ts';
import { type Running, start } from '../scripts/runner/run.ts';
import { altered as alteredIn, edited, own, portIn, program } from './support/program.ts';
import { ProgramHost } from './support/programs.ts';

const families = '01-socket-concepts/families.ts';
const streamCalls = '01-socket-concepts/stream-calls.ts';
const talkCalls = '01-socket-concepts/talk-calls.ts';
const datagramCalls = '01-socket-concepts/datagram-calls.ts';
const programs = [families, streamCalls, talkCalls, datagramCalls];

const windows = process.platform === 'win32';
// These programs take a tenth of a second. A program that left something open would exceed this limit.
const endsByItself = { timeLimit: 20_000 };
/** Makes a program's deadline very long, so that it cannot close what the program itself should close. */
const never = '600_000';

let scratch: string; // holds edited copies
let temporary: string; // the temporary folder of the programs
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'socketbook-'));
  temporary = mkdtempSync(join(tmpdir(), 'socketbook-'));
});
afterEach(() => {
  for (const folder of [scratch, temporary]) rmSync(folder, { recursive: true });
});

/** Starts a program with `folder` as its temporary folder (not on Windows, where a pipe has no folder). */
function inFolder(folder: string, begin: () => Running): Running {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    return begin();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/** Starts a copy of a program with parts of its text replaced, as in the exercises of the lesson. */
function altered(path: string, edits: Record<string, string>): Running {
  const source = edited(join(lessonsDir, path), edits);
  const file = join(scratch, basename(path));
  writeFileSync(file, source);
  return inFolder(temporary, () => start(file, [], { readable: [scratch], ...endsByItself }));
}

/** Connects. Resolves with the socket, or with the code of the error. */
async function dial(where: NetConnectOpts): Promise<Socket | string> {
  const socket = connect(where);
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** Resolves with the result of connecting to an address where no program listens any more. */
async function absence(where: NetConnectOpts): Promise<string> {
  const met = await dial(where);
  if (typeof met === 'string') return met;
  // The system may give a client the port it connects to. The client is then connected to itself, and no program listens.
  const itself = met.localPort === met.remotePort && met.localPort !== undefined;
  met.destroy();
  return itself ? 'ECONNREFUSED' : 'a program listens';
}

/** Every host and port that `families.ts` printed. */
function addressesIn(stdout: string): { host: string; port: number }[] {
  const found = stdout.matchAll(/address: '([^']+)'.* port: (\d+)/g);
  return [...found].map(([, host = '', port]) => ({ host, port: Number(port) }));
}

/** Binds a UDP socket on loopback, and closes it; rejects if the port is in use. */
async function bindUdp(port: number): Promise<void> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
  } finally {
    socket.close();
  }
}

/** The reason why no program can listen on an address here, or undefined if one can. */
async function refusal(host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    await once(server.listen(0, host), 'listening');
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  } finally {
    server.close();
  }
}

/** An address reserved for examples (RFC 5737). This machine does not have it, so no program can listen on it. */
function foreignAddress(): string {
  const own = Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []);
  const foreign = ['192.0.2.1', '198.51.100.1', '203.0.113.1'].find((address) => !own.includes(address));
  if (foreign === undefined) throw new Error('every address for examples is in use on this machine');
  return foreign;
}

describe('every program of lesson 01', () => {
  let host: ProgramHost;
  beforeAll(() => {
    host = new ProgramHost();
  });
  afterAll(() => host.close());

  test.each(programs)(
    '%s refuses any argument, even an empty one, with one line that names it and exit code 2',
    async (path) => {
      for (const args of [[''], ['stream', '--help']]) {
        const outcome = await host.run(path, args);
        expect(outcome).toMatchObject({ stdout: '', code: 2 });
        expect(outcome.stderr).toMatch(/^bad argument [^\n]+ takes none\n$/);
        expect(outcome.stderr).toContain(`"${args[0]}"`);
      }
    },
  );
});

/** A first program, with another port in its text than 8888. */
const first = (context: TestContext, file: 'server.ts' | 'client.ts', port: number) =>
  own(context, program(`01-socket-concepts/${file}`, [], { ports: { 8888: port }, ...endsByItself }));

/** Starts `server.ts` on a free port. `edits` change its text. */
async function firstServer(context: TestContext, edits: Record<string, string> = {}) {
  const port = await freePort('tcp');
  const running = alteredIn(context, '01-socket-concepts/server.ts', edits, [], { ports: { 8888: port } });
  expect(await running.line('listening on ')).toBe(`listening on 127.0.0.1:${port}`);
  return { running, port };
}

/** Connects, and resolves with everything that the server sends. */
async function greeting(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  for await (const piece of socket) text += piece;
  return text;
}

describe('server.ts', () => {
  test('server.ts greets each of three clients, one after the other and at once, with one line', async (context) => {
    const { running, port } = await firstServer(context);
    expect(await greeting(port)).toBe('welcome\n');
    expect(await Promise.all([greeting(port), greeting(port)])).toEqual(['welcome\n', 'welcome\n']);
    const { stdout, stderr } = await running.stop();
    expect(stdout).toBe(`listening on 127.0.0.1:${port}\n${'someone has connected\n'.repeat(3)}`);
    expect(stderr).toBe('');
  });

  /** Lets a client send and reset while the server does not read, so that the server sees the reset. */
  async function reset(port: number): Promise<void> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    await once(socket, 'data');
    socket.resetAndDestroy();
    await once(socket, 'close');
  }

  test('server.ts reports a client that resets in one line, and greets the next', async (context) => {
    const { running, port } = await firstServer(context);
    await reset(port);
    expect(await greeting(port)).toBe('welcome\n');
    const { stderr } = await running.stop();
    expect(stderr).toBe('read ECONNRESET\n');
  });

  test('without the error handler of its socket, server.ts is ended by a client that resets, as the lesson says', async (context) => {
    const { running, port } = await firstServer(context, { "  socket.on('error',": "  socket.on('other'," });
    await reset(port);
    expect((await running.done).code).toBe(1);
  });

  test('server.ts reports in one line that its port is taken, and exits 1', async (context) => {
    const taken = createServer();
    context.onTestFinished(() => void taken.close());
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;
    expect(await first(context, 'server.ts', port).done).toEqual({
      stdout: '',
      stderr: `listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`,
      code: 1,
      signal: null,
    });
  });

  test('Ctrl-C ends server.ts also while a client is connected, and leaves no listener on its port', async (context) => {
    const { running, port } = await firstServer(context);
    const guest = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    guest.on('error', () => {});
    await once(guest, 'data');
    expect(await running.stop()).toMatchObject({ stderr: '', code: null, signal: 'SIGINT' });
    guest.destroy();
    expect(await absence({ port, host: '127.0.0.1' })).toBe('ECONNREFUSED');
  });

  test('a client of the changed server.ts learns its own port, another one each time', async (context) => {
    const { port } = await firstServer(context, {
      "'welcome\\n'": `\`welcome, you are on port \${socket.remotePort}\\n\``,
    });
    const lines = [await greeting(port), await greeting(port)];
    for (const line of lines) expect(line).toMatch(/^welcome, you are on port \d+\n$/);
    expect(lines[0]).not.toBe(lines[1]);
  });
});

describe('client.ts', () => {
  test('client.ts prints what the server sends, byte for byte and in any pieces, and exits 0', async (context) => {
    const server = createServer((socket) => {
      socket.write('wel');
      setImmediate(() => socket.end('come, 你好\n'));
    });
    context.onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await first(context, 'client.ts', port).done).toEqual({
      stdout: 'welcome, 你好\n',
      stderr: '',
      code: 0,
      signal: null,
    });
  });

  test('client.ts reports a refusal in one line, and exits 1', async (context) => {
    const port = await freePort('tcp');
    expect(await first(context, 'client.ts', port).done).toEqual({
      stdout: '',
      stderr: `connect ECONNREFUSED 127.0.0.1:${port}\n`,
      code: 1,
      signal: null,
    });
  });

  test('client.ts reports a reset connection in one line, and exits 1', async (context) => {
    const server = createServer((socket) => socket.resetAndDestroy());
    context.onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const { stdout, stderr, code } = await first(context, 'client.ts', port).done;
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toMatch(/^[^\n]*ECONNRESET[^\n]*\n$/);
  });
});

describe('families.ts', () => {
  const only = (family: string) => {
    const rows = {
      IPv4: "  { family: 'IPv4', where: { host: '127.0.0.1', port: 0 } },\n",
      IPv6: "  { family: 'IPv6', where: { host: '::1', port: 0 } },\n",
      Path: "  { family: 'Path', where: { path } },\n",
    };
    return Object.fromEntries(Object.entries(rows).flatMap(([name, row]) => (name === family ? [] : [[row, '']])));
  };

  test('families.ts ends by itself, and leaves no listener at its addresses', async () => {
    const { stdout, stderr, code } = await altered(families, { '3000': never, '5000': never }).done;
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const addresses = addressesIn(stdout);
    expect(addresses.length).toBeGreaterThanOrEqual(2);
    for (const address of addresses) expect(await absence(address)).toBe('ECONNREFUSED');
    const path = /^ {2}server at {3}(\S+)$/m.exec(stdout)?.[1] ?? '';
    expect(path).toContain('socketbook-');
    expect(await absence({ path })).toBe('ENOENT');
  });

  test.skipIf(windows)('families.ts leaves no file in the folder for temporary files', async () => {
    const { stdout, code } = await inFolder(temporary, () => program(families, [], endsByItself)).done;
    expect(code).toBe(0);
    expect(stdout).toContain(`  server at   ${temporary}/sbook-`);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('families.ts uses IPv6 if this machine has it, and otherwise reports why it is missing', async () => {
    const why = await refusal('::1');
    const { stdout, stderr, code } = await program(families, [], endsByItself).done;
    const expected = why === undefined ? "  server at   { address: '::1'," : `  missing on this machine (${why})\n`;
    expect(stdout).toContain(`\nIPv6\n${expected}`);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('families.ts reports a missing family, continues with the others, and exits 0', async () => {
    const { stdout, stderr, code } = await altered(families, { "'::1'": `'${foreignAddress()}'` }).done;
    expect(stdout).toMatch(
      /^IPv4\n( {2}.+\n){4}IPv6\n {2}missing on this machine \(EADDRNOTAVAIL\)\nPath\n( {2}.+\n){4}$/,
    );
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test.skipIf(windows)('families.ts reports an unusable path as a failure, not as a missing family', async () => {
    const running = inFolder(join(temporary, 'no-such-folder'), () => program(families, [], endsByItself));
    const { stdout, stderr, code } = await running.done;
    expect(stdout).toMatch(/\nPath\n$/);
    expect(stdout).toMatch(/^IPv4\n {2}server at .+\n {2}client at /);
    expect(stderr).toMatch(/^listen E[A-Z]+: [^\n]*no-such-folder\/socketbook-[0-9a-f]{8}\.sock\n$/);
    expect(code).toBe(1);
  });

  test('families.ts gives up on a server that never answers, with one line per family, exit code 1 and no file left', async () => {
    const silent = {
      "client.end('hello')": "client.write('hello')",
      '    socket.write(`${bytes}`.toUpperCase());\n': '',
    };
    const { stdout, stderr, code } = await altered(families, { ...silent, '3000': '300' }).done;
    const talks = stdout.match(/server at/g)?.length ?? 0;
    expect(talks).toBeGreaterThanOrEqual(2);
    expect(stderr).toBe('no answer for 3 seconds\n'.repeat(talks));
    expect(code).toBe(1);
    expect(readdirSync(temporary)).toEqual([]);
  });

  // These programs wait for another client before their own client connects.
  const forStranger = { ...only('IPv4'), "at  ', at);\n": "at  ', at);\n  await once(server, 'connection');\n" };

  test('families.ts closes a silent connection of another client, and continues', async () => {
    const running = altered(families, { ...forStranger, '5000': '1000' });
    await running.line('  server at');
    const stranger = await dialFirst(running);
    try {
      stranger.resume();
      await once(stranger, 'close');
      const { stdout, stderr, code } = await running.done;
      expect(stdout).toMatch(/"HELLO"\n$/);
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    } finally {
      stranger.destroy();
    }
  });

  test("families.ts reports another client's reset connection, completes its own conversation, and exits 1", async () => {
    const running = altered(families, forStranger);
    const stranger = await dialFirst(running);
    try {
      stranger.write('knock');
      const [answer] = await once(stranger, 'data');
      expect(String(answer)).toBe('KNOCK');
      stranger.resetAndDestroy();
      const { stdout, stderr, code } = await running.done;
      expect(stdout).toContain('  server got  <Buffer 6b 6e 6f 63 6b> "knock"\n');
      expect(stdout).toContain('  client got  <Buffer 48 45 4c 4c 4f> "HELLO"\n');
      expect(stderr).toBe('read ECONNRESET\n');
      expect(code).toBe(1);
    } finally {
      stranger.destroy();
    }
  });

  async function dialFirst(running: Running): Promise<Socket> {
    const [address] = addressesIn(await running.line('  server at'));
    if (address === undefined) throw new Error('no address in the first line');
    const met = await dial(address);
    if (typeof met === 'string') throw new Error(met);
    met.on('error', () => {});
    return met;
  }
});

describe('stream-calls.ts', () => {
  const absent = { "  client.on('error', fail);\n": "  client.on('error', fail);\n  client.destroy();\n" };

  test('stream-calls.ts ends by itself, and leaves no listener on its port', async () => {
    const running = altered(streamCalls, { '5000': never });
    const port = await portIn(running, 'server  bind');
    expect(await running.done).toMatchObject({ stderr: '', code: 0 });
    expect(await absence({ port, host: '127.0.0.1' })).toBe('ECONNREFUSED');
  });

  test('stream-calls.ts gives up when no client comes, with one line and exit code 1, and leaves nothing open', async () => {
    const running = altered(streamCalls, { ...absent, '5000': '1000' });
    const port = await portIn(running, 'server  bind');
    const { stdout, stderr, code } = await running.done;
    expect(stdout).toMatch(/\nclient {2}connect {6}still connecting: \w+\n$/);
    expect({ stderr, code }).toEqual({ stderr: 'not done in 5 seconds\n', code: 1 });
    expect(await absence({ port, host: '127.0.0.1' })).toBe('ECONNREFUSED');
  });

  test('stream-calls.ts reports in one line that its port is taken', async () => {
    const taken = createServer();
    try {
      await once(taken.listen(0, '127.0.0.1'), 'listening');
      const { port } = taken.address() as AddressInfo;
      const running = altered(streamCalls, {
        'listen({ host, port: 0': `listen({ host, port: ${port}`,
      });
      const { stdout, stderr, code } = await running.done;
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^[^\n]*EADDRINUSE[^\n]*\n$/);
      expect(code).toBe(1);
    } finally {
      taken.close();
    }
  });

  test('Ctrl-C ends stream-calls.ts while it waits for a client, and leaves no listener on its port', async () => {
    const running = altered(streamCalls, absent);
    const port = await portIn(running, 'server  bind');
    await running.line('client  connect  ');
    expect(await running.stop()).toMatchObject({ stderr: '', code: null, signal: 'SIGINT' });
    expect(await absence({ port, host: '127.0.0.1' })).toBe('ECONNREFUSED');
  });
});

describe('talk-calls.ts', () => {
  const speechless = { "  client.write('hello');\n": '' };

  test('talk-calls.ts ends by itself, and leaves no listener on its port', async () => {
    const running = altered(talkCalls, { '3000': never, '5000': never });
    const port = await portIn(running, 'server  listen');
    expect(await running.done).toMatchObject({ stderr: '', code: 0 });
    expect(await absence({ port, host: '127.0.0.1' })).toBe('ECONNREFUSED');
  });

  test('talk-calls.ts gives up when its client sends nothing, with one line and exit code 1, and leaves nothing open', async () => {
    const running = altered(talkCalls, { ...speechless, '5000': '1000' });
    const port = await portIn(running, 'server  listen');
    const { stdout, stderr, code } = await running.done;
    expect(stdout).toMatch(/\nclient {2}send {6}"hello"\n$/);
    expect({ stderr, code }).toEqual({ stderr: 'not done in 5 seconds\n', code: 1 });
    expect(await absence({ port, host: '127.0.0.1' })).toBe('ECONNREFUSED');
  });

  test('talk-calls.ts gives up when its server never answers, with one line and exit code 1, and leaves nothing open', async () => {
    const running = altered(talkCalls, { "  peer.end('bye\\n');\n": '', '3000': '300' });
    const { stdout, stderr, code } = await running.done;
    expect(stdout).toMatch(/\nserver {2}recv {6}the end\n$/);
    expect({ stderr, code }).toEqual({ stderr: 'silent for 3 seconds\n', code: 1 });
  });

  test('talk-calls.ts reports in one line that its port is taken', async () => {
    const taken = createServer();
    try {
      await once(taken.listen(0, '127.0.0.1'), 'listening');
      const { port } = taken.address() as AddressInfo;
      const running = altered(talkCalls, {
        'listen({ host, port: 0': `listen({ host, port: ${port}`,
      });
      const { stdout, stderr, code } = await running.done;
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^[^\n]*EADDRINUSE[^\n]*\n$/);
      expect(code).toBe(1);
    } finally {
      taken.close();
    }
  });

  test('Ctrl-C ends talk-calls.ts during a conversation, and leaves no listener on its port', async () => {
    const running = altered(talkCalls, speechless);
    const port = await portIn(running, 'server  listen');
    await running.line('client  send ');
    expect(await running.stop()).toMatchObject({ stderr: '', code: null, signal: 'SIGINT' });
    expect(await absence({ port, host: '127.0.0.1' })).toBe('ECONNREFUSED');
  });
});

describe('datagram-calls.ts', () => {
  const speechless = { "  client.send('hello', port, host);\n": '' };
  const ports = async (running: Running) => [
    await portIn(running, 'server  bind'),
    await portIn(running, 'client  bind'),
  ];

  test('datagram-calls.ts ends by itself, and both its ports can be bound again', async () => {
    const running = altered(datagramCalls, { '5000': never });
    const used = await ports(running);
    expect(await running.done).toMatchObject({ stderr: '', code: 0 });
    for (const port of used) await bindUdp(port);
  });

  test('datagram-calls.ts gives up on a lost message, with one line and exit code 1, and frees both ports', async () => {
    const running = altered(datagramCalls, { ...speechless, '5000': '1000' });
    const used = await ports(running);
    const { stdout, stderr, code } = await running.done;
    expect(stdout).not.toContain('recvfrom');
    expect({ stderr, code }).toEqual({ stderr: 'not done in 5 seconds\n', code: 1 });
    for (const port of used) await bindUdp(port);
  });

  test('datagram-calls.ts accepts a message from any sender, and prints its address', async () => {
    const stranger = createSocket('udp4');
    try {
      stranger.bind(0, '127.0.0.1');
      await once(stranger, 'listening');
      const running = altered(datagramCalls, speechless);
      const [port] = await ports(running);
      await running.line('client  sendto');
      stranger.send('good day', port, '127.0.0.1');
      const { stdout, stderr, code } = await running.done;
      expect(stdout).toContain(`\nserver  recvfrom    "good day" from port ${stranger.address().port}\n`);
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    } finally {
      stranger.close();
    }
  });

  test('Ctrl-C ends datagram-calls.ts while it waits, and both its ports can be bound again', async () => {
    const running = altered(datagramCalls, speechless);
    const used = await ports(running);
    await running.line('client  sendto');
    expect(await running.stop()).toMatchObject({ stderr: '', code: null, signal: 'SIGINT' });
    for (const port of used) await bindUdp(port);
  });
});
