import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, aroundEach, beforeAll, describe, expect, it } from 'vitest';
import { openFiltered } from '../scripts/lab/filtered.ts';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import { idleLimit, openTcp } from '../scripts/lab/open.ts';
import { behaviours } from '../scripts/lab/services.ts';
import { Problem } from '../scripts/project/problem.ts';
import { CommandHost } from './support/commands.ts';
import { part } from './support/extent.ts';
import { toNoReader } from './support/program.ts';

const order = ['ssh', 'smtp', 'http', 'echo', 'slow', 'reset', 'silent', 'filtered', 'closed'];
const hosts = ['127.0.0.1', '::1'];
const banner = 'SSH-2.0-Socketbook_Lab\r\n';
const greeting = '220 lab.localhost ESMTP Socketbook\r\n';
const program = fileURLToPath(new URL('../scripts/lab.ts', import.meta.url));
const linux = process.platform === 'linux';
const windows = process.platform === 'win32';

// Closes everything that a test opens. The tests run concurrently, so each has its own list.
const closers = new AsyncLocalStorage<Set<() => unknown>>();
aroundEach(async (runTest) => {
  const own = new Set<() => unknown>();
  try {
    await closers.run(own, runTest);
  } finally {
    for (const free of [...own].reverse()) await free();
  }
});

/** The functions that close what the current test opened. */
function owned(): Set<() => unknown> {
  const own = closers.getStore();
  if (own === undefined) throw new Error('no test runs');
  return own;
}

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

async function ownLab(options?: Parameters<typeof startLab>[0]): Promise<Lab> {
  const mine = await startLab(options);
  owned().add(() => mine.close());
  return mine;
}

/** A connection request, and its events. */
function dial(host: string, port: number): Socket {
  const socket = connect({ host, port });
  socket.on('error', () => {});
  owned().add(() => socket.destroy());
  return socket;
}

/** Resolves when a connection has ended, for any reason. */
function over(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** The text that a client receives until the server ends the connection. */
async function everything(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

/** Reads until `text` ends with the expected text. Rejects if the connection ends first. */
function readUntil(socket: Socket, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const early = () => reject(new Error(`ended after ${JSON.stringify(text)}`));
    const take = (chunk: Buffer) => {
      text += chunk;
      if (!text.endsWith(end)) return;
      socket.off('data', take).off('close', early).off('end', early).pause();
      resolve(text);
    };
    socket.on('data', take).once('close', early).once('end', early).resume();
  });
}

/** The answer to a connection request: 'open', the code of the error, or 'silent' after `patience` ms. */
async function answer(host: string, port: number, patience = 300): Promise<string> {
  const socket = connect({ host, port, timeout: patience });
  try {
    return await new Promise((resolve) => {
      socket.once('connect', () => resolve('open'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      socket.once('timeout', () => setImmediate(() => resolve('silent')));
    });
  } finally {
    socket.destroy();
  }
}

async function udpClient(host: string): Promise<UdpSocket> {
  const client = createSocket(host === '::1' ? 'udp6' : 'udp4');
  owned().add(() => client.close());
  client.bind({ address: host, port: 0 });
  await once(client, 'listening');
  return client;
}

async function listenOn(host: string, port: number): Promise<Server> {
  // Close the connection of any other scanner of this machine.
  const server = createServer((socket) => socket.on('error', () => {}).destroy()).listen({ host, port });
  await once(server, 'listening');
  return server;
}

/** Binds a port like another program, and returns a function that frees it. Rejects if the port is not free. */
async function occupy(protocol: 'tcp' | 'udp', host: string, port: number): Promise<() => Promise<void>> {
  if (protocol === 'tcp') {
    const server = await listenOn(host, port);
    return () => new Promise((resolve) => server.close(() => resolve()));
  }
  const server = createSocket(host === '::1' ? 'udp6' : 'udp4').bind({ address: host, port });
  await once(server, 'listening');
  return () => new Promise((resolve) => server.close(resolve));
}

/** The TCP sockets of this address and local port on Linux: remote address and state. 01 is ESTABLISHED (proc(5)). */
function socketsOn(host: string, port: number): string[] {
  const rows = readFileSync(host === '::1' ? '/proc/net/tcp6' : '/proc/net/tcp', 'utf8').split('\n');
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const cells = rows.map((row) => row.trim().split(/\s+/));
  const address = host === '::1' ? '00000000000000000000000001000000' : '0100007F';
  return cells.filter(([, local]) => local === `${address}:${hex}`).map((row) => row.slice(1, 4).join(' '));
}

/** Binds every port of a closed lab, one after another. Rejects if one is not free. */
async function occupyAll(services: Lab['services']): Promise<void> {
  for (const { protocol, host, port } of services) {
    const free = await occupy(protocol, host, port);
    await free();
  }
}

/** Runs `use` again, with other ports, if another program on this machine has just taken one of its ports. */
async function untilOurs(use: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await use();
    } catch (error) {
      const taken = error instanceof Problem || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || attempt === 10) throw error;
    }
  }
}

/**
 * Runs `use` with a first fixed port. The system chooses it, and it is then moved below the range from which systems choose
 * (Linux from 32768, others from 49152). In that range, a fixed port could be the `closed` port of another lab.
 */
function withFreePorts(use: (from: number) => Promise<void>): Promise<void> {
  return untilOurs(async () => {
    const probe = await listenOn('127.0.0.1', 0);
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    await use(20_500 + (port % 12_000)); // above the ports of support/rows.ts
  });
}

function run(command: string, args: string[], channel: 'ipc' | 'ignore' = 'ignore'): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', channel] });
  const exited = once(child, 'exit');
  owned().add(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
  });
  return child;
}

/** The output of a child process so far. `line` waits for a text in it. */
function output(child: ChildProcess) {
  const printed = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    printed.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    printed.err += chunk;
  });
  const line = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => printed.out.includes(text) && resolve();
      child.stdout?.on('data', look);
      child.once('close', () => reject(new Error(`it ended: ${printed.out}${printed.err}`)));
    });
  return { printed, line };
}

describe("the list of the lab's services", () => {
  it('contains every name once over TCP on IPv4, in the order of the fixed ports', () => {
    const names = lab.services.filter((each) => each.host === '127.0.0.1' && each.protocol === 'tcp');
    expect(names.map((each) => each.name)).toEqual(
      order.filter((name) => !lab.missing.some((each) => each.name === name)),
    );
  });

  it('contains the same names on ::1, or reports the reason why not', () => {
    const names = (host: string) =>
      lab.services.filter((each) => each.host === host).map((each) => `${each.name}/${each.protocol}`);
    if (lab.missing.some((each) => each.name === 'IPv6')) expect(names('::1')).toEqual([]);
    else if (lab.missing.length === 0) expect(names('::1')).toEqual(names('127.0.0.1'));
  });

  it('contains echo and silent also over UDP', () => {
    const udp = lab.services.filter((each) => each.host === '127.0.0.1' && each.protocol === 'udp');
    expect(udp.map((each) => each.name)).toEqual(['echo', 'silent']);
  });

  it('describes each service', () => {
    for (const service of lab.services) expect(service.does).toMatch(/^[a-z].{10,}/);
  });

  it('is complete on Linux', () => {
    if (linux) expect(lab.missing.filter((each) => each.name !== 'IPv6')).toEqual([]);
  });

  it('gives the port of a service by its name', () => {
    for (const { name, protocol, host, port } of lab.services) {
      if (protocol === 'tcp') expect(lab.port(name, host)).toBe(port);
    }
    expect(lab.port('ssh')).toBe(lab.port('ssh', '127.0.0.1'));
  });

  it('throws for an unknown name, and names the known ones', () => {
    expect(() => lab.port('telnet')).toThrow(/no TCP service "telnet".*ssh, smtp.*closed/);
  });

  it('gives all TCP ports on IPv4 in ascending order', () => {
    const ports = lab.ports();
    expect(ports).toEqual([...ports].sort((a, b) => a - b));
    const tcp = lab.services.filter((each) => each.host === '127.0.0.1' && each.protocol === 'tcp');
    expect(new Set(ports)).toEqual(new Set(tcp.map((each) => each.port)));
    expect(ports).toContain(lab.port('closed'));
  });

  it('is without ::1 on request', async () => {
    const four = await ownLab({ ipv6: false });
    expect(new Set(four.services.map((each) => each.host))).toEqual(new Set(['127.0.0.1']));
    expect(four.missing.filter((each) => each.name === 'IPv6')).toEqual([]);
  });
});

describe.each(hosts)('the lab on %s:', (host) => {
  const port = (name: string) => lab.port(name, host);
  const hosted = () => lab.services.some((each) => each.host === host);
  const udpPort = (name: string) =>
    lab.services.find((each) => each.name === name && each.host === host && each.protocol === 'udp')?.port ?? 0;
  const check = (name: string, body: () => Promise<void>, possible = hosted) =>
    it(name, async (context) => {
      if (!possible()) context.skip();
      else await body();
    });

  /** Checks that the server keeps this connection open while another client makes fifty exchanges. */
  const expectKept = async (socket: Socket) => {
    const echo = dial(host, port('echo'));
    for (let turn = 0; turn < 50; turn++) {
      echo.write('turn\n');
      await readUntil(echo, '\n');
    }
    expect(socket.readyState).toBe('open');
  };

  describe.concurrent('ssh', () => {
    check('greets at once, then waits until the client ends', async () => {
      const socket = dial(host, port('ssh'));
      expect(await readUntil(socket, '\n')).toBe(banner);
      const rest = everything(socket);
      await expectKept(socket);
      socket.end('SSH-2.0-Nobody\r\nwhat now?\r\n');
      expect(await rest).toBe('');
    });
  });

  describe.concurrent('smtp', () => {
    const mail = async (...said: string[]) => {
      const socket = dial(host, port('smtp'));
      for (const each of said) socket.write(each);
      socket.end();
      return everything(socket);
    };

    check('greets, answers line by line, and answers QUIT with a goodbye', async () => {
      const socket = dial(host, port('smtp'));
      expect(await readUntil(socket, '\n')).toBe(greeting);
      for (const [said, heard] of [
        ['EHLO me', '250 lab.localhost'],
        ['helo me', '250 lab.localhost'],
        ['EHLO', '501 who are you?'],
        ['NOOP', '250 OK'],
        ['noop anything', '250 OK'],
        ['RSET', '250 OK'],
        ['VRFY me', '252 cannot tell'],
        ['MAIL FROM:<me@localhost>', '502 this server takes no mail'],
        ['RCPT TO:<you@localhost>', '503 MAIL comes first'],
        ['DATA', '503 MAIL comes first'],
        ['QUIT now', '501 QUIT takes no argument'],
        ['HELLO', '500 unknown command'],
        ['', '500 unknown command'],
      ]) {
        socket.write(`${said}\r\n`);
        expect(await readUntil(socket, '\n'), said).toBe(`${heard}\r\n`);
      }
      socket.write('QUIT\r\n');
      expect(await everything(socket)).toBe('221 lab.localhost goodbye\r\n');
    });

    check('answers a client that sends everything at once and half-closes', async () => {
      expect(await mail('NOOP\r\nNOOP\r\n')).toBe(`${greeting}250 OK\r\n250 OK\r\n`);
    });

    check('joins a line from single bytes, and also accepts a bare newline as its end', async () => {
      const socket = dial(host, port('smtp'));
      await readUntil(socket, '\n');
      socket.setNoDelay();
      for (const byte of 'noop\n') await new Promise((resolve) => socket.write(byte, resolve));
      expect(await readUntil(socket, '\n')).toBe('250 OK\r\n');
    });

    check('accepts a line of 512 octets, refuses one of 513, and continues', async () => {
      const line = (octets: number) => `NOOP ${'x'.repeat(octets - 7)}\r\n`;
      expect(await mail(line(512), line(513), line(514), line(515), line(200_000), 'NOOP\r\n')).toBe(
        `${greeting}250 OK\r\n${'500 line too long\r\n'.repeat(4)}250 OK\r\n`,
      );
    });

    check('does not answer a line without an end', async () => {
      expect(await mail('NOOP')).toBe(greeting);
    });

    check('closes after its goodbye even if the client sends more', async () => {
      const socket = connect({ host, port: port('smtp'), allowHalfOpen: true });
      socket.on('error', () => {});
      owned().add(() => socket.destroy());
      socket.write('QUIT\r\n');
      await readUntil(socket, 'goodbye\r\n');
      socket.resume();
      const chatter = setInterval(() => socket.write('NOOP\r\n'), 10);
      owned().add(() => clearInterval(chatter));
      await over(socket);
    });
  });

  describe.concurrent('http', () => {
    const raw = async (request: string) => {
      const socket = dial(host, port('http'));
      socket.write(request);
      return everything(socket);
    };

    check('answers fetch', async () => {
      const name = host === '::1' ? '[::1]' : host;
      const response = await fetch(`http://${name}:${port('http')}/any/path?x=1`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(await response.text()).toBe('hello from the lab\n');
    });

    check('answers a request typed by hand, and closes', async () => {
      const text = await raw('GET / HTTP/1.1\r\nHost: lab\r\n\r\n');
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(text).toMatch(/\r\nContent-Length: 19\r\n/);
      expect(text).toMatch(/\r\nConnection: close\r\n/);
      expect(text).toMatch(/\r\n\r\nhello from the lab\n$/);
    });

    check('sends no body for HEAD', async () => {
      expect(await raw('HEAD / HTTP/1.1\r\nHost: lab\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n(.+\r\n)+\r\n$/);
    });

    check('reads the whole request before it answers', async () => {
      const socket = dial(host, port('http'));
      let heard = '';
      socket.on('data', (chunk) => {
        heard += chunk;
      });
      const body = 'x'.repeat(3_000_000);
      socket.write(`POST / HTTP/1.1\r\nHost: lab\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(1)}`);
      await expectKept(socket);
      expect(heard).toBe('');
      socket.write('x');
      await over(socket);
      expect(heard).toMatch(/\r\n\r\nhello from the lab\n$/);
    });

    check('answers garbage with 400', async () => {
      expect(await raw('NOOP\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    });
  });

  describe.concurrent('echo', () => {
    check('sends every byte back in order, also after the client has half-closed', async () => {
      const sent = randomBytes(3_000_000);
      const socket = dial(host, port('echo'));
      socket.end(sent);
      const hash = createHash('sha256');
      for await (const chunk of socket) hash.update(chunk);
      expect(hash.digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'));
    });

    check('answers before the client has ended', async () => {
      const socket = dial(host, port('echo'));
      socket.write('one\n');
      expect(await readUntil(socket, '\n')).toBe('one\n');
      socket.write('two\n');
      expect(await readUntil(socket, '\n')).toBe('two\n');
    });

    check('sends datagrams back one by one, including an empty and a large one', async () => {
      const client = await udpClient(host);
      for (const sent of [Buffer.from('hello'), Buffer.alloc(0), randomBytes(9000)]) {
        const received = once(client, 'message');
        client.send(sent, udpPort('echo'), host);
        const [data, peer] = await received;
        expect(data.equals(sent)).toBe(true);
        expect(peer.port).toBe(udpPort('echo'));
      }
    });
  });

  describe.concurrent('slow', () => {
    check('answers each line half a second after the one before', async () => {
      const socket = dial(host, port('slow'));
      const start = performance.now();
      socket.write('one\ntwo\r\n');
      expect(await readUntil(socket, '\n')).toBe('slowly: one\n');
      expect(performance.now() - start).toBeGreaterThan(490);
      expect(await readUntil(socket, '\n')).toBe('slowly: two\n');
      expect(performance.now() - start).toBeGreaterThan(980);
    });

    check('answers a client that has half-closed', async () => {
      const socket = dial(host, port('slow'));
      socket.end('last words\n');
      expect(await everything(socket)).toBe('slowly: last words\n');
    });

    check('joins a character that arrived in two pieces', async () => {
      const socket = dial(host, port('slow'));
      socket.setNoDelay();
      const bytes = Buffer.from('\u00e9t\u00e9\n');
      for (const byte of bytes) await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
      expect(await readUntil(socket, '\n')).toBe('slowly: \u00e9t\u00e9\n');
    });
  });

  describe.concurrent('reset', () => {
    check('resets the connection without sending a byte', async () => {
      const socket = connect({ host, port: port('reset') });
      owned().add(() => socket.destroy());
      let received = 0;
      socket.on('data', (chunk) => {
        received += chunk.length;
      });
      const [error] = (await once(socket, 'error').catch((reason) => [reason])) as [NodeJS.ErrnoException];
      expect(error.code).toBe('ECONNRESET');
      expect(received).toBe(0);
    });
  });

  describe.concurrent('silent', () => {
    check('accepts and reads, and sends nothing until the client ends', async () => {
      const socket = dial(host, port('silent'));
      const heard = everything(socket);
      await once(socket, 'connect');
      await expectKept(socket);
      socket.end(randomBytes(1_000_000));
      expect(await heard).toBe('');
    });

    check('receives datagrams and answers none', async () => {
      const client = await udpClient(host);
      const heard: string[] = [];
      client.on('message', (data) => heard.push(data.toString()));
      for (let i = 0; i < 5; i++) {
        client.send('anybody?', udpPort('silent'), host);
        const echoed = once(client, 'message');
        client.send(`echo ${i}`, udpPort('echo'), host);
        await echoed;
      }
      expect(heard).toEqual(['echo 0', 'echo 1', 'echo 2', 'echo 3', 'echo 4']);
    });
  });

  describe.concurrent('filtered', () => {
    const filtered = (name: string, body: () => Promise<void>) =>
      check(name, body, () => hosted() && !lab.missing.some((each) => each.name === 'filtered'));

    filtered('answers no connection request, however many', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => answer(host, port('filtered'))));
      expect(new Set(answers)).toEqual(new Set(['silent']));
      expect(await answer(host, port('filtered'))).toBe('silent');
    });

    filtered('keeps its port from other programs', async () => {
      await expect(listenOn(host, port('filtered'))).rejects.toThrow('EADDRINUSE');
    });
  });

  describe.concurrent('closed', () => {
    check('refuses every connection request', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => answer(host, port('closed'), 20_000)));
      expect(new Set(answers)).toEqual(new Set(['ECONNREFUSED']));
    });

    check(
      'is the local port of a connection, so the system gives it to no other program',
      async () => {
        expect(socketsOn(host, port('closed'))).toEqual([expect.stringMatching(/ 01$/)]);
      },
      () => hosted() && linux,
    );
  });

  // One after another, because datagrams are lost while thousands of others arrive.
  describe('many hostile clients', () => {
    /** Checks that every service still works. */
    const allWell = async () => {
      const ssh = dial(host, port('ssh'));
      expect(await readUntil(ssh, '\n')).toBe(banner);
      const smtp = dial(host, port('smtp'));
      expect(await readUntil(smtp, '\n')).toBe(greeting);
      const http = dial(host, port('http'));
      http.write('GET / HTTP/1.0\r\n\r\n');
      expect(await everything(http)).toMatch(/hello from the lab\n$/);
      const echo = dial(host, port('echo'));
      echo.end('hello');
      expect(await everything(echo)).toBe('hello');
      const slow = dial(host, port('slow'));
      slow.end('hello\n');
      expect(await everything(slow)).toBe('slowly: hello\n');
      expect(await answer(host, port('reset'), 20_000)).toMatch(/open|ECONNRESET/);
      expect(await answer(host, port('silent'), 20_000)).toBe('open');
      expect(await answer(host, port('closed'), 20_000)).toBe('ECONNREFUSED');
      if (!lab.missing.some((each) => each.name === 'filtered')) {
        expect(await answer(host, port('filtered'))).toBe('silent');
      }
    };
    const tcp = () => lab.services.filter((each) => each.protocol === 'tcp' && each.host === host);
    const listening = () => tcp().filter((each) => !['filtered', 'closed'].includes(each.name));

    check('that reset at once do not harm the services', async () => {
      for (let round = 0; round < 20; round++) {
        const sockets = tcp().map((each) => dial(host, each.port));
        for (const socket of sockets) {
          if (round % 2) socket.resetAndDestroy();
          else socket.destroy();
        }
      }
      const connected = listening().map(async (each) => {
        for (let round = 0; round < 20; round++) {
          const socket = dial(host, each.port);
          socket.on('connect', () => {
            socket.write('x');
            socket.resetAndDestroy();
          });
          await over(socket);
        }
      });
      await Promise.all(connected);
      await allWell();
    });

    check('that send garbage do not harm the services', async () => {
      const garbage = randomBytes(200_000);
      await Promise.all(
        listening().map(async (each) => {
          const socket = dial(host, each.port);
          socket.end(garbage);
          socket.resume();
          if (each.name === 'slow') {
            // Each newline takes the server half a second. This client does not wait for all of them.
            await once(socket, 'data');
            socket.resetAndDestroy();
          }
          await over(socket);
        }),
      );
      const client = await udpClient(host);
      for (let i = 0; i < 5000; i++) {
        client.send(garbage.subarray(i, i + 1000), udpPort(i % 2 ? 'echo' : 'silent'), host);
      }
      await allWell();
      // The flood may drop datagrams, so the client sends more than once.
      const asking = await udpClient(host);
      const ask = setInterval(() => asking.send('still there?', udpPort('echo'), host), 10);
      owned().add(() => clearInterval(ask));
      const [answered] = await once(asking, 'message');
      clearInterval(ask);
      expect(String(answered)).toBe('still there?');
    });

    check('that send requests without end and half-close do not harm the services', async () => {
      for (const each of listening()) {
        const socket = dial(host, each.port);
        socket.write('GET / HTTP/1.1\r\nHost: lab\r\nTransfer-Encoding: chunked\r\n\r\n');
        socket.end();
      }
      await allWell();
    });

    check('that connect by the thousand are all served', async () => {
      const held: Socket[] = [];
      for (let batch = 0; batch < 20; batch++) {
        const sockets = Array.from({ length: 100 }, () => dial(host, port(batch % 2 ? 'silent' : 'ssh')));
        await Promise.all(sockets.map((socket) => once(socket, 'connect')));
        held.push(...sockets);
      }
      await allWell();
      for (const socket of held) socket.resetAndDestroy();
      await allWell();
    });
  });
});

describe.concurrent('idle connections', () => {
  it('stay open for at least a minute', () => {
    expect(idleLimit).toBeGreaterThanOrEqual(60_000);
  });

  it.each(behaviours.filter(({ name }) => name !== 'reset'))(
    'of $name are closed after the idle time',
    async ({ tcp }) => {
      const opened = await openTcp(tcp(), '127.0.0.1', 0, 50);
      owned().add(() => opened.close());
      const socket = dial('127.0.0.1', opened.port);
      socket.resume();
      await over(socket);
    },
  );

  it('stay open longer if they are not idle', async () => {
    const [echo] = behaviours.filter(({ name }) => name === 'echo');
    const opened = await openTcp(echo?.tcp() ?? createServer(), '127.0.0.1', 0, 800);
    owned().add(() => opened.close());
    const socket = dial('127.0.0.1', opened.port);
    const start = performance.now();
    while (performance.now() - start < 1600) {
      socket.write('still here\n');
      expect(await readUntil(socket, '\n')).toBe('still here\n');
    }
  });
});

describe.concurrent('a port that cannot be filtered', () => {
  const pretend = (change: string) =>
    new URL(
      `data:text/javascript,${encodeURIComponent(`
        import { createServer } from 'node:net';
        import { parentPort, workerData } from 'node:worker_threads';
        const server = createServer((socket) => socket.on('error', () => {}).resume());
        server.listen(0, workerData.host, async () => {
          const { port } = server.address();
          ${change}
          parentPort.postMessage({ port });
        });`)}`,
    );

  it('is reported as missing if the queue accepts every request', async () => {
    expect(await openFiltered('127.0.0.1', 0, pretend(''))).toEqual({
      why: 'the queue of a listener accepted 16 connections and was still not full',
    });
  });

  it('is reported as missing if a full queue refuses requests', async () => {
    const refusing = pretend('await new Promise((resolve) => server.close(resolve));');
    expect(await openFiltered('127.0.0.1', 0, refusing)).toEqual({
      why: "this system answers ECONNREFUSED when a listener's queue is full",
    });
  });
});

describe.concurrent('fixed ports', () => {
  it('are from, from + 1, … in the order of the names, also over UDP and on ::1', async () => {
    await withFreePorts(async (from) => {
      const fixed = await ownLab({ from });
      for (const { name, port } of fixed.services) expect(port - from, name).toBe(order.indexOf(name));
      expect(fixed.ports()).toEqual(fixed.ports().toSorted((a, b) => a - b));
      await fixed.close();
    });
  });

  it.each([
    { name: 'ssh', protocol: 'tcp', host: '127.0.0.1' },
    { name: 'echo', protocol: 'tcp', host: '127.0.0.1' },
    { name: 'echo', protocol: 'udp', host: '127.0.0.1' },
    { name: 'silent', protocol: 'udp', host: '::1' },
    { name: 'filtered', protocol: 'tcp', host: '127.0.0.1' },
    { name: 'filtered', protocol: 'tcp', host: '::1' },
    { name: 'closed', protocol: 'tcp', host: '127.0.0.1' },
    { name: 'closed', protocol: 'tcp', host: '::1' },
  ] as const)(
    'that are in use are named in the error: $name over $protocol on $host',
    async ({ name, protocol, host }) => {
      if (!lab.services.some((each) => each.host === host)) return;
      await withFreePorts(async (from) => {
        const port = from + order.indexOf(name);
        const free = await occupy(protocol, host, port);
        owned().add(free);
        const failure = await ownLab({ from }).catch((error) => error);
        if (failure instanceof Problem && !failure.message.startsWith(`port ${port} on ${host} `)) throw failure;
        expect(failure).toBeInstanceOf(Problem);
        expect(failure.message).toBe(
          `port ${port} on ${host} is in use: stop the program that uses it ("npm start" and "npm run lab" open a lab)`,
        );
        owned().delete(free);
        await free();
        // The services opened until then were closed again. When this port is free, all of them are.
        await (await ownLab({ from })).close();
      });
    },
  );

  it.each([0, -1, 1.5, 65528, Number.NaN])('cannot start at %s', async (from) => {
    await expect(startLab({ from })).rejects.toThrow(`bad from "${from}": a number from 1 to 65527`);
  });
});

// Nothing runs beside it, because the system may choose a freed port for another test.
describe('Lab.close()', () => {
  it('frees every port at once, even with connected clients', async () => {
    await untilOurs(async () => {
      const mine = await ownLab();
      const sockets = mine.services
        .filter((each) => each.protocol === 'tcp')
        .flatMap(({ host, port }) => Array.from({ length: 5 }, () => dial(host, port)));
      const gone = sockets.map(over);
      for (const socket of sockets) {
        socket.on('connect', () => socket.write('GET / HTTP/1.1\r\nHalf: a request\r\n'));
        socket.resume();
      }
      const slow = dial('127.0.0.1', mine.port('slow'));
      slow.write('one\ntwo\nthree\n');
      await readUntil(slow, '\n');
      const first = mine.close();
      expect(mine.close()).toBe(first);
      await first;
      await occupyAll(mine.services);
      if (linux) expect(socketsOn('127.0.0.1', mine.port('closed'))).toEqual([]);
      expect(await answer('127.0.0.1', mine.port('ssh'), 20_000)).toBe('ECONNREFUSED');
      expect(await answer('127.0.0.1', mine.port('filtered'), 20_000)).toBe('ECONNREFUSED');
      const attempts = sockets.filter((socket) => socket.connecting);
      for (const socket of attempts) socket.destroy(); // the unanswered ones would repeat their requests
      await Promise.all(gone);
      await mine.close();
    });
  });

  it('allows a lab with the same fixed ports to open at once, several times in a row', async () => {
    await withFreePorts(async (from) => {
      for (let round = 0; round < 3; round++) {
        const mine = await ownLab({ from });
        const socket = dial('127.0.0.1', mine.port('ssh'));
        await readUntil(socket, '\n');
        await mine.close();
      }
    });
  });

  it('leaves no handle open, so the process ends by itself', async () => {
    const child = run(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { connect } from 'node:net';
       import { startLab } from ${JSON.stringify(new URL('../scripts/lab/lab.ts', import.meta.url).href)};
       process.stdout, process.stderr; // they count, too, after their first use
       const before = process.getActiveResourcesInfo().sort();
       const lab = await startLab();
       const gone = lab.services.filter((each) => each.protocol === 'tcp').map(({ name, host, port }) =>
         new Promise((resolve) => {
           const socket = connect({ host, port });
           socket.on('error', () => {}).on('close', resolve).resume();
           if (name === 'filtered') resolve(), setImmediate(() => socket.destroy());
           else socket.write('one\\ntwo\\n');
           if (name === 'slow') socket.once('data', () => lab.close());
         }));
       await Promise.all(gone);
       await lab.close();
       const after = process.getActiveResourcesInfo().sort();
       console.log(JSON.stringify({ before, after }));`,
    ]);
    const { printed } = output(child);
    const [code] = await once(child, 'close');
    expect(printed.err).toBe('');
    expect(code).toBe(0);
    const { before, after } = JSON.parse(printed.out);
    expect(after).toEqual(before);
  });
});

describe.concurrent('a lab in its own process', () => {
  const lines = `
    import { startLab } from ${JSON.stringify(new URL('../scripts/lab/lab.ts', import.meta.url).href)};
    const lab = await startLab({ ipv6: false });
    process.on('message', () => {
      gc();
      const { heapUsed, external } = process.memoryUsage();
      process.send({ bytes: heapUsed + external });
    });
    process.on('disconnect', () => lab.close());
    process.send({ services: lab.services });`;
  const node = ['--expose-gc', '--input-type=module', '--eval', lines];
  const portOf = (services: Lab['services'], name: string) => services.find((each) => each.name === name)?.port ?? 0;

  // npm test tries three of them, npm run test:all each.
  const floods = [
    ['smtp', '\n', 1], // each byte gets a reply of 21
    ['ssh', 'NOOP\n', 64],
    ['smtp', 'N', 64],
    ['echo', 'NOOP\n', 64],
    ['http', 'NOOP\n', 64],
    ['slow', 'NOOP\n', 64],
    ['slow', 'N', 64],
    ['silent', 'NOOP\n', 64],
  ] as const;
  it.each(part(floods, 3))(
    'uses no more memory when a client of %s sends %j forever and never reads',
    async (name, text, megabytes) => {
      const child = run(process.execPath, node, 'ipc');
      const [{ services }] = await once(child, 'message');
      const memory = async () => {
        const reply = once(child, 'message');
        child.send('memory');
        const [{ bytes }] = await reply;
        return bytes as number;
      };
      const before = await memory();
      const flood = dial('127.0.0.1', portOf(services, name));
      await once(flood, 'connect');
      const start = 'POST / HTTP/1.1\r\nHost: lab\r\nContent-Length: 1000000000\r\n\r\n';
      if (name === 'http') flood.write(start);
      const block = Buffer.alloc(65_536, text);
      const sent = new Promise<void>((resolve) => {
        for (let left = megabytes * 16; left > 0; left--) flood.write(block, left === 1 ? () => resolve() : undefined);
      });
      // Until everything is sent, or another client has made a thousand exchanges. In the second case, the flood is stuck.
      const other = dial('127.0.0.1', portOf(services, 'echo'));
      const turns = (async () => {
        for (let i = 0; i < 1000; i++) {
          other.write('turn\n');
          await readUntil(other, '\n');
        }
      })();
      await Promise.race([sent, turns]);
      await turns;
      // The garbage collector frees temporary objects at some time. It does not free what is still referenced.
      const most = 8_000_000;
      let grown = (await memory()) - before;
      for (let i = 0; i < 100 && grown > most; i++) grown = (await memory()) - before;
      expect(grown).toBeLessThan(most);
      flood.destroy();
      other.destroy();
      child.disconnect();
      expect(await once(child, 'exit')).toEqual([0, null]);
    },
  );

  it.skipIf(windows)('survives a flood of connections that uses its last descriptor', async () => {
    const limited = 'ulimit -n 100 && exec "$0" "$@"';
    const child = run('/bin/sh', ['-c', limited, process.execPath, ...node], 'ipc');
    const [{ services }] = await once(child, 'message');
    const sockets = Array.from({ length: 300 }, () => dial('127.0.0.1', portOf(services, 'silent')).resume());
    // Without a free descriptor, the server closes new connections at once. When the first of them is closed, the flood has
    // used all descriptors.
    await Promise.race(sockets.map(over));
    for (const socket of sockets) socket.destroy();
    let heard = '';
    for (let attempt = 0; attempt < 1000 && heard !== banner; attempt++) {
      const ssh = dial('127.0.0.1', portOf(services, 'ssh'));
      heard = await readUntil(ssh, '\n').catch(() => 'nothing');
    }
    expect(heard).toBe(banner);
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe.concurrent('node scripts/lab.ts', () => {
  const ready = 'lab is ready: press Ctrl-C to stop\n';

  it.skipIf(windows).each(['SIGTERM', 'SIGINT'] as const)(
    'prints its services and that it is ready, frees them at %s, and exits 0',
    (signal) =>
      untilOurs(async () => {
        const child = run(process.execPath, [program]);
        const { printed, line } = output(child);
        await line(ready);
        const rows = printed.out.split('\n').slice(1, -2);
        const services = rows.map((row) => {
          const [, name = '', protocol, address = '', does] = /^(\S+) +(tcp|udp) +(\S+) +(.*)$/.exec(row) ?? [];
          const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
          return { name, protocol, host, port: Number(port), does };
        }) as Lab['services'];
        const shape = (list: Lab['services']) => list.map(({ port, ...rest }) => rest);
        expect(shape(services)).toEqual(shape(lab.services));
        expect(printed.out.split('\n').every((row) => row.length <= 80)).toBe(true);
        const ssh = dial('127.0.0.1', services.find((each) => each.name === 'ssh')?.port ?? 0);
        await readUntil(ssh, '\n');
        const slow = dial('127.0.0.1', services.find((each) => each.name === 'slow')?.port ?? 0);
        slow.write('one\ntwo\n');
        await readUntil(slow, '\n');
        child.kill(signal);
        expect(await once(child, 'close')).toEqual([0, null]);
        expect(printed.err).toBe('');
        await occupyAll(services);
      }),
  );

  it.skipIf(windows)('opens fixed ports, and a second lab on them fails with one line', async () => {
    await withFreePorts(async (from) => {
      const child = run(process.execPath, [program, '--from', String(from)]);
      const { printed, line } = output(child);
      await line(ready).catch((error) => {
        throw new Problem(String(error), 'other ports will do');
      });
      expect(printed.out).toContain(`127.0.0.1:${from + 3} `);
      const second = run(process.execPath, [program, '--from', String(from)]);
      const { printed: refused } = output(second);
      expect(await once(second, 'close')).toEqual([1, null]);
      expect(refused).toEqual({
        out: '',
        err:
          `port ${from} on 127.0.0.1 is in use: stop the program that uses it ` +
          '("npm start" and "npm run lab" open a lab), or choose other ports with --from\n',
      });
      child.kill('SIGTERM');
      expect(await once(child, 'close')).toEqual([0, null]);
    });
  });

  it.skipIf(windows)('exits 1 without a message when its output is closed', async () => {
    await withFreePorts(async (from) => {
      const [shell = '', ...words] = toNoReader;
      const child = run(shell, [...words, process.execPath, program, '--from', String(from)]);
      const { printed } = output(child);
      const end = await once(child, 'close');
      if (printed.err.includes('is in use')) throw new Problem(printed.err, 'other ports will do');
      expect(printed.err).toBe('');
      expect(end).toEqual([1, null]);
    });
  });

  let host: CommandHost;
  beforeAll(() => {
    host = new CommandHost();
  });
  afterAll(() => host.close());

  it.each([
    [['--from'], 'no value after --from: a number from 1 to 65527'],
    [['--from', ''], 'no value after --from: a number from 1 to 65527'],
    [['--from', '0'], 'bad --from "0": a number from 1 to 65527'],
    [['--from', '65528'], 'bad --from "65528": a number from 1 to 65527'],
    [['--from', '4401x'], 'bad --from "4401x": a number from 1 to 65527'],
    [['--from', '1e3'], 'bad --from "1e3": a number from 1 to 65527'],
    [['4401'], 'unknown argument "4401": --from PORT and --help are accepted'],
    [['--from', '4401', 'more'], 'unknown argument "more": --from PORT and --help are accepted'],
  ])('refuses %j in one line with exit code 2', async (args, message) => {
    expect(await host.run('lab', args, {})).toEqual({ status: 2, stdout: '', stderr: `${message}\n` });
  });

  it('prints its usage with --help', async () => {
    const child = run(process.execPath, [program, '--help']);
    const { printed } = output(child);
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(printed.out).toMatch(/^usage: npm run lab \[-- --from PORT\]\n/);
    expect(printed.err).toBe('');
  });
});
