import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { isAlive } from '../scripts/runner/process.ts';
import type { End, RunEvent, Service } from '../site/shared/protocol.ts';
import { isSoak, isWhole, part } from './support/extent.ts';
import { LiveServer } from './support/live-server.ts';
import { children, descendants } from './support/processes.ts';
import { freed, takePort } from './support/servers.ts';
import './support/sites.ts';

// The notebook refuses to run more than four programs at once.
vi.setConfig({ maxConcurrency: 2 });

// The server has its own temporary folder, so that only the server and its programs write to it.
let temporary: string;
let server: LiveServer;
beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'socketbook-runs-'));
  server = await LiveServer.start([], { TMPDIR: temporary, TEMP: temporary });
});
afterAll(async () => {
  await server.close();
  rmSync(temporary, { recursive: true });
});

interface Seen {
  status: number;
  id: string;
  stdout: string;
  stderr: string;
  /** The calls on its sockets, and why some are missing. */
  calls: string[];
  cut: string | undefined;
  end: End | undefined;
}

function read(status: number, body: string): Seen {
  const seen: Seen = { status, id: '', stdout: '', stderr: '', calls: [], cut: undefined, end: undefined };
  const whole = body.split('\n').slice(0, -1);
  for (const event of whole.map((line) => JSON.parse(line) as RunEvent)) {
    if ('id' in event) seen.id = event.id;
    if ('stdout' in event) seen.stdout += event.stdout;
    if ('stderr' in event) seen.stderr += event.stderr;
    if ('calls' in event) {
      seen.calls.push(...event.calls.map(({ what }) => what));
      seen.cut = event.cut;
    }
    if ('end' in event) seen.end = event.end;
  }
  return seen;
}

/** Runs a draft of a program without arguments. `watch` gets the output so far. */
async function draft(text: string, watch?: (seen: Seen, cut: () => void) => void): Promise<Seen> {
  const { status, body } = await server.post(
    'run',
    { lesson: '02-create-sockets', cell: 'tcp', args: [], draft: text },
    watch && ((soFar, cut) => watch(read(200, soFar.slice(0, soFar.lastIndexOf('\n') + 1)), cut)),
  );
  return read(status, body);
}

/** Runs a draft, and stops it as soon as it has printed `text`. */
async function stopAt(text: string, source: string): Promise<Seen> {
  let asked = false;
  return draft(source, (seen) => {
    if (asked || !seen.stdout.includes(text)) return;
    asked = true;
    server.post('stop', { run: seen.id });
  });
}

const listener = `
  import { createServer } from 'node:net';
  const server = createServer().listen(0, '127.0.0.1', () =>
    console.log('up ' + process.pid + ' ' + (server.address() as any).port));
`;
const pidAndPort = (stdout: string) => (/up (\d+) (\d+)/.exec(stdout) ?? []).slice(1).map(Number) as [number, number];

describe('a draft', () => {
  test('runs instead of the program, in its folder, and does not change the file', async () => {
    const before = readFileSync('lessons/02-create-sockets/tcp.ts', 'utf8');
    const seen = await draft(`const here: string = import.meta.filename; console.log(here, import.meta.main);`);
    expect(seen.stdout).toMatch(/[/\\]lessons[/\\]02-create-sockets[/\\]tcp\.ts true\n$/);
    expect(seen.end).toMatchObject({ code: 0, stopped: false });
    expect(readFileSync('lessons/02-create-sockets/tcp.ts', 'utf8')).toBe(before);
  });

  test('imports files of its folder', async () => {
    const { body } = await server.post('run', {
      lesson: '05-threaded-scan',
      cell: 'scan',
      args: [],
      draft: `import { parsePorts } from './ports.ts'; console.log(parsePorts('1-3'));`,
    });
    expect(read(200, body).stdout).toBe('[ 1, 2, 3 ]\n');
  });

  test('may be CommonJS if the program is', async () => {
    const { body } = await server.post('run', {
      lesson: '06-entry-point-guard',
      cell: 'common',
      args: [],
      draft: `console.log(require.main === module);`,
    });
    expect(read(200, body).stdout).toBe('true\n');
  });

  test('with a syntax error reports the line', async () => {
    const seen = await draft('const a: number = 1;\n\nlet b = ;\n');
    expect(seen.end).toMatchObject({ code: 1, line: 3 });
    expect(seen.stderr).toContain('SyntaxError');
  });

  test('may be empty', async () => {
    expect((await draft('')).end).toMatchObject({ code: 0 });
  });
});

test('the calls of a draft on its sockets reach the page as they are made, and no more than the most', async () => {
  const waits = `import net from 'node:net';
    const socket = net.connect(1, '127.0.0.1').on('error', () => {}).on('close', () => setInterval(() => {}, 1000));`;
  const seen = await draft(waits, ({ calls }, cut) => calls.includes('close') && cut());
  expect(seen).toMatchObject({ calls: ['connect()', 'error', 'close'], cut: undefined, end: undefined });
  const { calls, cut, end } = await draft(`import net from 'node:net';
    const socket = net.connect(1, '127.0.0.1').on('error', () => {});
    for (let i = 0; i < 5000; i++) socket.emit('timeout');`);
  expect(calls).toHaveLength(1000);
  expect([cut, end?.code]).toEqual(['more', 0]);
});

describe('a program that reads input', () => {
  const echo = `console.log('up'); process.stdin.setEncoding('utf8').on('data', (text) => process.stdout.write('<' + text + '>')).on('end', () => console.log('end'));`;
  /** Runs a draft that reads input. `act` is called once, when it is up. */
  async function talk(act: (id: string) => Promise<unknown>, text = echo): Promise<Seen> {
    let acting: Promise<unknown> | undefined;
    const { status, body } = await server.post(
      'run',
      { lesson: '03-server-client', cell: 'chat', args: [], draft: text },
      (soFar) => {
        const seen = read(200, soFar.slice(0, soFar.lastIndexOf('\n') + 1));
        if (seen.stdout.includes('up')) acting ??= act(seen.id);
      },
    );
    await acting;
    return read(status, body);
  }
  const type = (run: string, line?: string) => server.post('type', { run, ...(line === undefined ? {} : { line }) });
  const outcomeOf = async (asked: Promise<{ status: number; body: string }>) => {
    const { status, body } = await asked;
    return [status, JSON.parse(body).reason];
  };

  test('gets line by line what is typed, and its end', async () => {
    const seen = await talk(async (id) => {
      for (const line of ['one', '', '\ttwo 你好']) expect(await outcomeOf(type(id, line))).toEqual([200, undefined]);
      await type(id);
      expect(await outcomeOf(type(id, 'late'))).toEqual([404, 'notRunning']);
    });
    expect(seen.stdout.replaceAll('><', '')).toBe('up\n<one\n\n\ttwo 你好\n>end\n');
    expect(seen.end).toMatchObject({ code: 0 });
  });

  test('is not reached without its id, which only the page that started it has', async () => {
    expect(await outcomeOf(type('0'.repeat(8), 'x'))).toEqual([404, 'notRunning']);
    let checked: Promise<unknown> | undefined;
    const other = await draft(listener, (seen) => {
      if (!seen.stdout.includes('up')) return;
      checked ??= outcomeOf(type(seen.id, 'x')).then((outcome) => {
        expect(outcome).toEqual([404, 'notRunning']);
        return server.post('stop', { run: seen.id });
      });
    });
    await checked;
    expect(other.end).toMatchObject({ stopped: true });
  });

  test('gets nothing that is no line', async () => {
    const seen = await talk(async (id) => {
      for (const line of ['a\nb', '\x04', '\x1b[A', '\0', 'x'.repeat(1001)])
        expect(await outcomeOf(type(id, line))).toEqual([400, 'malformed']);
      const { status } = await server.post('type', { run: id, line: 1 });
      expect(status).toBe(400);
      await type(id);
    });
    expect(seen.stdout).toBe('up\nend\n');
  });

  test('is typed into no faster than the limit, and what was accepted arrives', async () => {
    const seen = await talk(async (id) => {
      const outcomes = await Promise.all(Array.from({ length: 120 }, () => outcomeOf(type(id, 'x'))));
      const accepted = outcomes.filter(([status]) => status === 200).length;
      expect(accepted).toBeGreaterThanOrEqual(50);
      expect(outcomes).toContainEqual([429, 'typedTooFast']);
      // The bucket fills again.
      await expect.poll(async () => (await outcomeOf(type(id)))[0], { timeout: 20_000 }).toBe(200);
      return accepted;
    });
    expect(seen.stdout.match(/x/g)?.length).toBeGreaterThanOrEqual(50);
    expect(seen.stdout).toContain('end');
  });

  test('takes so many characters and no more, also if it reads none', async () => {
    const seen = await talk(async (id) => {
      await expect
        .poll(async () => (await outcomeOf(type(id, 'x'.repeat(1000))))[1], { timeout: 50_000, interval: 50 })
        .toBe('typedTooMuch');
      await server.post('stop', { run: id });
    }, `console.log('up'); setInterval(() => {}, 1000);`);
    expect(seen.end).toMatchObject({ stopped: true });
  });

  test('ends when its page is closed', async () => {
    let port = 0;
    await draftOfChat(`${listener} process.stdin.resume();`, (seen, cut) => {
      port = pidAndPort(seen.stdout)[1] ?? 0;
      if (port) cut();
    });
    await freed(port);
  });
  const draftOfChat = async (text: string, watch: (seen: Seen, cut: () => void) => void) =>
    server.post('run', { lesson: '03-server-client', cell: 'chat', args: [], draft: text }, (soFar, cut) =>
      watch(read(200, soFar.slice(0, soFar.lastIndexOf('\n') + 1)), cut),
    );
});

describe('an error that ends a program', () => {
  test('is told in the language of the page, with its line and the length of Node’s report', async () => {
    const seen = await draft(
      `console.error('mine');\nimport { writeFileSync } from 'node:fs';\nwriteFileSync('x', 'x');\n`,
    );
    expect(seen.end).toMatchObject({
      line: 3,
      crash: { said: 'line 3: programs of this course may not write files', lines: expect.any(Number) },
    });
    const report = seen.stderr
      .trimEnd()
      .split('\n')
      .slice(-(seen.end?.crash?.lines ?? 0));
    expect(report[0]).toMatch(/:\d+$/);
    expect(report.at(-1)).toMatch(/^Node\.js v/);
    const body = JSON.stringify({ lesson: '02-create-sockets', cell: 'tcp', args: [], draft: 'enum A { B }' });
    const { body: text } = await server.ask({ path: '/-/live/run/', body, headers: { 'accept-language': 'zh-Hans' } });
    expect(read(200, text).end?.crash?.said).toMatch(/^第 1 行：不能使用 TypeScript 的 enum/);
  });

  test('is not made of what a program prints by itself', async () => {
    expect((await draft(`console.error('Error: no'); process.exit(1);`)).end).not.toHaveProperty('crash');
    expect((await draft(`console.log('fine');`)).end).not.toHaveProperty('crash');
  });
});

describe('the types of a draft', () => {
  const types = async (draft: unknown, more: object = {}, language = 'en') => {
    const body = JSON.stringify({ lesson: '05-threaded-scan', file: 'scan.ts', draft, ...more });
    const { status, body: text } = await server.ask({
      path: '/-/live/types/',
      body,
      headers: { 'accept-language': language },
    });
    return { status, ...JSON.parse(text) };
  };

  test('are checked with the options of the lessons, and errors have line, column and length', async () => {
    const text = `import { parsePorts } from './ports.ts';\nconst all: number = parsePorts('1-3');\n`;
    const { status, diagnostics } = await types(text);
    expect(status).toBe(200);
    expect(diagnostics).toEqual([
      { line: 2, column: 7, length: 3, message: "Type 'number[]' is not assignable to type 'number'.", stops: false },
    ]);
    expect(await types(readFileSync('lessons/05-threaded-scan/scan.ts', 'utf8'))).toMatchObject({ diagnostics: [] });
  });

  test('are reported in the language of the page', async () => {
    const [zh, en] = [await types('const a: number = "x";', {}, 'zh-Hans'), await types('const a: number = "x";')];
    expect(zh.diagnostics[0].message).toBe('不能将类型“string”分配给类型“number”。');
    expect(en.diagnostics[0].message).toBe("Type 'string' is not assignable to type 'number'.");
    expect((await types('enum A { B }')).diagnostics[0].message).toContain('Node removes the types');
  });

  test.each([
    ['const a: number = "x";', false],
    ['const a = ;', true],
    ['enum A { B }', true],
  ])('show whether %s can start', async (text, stops) => {
    expect((await types(text)).diagnostics[0].stops).toBe(stops);
  });

  test('of no other file are read', async () => {
    const from = [
      '../../package.json',
      '../../scripts/start.ts',
      secret,
      '/etc/passwd',
      'valibot',
      '../01-socket-concepts/tcp.ts',
    ];
    const text = from.map((name, index) => `import * as a${index} from ${JSON.stringify(name)};`).join('\n');
    const { diagnostics } = await types(text);
    expect(diagnostics.map(({ line }: { line: number }) => line)).toEqual(from.map((_, index) => index + 1));
  });

  test('are asked for with a known lesson and file, and a text of limited length', async () => {
    expect(await types('', { file: '../package.json' })).toMatchObject({ status: 404, reason: 'unknown' });
    expect(await types('', { lesson: '99-none' })).toMatchObject({ status: 404, reason: 'unknown' });
    expect(await types('', { lesson: undefined, file: undefined, exercise: '03/none' })).toMatchObject({ status: 404 });
    expect(await types('', { exercise: '03/echo-lines' })).toMatchObject({ status: 400, reason: 'malformed' });
    expect(await types('x'.repeat(100_001))).toMatchObject({ status: 400, reason: 'malformed' });
    expect(await types(1)).toMatchObject({ status: 400, reason: 'malformed' });
  });

  /** The text gets the time of a run, in which the server must answer. Then the page is left. */
  async function leave(text: string) {
    const abort = new AbortController();
    const body = JSON.stringify({ lesson: '05-threaded-scan', file: 'scan.ts', draft: text });
    const asked = server.ask({ path: '/-/live/types/', body, signal: abort.signal }).catch(() => 'gone');
    expect((await draft(`console.log('runs');`)).stdout).toBe('runs\n');
    abort.abort();
    await asked;
    await expect
      .poll(async () => (await types('const a: number = "x";')).diagnostics?.length, { timeout: 50_000 })
      .toBe(1);
  }

  test('that TypeScript has not finished keep neither the server nor later checks', async () => {
    const functions = Array.from({ length: 2000 }, (_, index) => `export function f${index}(a: A<[${index}]>) {}`);
    await leave(
      `type A<T extends unknown[]> = T['length'] extends 601 ? T : A<[...T, 1, 1]>;\n${functions.join('\n')}`,
    );
  });

  // TypeScript looks between two functions whether it must end. The first text takes all of the memory before that, and the second
  // more than V8 has for a string. How the other checks get another process is also tried in test/type-check.test.ts.
  test
    .runIf(isWhole)
    .each([
      `type A<T extends unknown[]> = T['length'] extends 90000 ? T : A<[...T, 1, 1]>; type B = A<[]>; export const b: B = [];`,
      `type S<T extends string> = T extends '' ? T : S<\`\${T}\${T}\`>; export const b: S<'x'> = '';`,
    ])('that TypeScript cannot finish keep neither the server nor later checks: %s', leave);

  test('of many texts at once are refused beyond a number', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, index) => types(`const a: number = "${index}";`)));
    expect(all.filter(({ status }) => status === 429).map(({ reason }) => reason)).toContain('checking');
    expect(all.some(({ diagnostics }) => diagnostics?.length === 1)).toBe(true);
  });
});

const secret = join(homedir(), '.ssh', 'id_rsa');
const denied: [string, string][] = [
  ['write a file', `import fs from 'node:fs'; fs.writeFileSync('x.txt', 'x')`],
  ['write into its lesson', `import fs from 'node:fs'; fs.writeFileSync(import.meta.filename, 'x')`],
  ['write a temporary file', `import fs from 'node:fs'; fs.writeFileSync('${tmpdir()}/socketbook-x', 'x')`],
  ['make a folder', `import fs from 'node:fs'; fs.mkdirSync('${tmpdir()}/socketbook-d')`],
  ['read ~/.ssh', `import fs from 'node:fs'; fs.readFileSync(${JSON.stringify(secret)})`],
  ['read the project', `import fs from 'node:fs'; fs.readFileSync('package.json')`],
  ['read through the lessons', `import fs from 'node:fs'; fs.readFileSync('lessons/../package.json')`],
  ['read another lesson', `import fs from 'node:fs'; fs.readFileSync('lessons/01-socket-concepts/lesson.json')`],
  ['read the runner', `import fs from 'node:fs'; fs.readFileSync('scripts/runner/run.ts')`],
  ['read other processes', `import fs from 'node:fs'; fs.readFileSync('/proc/' + process.ppid + '/environ')`],
  ['spawn', `import { spawn } from 'node:child_process'; spawn('id')`],
  ['spawn a shell', `import { execSync } from 'node:child_process'; execSync('id')`],
  ['fork', `import { fork } from 'node:child_process'; fork('x')`],
  ['start a worker', `import { Worker } from 'node:worker_threads'; new Worker('1', { eval: true, execArgv: [] })`],
  ['start a cluster', `import cluster from 'node:cluster'; cluster.fork()`],
  ['replace itself with another program', `process.execve('/bin/true', [], {})`],
  ['load an addon', `process.dlopen({ exports: {} }, '/tmp/x.node')`],
  ['call a C function', `(await import('node:ffi' as any)).dlopen('libc.so.6', {})`],
  ['open a database', `new (await import('node:sqlite')).DatabaseSync('${tmpdir()}/socketbook.db')`],
  ['open the debugger', `(await import('node:inspector')).open(0)`],
  ['use WASI', `new (await import('node:wasi')).WASI({ version: 'preview1' })`],
  ['get an internal binding', `process.binding('tcp_wrap')`],
  ['signal another process', `process.kill(process.ppid, 'SIGUSR1')`],
  ['signal another process with process._kill', `(process as any)._kill(process.ppid, 10)`],
  ['open the debugger of the server', `(process as any)._debugProcess(process.ppid)`],
  ['lower the priority of the server', `import os from 'node:os'; os.setPriority(process.ppid, 19)`],
  ['set flags of V8', `import v8 from 'node:v8'; v8.setFlagsFromString('--allow-natives-syntax')`],
  ['write a heap snapshot', `import v8 from 'node:v8'; v8.writeHeapSnapshot()`],
  ['write a report', `process.report.writeReport('${tmpdir()}/socketbook.json')`],
  ['write a trace', `(await import('node:trace_events')).createTracing({ categories: ['node'] }).enable()`],
  ['listen on all addresses', `import net from 'node:net'; net.createServer().listen(0)`],
  ['listen on 0.0.0.0', `import net from 'node:net'; net.createServer().listen(0, '0.0.0.0')`],
  ['listen at a path', `import net from 'node:net'; net.createServer().listen('${tmpdir()}/socketbook.sock')`],
  // It exists. One that does not gives the system's error: see restrictions.test.ts.
  ['connect to a path', `import net from 'node:net'; net.connect(${JSON.stringify(process.execPath)})`],
  ['connect elsewhere', `import net from 'node:net'; net.connect(80, '192.0.2.1')`],
  ['connect to 0.0.0.0', `import net from 'node:net'; net.connect(80, '0.0.0.0')`],
  ['fetch elsewhere', `fetch('http://192.0.2.1/').catch((error) => { throw error.cause })`],
  ['send a datagram elsewhere', `import d from 'node:dgram'; d.createSocket('udp4').send('x', 53, '192.0.2.1')`],
  ['receive datagrams on all addresses', `import d from 'node:dgram'; d.createSocket('udp4').bind(40000)`],
  [
    'join a multicast group',
    `import d from 'node:dgram'; const s = d.createSocket('udp4'); s.bind(0, () => s.addMembership('224.0.0.114'))`,
  ],
  ['ask a name server', `import dns from 'node:dns'; dns.setServers(['192.0.2.1'])`],
  ['look a name up', `import { lookup } from 'node:dns'; lookup('a.invalid', () => {})`],
  ['look a name up and await it', `import { lookup } from 'node:dns/promises'; await lookup('a.invalid')`],
  ['look up the name of an address', `import dns from 'node:dns'; dns.lookupService('192.0.2.1', 80, () => {})`],
  [
    'look up the name of an address and await it',
    `import { promises } from 'node:dns'; await promises.lookupService('192.0.2.1', 80)`,
  ],
  ['connect to a name', `import net from 'node:net'; net.connect(80, 'a.invalid')`],
  ['listen on a name', `import net from 'node:net'; net.createServer().listen(0, 'a.invalid')`],
  ['send a datagram to a name', `import d from 'node:dgram'; d.createSocket('udp4').send('x', 53, 'a.invalid')`],
  ['fetch from a name', `fetch('http://a.invalid/').catch((error) => { throw error.cause })`],
  ['connect to a name with HTTP/2', `import h from 'node:http2'; h.connect('http://a.invalid/')`],
  [
    'replace the methods of a TCP handle',
    `import net from 'node:net';
     const server = net.createServer(); server.listen(0, '127.0.0.1', () => {
       const tcp = Object.getPrototypeOf((server as any)._handle);
       const original = Object.getOwnPropertyDescriptor(tcp, 'connect');
       try { Object.defineProperty(tcp, 'connect', { value: 1 }); console.log('replaced'); } catch {}
       for (const replace of [
         () => { RegExp.prototype.exec = () => [''] as any; },
         () => { Reflect.apply = (() => 0) as any; },
         () => { Function.prototype.call = (() => 0) as any; },
       ]) try { replace(); } catch {}
       net.connect(80, '192.0.2.1');
     });`,
  ],
];

// test/restrictions.test.ts tries more attacks, without the notebook.
describe.concurrent('a draft may not', () => {
  test.each(part(denied, 4))('%s', async (_, source) => {
    const { stderr, stdout, end } = await draft(source);
    expect(stderr).toMatch(/ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|No such built-in module|ERR_UNKNOWN_BUILTIN_MODULE/);
    expect(end?.code).toBe(1);
    expect(stdout).toBe('');
  });

  test('read the environment of the server', async () => {
    expect((await draft('console.log(process.env.HOME, process.env.PATH)')).stdout).toBe('undefined undefined\n');
  });
});

describe('a run ends', () => {
  test('when it is stopped like by Ctrl-C, and its port is free at once', async () => {
    const seen = await stopAt(
      'up',
      `${listener} process.on('SIGINT', () => { console.log('bye'); server.close(); process.exitCode = 3; });`,
    );
    expect(seen.stdout).toContain('bye');
    expect(seen.end).toMatchObject({ code: 3, stopped: true });
    await takePort(pidAndPort(seen.stdout)[1]);
  });

  test('when it is stopped, even if it ignores signals', async () => {
    const seen = await stopAt(
      'up',
      `for (const s of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(s, () => {}); ${listener}`,
    );
    expect(seen.end).toMatchObject({ code: null, stopped: true });
    expect(seen.end?.limit).toContain('did not end within 5 s');
    await takePort(pidAndPort(seen.stdout)[1]);
  });

  test('immediately when it is stopped twice', async () => {
    let asked = false;
    const seen = await draft(`process.on('SIGINT', () => {}); ${listener}`, (now) => {
      if (asked || !now.stdout.includes('up')) return;
      asked = true;
      server.post('stop', { run: now.id }).then(() => server.post('stop', { run: now.id }));
    });
    expect(seen.end).toMatchObject({ code: null, stopped: true });
    expect(seen.end?.limit).toBeUndefined();
  });

  test('when it uses too much memory, on the heap or outside it', async () => {
    const heap = await draft('const all = []; for (;;) all.push(new Array(1000).fill(0).map(Math.random));');
    expect(heap.end?.limit).toContain('256 MB of memory');
    const beside = await draft('const all = []; setInterval(() => all.push(Buffer.alloc(50_000_000, 1)), 20);');
    expect(beside.end?.limit).toContain('512 MB of memory');
  });

  test('when it prints forever, in one loop or in many event-loop turns', async () => {
    for (const source of [
      `for (;;) console.log('x'.repeat(100));`,
      `(function again() { console.log('x'.repeat(1000)); setImmediate(again); })();`,
    ]) {
      const seen = await draft(source);
      expect(seen.end?.limit).toMatch(/more than (10000000 characters|\d+ MB of memory)/);
      expect(seen.stdout.length).toBeLessThan(300_000);
    }
  });

  test('with the start and the end of its output shown', async () => {
    const seen = await draft(`for (let i = 0; i < 300_000; i++) console.log(i);`);
    expect(seen.stdout.startsWith('0\n1\n2\n')).toBe(true);
    expect(seen.stdout.endsWith('\n299998\n299999\n')).toBe(true);
    expect(seen.stdout).toMatch(/\n\[… \d+ characters are left out here …\]\n/);
    expect(seen.end).toMatchObject({ code: 0 });
  });

  test('when the page is closed', async () => {
    let stdout = '';
    await draft(listener, (seen, cut) => {
      stdout = seen.stdout;
      if (stdout.includes('up')) cut();
    }).catch(() => {});
    const [pid, port] = pidAndPort(stdout);
    await expect.poll(() => isAlive(pid)).toBe(false);
    await takePort(port);
  });

  test('without harm to the lab and the page after it opened ten thousand sockets', async () => {
    // Ports of another loopback address (Linux has 2^24 of them), because other tests need those of 127.0.0.1.
    const from = process.platform === 'linux' ? '127.0.0.9' : '127.0.0.1';
    const seen = await draft(`
      import net from 'node:net';
      let left = 10_000, open = 0, failed = 0;
      const next = () => {
        if (left-- <= 0) return;
        const socket = net.connect({ host: '127.0.0.1', port: ${server.port}, localAddress: ${JSON.stringify(from)} });
        socket.on('connect', () => { open++; step(); }).on('error', () => { failed++; step(); });
      };
      const step = () => { if (open + failed === 10_000) { console.log(open + failed); process.exit(); } next(); };
      for (let i = 0; i < 100; i++) next();
    `);
    expect(seen.stdout).toBe('10000\n');
    expect((await server.get('/')).status).toBe(200);
  });

  test('as usual while a fifth run at once is refused', async () => {
    const stops: string[] = [];
    const ids = new Set<string>();
    const watch = (seen: Seen) => {
      if (seen.stdout.includes('up')) ids.add(seen.id);
    };
    const four = [1, 2, 3, 4].map(() => draft(listener, watch));
    await expect.poll(() => ids.size).toBe(4);
    const { status, body } = await server.post('run', { lesson: '02-create-sockets', cell: 'tcp', args: [] });
    expect(status).toBe(429);
    expect(JSON.parse(body)).toMatchObject({ reason: 'tooMany' });
    for (const id of ids) stops.push((await server.post('stop', { run: id })).body);
    for (const seen of await Promise.all(four)) expect(seen.end).toMatchObject({ stopped: true });
  });
});

/** The lab's ports that the page gets, when the lab is open. */
async function labOf(own: LiveServer): Promise<number[]> {
  const { lab } = JSON.parse((await own.post('lesson', { lesson: '' })).body) as { lab: Service[] };
  return lab.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port);
}

/** Starts a draft that prints a line like `listener`. Resolves with its process number and port. */
async function startOn(own: LiveServer, source: string): Promise<[pid: number, port: number]> {
  let stdout = '';
  own
    .post('run', { lesson: '02-create-sockets', cell: 'tcp', args: [], draft: source }, (text) => {
      stdout = text;
    })
    .catch(() => {});
  await expect.poll(() => stdout).toContain('up ');
  return pidAndPort(stdout);
}

describe('when the server ends,', () => {
  const quiet = '';
  const endless = `server.on('listening', () => setImmediate(() => { for (;;); }));`;
  const ends = [
    ['SIGTERM', quiet],
    ['SIGINT', quiet],
    ['SIGHUP', quiet],
    ['SIGKILL', endless],
    ['SIGKILL', quiet],
  ] as const;
  test.each(part(ends, 3))(
    'its programs and its lab end, too, after %s, if a program ignores Ctrl-C: %s',
    async (signal, work) => {
      const own = await LiveServer.start();
      const lab = await labOf(own);
      const [pid, port] = await startOn(own, `process.on('SIGINT', () => {}); ${listener} ${work}`);
      const all = descendants(own.pid);
      await own.close(signal);
      await expect.poll(() => [pid, ...all].filter(isAlive)).toEqual([]);
      for (const one of [port, ...lab]) await freed(one);
    },
  );

  test.skipIf(process.platform === 'win32')('its programs and its lab end, too, if npm was killed', async () => {
    const own = await LiveServer.startByNpm();
    const lab = await labOf(own);
    const [pid, port] = await startOn(own, listener);
    const all = descendants(own.pid);
    await own.close('SIGKILL');
    await expect.poll(() => [pid, ...all].filter(isAlive)).toEqual([]);
    for (const one of [own.port, port, ...lab]) await freed(one);
  });
});

/** 0 if the system has no /proc. */
const residentMegabytes = (pid: number) => {
  if (!existsSync('/proc/self')) return 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
};

const runs = isSoak ? 200 : 20;

describe(`${runs} runs that are stopped at random`, () => {
  let before: { children: number[]; files: string[] };
  beforeEach(() => {
    before = { children: children(server.pid), files: readdirSync(temporary) };
  });

  test('leave no process, no port and no file', async () => {
    const ports: number[] = [];
    const pids: number[] = [];
    let seed = 7;
    const random = (below: number) => {
      // The low bits of such numbers repeat early (ISO C, rand), so only the high ones are used.
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >>> 16) % below;
    };
    let left = 0;
    const one = async () => {
      while (left-- > 0) {
        const way = random(4);
        let acted = false;
        let stdout = '';
        const run = await draft(way === 3 ? `console.log('done')` : listener, (seen, cut) => {
          stdout = seen.stdout;
          const early = way === 2 && seen.id !== '';
          if (acted || (!early && !stdout.includes('up'))) return;
          acted = true;
          if (way === 0) server.post('stop', { run: seen.id });
          else cut();
        }).catch(() => {});
        // Earlier runs that were cut off have not ended yet, so the server refused this one.
        if (run?.status === 429) left++;
        const [pid, port] = pidAndPort(stdout);
        if (pid !== undefined && port !== undefined) {
          pids.push(pid);
          ports.push(port);
        }
      }
    };
    const memory: number[] = [];
    for (let half = 0; half < 2; half++) {
      left = runs / 2;
      await Promise.all([one(), one(), one()]);
      memory.push(residentMegabytes(server.pid));
    }
    expect((memory[1] ?? 0) - (memory[0] ?? 0), `MB: ${memory}`).toBeLessThan(60);
    expect(ports.length).toBeGreaterThan(runs / 4);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
    for (const port of ports) await freed(port);
    if (existsSync('/proc/self')) {
      const added = () => children(server.pid).filter((pid) => !before.children.includes(pid));
      await expect.poll(added).toEqual([]);
    }
    // A folder is removed after its program has ended.
    await expect.poll(() => readdirSync(temporary)).toEqual(before.files);
    // No program that has ended counts as running.
    expect((await draft('console.log(1)')).stdout).toBe('1\n');
  }, 180_000);
});

test('the lab listens on the ports that the page shows', async () => {
  const { body } = await server.post('lesson', { lesson: '04-sequential-scan' });
  const { lab, cells } = JSON.parse(body) as {
    lab: { name: string; protocol: string; host: string; port: number }[];
    cells: Record<string, { args: string[]; recorded: boolean }>;
  };
  const ssh = lab.find(({ name, protocol, host }) => name === 'ssh' && protocol === 'tcp' && host === '127.0.0.1');
  const banner = await new Promise<string>((resolve, reject) => {
    connect(ssh?.port ?? 0, '127.0.0.1')
      .on('error', reject)
      .once('data', (data) => resolve(String(data)));
  });
  expect(banner).toContain('SSH');
  expect(cells['check-open']?.args).toEqual(['127.0.0.1', String(ssh?.port)]);
  for (const cell of Object.values(cells)) expect(cell.recorded).toBe(true);
});
