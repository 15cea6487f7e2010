import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isAlive } from '../scripts/runner/process.ts';
import type { End, RunEvent, Service } from '../site/shared/protocol.ts';
import { LiveServer } from './support/live-server.ts';
import { freed, takePort } from './support/servers.ts';
import { isSoak } from './support/soak.ts';

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
  end: End | undefined;
}

function read(status: number, body: string): Seen {
  const seen: Seen = { status, id: '', stdout: '', stderr: '', end: undefined };
  const whole = body.split('\n').slice(0, -1);
  for (const event of whole.map((line) => JSON.parse(line) as RunEvent)) {
    if ('id' in event) seen.id = event.id;
    if ('stdout' in event) seen.stdout += event.stdout;
    if ('stderr' in event) seen.stderr += event.stderr;
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
  ['connect to a path', `import net from 'node:net'; net.connect('/var/run/docker.sock')`],
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

describe.concurrent('a draft may not', () => {
  test.each(denied)('%s', async (_, source) => {
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
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'its programs and its lab end, too, after %s',
    async (signal) => {
      const own = await LiveServer.start();
      const lab = await labOf(own);
      const [pid, port] = await startOn(own, `process.on('SIGINT', () => {}); ${listener}`);
      await own.close(signal);
      await expect.poll(() => isAlive(pid)).toBe(false);
      for (const one of [port, ...lab]) await freed(one);
    },
  );

  test('its programs and its lab end, too, even if a program runs in an endless loop', async () => {
    const own = await LiveServer.start();
    const lab = await labOf(own);
    const [pid] = await startOn(own, `console.log('up ' + process.pid + ' 1'); setTimeout(() => { for (;;); });`);
    await own.close('SIGKILL');
    await expect.poll(() => isAlive(pid)).toBe(false);
    for (const one of lab) await freed(one);
  });

  test.skipIf(process.platform === 'win32')('its programs and its lab end, too, if npm was killed', async () => {
    const own = await LiveServer.startByNpm();
    const lab = await labOf(own);
    const [pid, port] = await startOn(own, listener);
    await own.close('SIGKILL');
    await expect.poll(() => isAlive(pid)).toBe(false);
    for (const one of [own.port, port, ...lab]) await freed(one);
  });
});

const children = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

/** 0 if the system has no /proc. */
const residentMegabytes = (pid: number) => {
  if (!existsSync('/proc/self')) return 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
};

const runs = isSoak ? 200 : 40;

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
    for (const port of ports) await takePort(port);
    if (existsSync('/proc/self')) {
      const added = () => children(server.pid).filter((pid) => !before.children.includes(pid));
      await expect.poll(added).toEqual([]);
    }
    expect(readdirSync(temporary)).toEqual(before.files);
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
