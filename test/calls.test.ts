// What a program reports of the calls on its sockets, and what it can do with that.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Call, type Cut, callNames, mostCalls } from '../scripts/runner/call.ts';
import { readCalls } from '../scripts/runner/calls.ts';
import { type Outcome, type RunOptions, start } from '../scripts/runner/run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'socketbook-calls-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'program.ts'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Noted extends Outcome {
  calls: Call[];
  cut: Cut | undefined;
}

/** Runs a draft as the page does, and notes its calls. */
async function noted(draft: string, options: RunOptions = {}): Promise<Noted> {
  const calls: Call[] = [];
  let cut: Cut | undefined;
  const onCalls = (more: Call[], why?: Cut) => {
    calls.push(...more);
    cut = why ?? cut;
  };
  const all = { readable: [folder], draft, timeLimit: 40_000, onCalls, ...options };
  return { ...(await start(join(folder, 'program.ts'), [], all).done), calls, cut };
}

/** The calls of each socket, in the order in which the sockets were made: without times and ports. */
const bySocket = (calls: Call[]): string[][] =>
  [...Map.groupBy(calls, ({ socket }) => socket).values()].map((some) =>
    some.map(({ what, bytes = '', code = '', byNode }) =>
      `${what} ${bytes}${code}${byNode ? 'by Node' : ''}`.trimEnd(),
    ),
  );

describe('a program reports', () => {
  test('the calls and events of a conversation, with the ports of both ends and in order of time', async () => {
    const { calls, stderr, cut } = await noted(`
      import { connect, createServer } from 'node:net';
      const server = createServer((socket) => {
        socket.on('data', (piece) => socket.end(piece));
        socket.on('close', () => server.close());
      }).listen(0, '127.0.0.1', () => {
        connect((server.address() as any).port, '127.0.0.1', function (this: any) { this.write('你好'); }).resume();
      });
    `);
    expect([stderr, cut]).toEqual(['', undefined]);
    expect(bySocket(calls)).toEqual([
      ['listen()', 'listening', 'close()', 'close'],
      ['connect()', 'connect', 'write() 6', 'data 6', 'end', 'end() by Node', 'close'],
      ['connection', 'data 6', 'end() 6', 'end', 'close'],
    ]);
    const of = (what: string) => calls.find((call) => call.what === what);
    const [port, clientPort] = [of('listening')?.local, of('connect')?.local];
    expect(of('connect()')?.remote).toBe(port);
    expect(of('connect')).toMatchObject({ local: clientPort, remote: port });
    expect(of('connection')).toMatchObject({ local: port, remote: clientPort });
    expect(calls.map(({ at }) => at)).toEqual(calls.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test('a refused connection, a socket that connects once more, a reset, and what a list of datagrams holds', async () => {
    const { calls } = await noted(`
      import { createServer, Socket } from 'node:net';
      import { createSocket } from 'node:dgram';
      import { once } from 'node:events';
      const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as any;
      const socket = new Socket().on('error', () => {});
      socket.connect({ port, host: '127.0.0.1' });
      await once(socket, 'connect');
      socket.resetAndDestroy();
      await once(socket, 'close');
      server.close();
      await once(server, 'close');
      socket.connect({ port: String(port) as any, host: '127.0.0.1' });
      await new Promise((done) => socket.once('close', done));
      const one = createSocket('udp4');
      await new Promise<void>((done) => one.bind(0, '127.0.0.1', done));
      const other = createSocket('udp4');
      other.send(['ab', Buffer.from('c')], one.address().port, '127.0.0.1');
      await once(one, 'message');
      other.send(Buffer.from('abcdef'), 1, 4, one.address().port, '127.0.0.1');
      const [bytes, from] = await once(one, 'message');
      console.log(from.port);
      other.close(); one.close();
    `);
    expect(bySocket(calls)).toEqual([
      ['listen()', 'listening', 'close()', 'close'],
      ['connect()', 'connect', 'resetAndDestroy()', 'close'],
      expect.arrayContaining(['connection', 'close']),
      ['connect()', 'error ECONNREFUSED', 'close'],
      ['bind()', 'listening', 'message 3', 'message 4', 'close()', 'close'],
      ['send() 3', 'listening', 'send() 4', 'close()', 'close'],
    ]);
    const [port] = calls.filter(({ what }) => what === 'listening').map(({ local }) => local);
    expect(calls.filter(({ what }) => what === 'connect()').map(({ remote }) => remote)).toEqual([port, port]);
  });

  test('nothing of its standard streams', async () => {
    expect(await noted(`console.log('a'); console.error('b'); process.stdout.end('c');`)).toMatchObject({
      stdout: 'a\nc',
      calls: [],
      cut: undefined,
    });
  });
});

/** A server that never reads, and a client that writes until it should wait. Prints what the streams say of themselves. */
const neverReads = `
  import net, { connect, createServer } from 'node:net';
  const names = ['data', 'readable', 'end', 'close', 'error', 'drain', 'connect', 'timeout', 'lookup', 'ready', 'finish'];
  const listenersOf = (one: any) => names.map((name) => one.listenerCount(name)).join(' ');
  const server = createServer((socket) => {
    const client = connections.at(-1) as any;
    const state = () => [socket.readableFlowing, socket.isPaused(), socket.bytesRead <= socket.readableHighWaterMark * 2,
      listenersOf(socket), listenersOf(client), listenersOf(server), client.writableNeedDrain, client.localPort > 0,
      Object.keys(net.Socket.prototype).includes('connect'), client.connect.name, client.write.length, client.emit.name];
    let quiet = 0, before = -1;
    const fill = () => {
      while (client.write(Buffer.alloc(100_000)));
      quiet = client.bytesWritten - client.writableLength === before ? quiet + 1 : 0;
      before = client.bytesWritten - client.writableLength;
      if (quiet < 3) return void setTimeout(fill, 20);
      console.log(...state());
      process.exit();
    };
    fill();
  });
  const connections: unknown[] = [];
  server.listen(0, '127.0.0.1', () => connections.push(connect((server.address() as any).port, '127.0.0.1')));
`;

test('a socket that is not read stays paused, and no socket gets an additional listener', async () => {
  const options = { readable: [folder], draft: neverReads };
  const [plain, watched] = await Promise.all([start(join(folder, 'program.ts'), [], options).done, noted(neverReads)]);
  expect(watched.stdout).toBe(plain.stdout);
  expect(watched.stdout).toMatch(/^null false true 0 /);
  expect(watched.stdout).toContain(' true true true ');
  expect(watched.calls.map(({ what }) => what)).not.toContain('data');
});

/** Emits an event that no program waits for, on one socket, as often as the first argument of `call` says. */
const emits = `
  import net from 'node:net';
  const socket = new net.Socket().on('error', () => {});
  const before = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'write');
  socket.connect(1, '127.0.0.1');
  const call = (times: number) => { for (let i = 0; i < times; i++) socket.emit('timeout'); };
`;

describe('after the most calls', () => {
  test('the reports end, and everything is as it was', async () => {
    const { calls, cut, stdout } = await noted(`${emits}
      const methods = () => ['connect', 'write', 'end', 'destroy', 'resetAndDestroy', 'emit']
        .map((name) => (net.Socket.prototype as any)[name].toString().includes('count < most'));
      console.log(methods().every(Boolean));
      call(${mostCalls - 2});
      console.log(methods().every(Boolean));
      call(5);
      console.log(methods().some(Boolean), Object.hasOwn(net.Socket.prototype, 'emit'),
        Object.keys(net.Socket.prototype).includes('connect'));
      socket.on('close', () => console.log('goes on'));
    `);
    expect(stdout).toBe('true\ntrue\nfalse false true\ngoes on\n');
    expect(calls).toHaveLength(mostCalls);
    expect(cut).toBe('more');
  });

  test('a method that the program has replaced stays replaced', async () => {
    const { stdout, cut } = await noted(`${emits}
      const { destroy } = net.Socket.prototype;
      net.Socket.prototype.destroy = function (...args) { console.log('mine'); return destroy.apply(this, args); };
      call(${mostCalls});
      socket.destroy();
    `);
    expect(stdout).toBe('mine\n');
    expect(cut).toBe('more');
  });
});

describe('a program cannot', () => {
  /** Ways to the pipe that a program may try; each prints what it got. */
  const ways = {
    'by replacing the methods of streams': `
      import net from 'node:net';
      import { Writable, Duplex } from 'node:stream';
      import { EventEmitter } from 'node:events';
      const got = new Set<any>();
      const look = (one: any) => { if (one?._handle?.fd === 4 || one?.fd === 4) got.add(one); };
      const pipe = Object.getPrototypeOf((process.stdout as any)._handle);
      for (const owner of [net.Socket.prototype, Writable.prototype, Duplex.prototype, EventEmitter.prototype, pipe,
        Object.getPrototypeOf(pipe)] as any[]) {
        for (const name of Object.getOwnPropertyNames(owner)) {
          const original = Object.getOwnPropertyDescriptor(owner, name)?.value;
          if (typeof original !== 'function' || name === 'constructor') continue;
          try { owner[name] = function (this: any, ...args: any[]) { look(this); args.forEach(look); return original.apply(this, args); }; } catch {}
        }
      }
      const socket = net.connect(1, '127.0.0.1').on('error', () => {}).on('close', () => setImmediate(() => {
        for (const one of (process as any)._getActiveHandles()) look(one);
        console.log(got.size);
      }));`,
    'by loading the preload once more': `
      import { connect } from 'node:net';
      connect(1, '127.0.0.1').on('error', () => {});
      const own = 'file://' + process.execArgv.find((one) => one.endsWith('reports.mjs'))!.slice('--import=file://'.length);
      const { takeReports } = await import(own);
      let again = 0;
      try { await import(own + '?again'); again = 1; } catch {}
      console.log(takeReports() === undefined ? again : 2);`,
    'by the number of the descriptor': `
      import fs from 'node:fs'; import net from 'node:net';
      net.connect(1, '127.0.0.1').on('error', () => {});
      let got = 0;
      for (const use of [() => fs.writeSync(4, 'x'), () => fs.closeSync(4), () => new net.Socket({ fd: 4 }),
        () => fs.createWriteStream('', { fd: 4 }).write('x')]) try { use(); got++; } catch {}
      process.on('uncaughtException', () => {});
      console.log(got - 1);`,
  };
  test.each(Object.entries(ways))('get the pipe of the reports %s', async (_, draft) => {
    const { stdout, stderr, calls, cut } = await noted(draft);
    expect([stdout, stderr]).toEqual(['0\n', '']);
    expect(bySocket(calls)).toEqual([expect.arrayContaining(['connect()', 'error ECONNREFUSED', 'close'])]);
    expect(cut).toBe(undefined);
  });

  test('report anything but numbers, names of calls, and codes of errors', async () => {
    const { calls, cut, stderr } = await noted(`
      import net from 'node:net';
      const socket = new net.Socket().on('error', () => {});
      socket.connect(1, '127.0.0.1');
      const bad = '<img src=x onerror=alert(1)>';
      socket.emit('error', Object.assign(new Error(bad), { code: bad }));
      socket.emit('error', { get code() { throw new Error('ran'); } } as any);
      socket.emit('error', { code: { toString: () => 'E1', toJSON: () => bad } } as any);
      socket.emit('data', { byteLength: bad } as any);
      socket.emit('data', { byteLength: { toJSON: () => bad } } as any);
      (socket as any)._handle.getsockname = (out: any) => { out.port = bad; };
      (socket as any)._handle.getpeername = () => { throw new Error('ran'); };
      try { socket.emit('connect'); } catch (error) { console.error(error); }
      socket.destroy();
      net.createServer().listen(0, '127.0.0.1').on('listening', function (this: any) {
        this.emit('connection', 'no socket');
        this.close();
      });
    `);
    expect(stderr).toBe('');
    expect(cut).toBe(undefined);
    expect(bySocket(calls)).toEqual([
      ['connect()', 'error', 'error', 'error', 'data', 'data', 'destroy()', 'close'],
      // What is no report is left out, and what comes after it is not.
      ['listen()', 'listening', 'close()', 'close'],
    ]);
  });

  test('keep its starter busy: without restrictions, as if it had found a hole', async () => {
    const endless = `
      import { writeSync } from 'node:fs';
      let written = 0;
      for (;;) {
        try {
          written += writeSync(4, text);
        } catch (error: any) {
          if (error.code === 'EAGAIN') continue;
          console.log(written < 10_000_000, error.code);
          break;
        }
      }`;
    const valid = JSON.stringify({ at: 1, socket: 1, what: 'end' });
    for (const [text, most, cut] of [
      [`'x'.repeat(100_000)`, 0, 'other'],
      [`'{"at":1}\\n'`, 0, 'other'],
      [`${JSON.stringify(`${valid}\n`)}.repeat(100)`, mostCalls, 'more'],
    ] as const) {
      const file = join(folder, 'endless.ts');
      writeFileSync(file, endless.replace('text', text));
      const seen = { calls: 0, cut: undefined as Cut | undefined };
      const { stdout } = await start(file, [], {
        restricted: false,
        readable: [folder],
        onCalls: (calls, why) => {
          seen.calls += calls.length;
          seen.cut = why;
        },
      }).done;
      expect(stdout).toBe('true EPIPE\n');
      expect(seen).toEqual({ calls: most, cut });
    }
  });
});

describe('the reader', () => {
  /** What it takes from a text that arrives in pieces. */
  function read(...pieces: string[]): { calls: Call[]; cut: Cut | undefined; closed: boolean } {
    const stream = new PassThrough();
    const seen: ReturnType<typeof read> = { calls: [], cut: undefined, closed: false };
    readCalls(stream, (calls, cut) => {
      seen.calls.push(...calls);
      seen.cut = cut;
    });
    for (const piece of pieces) stream.emit('data', piece);
    seen.closed = stream.destroyed;
    return seen;
  }
  const valid: Call = { at: 1.5, socket: 1, what: 'data', bytes: 25, local: 8888, remote: 4000 };
  const line = (more: object) => `${JSON.stringify({ ...valid, ...more })}\n`;

  test('takes lines that arrive in pieces, for every name of a call', () => {
    const lines = callNames.map((what) => line({ what })).join('');
    const { calls, cut, closed } = read(lines.slice(0, 30), lines.slice(30));
    expect(calls.map(({ what }) => what)).toEqual(callNames);
    expect([cut, closed]).toEqual([undefined, false]);
  });

  test.each([
    ['no JSON', 'x\n'],
    ['another kind of value', '[1]\n'],
    ['an unknown name', line({ what: '<b>' })],
    ['an unknown field', line({ html: '<b>' })],
    ['a time that is no number', line({ at: '1' })],
    ['a time that is too large', line({ at: 1e99 })],
    ['a negative time', line({ at: -1 })],
    ['a port that is too large', line({ local: 65_536 })],
    ['a text for a port', line({ remote: '80' })],
    ['a broken number of bytes', line({ bytes: 1.5 })],
    ['a code that is a sentence', line({ code: 'E is not a code' })],
    ['a code that is too long', line({ code: `E${'X'.repeat(50)}` })],
    ['a line that is too long', `${' '.repeat(301)}${line({})}`],
    ['a line that does not end', ' '.repeat(301)],
  ])('ends at %s, and keeps what came before', (_, bad) => {
    const { calls, cut, closed } = read(line({}), `${line({})}${bad}${line({})}`);
    expect(calls).toEqual([valid, valid]);
    expect([cut, closed]).toEqual(['other', true]);
  });

  test('takes no more than the most calls', () => {
    const { calls, cut, closed } = read(line({}).repeat(mostCalls), line({}));
    expect(calls).toHaveLength(mostCalls);
    expect([cut, closed]).toEqual(['more', true]);
  });
});
