import { spawnSync } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { BoundSocket, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest';
import { parsePorts } from '../lessons/05-threaded-scan/ports.ts';
import type { Prober } from '../lessons/05-threaded-scan/prober.ts';
import type { Progress } from '../lessons/05-threaded-scan/result.ts';
import { scan } from '../lessons/05-threaded-scan/scan.ts';
import { scanWithThreads } from '../lessons/05-threaded-scan/threads.ts';
import { TimeoutEstimate } from '../lessons/05-threaded-scan/timeout.ts';
import { ConcurrencyWindow } from '../lessons/05-threaded-scan/window.ts';
import { WorkerPool } from '../lessons/05-threaded-scan/worker-pool.ts';
import { readLesson } from '../scripts/course/lesson.ts';
import { unmet } from '../scripts/course/requirements.ts';
import { openFiltered } from '../scripts/lab/filtered.ts';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import type { Outcome } from '../scripts/runner/run.ts';
import { patience } from './support/patience.ts';
import { descriptors, launch, program, refused, toFullDisk, toNoReader, tsx, well } from './support/program.ts';
import { ProgramHost } from './support/programs.ts';
import { answersOnce, manners, needs, portOf, startServer } from './support/servers.ts';

const lesson = readLesson('05-threaded-scan');
const path = (file: string) => join(lesson.dir, file);
const ipv4 = '127.0.0.1';
const ipv6 = '::1';
// On Windows, Ctrl-C ends a program without calling its handlers (Node docs, subprocess.kill). There is no ulimit.
const windows = process.platform === 'win32';
const linux = process.platform === 'linux';
const speakers = ['ssh', 'smtp', 'http', 'echo', 'slow', 'reset', 'silent'];
const scanners = ['scan.ts', 'threads.ts'];

let lab: Lab;
let programs: ProgramHost;
beforeAll(async () => {
  programs = new ProgramHost();
  lab = await startLab();
});
afterAll(() => Promise.all([lab.close(), programs.close()]));

/** Runs a program with the permissions of the course. It must end by itself long before the limit. */
const run = (file: string, ...args: (string | number)[]) =>
  program(`${lesson.id}/${file}`, args, { threads: file.includes('threads'), timeLimit: 25_000 }).done;

/** The same in a process that runs many programs, if they do not wait for long. */
const ask = (file: string, ...args: (string | number)[]) => programs.run(`${lesson.id}/${file}`, args);

const sorted = (ports: readonly number[]) => [...ports].sort((a, b) => a - b);
const shuffled = (ports: readonly number[]) =>
  ports
    .map((port) => ({ port, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ port }) => port);

const lastLine =
  /^(.+): (\d+) ports scanned in \d+\.\d\d s: (\d+) open, (\d+) closed, (\d+) filtered(?:; still uncertain: \d+)?(?:; interrupted, (\d+) ports not scanned)?$/;

/** The output of a scanner, as numbers. Fails unless every line has the right form and the sum of the ports is right. */
function report(stdout: string, host = ipv4) {
  const inFront = host.includes(':') ? `[${host}]` : host;
  const lines = stdout.split('\n');
  expect(lines.pop(), 'after the last line').toBe('');
  const summary = lines.pop() ?? '';
  const [, name, ...texts] = lastLine.exec(summary) ?? [];
  expect(name, `${JSON.stringify(summary)} is no summary of ${host}`).toBe(inFront);
  const [scanned, count, closed = 0, filtered = 0, left = 0] = texts.map((text) => Number(text ?? 0));
  const open = lines.map((line) => Number(/:(\d+) is open$/.exec(line)?.[1]));
  expect(lines).toEqual(sorted([...new Set(open)]).map((port) => `${inFront}:${port} is open`));
  expect(count).toBe(open.length);
  expect(scanned, summary).toBe(open.length + closed + filtered);
  return { open, closed, filtered, left };
}

/** The results of a scan that succeeded and was complete. */
function found({ stdout, ...end }: Outcome, host = ipv4) {
  expect(end).toEqual({ stderr: '', code: 0, signal: null });
  const { left, ...answers } = report(stdout, host);
  expect(left).toBe(0);
  return answers;
}

/** Servers of all kinds on ports that the system chose, ascending. */
async function listeners(context: TestContext, host: string, count: number): Promise<number[]> {
  const each = Array.from({ length: count }, (_, index) =>
    startServer(context, { host }, manners[index % manners.length]),
  );
  return sorted((await Promise.all(each)).map(portOf));
}

/**
 * Closed ports: the local ports of connections. The system chose them when it connected, so it gives them to no program that
 * binds a port. It may give away a port that is only bound (SO_REUSEADDR).
 */
async function closedPorts(context: TestContext, host: string, count: number): Promise<number[]> {
  const port = portOf(await startServer(context, { host }));
  const each = Array.from({ length: count }, async () => {
    const socket = connect({ host, port }).on('error', () => {});
    context.onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    return socket.localPort ?? 0;
  });
  return Promise.all(each);
}

/** The argument for Node that runs `source`, a module, before the program. */
const preload = (source: string) => `--import=data:text/javascript,${encodeURIComponent(source)}`;

/** Runs `code` before each connection request. `socket` is the socket that will connect. */
const onAsking = (code: string, early = '') =>
  preload(`import { openSync } from 'node:fs';
  import { Socket } from 'node:net';
  ${early};
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (...args) {
    const socket = this;
    ${code};
    return connect.apply(socket, args);
  };`);

/** Makes every connection leave from a certain address and port of this machine. */
const from = (local: string) => `import { Socket } from 'node:net';
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (to, ...rest) {
    const options = Array.isArray(to) ? to[0] : to; // net.connect() passes an array
    Object.assign(options, (({ ...to }) => ({ ${local} }))(options));
    return connect.call(this, to, ...rest);
  };`;

/** The TCP sockets of IPv4 with `port` at one end, without listening ones (proc(5), /proc/net/tcp). */
function traces(port: number): string[] {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return rows
    .filter((row) => row.includes(hex) && !/:[0-9A-F]{4} 0A /.test(row))
    .map((row) => row.trim().split(/\s+/).slice(1, 3).join(' '));
}

describe.concurrent('the command lines under npx tsx:', () => {
  test.each([
    ['scan.ts', 3],
    ['threads.ts', 3],
  ])(
    '%s HOST %d --ports LIST --timeout MS prints the open ports in ascending order and a summary',
    async (file, count) => {
      const ports = shuffled(lab.ports());
      const outcome = await tsx(`${lesson.id}/${file}`, [ipv4, count, '--ports', ports.join(), '--timeout', 300]);
      const open = sorted(speakers.map((name) => lab.port(name)));
      expect(found(outcome)).toEqual({ open, closed: 1, filtered: ports.length - 8 });
    },
  );
});

describe.concurrent.each([ipv4, ipv6])('on %s:', (host) => {
  test.for([...scanners, 'pool.ts'])('%s reports the right state for every port of the lab', async (file, context) => {
    needs(context, lab, host);
    const services = lab.services.filter((one) => one.protocol === 'tcp' && one.host === host);
    expect(services.map((one) => one.name)).toEqual(expect.arrayContaining([...speakers, 'closed']));
    const open = sorted(speakers.map((name) => lab.port(name, host)));
    const all = services.map((one) => one.port);
    const filtered = services.filter((one) => one.name === 'filtered').length;
    const outcome = await ask(file, host, '--ports', all.join(), '--timeout', 300);
    expect(found(outcome, host)).toEqual({ open, closed: 1, filtered });
    // Scanned alone, so that the scan does not report the filtered port as closed, or the closed port as filtered.
    const closed = lab.port('closed', host);
    expect(found(await ask(file, host, 1, '--ports', closed), host)).toEqual({ open: [], closed: 1, filtered: 0 });
  });

  test.for([...scanners, 'pool.ts'])(
    '%s finds all of 100 listeners of every kind, and nothing else',
    async (file, context) => {
      needs(context, lab, host);
      const open = await listeners(context, host, 100);
      const list = shuffled([...open, ...(await closedPorts(context, host, 100))]).join();
      const counts = file === 'threads.ts' ? [3] : [1, 65_535];
      for (const count of counts) {
        expect(found(await ask(file, host, count, '--ports', list), host)).toEqual({ open, closed: 100, filtered: 0 });
      }
    },
  );

  test('the scanners do not report a port as open if the socket has connected to itself', async (context) => {
    needs(context, lab, host);
    const bound = new BoundSocket({ host });
    const { port } = bound.address();
    bound.close();
    const itself = preload(from('localAddress: to.host, localPort: to.port'));
    for (const file of [...scanners, 'pool.ts']) {
      const outcome = await launch(context, [itself, path(file), host, '--ports', port]).done;
      expect(found(outcome, host), file).toEqual({ open: [], closed: 1, filtered: 0 });
    }
  });
});

describe.concurrent('the arguments of the scanners:', () => {
  const accepted = 'ports and ranges from 1 to 65535, as in 22,80,8000-8100';

  test.each([
    ['', ''],
    ['9'.repeat(30), '9'.repeat(30)],
    ['x', 'x'],
    ['-', '-'],
    ['80-', '80-'],
    ['-80', '-80'],
    ['0-5', '0-5'],
    ['1-2-3', '1-2-3'],
    ['1--2', '1--2'],
    ['1:5', '1:5'],
    ['80,', ''],
    ['1,,2', ''],
    ['1, 2', ' 2'],
    ['+1', '+1'],
    ['1.0', '1.0'],
    ['1e3', '1e3'],
    ['0x50', '0x50'],
    ['٣', '٣'],
    ['http', 'http'],
    ['22,80,x,y', 'x'],
  ])('parsePorts() refuses the list %j and names its bad part %j', (list, bad) => {
    expect(() => parsePorts(list)).toThrow(new RangeError(`bad ports "${bad}": ${accepted}`));
  });

  test('parsePorts() returns every port of a list in ascending order', () => {
    expect(parsePorts('443,80,1')).toEqual([1, 80, 443]);
    expect(parsePorts('7-9,8-10,9,9-9,007')).toEqual([7, 8, 9, 10]);
    expect(parsePorts('1-65535')).toEqual(Array.from({ length: 65_535 }, (_, index) => index + 1));
  });

  test.each(['', '0', '5-1', '22,x', '65000-65536', '--timeout'])(
    '--ports %j is refused with one line that names it and exit code 2',
    async (list) => {
      const bad = list === '22,x' ? 'x' : list;
      expect(await ask('scan.ts', '--ports', list)).toEqual(refused(`bad ports "${bad}": ${accepted}`));
    },
  );

  test.each(['0', '60001', '-5', '', '1.5', '1e3'])(
    '--timeout %j is refused with one line that names it and exit code 2',
    async (timeout) => {
      const line = `bad timeout "${timeout}": a whole number from 1 to 60000`;
      expect(await ask('scan.ts', '--ports', 1, '--timeout', timeout)).toEqual(refused(line));
    },
  );

  test.each([
    ...['', 'many', '65536', '1.5', '1e3', ' 5'].map((bad) => ['workers', 65_535, bad] as const),
    ...['0', '65', 'two'].map((bad) => ['threads', 64, bad] as const),
  ])(
    'a number of %s (at most %d) of %j is refused with one line that names it and exit code 2',
    async (counted, most, bad) => {
      const file = counted === 'workers' ? 'scan.ts' : 'threads.ts';
      const line = `bad ${counted} "${bad}": a whole number from 1 to ${most}`;
      expect(await ask(file, ipv4, bad, '--ports', 1)).toEqual(refused(line));
    },
  );

  test.each([
    [['--port', '80'], 'bad option "--port"'],
    [['-p', '80'], 'bad option "-p"'],
    [[ipv4, '-1'], 'bad option "-1"'],
    [['--help', '-x'], undefined],
    [['--help=yes'], 'bad option "--help"'],
    [['--a\nb'], 'bad option "--a b"'],
    [['--ports'], 'no value after "--ports"'],
    [[ipv4, '--ports', '80', '--timeout'], 'no value after "--timeout"'],
    [[ipv4, '5', '80'], 'bad argument "80"'],
    [[ipv4, '5', '--ports', '80', ''], 'bad argument ""'],
  ])('the arguments %j are refused with one line that gives the reason or the right form', async (args, why) => {
    const usage = 'usage: scan.ts [host=127.0.0.1] [workers] [--ports 1-65535] [--timeout MS]';
    expect(await ask('scan.ts', ...args)).toEqual(why === undefined ? well(`${usage}\n`) : refused(`${why}: ${usage}`));
  });

  test('threads.ts prints its own usage for a surplus argument', async () => {
    const usage = 'usage: threads.ts [host=127.0.0.1] [threads=2] [--ports 1-65535] [--timeout MS]';
    expect(await ask('threads.ts', ipv4, 2, 80)).toEqual(refused(`bad argument "80": ${usage}`));
  });

  // No name below .invalid exists (RFC 6761).
  test.each([
    ['scan.ts', 'no-such-host.invalid'],
    ['threads.ts', 'no-such-host.invalid'],
    ['scan.ts', ''],
    ['scan.ts', 'two\nwords.invalid'],
  ])(
    '%s refuses the host %j with one line that names it and the accepted hosts, and exit code 2',
    async (file, host) => {
      const { stderr, ...end } = await run(file, host, '--ports', 1);
      expect(end).toEqual({ stdout: '', code: 2, signal: null });
      const line = `bad host "${host.replace('\n', ' ')}": an IP address, or a name that can be looked up`;
      expect(stderr.slice(0, line.length)).toBe(line);
      // The code depends on the system, and on whether it has a name server.
      expect(stderr.slice(line.length)).toMatch(/^ \([A-Z_]+\)\n$/);
    },
  );

  test('the scanners refuse an address of a network that this machine lacks, and scan one of a network that it has', async (context) => {
    const stderr = expect.stringMatching(/^bad host "::1%nowhere": after the % one of [^\n]+\n$/);
    for (const file of [...scanners, 'pool.ts']) {
      expect(await run(file, '::1%nowhere', '--ports', 1)).toEqual({ stdout: '', stderr, code: 2, signal: null });
    }
    needs(context, lab, ipv6);
    context.skip(!linux, 'other systems name their loopback otherwise');
    const open = [portOf(await startServer(context, { host: ipv6 }))];
    // The restrictions of the course allow loopback only without a zone.
    const args = ['::1%lo', '--ports', `${open}`];
    const outcome = await program(`${lesson.id}/scan.ts`, args, { restricted: false }).done;
    expect(found(outcome, '::1%lo')).toEqual({ open, closed: 0, filtered: 0 });
  });

  test('scan.ts scans one address of a name, and lists the others on stderr', async (context) => {
    // How the runner passes the name to a program of the course.
    const [address, ...others] = [ipv4, ...((await unmet(['ipv6'])).length === 0 ? [ipv6] : [])];
    const port = portOf(await startServer(context, { host: address }));
    const { stdout, ...end } = await run('scan.ts', 'localhost', '--ports', port);
    const stderr = others.length > 0 ? `localhost is ${address}; not scanned: ${others.join(', ')}\n` : '';
    expect(end).toEqual({ stderr, code: 0, signal: null });
    expect(report(stdout, 'localhost')).toEqual({ open: [port], closed: 0, filtered: 0, left: 0 });
  });

  // A connection to 0.0.0.0 reaches this machine over loopback, on every system but Windows.
  test.skipIf(windows)(
    'scan.ts prints one line of warning for a host that is not loopback, and continues',
    async (context) => {
      const port = portOf(await startServer(context, { host: ipv4 }));
      // The restrictions of the course would refuse the connection.
      const args = ['0.0.0.0', '--ports', port];
      const { stdout, ...end } = await program(`${lesson.id}/scan.ts`, args, { restricted: false }).done;
      const stderr = '0.0.0.0 is not loopback: scan only what you own or may scan\n';
      expect(end).toEqual({ stderr, code: 0, signal: null });
      expect(report(stdout, '0.0.0.0').open).toEqual([port]);
    },
  );
});

describe.concurrent('the number of connections at once:', () => {
  test.for([
    [1, 1],
    [7, 7],
    [30, 30],
    [500, 30],
  ] as const)(
    'a scan with %d workers has %d connections at once to the servers of 30 ports, and never more',
    async ([workers, expected], context) => {
      // The scanner sends "here", as no other client does, and disconnects only after the server has sent something. So every
      // connection that the server counts is still open.
      const patient = onAsking(
        `socket.prependOnceListener('connect', () => socket.write('here'));
        socket.resetAndDestroy = () => socket.once('data', () => hangUp.call(socket));`,
        'const hangUp = Socket.prototype.resetAndDestroy',
      );
      let left = 30;
      let most = 0;
      const waiting: Socket[] = [];
      const count = async (socket: Socket) => {
        waiting.push(socket);
        most = Math.max(most, waiting.length);
        if (waiting.length !== Math.min(expected, left)) return;
        // Gives a connection that should not exist yet the time to arrive.
        for (let turns = 0; turns < 20; turns++) await turn();
        left -= waiting.length;
        for (const one of waiting.splice(0)) one.write('go');
      };
      const servers = await Promise.all(
        Array.from({ length: 30 }, () =>
          startServer(context, { host: ipv4 }, (socket) => socket.once('data', () => count(socket))),
        ),
      );
      const open = sorted(servers.map(portOf));
      const args = [ipv4, workers, '--ports', open.join(), '--timeout', 60_000];
      expect(found(await launch(context, [patient, path('scan.ts'), ...args]).done).open).toEqual(open);
      expect(most).toBe(expected);
    },
  );

  test.skipIf(windows)(
    'scan.ts finds everything with 64 descriptors and 5000 workers, and reports the limit that it reached',
    async (context) => {
      const open = await listeners(context, ipv4, 100);
      const list = [...open, ...(await closedPorts(context, ipv4, 100))].join();
      const outcome = await launch(context, [path('scan.ts'), ipv4, 5000, '--ports', list], descriptors(64)).done;
      const { stdout, stderr, code } = outcome;
      expect(code, stderr).toBe(0);
      expect(report(stdout)).toEqual({ open, closed: 100, filtered: 0, left: 0 });
      const line = /^limits of this machine met: EMFILE \((\d+) times\); the scan went on with (\d+) workers\n$/;
      const [, times, workers] = (line.exec(stderr) ?? []).map(Number);
      expect(times, stderr).toBeGreaterThanOrEqual(200 - 64);
      expect(workers, stderr).toBeGreaterThan(0);
      expect(workers, stderr).toBeLessThan(64);
    },
  );

  test.skipIf(windows)('scan.ts never reports its own limit as silence, even if it is busy', async (context) => {
    const open = await listeners(context, ipv4, 100);
    const list = [...open, ...(await closedPorts(context, ipv4, 100))].join();
    // All requests are sent before the first answer is read. That takes longer than the scanner waits on loopback.
    const busy = onAsking('const until = performance.now() + 1; while (performance.now() < until);');
    const { stdout } = await launch(context, [busy, path('scan.ts'), ipv4, 5000, '--ports', list], descriptors(64))
      .done;
    expect(report(stdout)).toEqual({ open, closed: 100, filtered: 0, left: 0 });
  });

  test.skipIf(windows)(
    'threads.ts scans the ports of a thread that cannot start in the other thread',
    async (context) => {
      const open = await listeners(context, ipv4, 100);
      const list = [...open, ...(await closedPorts(context, ipv4, 100))].join();
      // Four descriptors are left: enough to load the program and to connect, too few for a second event loop.
      const hungry = preload(`import { closeSync, openSync } from 'node:fs';
      const held = [];
      try { for (;;) held.push(openSync('/dev/null')); } catch {}
      for (const descriptor of held.splice(-4)) closeSync(descriptor);`);
      const { stdout, stderr, code } = await launch(
        context,
        [hungry, path('threads.ts'), '--ports', list],
        descriptors(256),
      ).done;
      expect(code, stderr).toBe(0);
      expect(report(stdout)).toEqual({ open, closed: 100, filtered: 0, left: 0 });
      expect(stderr).toMatch(/^limits of this machine met: ERR_WORKER_INIT_FAILED \(1 times\)/);
      // The shares were scanned one after another, so the numbers of their workers do not add up.
      const [, workers] = (/the scan went on with (\d+) workers\n$/.exec(stderr) ?? []).map(Number);
      expect(workers, stderr).toBeLessThanOrEqual(4);
    },
  );

  test.skipIf(windows)(
    'a scan gives up if its limit stays too low, with one line, exit code 1 and no result for any port',
    async (context) => {
      const hungry = onAsking(
        `while (!full) try { openSync('/dev/null'); } catch { full = true; }`,
        'let full = false',
      );
      const outcome = await launch(
        context,
        [hungry, path('scan.ts'), '--ports', '1-3', '--timeout', 1],
        descriptors(64),
      ).done;
      expect(outcome).toEqual({
        stdout: '',
        stderr: 'cannot scan: too many open files (EMFILE)\n',
        code: 1,
        signal: null,
      });
    },
  );

  test('scanWithThreads() scans the ports of a thread that cannot start, for any reason, in the first thread', async (context) => {
    const refusal = preload(`import threads from 'node:worker_threads';
      import { syncBuiltinESMExports } from 'node:module';
      threads.Worker = class { constructor() { throw Object.assign(new Error('no thread'), { code: 'EAGAIN' }); } };
      syncBuiltinESMExports();`);
    const open = await listeners(context, ipv4, 4);
    const args = [refusal, path('threads.ts'), '--ports', [...open, lab.port('closed')].join()];
    const { stdout, stderr, code } = await launch(context, args).done;
    expect(report(stdout)).toEqual({ open, closed: 1, filtered: 0, left: 0 });
    expect({ stderr, code }).toMatchObject({
      stderr: expect.stringMatching(/^limits [^\n]+ EAGAIN \(1 times\);/),
      code: 0,
    });
  });

  test('scanWithThreads() scans the ports that an ended thread did not try in the first thread', async (context) => {
    const taken = portOf(await startServer(context, { host: ipv4 }));
    const clash = `import { isMainThread } from 'node:worker_threads';
      ${from(`localPort: isMainThread ? 0 : ${taken}`)}`;
    const open = await listeners(context, ipv4, 4);
    const args = [preload(clash), path('threads.ts'), '--ports', [...open, lab.port('closed')].join()];
    expect(found(await launch(context, args).done)).toEqual({ open, closed: 1, filtered: 0 });
  });

  test('a scan ends at an error unrelated to a port, with one line and exit code 1', async (context) => {
    const taken = portOf(await startServer(context, { host: ipv4 }));
    const clash = preload(from(`localAddress: '${ipv4}', localPort: ${taken}`));
    const ports = `${lab.port('ssh')},${lab.port('closed')}`;
    const outcome = await launch(context, [clash, path('scan.ts'), '--ports', ports]).done;
    expect(outcome).toEqual({
      stdout: '',
      stderr: 'cannot scan: address already in use (EADDRINUSE)\n',
      code: 1,
      signal: null,
    });
  });
});

describe.concurrent('silent ports:', () => {
  test.skipIf(!linux)('scan() tries a silent port again, and counts the later answer', async (context) => {
    const host = '127.0.5.2'; // no other test uses it, so no other program gets the port when it is free
    const filtered = await openFiltered(host, 0);
    if ('why' in filtered) return context.skip(filtered.why);
    // TCP repeats its request after a second, when the listener is closed. While it closes, it may accept a connection.
    const options = { ports: [filtered.port], timeout: 3000, onProgress: () => void filtered.close() };
    const result = await scan(host, options);
    expect([...result.open, ...result.closed]).toEqual([filtered.port]);
    expect(result).toMatchObject({ filtered: [], left: [], silent: 0, late: 1, rounds: 2, gone: false });
  });

  test.skipIf(!linux).for(scanners)('%s reports a host that stops answering, and exits 1', async (file, context) => {
    const host = '127.0.5.1'; // no other test scans it
    const silent = await openFiltered(host, 0);
    if ('why' in silent) return context.skip(silent.why);
    context.onTestFinished(silent.close);
    const open = await answersOnce(context, host);
    const args = [host, 1, '--ports', `${open},${silent.port}`, '--timeout', 200];
    const { stdout, ...end } = await launch(context, [path(file), ...args]).done;
    expect(report(stdout, host)).toEqual({ open: [open], closed: 0, filtered: 1, left: 0 });
    const line = `${host} has stopped answering: what was open or closed there may be among the filtered`;
    expect(end).toEqual({ stderr: `${line}\n`, code: 1, signal: null });
  });

  test.for(scanners)('%s prints its results before an error unrelated to a port', async (file, context) => {
    const taken = portOf(await startServer(context, { host: ipv4 }));
    const [first = 0, second = 0, third = 0] = await listeners(context, ipv4, 3);
    const clash = from(`localPort: to.port === ${second} ? ${taken} : 0`);
    const args = [
      preload(clash),
      path(file),
      ipv4,
      file === 'scan.ts' ? 1 : 2,
      '--ports',
      [first, second, third].join(),
    ];
    const { stdout, ...end } = await launch(context, args).done;
    // The other thread, which scans the first and the third port, continues.
    const answers = file === 'scan.ts' ? { open: [first], left: 2 } : { open: [first, third], left: 1 };
    expect(report(stdout)).toEqual({ ...answers, closed: 0, filtered: 0 });
    const stderr = 'the scan ended early: address already in use (EADDRINUSE)\n';
    expect(end).toEqual({ stderr, code: 1, signal: null });
  });

  // Linux refuses to connect to the broadcast address of loopback, and sends nothing.
  const noWay = '127.255.255.255';
  const notSilent = 'some filtered ports were not silent: ENETUNREACH\n';

  test.skipIf(!linux).for(scanners)(
    '%s reports a host that answers at first and cannot be reached later, and exits 1',
    async (file, context) => {
      const cut = from(`host: (globalThis.asked = (globalThis.asked ?? 0) + 1) > 2 ? '${noWay}' : to.host`);
      const ports = await closedPorts(context, ipv4, 5);
      const args = [preload(cut), path(file), ipv4, 1, '--ports', ports.join()];
      const { stdout, ...end } = await launch(context, args).done;
      expect(report(stdout)).toEqual({ open: [], closed: 2, filtered: 3, left: 0 });
      const line = `${ipv4} has stopped answering: what was open or closed there may be among the filtered`;
      const stderr = `${notSilent}${line}\n`;
      expect(end).toEqual({ stderr, code: 1, signal: null });
    },
  );

  test.skipIf(!linux)('scan() also tries a port again that could not be reached for a while', async (context) => {
    const open = portOf(await startServer(context, { host: ipv4 }));
    const once = `to.port === ${open} && (globalThis.asked = (globalThis.asked ?? 0) + 1) === 1`;
    const outage = from(`host: ${once} ? '${noWay}' : to.host`);
    const args = [preload(outage), path('scan.ts'), ipv4, '--ports', `${open},${lab.port('closed')}`];
    const { stdout, ...end } = await launch(context, args).done;
    expect(stdout).toMatch(/: 1 open, 1 closed, 0 filtered; 1 answered only when asked again\n$/);
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
  });

  test.skipIf(!linux)(
    'a scan reports the silence of ports as uncertain if a port that had answered is silent',
    async (context) => {
      const host = '127.0.5.4'; // no other test scans it
      const silent = await openFiltered(host, 0);
      if ('why' in silent) return context.skip(silent.why);
      context.onTestFinished(silent.close);
      const ports = [1, await answersOnce(context, host), silent.port];
      const result = await scan(host, { ports, timeout: 50 });
      expect(result).toMatchObject({ closed: [1], silent: 1, late: 0, rounds: 8, uncertain: true, gone: false });
      // For the thread that scans the second port and not the first, the host appears to be gone.
      const twice = [await answersOnce(context, host), 1, silent.port];
      expect(await scanWithThreads(host, { ports: twice, timeout: 50 })).toMatchObject({ closed: [1], gone: false });
    },
  );

  test.skipIf(!linux)('a scan does not report a host as gone while any of its ports answers', async (context) => {
    const host = '127.0.5.5'; // no other test scans it
    const silent = await openFiltered(host, 0);
    if ('why' in silent) return context.skip(silent.why);
    const open = await answersOnce(context, host);
    const onProgress = ({ done }: Progress) => void (done === 2 && silent.close());
    const result = await scan(host, { ports: [open, silent.port], workers: 1, timeout: 1500, onProgress });
    expect(sorted([...result.open, ...result.closed])).toEqual(sorted([open, silent.port]));
    expect(result).toMatchObject({ filtered: [], late: 1, rounds: 2, gone: false });
  });

  test.skipIf(!linux)(
    'a scan finds a port that answers after any number of ports that cannot be reached',
    async (context) => {
      const open = portOf(await startServer(context, { host: ipv4 }));
      const others = from(`host: to.port === ${open} ? to.host : '${noWay}'`);
      const args = [preload(others), path('scan.ts'), ipv4, 1, '--ports', `${open - 100}-${open}`];
      const outcome = await launch(context, args).done;
      expect(outcome).toMatchObject({ stderr: notSilent, code: 0 });
      expect(report(outcome.stdout)).toEqual({ open: [open], closed: 0, filtered: 100, left: 0 });
    },
  );

  test.skipIf(!linux)(
    'a thread with only ports that cannot be reached does not affect the results of the other',
    async (context) => {
      const open = portOf(await startServer(context, { host: ipv4 }));
      const other = from(`host: to.port === ${open} ? to.host : '${noWay}'`);
      const args = [preload(other), path('threads.ts'), ipv4, 2, '--ports', `${open},${open - 1}`];
      const outcome = await launch(context, args).done;
      expect(outcome).toMatchObject({ stderr: notSilent, code: 0 });
      expect(report(outcome.stdout)).toEqual({ open: [open], closed: 0, filtered: 1, left: 0 });
    },
  );

  test('scan() does not report a host as gone if it keeps answering', async (context) => {
    needs(context, lab, ipv4, 'filtered');
    const ports = [lab.port('closed'), lab.port('filtered')];
    expect(await scan(ipv4, { ports })).toMatchObject({ closed: [ports[0]], silent: 1, rounds: 2, gone: false });
  });

  test('scan() does not report the host as gone if it is stopped before the second tries', async (context) => {
    needs(context, lab, ipv4, 'filtered');
    const stop = new AbortController();
    let silences = 0;
    const { signal } = stop;
    const onProgress = ({ done }: Progress) => {
      if (done === 2) silences += 1;
      if (silences === 2) stop.abort();
    };
    // The one worker probes the silent port again before it probes the control port.
    const ports = [lab.port('closed'), lab.port('filtered')];
    const result = await scan(ipv4, { ports, workers: 1, timeout: 100, signal, onProgress });
    expect(result).toMatchObject({ silent: 1, rounds: 2, left: [], gone: false });
  });

  test.skipIf(!linux)(
    'scan() reports the other ports as silent if it is stopped during the second tries',
    async (context) => {
      const host = '127.0.5.3'; // no other test scans it
      const silent = await Promise.all([openFiltered(host, 0), openFiltered(host, 0)]);
      const ports: number[] = [];
      for (const one of silent) {
        if ('why' in one) return context.skip(one.why);
        context.onTestFinished(one.close);
        ports.push(one.port);
      }
      const stop = new AbortController();
      let answers = 0;
      const onProgress = () => {
        answers += 1;
        if (answers === 3) stop.abort();
      };
      const result = await scan(host, { ports, workers: 1, timeout: 100, signal: stop.signal, onProgress });
      expect(result).toMatchObject({
        filtered: sorted(ports),
        silent: 2,
        rounds: 2,
        left: [],
        uncertain: true,
        gone: false,
      });
    },
  );

  test.skipIf(!linux).for(scanners)(
    '%s reports in one line that there is no route to the host',
    async (file, context) => {
      // Runs in a network namespace of its own, in which loopback is down.
      const alone = ['unshare', '--map-root-user', '--net'];
      const [command = '', ...rest] = alone;
      context.skip(spawnSync(command, [...rest, 'true']).status !== 0, 'unshare(1) may not be used here');
      const stderr = 'cannot scan: network is unreachable (ENETUNREACH)\n';
      const args = [path(file), '--ports', '1-99'];
      expect(await launch(context, args, alone).done).toEqual({ stdout: '', stderr, code: 1, signal: null });
    },
  );

  test('TimeoutEstimate computes the timeout of RFC 6298, at most 1.5 s', () => {
    const estimate = new TimeoutEstimate(1000);
    expect(estimate.timeout).toBe(1000);
    estimate.addSample(200); // SRTT 200, RTTVAR 100
    expect(estimate.timeout).toBe(600);
    estimate.addSample(280); // RTTVAR 3/4 * 100 + 1/4 * 80, SRTT 7/8 * 200 + 1/8 * 280
    expect(estimate.timeout).toBe(210 + 4 * 95);
    for (let each = 0; each < 200; each++) estimate.addSample(40);
    expect(estimate.timeout).toBeCloseTo(140, 0); // the margin: nothing varies any more
    for (let each = 0; each < 200; each++) estimate.addSample(5000);
    expect(estimate.timeout).toBe(1500);
  });

  test('ConcurrencyWindow doubles up to its maximum while the program waits, and stays below a limit that was reached', () => {
    const window = new ConcurrencyWindow(64, 200);
    window.adjust(0.9);
    expect(window.size).toBe(64);
    window.adjust(0.89);
    expect(window.size).toBe(128);
    window.adjust(0);
    expect(window.size).toBe(200);
    window.shrinkTo(50);
    window.adjust(0);
    expect(window.size).toBe(50);
    window.shrinkTo(0);
    expect(window.size).toBe(1);
  });

  test('workers above a reduced window finish their port, and take no other', async () => {
    const window = new ConcurrencyWindow(16, 16);
    const probers: Prober[] = [];
    const pool = new WorkerPool(ipv4, new TimeoutEstimate(100), window, undefined, (_port, _answer, prober) => {
      if (probers.push(prober) === 64) window.shrinkTo(3);
    });
    pool.queue = Array<number>(256).fill(lab.port('closed'));
    await pool.probeAll();
    expect(probers).toHaveLength(256);
    expect(new Set(probers.slice(0, 64)).size).toBe(16);
    // Each of the other 13 was probing its last port.
    expect(new Set(probers.slice(64 + 13)).size).toBe(3);
  });

  test.each([
    ['timeout.ts', '50,x', 'bad ms "x": whole numbers, as in 50,52,49'],
    ['window.ts', '101', 'bad busy "101": percents, as in 3,45,97'],
  ])('%s refuses %j with one line that names it and exit code 2', async (file, list, line) => {
    expect(await ask(file, list)).toMatchObject({ stderr: `${line}\n`, code: 2 });
  });
});

describe.concurrent('progress and the end of a scan:', () => {
  /** A scan that has reported one open port on stderr, and now waits for a silent one, for a minute. */
  async function midScan(context: TestContext, file: string, early = '') {
    needs(context, lab, ipv4, 'filtered');
    const server = await startServer(context, { host: ipv4 });
    const open = portOf(server);
    const sign = onAsking(
      `socket.once('connect', () => socket.once('close', () => process.stderr.write('found one')))`,
      early,
    );
    const args = ['--ports', `${open},${lab.port('filtered')}`, '--timeout', 60_000];
    const running = launch(context, [sign, path(file), ipv4, 2, ...args]);
    await running.said('found one', 'stderr');
    return { running, server, open };
  }

  // Under node, because on a busy machine tsx kills a program that does not report the signal soon enough.
  test.skipIf(windows).for(scanners)(
    '%s prints its results after Ctrl-C during a scan, exits 130 and leaves nothing behind',
    async (file, context) => {
      const { running, server, open } = await midScan(context, file);
      running.signal('SIGINT');
      const { stdout, ...end } = await running.done;
      expect(end).toEqual({ stderr: 'found one', code: 130, signal: null });
      expect(report(stdout)).toEqual({ open: [open], closed: 0, filtered: 0, left: 1 });
      server.close();
      await once(server, 'close'); // comes when no connection is left
    },
  );

  // tsx sends a second signal if a busy program does not report the first soon enough.
  test.skipIf(windows)(
    'scan.ts prints its complete results after a second Ctrl-C right after the first',
    async (context) => {
      const again = `process.once('SIGINT', () => process.nextTick(() => process.kill(process.pid, 'SIGINT')))`;
      const { running, open } = await midScan(context, 'scan.ts', again);
      running.signal('SIGINT');
      const { stdout, ...end } = await running.done;
      expect(end).toEqual({ stderr: 'found one', code: 130, signal: null });
      expect(report(stdout)).toEqual({ open: [open], closed: 0, filtered: 0, left: 1 });
    },
  );

  test.skipIf(windows)('SIGTERM ends scan.ts at once', async (context) => {
    const { running } = await midScan(context, 'scan.ts');
    running.signal('SIGTERM');
    expect(await running.done).toEqual({ stdout: '', stderr: 'found one', code: null, signal: 'SIGTERM' });
  });

  test.skipIf(windows)('scan.ts exits 1 without a message when its output is closed', async (context) => {
    const outcome = await launch(context, [path('scan.ts'), '--ports', lab.port('closed')], toNoReader).done;
    expect(outcome).toEqual({ ...well(''), code: 1 });
  });

  test.skipIf(!linux)('scan.ts reports a full disk, and exits 1', async (context) => {
    const outcome = await launch(context, [path('scan.ts'), '--ports', lab.port('closed')], toFullDisk).done;
    expect(outcome).toEqual({ ...well(''), stderr: 'cannot write: ENOSPC\n', code: 1 });
  });

  test('scan.ts draws and erases its progress on stderr if that is a terminal, and prints the same on stdout', async (context) => {
    const terminal = preload(`import { clearLine, cursorTo } from 'node:readline';
      Object.assign(process.stderr, {
        isTTY: true,
        clearLine: (side) => clearLine(process.stderr, side),
        cursorTo: (column) => cursorTo(process.stderr, column),
      });`);
    const open = await listeners(context, ipv4, 10);
    const args = ['--ports', [...open, lab.port('closed')].join()];
    const { stdout, stderr, code } = await launch(context, [terminal, path('scan.ts'), ...args]).done;
    expect(code).toBe(0);
    expect(report(stdout)).toEqual({ open, closed: 1, filtered: 0, left: 0 });
    const wiped = '\u001b[1G\u001b[2K';
    expect(stderr.slice(-wiped.length)).toBe(wiped);
    expect(stderr.slice(0, -wiped.length)).toMatch(/^(\r[ \d]\d of 11 ports scanned)+$/);
  });

  test('a scan leaves no connection and no TIME-WAIT (if the system has /proc)', async (context) => {
    const server = await startServer(context, { host: ipv4 });
    const port = portOf(server);
    // The port may be in TIME-WAIT for a connection of another program. The system gives such a port to a listener.
    const before = new Set(linux ? traces(port) : []);
    for (const file of scanners) expect(found(await run(file, ipv4, '--ports', port)).open).toEqual([port]);
    server.close();
    await once(server, 'close'); // comes when no connection is left
    // A connection of another scanner may also be there, but not for a minute, as TIME-WAIT is.
    const left = () => traces(port).filter((one) => !before.has(one));
    if (linux) await vi.waitFor(() => expect(left()).toEqual([]), patience);
  });
});

describe.concurrent('the scanners as modules:', () => {
  const forms = [
    ['scan', scan],
    ['scanWithThreads', scanWithThreads],
  ] as const;
  // When a thread starts to end, it has sent its result.
  const forgotten = (signal: AbortSignal) =>
    vi.waitFor(() => expect(getEventListeners(signal, 'abort')).toEqual([]), patience);

  test.for(forms)(
    '%s() resolves with every port in one of its lists, once and in ascending order',
    async ([, form], context) => {
      const open = await listeners(context, ipv4, 40);
      const closed = sorted(await closedPorts(context, ipv4, 40));
      const ports = Object.freeze(shuffled([...open, ...closed, ...open.slice(0, 5)]));
      const { seconds, ...result } = await form('localhost', { ports, workers: 10 });
      const silence = { silent: 0, errors: {}, rounds: 1, late: 0, uncertain: false, gone: false };
      const rest = { filtered: [], left: [], failure: undefined, workers: 10, limits: {}, ...silence };
      expect(result).toEqual({ address: ipv4, open, closed, ...rest });
      expect(seconds).toBeGreaterThan(0);
    },
  );

  test.for(forms)('%s() reports a silent port as filtered after its timeout', async ([, form], context) => {
    needs(context, lab, ipv4, 'filtered');
    const filtered = [lab.port('filtered')];
    const result = await form(ipv4, { ports: filtered, timeout: 200 });
    const silence = { silent: 1, rounds: 2, late: 0, gone: false };
    expect(result).toMatchObject({ open: [], closed: [], filtered, left: [], workers: filtered.length, ...silence });
    // Much more than a busy machine adds, and less than the system would wait.
    expect(result.seconds).toBeLessThan(15);
  });

  test.for(forms)('%s() of an empty list opens no connection', async ([, form]) => {
    expect(await form(ipv4, { ports: [] })).toMatchObject({ open: [], closed: [], filtered: [], left: [], workers: 0 });
  });

  test('scan() calls onProgress after each answer, and counts up to the number of ports', async (context) => {
    const ports = [...(await listeners(context, ipv4, 10)), ...(await closedPorts(context, ipv4, 10))];
    const seen: Progress[] = [];
    await scan(ipv4, { ports: [...ports, ...ports], onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual(ports.map((_, index) => ({ done: index + 1, total: 20 })));
  });

  test('scan() resolves with its results so far when it is aborted', async (context) => {
    needs(context, lab, ipv4, 'filtered');
    const stop = new AbortController();
    const [port, filtered] = [portOf(await startServer(context, { host: ipv4 })), lab.port('filtered')];
    const options = { ports: [filtered, port], timeout: 60_000, signal: stop.signal, onProgress: () => stop.abort() };
    const result = await scan(ipv4, options);
    expect(result).toMatchObject({ open: [port], closed: [], filtered: [], left: [filtered] });
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    // Much less than the timeout, which no worker waited for.
    expect(result.seconds).toBeLessThan(30);
  });

  test.for(forms)('%s() opens no connection if it is aborted before it starts', async ([, form], context) => {
    const ports = [portOf(await startServer(context, { host: ipv4 })), lab.port('closed')];
    const result = await form(ipv4, { ports, signal: AbortSignal.abort() });
    expect(result).toMatchObject({ open: [], closed: [], filtered: [], left: sorted(ports) });
  });

  test.for(forms)('%s() leaves no listener on a signal that did not fire', async ([, form]) => {
    const { signal } = new AbortController();
    await form(ipv4, { ports: [lab.port('closed')], signal });
    await forgotten(signal);
  });

  test.for([
    { workers: 0 },
    { workers: -1 },
    { workers: Number.NaN },
    { timeout: 0 },
    { timeout: -5 },
    { timeout: Number.NaN },
    { ports: [0] },
    { ports: [1, 65_536] },
    { ports: [-1] },
    { ports: [80.5] },
    { ports: [Number.NaN] },
  ])('scan() throws a RangeError for the bad option %j', async (bad) => {
    await expect(scan(ipv4, { ports: [lab.port('closed')], ...bad })).rejects.toThrow(RangeError);
  });

  test.for(forms)('%s() of an unknown name rejects with the error of the lookup', async ([, form]) => {
    const failed = form('no-such-host.invalid', { ports: [1, 2] });
    await expect(failed).rejects.toMatchObject({ syscall: 'getaddrinfo' });
  });
});

describe.concurrent('threads:', () => {
  test('threads.ts gives the same results with more threads than ports, and with the most threads allowed', async (context) => {
    const open = await listeners(context, ipv4, 2);
    const args = ['--ports', [...open, lab.port('closed')].join()];
    expect(found(await ask('threads.ts', ipv4, 64, ...args))).toEqual({ open, closed: 1, filtered: 0 });
  });

  test('thread.ts ends with one line and exit code 2 if it is run directly', async () => {
    expect(await ask('thread.ts')).toEqual(refused('thread.ts is a part of threads.ts: run that one'));
  });

  test('race-threads.ts shows that two threads can take the same port, and that an atomic step prevents it', async () => {
    const stdout = '1 port, 2 threads\ncheck, then take: taken 2, left -1\nboth in one step: taken 1, left 0\n';
    for (let times = 0; times < 3; times++) expect(await ask('race-threads.ts')).toEqual(well(stdout));
  });
});

describe.concurrent('the programs that show a mistake:', () => {
  test('join-bug.ts shows that await in the loop delays all visits, and that the right form does not', async () => {
    const { stdout, ...end } = await run('join-bug.ts');
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    const rows = [...stdout.matchAll(/^(.+): (\d+) ms, waiting: (\d+)$/gm)];
    const waiting = rows.map(([, name, , count]) => [name, Number(count)]);
    expect(waiting).toEqual([
      ['one at a time', 1],
      ['await in the loop', 1],
      ['await after it', 12],
      ['four workers', 4],
    ]);
    const [slow = 0, broken = 0, right = 0, four = 0] = rows.map(([, , ms]) => Number(ms));
    // Each visit takes 50 ms, or a part of a millisecond less, because a timer may be early.
    for (const [ms, visits] of [
      [slow, 12],
      [broken, 12],
      [right, 1],
      [four, 3],
    ] as const) {
      expect(ms).toBeGreaterThan(0.95 * 50 * visits);
    }
    expect(stdout).toContain('\nawait in the loop took as long: true\n');
    // On a very busy machine, the right form may take longer. Then the program must report that.
    expect(stdout).toMatch(/\nawait after it took less than half: (true|false)\n$/);
    const half = stdout.endsWith(': true\n');
    if (right !== 285) expect(half).toBe(right < 285);
  });

  test('join-bug.ts reports a failed visit in one line, and exits 1', async (context) => {
    const closed = preload(from(`port: ${lab.port('closed')}`));
    const { stderr, ...end } = await launch(context, [closed, path('join-bug.ts')]).done;
    expect(end).toEqual({ stdout: '', code: 1, signal: null });
    expect(stderr).toMatch(/^[^\n]*ECONNREFUSED[^\n]*\n$/);
  });

  const taken = (part = '') => [...part.matchAll(/ took (\d+)/g)].map(([, port]) => Number(port));

  test('race.ts shows that a worker finds nothing after an await between check and take, and only then', async () => {
    const { stdout, ...end } = await ask('race.ts');
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    const parts = stdout.split(/^(?=check)/m);
    expect(parts.map(taken)).toEqual([
      [22, 80, 443],
      [22, 80, 443],
    ]);
    expect(parts.map((part) => /found nothing!/.test(part))).toEqual([true, false]);
  });

  test('empty-queue.ts shows that a worker waits for ever for a port that the other one took, and ends', async () => {
    const { stdout, ...end } = await ask('empty-queue.ts');
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    expect(taken(stdout)).toEqual([22, 80, 443]);
    expect(stdout).toMatch(/\nafter 200 ms still waiting: 1\n$/);
  });
});

describe.concurrent('limits.ts', () => {
  test.each(['0', '100001', '', '1e3'])('refuses %j with one line that names it and exit code 2', async (bad) => {
    expect(await ask('limits.ts', bad)).toEqual(refused(`bad sockets "${bad}": a number from 1 to 100000`));
  });

  test('accepts at most one number', async () => {
    expect(await ask('limits.ts', 3, 'junk')).toEqual(refused('bad argument "junk": one number at most'));
  });

  test.skipIf(windows)(
    'reports EMFILE with the number of sockets if it has 64 descriptors, and exits 0',
    async (context) => {
      const { stdout, ...end } = await launch(context, [path('limits.ts'), 1000], descriptors(64)).done;
      expect(end).toEqual({ stderr: '', code: 0, signal: null });
      const [, count] = /\n(\d+) sockets open at once, then EMFILE\n$/.exec(stdout) ?? [];
      expect(Number(count), stdout).toBeGreaterThan(0);
      expect(Number(count), stdout).toBeLessThan(64);
    },
  );

  test('opens the requested number of sockets, if the system allows it', async () => {
    expect((await ask('limits.ts', 3)).stdout).toMatch(/\n3 sockets open at once, no limit met\n$/);
  });
});
