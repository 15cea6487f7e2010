import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { endianness, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest';
import { parsePorts } from '../lessons/04-sequential-scan/ports.ts';
import { readLesson } from '../scripts/course/lesson.ts';
import { unmet } from '../scripts/course/requirements.ts';
import { openFiltered } from '../scripts/lab/filtered.ts';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import { type Outcome, type RunOptions, start } from '../scripts/runner/run.ts';
import { patience } from './support/patience.ts';
import { descriptors, edited, launch, program, refused, toFullDisk, toNoReader, tsx, well } from './support/program.ts';
import { ProgramHost } from './support/programs.ts';
import { askPlainly, bindRow, openRow, quietPort, type State } from './support/rows.ts';
import { freed, needs, portOf, startServer } from './support/servers.ts';

const lesson = readLesson('04-sequential-scan');
const path = (file: string) => join(lesson.dir, file);
const ipv4 = '127.0.0.1';
const ipv6 = '::1';
// On Windows, Ctrl-C and SIGTERM end a program without calling its handlers (Node docs, subprocess.kill). There is no ulimit.
const windows = process.platform === 'win32';
const linux = process.platform === 'linux';
const speakers = ['ssh', 'smtp', 'http', 'echo', 'slow', 'reset', 'silent'];

let folder: string;
let lab: Lab;
let programs: ProgramHost;
beforeAll(async () => {
  programs = new ProgramHost();
  folder = mkdtempSync(join(tmpdir(), 'socketbook-04-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  lab = await startLab();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([lab.close(), programs.close()]);
});

// A scan of a few ports takes less time than this. A longer scan waits for something it should not wait for.
const endsByItself: RunOptions = { timeLimit: 25_000 };
const run = (file: string, ...args: (string | number)[]) => program(`${lesson.id}/${file}`, args, endsByItself).done;
const scan = (...args: (string | number)[]) => run('scan.ts', ...args);

/** The same in a process that runs many programs, if they do not wait for long. */
const ask = (file: string, ...args: (string | number)[]) => programs.run(`${lesson.id}/${file}`, args);
const askScan = (...args: (string | number)[]) => ask('scan.ts', ...args);

/** A host in the form that stands before ":PORT". */
const inFront = (host: string) => (host.includes(':') ? `[${host}]` : host);
const openLines = (ports: readonly number[], host = ipv4) =>
  ports.map((port) => `${inFront(host)}:${port} is open\n`).join('');
const sorted = (ports: readonly number[]) => [...ports].sort((a, b) => a - b);

const lastLine =
  /^(.+): (\d+) ports scanned in (\d+\.\d\d) s: (\d+) open, (\d+) closed, (\d+) filtered(?:; interrupted, (\d+) ports not scanned)?$/;

/** The output of scan.ts, as numbers. Fails unless each line has the right form and the sum of the ports is right. */
function report(stdout: string, host = ipv4) {
  const lines = stdout.split('\n');
  expect(lines.pop(), 'after the last line').toBe('');
  const summary = lines.pop() ?? '';
  const [, name, ...texts] = lastLine.exec(summary) ?? [];
  expect(name, `${JSON.stringify(summary)} is no summary of ${host}`).toBe(inFront(host));
  const [scanned = 0, seconds = 0, open, closed = 0, filtered = 0, left = 0] = texts.map((text) => Number(text ?? 0));
  const ports = lines.map((line) => Number(/ is open$/.test(line) && /:(\d+) is/.exec(line)?.[1]));
  expect(lines.map((line) => `${line}\n`).join('')).toBe(openLines(ports, host));
  expect(ports).toEqual(sorted([...new Set(ports)]));
  expect(open).toBe(ports.length);
  expect(scanned, summary).toBe(ports.length + closed + filtered);
  return { ports, closed, filtered, left, scanned, seconds };
}

/** The results of a scan that succeeded. */
function found(outcome: Outcome, host = ipv4) {
  expect(outcome).toMatchObject({ stderr: '', code: 0, signal: null });
  const { ports, closed, filtered, left } = report(outcome.stdout, host);
  expect(left).toBe(0);
  return { open: ports, closed, filtered };
}

/** A server on a port below `port`, which scan.ts therefore scans first. */
async function serveBelow(context: TestContext, port: number): Promise<number> {
  const [handle] = bindRow(context, ipv4, 1, () => Math.min(quietPort(), port - 1));
  if (handle === undefined) throw new Error('no port');
  return portOf(await startServer(context, { handle }));
}

/** A port that the system gives to no other program. It stays closed until a test listens there. */
function quietClosed(context: TestContext): number {
  const [bound] = bindRow(context, ipv4, 1, quietPort);
  const port = bound?.address().port ?? 0;
  bound?.close();
  return port;
}

/** Starts a copy of the lesson's programs with some lines replaced. Each of these lines must occur once in its file. */
function altered(file: string, changes: Record<string, Record<string, string>>, args: (string | number)[] = []) {
  const dir = mkdtempSync(join(folder, 'copy-'));
  for (const one of lesson.programs) cpSync(path(one), join(dir, one));
  for (const [changed, edits] of Object.entries(changes)) {
    writeFileSync(join(dir, changed), edited(path(changed), edits));
  }
  return start(join(dir, file), args.map(String), { readable: [folder], ...endsByItself });
}

/** Makes check.ts connect from a certain address and port. */
const from = (local: string) => ({
  'check.ts': { 'connect({ host: address, port })': `connect({ host: address, port, ${local} })` },
});

/** An argument for `node --import` that runs code before the program. */
function preload(source: string): string {
  const file = join(mkdtempSync(join(folder, 'preload-')), 'preload.ts');
  writeFileSync(file, source);
  return file;
}

/** Makes a program treat its standard error as a terminal. */
const terminal = `import { clearLine, cursorTo } from 'node:readline';
  Object.assign(process.stderr, {
    isTTY: true,
    clearLine: (side: 0) => clearLine(process.stderr, side),
    cursorTo: (column: number) => cursorTo(process.stderr, column),
  });`;

describe.concurrent('the command lines under npx tsx:', () => {
  const under = (file: string, ...args: (string | number)[]) => tsx(`${lesson.id}/${file}`, args);

  test('check-port.ts HOST PORT reports a closed port, and exits 1', async () => {
    const closed = lab.port('closed');
    expect(await under('check-port.ts', ipv4, closed)).toEqual({
      ...well(`${ipv4}:${closed} is closed (ECONNREFUSED)\n`),
      code: 1,
    });
  });

  test('scan.ts HOST --ports LIST --timeout MS prints the open ports in ascending order and a summary, and exits 0', async () => {
    const open = sorted(speakers.map((name) => lab.port(name)));
    const { code, stderr, stdout } = await under('scan.ts', ipv4, '--ports', lab.ports().join(), '--timeout', 300);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^(127\.0\.0\.1:\d+ is open\n){7}127\.0\.0\.1: \d ports scanned in [^\n]+\n$/);
    expect(report(stdout)).toMatchObject({ ports: open, closed: 1, filtered: lab.ports().length - 8, left: 0 });
  });

  test('check-port.ts refuses a bad argument with one line on stderr that names it and exit code 2', async () => {
    expect(await under('check-port.ts', ipv4, 65_536)).toEqual(
      refused('bad port "65536": a whole number from 1 to 65535'),
    );
  });

  test.skipIf(windows)(
    'scan.ts prints its results after Ctrl-C, pressed once or twice, and exits 130',
    async (context) => {
      needs(context, lab, ipv4, 'filtered');
      const filtered = lab.port('filtered');
      const open = await serveBelow(context, filtered);
      // Under node, because tsx kills a program that has not reported a signal within 60 ms, for example on a busy machine.
      const running = launch(context, [path('scan.ts'), '--ports', `${open},${filtered}`, '--timeout', 60_000]);
      await running.said(' is open\n');
      running.signal('SIGINT');
      running.signal('SIGINT');
      const { stdout, ...end } = await running.done;
      expect(end).toEqual({ stderr: '', code: 130, signal: null });
      expect(report(stdout)).toMatchObject({ ports: [open], closed: 0, filtered: 0, left: 1 });
    },
  );
});

describe.concurrent.each([ipv4, ipv6])('on %s:', (host) => {
  const name = inFront(host);
  test('scan.ts finds every open port in a range, and no other', async (context) => {
    needs(context, lab, host);
    const row = await openRow(context, host, quietPort);
    const outcome = await askScan(host, '--ports', row.range);
    expect(found(outcome, host)).toEqual({ open: row.open, closed: row.closed.length, filtered: 0 });
  });

  test('check-port.ts, scan.ts, a simple loop and nmap (if installed) report the same state for each port of the lab', async (context) => {
    needs(context, lab, host);
    const services = lab.services.filter((one) => one.protocol === 'tcp' && one.host === host);
    expect(services.map((one) => one.name)).toEqual(expect.arrayContaining([...speakers, 'closed']));
    const stateOf = (service: string): State => (service === 'closed' || service === 'filtered' ? service : 'open');
    const states = new Map(services.map((one) => [one.port, stateOf(one.name)]));
    const ports = sorted([...states.keys()]);
    const those = (state: State) => ports.filter((port) => states.get(port) === state);

    const words = {
      open: { rest: 'open', code: 0 },
      closed: { rest: 'closed (ECONNREFUSED)', code: 1 },
      filtered: { rest: 'filtered (no answer in 1000 ms)', code: 1 },
    };
    await Promise.all(
      services.map(async (service) => {
        const { rest, code } = words[stateOf(service.name)];
        const outcome = await ask('check-port.ts', host, service.port);
        expect(outcome, service.name).toEqual({ ...well(`${name}:${service.port} is ${rest}\n`), code });
      }),
    );
    expect(found(await askScan(host, '--ports', ports.join(), '--timeout', 200), host)).toEqual({
      open: those('open'),
      closed: those('closed').length,
      filtered: those('filtered').length,
    });
    const plain = await Promise.all(ports.map(async (port) => [port, await askPlainly(host, port)] as const));
    expect(new Map(plain)).toEqual(states);
    const theirs = await nmap(context, host, ports);
    if (theirs !== undefined) expect(theirs).toEqual(states);
  });

  test('check-port.ts and scan.ts do not report a port as open if the socket has connected to itself', async (context) => {
    needs(context, lab, host);
    const row = bindRow(context, host, 20, quietPort);
    const [first = 0, last] = [row[0]?.address().port, row.at(-1)?.address().port];
    for (const bound of row) bound.close();
    const itself = from(`localAddress: '${host}', localPort: port`);
    expect(await altered('check-port.ts', itself, [host, first]).done).toEqual({
      ...well(`${name}:${first} is closed (connected to itself)\n`),
      code: 1,
    });
    const outcome = await altered('scan.ts', itself, [host, '--ports', `${first}-${last}`]).done;
    expect(found(outcome, host)).toEqual({ open: [], closed: 20, filtered: 0 });
  });
});

/** The state of each port by `nmap -sT`; undefined if nmap is not installed. */
async function nmap(context: TestContext, host: string, ports: number[]) {
  const args = ['-sT', '-Pn', '-n', '-p', ports.join(), '-oG', '-', ...(host === ipv6 ? ['-6'] : []), host];
  const child = spawn('nmap', args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 30_000 });
  context.onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  const missing = await new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve(true) : reject(error)));
    child.on('close', () => resolve(false));
  });
  if (missing) return undefined;
  const states = [...stdout.matchAll(/ (\d+)\/(\w+)\/tcp\//g)].map(([, port, state]) => [Number(port), state] as const);
  return new Map(states);
}

describe.concurrent('a port to which a connection leaves from the same port number', () => {
  test.skipIf(!linux)('is reported as open if the addresses differ', async (context) => {
    const port = portOf(await startServer(context, { host: ipv4 }));
    const elsewhere = from("localAddress: '127.0.0.2', localPort: port");
    expect(await altered('check-port.ts', elsewhere, [ipv4, port]).done).toEqual(well(openLines([port])));
  });
});

describe.concurrent('the arguments of scan.ts:', () => {
  test('scan.ts scans a list with ranges and duplicates in ascending order, each port once', async (context) => {
    const row = await openRow(context, ipv4, quietPort);
    const [first = 0, last = 0] = row.range.split('-').map(Number);
    const middle = first + 60;
    const lists = [
      `${middle}-${last},${first}-${middle}`, // the middle twice
      `${last},${last},${first}-${last},${first}`,
      sorted([...row.open, ...row.closed])
        .reverse()
        .join(),
      `0${first}-00${last}`,
      `${first}-${first},${first + 1}-${last}`,
    ];
    for (const list of lists) {
      const outcome = await askScan('--ports', list);
      expect(found(outcome), list).toEqual({ open: row.open, closed: row.closed.length, filtered: 0 });
    }
    const some = row.open.filter((_, index) => index % 7 === 0);
    expect(found(await askScan(`--ports=${some.join()}`, ipv4))).toEqual({ open: some, closed: 0, filtered: 0 });
    // Neither of two lists is ignored without a message.
    const { stderr, code } = await askScan('--ports', '1', `--ports=${some[0]}`);
    expect({ stderr, code }).toEqual({
      stderr: expect.stringMatching(/^"--ports" given twice: usage: [^\n]+\n$/),
      code: 2,
    });
  });

  const accepted = 'ports and ranges from 1 to 65535, as in 22,80,8000-8100';
  test.each([
    ['', ''],
    ['0', '0'],
    ['65536', '65536'],
    ['9'.repeat(30), '9'.repeat(30)],
    ['x', 'x'],
    ['-', '-'],
    ['80-', '80-'],
    ['-80', '-80'],
    ['5-1', '5-1'],
    ['0-5', '0-5'],
    ['65000-65536', '65000-65536'],
    ['1-2-3', '1-2-3'],
    ['1--2', '1--2'],
    ['1..5', '1..5'],
    ['1:5', '1:5'],
    ['80,', ''],
    [',80', ''],
    ['1,,2', ''],
    ['1, 2', ' 2'],
    ['1 ', '1 '],
    ['1;2', '1;2'],
    ['+1', '+1'],
    ['1.0', '1.0'],
    ['1e3', '1e3'],
    ['0x50', '0x50'],
    ['٣', '٣'],
    ['http', 'http'],
    ['1\n2', '1\n2'],
    ['22,80,x,y', 'x'],
  ])('parsePorts() refuses the list %j and names its bad part %j', (list, bad) => {
    expect(() => parsePorts(list)).toThrow(new RangeError(`bad ports "${bad}": ${accepted}`));
  });

  test.each([
    ['', ''],
    ['0', '0'],
    ['-80', '-80'],
    ['65000-65536', '65000-65536'],
    ['--timeout', '--timeout'],
    ['22,x', 'x'],
    ['22,80,x,y', 'x'],
    ['1\n2', '1 2'],
    ['1\u20282', '1 2'],
    ['1\u001b[2J', '1 [2J'],
  ])('--ports %j is refused with one line that names %j and exit code 2, before any scan', async (list, bad) => {
    expect(await askScan('--ports', list)).toEqual(refused(`bad ports "${bad}": ${accepted}`));
  });

  test('parsePorts() returns every port of a list in ascending order', () => {
    expect(parsePorts('443')).toEqual([443]);
    expect(parsePorts('65535,1')).toEqual([1, 65_535]);
    expect(parsePorts('22,80,8000-8002')).toEqual([22, 80, 8000, 8001, 8002]);
    expect(parsePorts('7-9,8-10,9,9-9,007')).toEqual([7, 8, 9, 10]);
    expect(parsePorts('1-65535')).toEqual(Array.from({ length: 65_535 }, (_, index) => index + 1));
  });

  test.each(['0', '60001', '-5', '', ' 5', '1.5', '1e3', '0x10', 'x', '5s', 'Infinity', '--ports'])(
    '--timeout %j is refused with one line that names it and exit code 2',
    async (timeout) => {
      expect(await askScan('--ports', 1, '--timeout', timeout)).toEqual(
        refused(`bad timeout "${timeout}": a whole number from 1 to 60000`),
      );
    },
  );

  test.each(['1', '60000', '0500'])(
    '--timeout %s is accepted before and after the other arguments',
    async (timeout) => {
      const port = lab.port('closed');
      for (const args of [
        ['--timeout', timeout, '--ports', port, ipv4],
        [ipv4, `--ports=${port}`, `--timeout=${timeout}`],
      ]) {
        expect(found(await askScan(...args))).toEqual({ open: [], closed: 1, filtered: 0 });
      }
    },
  );

  test.for([
    [[], 1000],
    [['--timeout', '2500'], 2500],
  ] as const)('with the arguments %j a silent port takes %d ms', async ([args, timeout], context) => {
    needs(context, lab, ipv4, 'filtered');
    const { stdout, stderr, code } = await scan('--ports', lab.port('filtered'), ...args);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const { filtered, seconds } = report(stdout);
    expect(filtered).toBe(1);
    // Node's timers count from the last time the event loop read the clock. On a busy machine that may be some time earlier.
    expect(seconds).toBeGreaterThan((timeout - 500) / 1000);
    // Much more than a busy machine adds, and less than the system would wait.
    expect(seconds).toBeLessThan(timeout / 1000 + 10);
  });

  const usage = 'usage: scan.ts [host=127.0.0.1] [--ports 1-65535] [--timeout 1000]';
  test.each([
    [['--port', '80'], 'bad option "--port"'],
    [['--Ports', '80'], 'bad option "--Ports"'],
    [['--no-ports'], 'bad option "--no-ports"'],
    [['-p', '80'], 'bad option "-p"'],
    [['-p80'], 'bad option "-p"'],
    [['--help=yes'], 'bad option "--help"'],
    [['--a\nb'], 'bad option "--a b"'],
    [['--ports'], 'no value after "--ports"'],
    [[ipv4, '--ports', '80', '--timeout'], 'no value after "--timeout"'],
    [[ipv4, '80'], 'bad argument "80"'],
    [[ipv4, '--ports', '80', ''], 'bad argument ""'],
  ])(
    'the arguments %j are refused with one line that gives the reason and the right form, and exit code 2',
    async (args, why) => {
      expect(await askScan(...args)).toEqual(refused(`${why}: ${usage}`));
    },
  );

  // No name below .invalid exists (RFC 6761).
  test.each(['', 'no-such-host.invalid', 'two words.invalid', `${'x'.repeat(64)}.invalid`])(
    'both programs refuse the host %j with one line that names it and the accepted hosts, and exit code 2',
    async (host) => {
      const line = `bad host "${host}": an IP address, or a name that can be looked up`;
      for (const outcome of [await scan(host, '--ports', '1'), await run('check-port.ts', host, 1)]) {
        const { stderr, ...end } = outcome;
        expect(end).toEqual({ stdout: '', code: 2, signal: null });
        expect(stderr.slice(0, line.length)).toBe(line);
        // The code depends on the system, and on whether it has a name server.
        expect(stderr.slice(line.length)).toMatch(/^ \([A-Z_]+\)\n$/);
      }
    },
  );

  test('both programs refuse an address of a network that this machine does not have', async () => {
    const line = /^bad host "::1%nowhere": after the % one of [^\n]+\n$/;
    for (const outcome of [await scan('::1%nowhere', '--ports', '1'), await run('check-port.ts', '::1%nowhere', 1)]) {
      expect(outcome).toEqual({ stdout: '', stderr: expect.stringMatching(line), code: 2, signal: null });
    }
  });

  test('both programs name a host with a line break in one line', async () => {
    const { stderr, code } = await scan('no\nsuch\thost.invalid', '--ports', '1');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^bad host "no such host\.invalid": [^\n]+\n$/);
  });
});

describe.concurrent('the arguments of check-port.ts:', () => {
  const usage = 'usage: check-port.ts HOST PORT';

  test.each(['0', '65536', '', ' 80', '8e1', '0x50', '80-81', 'http', '9'.repeat(30)])(
    'the port %j is refused with one line that names it and exit code 2',
    async (port) => {
      expect(await ask('check-port.ts', ipv4, port)).toEqual(
        refused(`bad port "${port}": a whole number from 1 to 65535`),
      );
    },
  );

  test.each([
    [[], usage],
    [[ipv4], usage],
    [[ipv4, '80', '81'], `bad argument "81": ${usage}`],
    [[ipv4, '80', ''], `bad argument "": ${usage}`],
    [[ipv4, '-1'], `bad option "-1": ${usage}`],
    [['-x', '80'], `bad option "-x": ${usage}`],
    [[ipv4, '80', '--timeout=5'], `bad option "--timeout=5": ${usage}`],
    [['--a\nb'], `bad option "--a b": ${usage}`],
  ])('the arguments %j are refused with one line and exit code 2', async (args, line) => {
    expect(await ask('check-port.ts', ...args)).toEqual(refused(line));
  });

  test('check-port.ts tries one address of a name, prints the name, and lists the other addresses', async (context) => {
    // How the runner passes the name to a program of the course.
    const [address, ...others] = [ipv4, ...((await unmet(['ipv6'])).length === 0 ? [ipv6] : [])];
    const port = portOf(await startServer(context, { host: address }));
    const stderr = others.length > 0 ? `localhost is ${address}; not scanned: ${others.join(', ')}\n` : '';
    expect(await run('check-port.ts', 'localhost', port)).toEqual({ ...well(openLines([port], 'localhost')), stderr });
    const outcome = await scan('localhost', '--ports', port);
    expect(outcome).toMatchObject({ stderr, code: 0 });
    expect(report(outcome.stdout, 'localhost').ports).toEqual([port]);
  });

  test('check-port.ts lists each further address of a host once', async (context) => {
    const port = portOf(await startServer(context, { host: ipv4 }));
    const book = `const lookup = async (..._: unknown[]) => ['${ipv4}', '${ipv4}', '${ipv6}'].map((address) => ({ address }));`;
    const changes = { 'target.ts': { "import { lookup } from 'node:dns/promises';": book } };
    const stderr = `both.invalid is ${ipv4}; not scanned: ${ipv6}\n`;
    expect(await altered('check-port.ts', changes, ['both.invalid', port]).done).toEqual({
      ...well(openLines([port], 'both.invalid')),
      stderr,
    });
  });

  // A connection to 0.0.0.0 reaches this machine over loopback, on every system but Windows.
  test.skipIf(windows)(
    'both programs print one line of warning for a host that is not loopback, and continue',
    async (context) => {
      const port = portOf(await startServer(context, { host: ipv4 }));
      const stderr = '0.0.0.0 is not loopback: scan only what you own or may scan\n';
      // The restrictions of the course would refuse the connection.
      const unbound = (file: string, ...args: (string | number)[]) =>
        program(`${lesson.id}/${file}`, args, { ...endsByItself, restricted: false }).done;
      const checked = await unbound('check-port.ts', '0.0.0.0', port);
      expect(checked).toEqual({ ...well(openLines([port], '0.0.0.0')), stderr });
      const outcome = await unbound('scan.ts', '0.0.0.0', '--ports', port);
      expect(outcome).toMatchObject({ stderr, code: 0 });
      expect(report(outcome.stdout, '0.0.0.0').ports).toEqual([port]);
    },
  );
});

describe.concurrent('the results:', () => {
  test('scan.ts exits 0 if no port is open', async (context) => {
    const row = bindRow(context, ipv4, 20, quietPort).map((bound) => bound.address().port);
    expect(found(await askScan('--ports', `${row[0]}-${row.at(-1)}`))).toEqual({ open: [], closed: 20, filtered: 0 });
  });

  test('scan.ts reports a port as open while a program listens on it, and as closed afterwards', async (context) => {
    const server = await startServer(context, { host: ipv4, port: quietClosed(context) });
    const port = portOf(server);
    expect(await ask('check-port.ts', ipv4, port)).toEqual(well(openLines([port])));
    server.close();
    await once(server, 'close'); // no connection is left, either
    expect(await ask('check-port.ts', ipv4, port)).toEqual({
      ...well(`${ipv4}:${port} is closed (ECONNREFUSED)\n`),
      code: 1,
    });
  });

  test('a scan leaves no connection at the server and no TIME-WAIT (if the system has /proc)', async (context) => {
    // On Linux, all of 127.0.0.0/8 is this machine, so this address is scanned by no other test.
    const byte = () => 1 + Math.floor(Math.random() * 254);
    const host = linux ? `127.${byte()}.${byte()}.${byte()}` : ipv4;
    const server = await startServer(context, { host });
    const port = portOf(server);
    expect(await run('check-port.ts', host, port)).toMatchObject({ code: 0 });
    expect(found(await scan(host, '--ports', port), host).open).toEqual([port]);
    server.close();
    await once(server, 'close'); // comes when no connection is left
    if (linux) expect(connections(host, port)).toEqual([]);
  });

  /** The states of the TCP connections with HOST:PORT at one end (proc(5), /proc/net/tcp). */
  function connections(host: string, port: number): string[] {
    const bytes = Buffer.from(host.split('.').map(Number));
    const address = endianness() === 'LE' ? bytes.reverse() : bytes;
    const end = `${address.toString('hex')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
    const states: Record<string, string> = { '01': 'ESTABLISHED', '02': 'SYN-SENT', '06': 'TIME-WAIT', '0A': 'LISTEN' };
    const rows = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
    return rows
      .map((row) => row.trim().split(/\s+/))
      .filter(([, local, remote]) => local === end || remote === end)
      .map(([, , , state = '']) => states[state] ?? state);
  }

  test.skipIf(!linux)(
    'scan.ts counts an answer after the timeout as silence, and one within it as an answer',
    async (context) => {
      const gate = new SharedArrayBuffer(4);
      const worker = new Worker(
        `const { parentPort, workerData } = require('node:worker_threads');
       const server = require('node:net').createServer((socket) => socket.on('error', () => {}).resume());
       server.listen({ host: '${ipv4}', port: 0, backlog: 1 }, () => {
         parentPort.postMessage(server.address().port);
         Atomics.wait(new Int32Array(workerData), 0, 0);
       });`,
        { eval: true, workerData: gate },
      );
      const fillers: Socket[] = [];
      context.onTestFinished(async () => {
        for (const socket of fillers) socket.destroy();
        await worker.terminate();
      });
      const [port] = (await once(worker, 'message')) as [number];
      // The accept queue holds two connections (listen(2)).
      for (let count = 0; count < 2; count++) {
        const socket = connect({ host: ipv4, port }).on('error', () => {});
        fillers.push(socket);
        await once(socket, 'connect');
      }
      expect(found(await scan('--ports', port, '--timeout', 300))).toEqual({ open: [], closed: 0, filtered: 1 });

      const patient = program(`${lesson.id}/scan.ts`, ['--ports', port, '--timeout', 60_000]);
      context.onTestFinished(async () => {
        await patient.stop().catch(() => {});
      });
      const asking = () => expect(connections(ipv4, port)).toContain('SYN-SENT');
      await vi.waitFor(asking, patience);
      Atomics.store(new Int32Array(gate), 0, 1);
      Atomics.notify(new Int32Array(gate), 0);
      expect(found(await patient.done)).toEqual({ open: [port], closed: 0, filtered: 0 });
    },
  );

  test('scan.ts counts an answer that arrived in time even if the program handles it later', async (context) => {
    // Blocks right after the connection request, for longer than the timeout. Then the reset has also arrived before the
    // program notices that it was connected.
    const busy = `import { subscribe } from 'node:diagnostics_channel';
      const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      subscribe('net.client.socket', () => {
        process.nextTick(() => process.nextTick(() => process.nextTick(block)));
      });`;
    const ports = sorted([lab.port('silent'), lab.port('reset'), lab.port('closed')]);
    const args = ['--import', preload(busy), path('scan.ts'), '--ports', ports.join(), '--timeout', 100];
    const outcome = await launch(context, args).done;
    const open = ports.filter((port) => port !== lab.port('closed'));
    expect(found(outcome)).toEqual({ open, closed: 1, filtered: 0 });
    // The program was blocked three times, as this test requires.
    expect(report(outcome.stdout).seconds).toBeGreaterThan(1.1);
  });

  // Linux refuses to connect to the broadcast address of loopback, and sends nothing.
  test.skipIf(!linux)(
    'scan.ts reports a port as filtered, with the code, if the error means that it cannot be reached',
    async () => {
      const host = '127.255.255.255';
      expect(await run('check-port.ts', host, 80)).toEqual({
        ...well(`${host}:80 is filtered (ENETUNREACH)\n`),
        code: 1,
      });
      expect(await scan(host, '--ports', '80-82')).toEqual(noWay);
    },
  );

  const noWay: Outcome = {
    ...well(''),
    stderr: 'cannot scan: network is unreachable (ENETUNREACH)\n',
    code: 1,
  };

  test.skipIf(!linux)('scan.ts reports in one line that no route leads to the host, and exits 1', async (context) => {
    // Runs in a network namespace of its own, in which loopback is down.
    const alone = ['unshare', '--map-root-user', '--net'];
    const [command = '', ...rest] = alone;
    context.skip(spawnSync(command, [...rest, 'true']).status !== 0, 'unshare(1) may not be used here');
    expect(await launch(context, [path('scan.ts'), '--ports', '1-99'], alone).done).toEqual(noWay);
  });

  test.skipIf(!linux)('scan.ts continues if the host answers at least once, even late', async (context) => {
    const open = portOf(await startServer(context, { host: ipv4 }));
    const elsewhere = {
      'check.ts': { 'host: address, port': `host: port === ${open} ? address : '127.255.255.255', port` },
    };
    const outcome = await altered('scan.ts', elsewhere, ['--ports', `${open - 99}-${open}`]).done;
    expect(outcome).toMatchObject({ stderr: 'some filtered ports were not silent: ENETUNREACH\n', code: 0 });
    expect(report(outcome.stdout)).toMatchObject({ ports: [open], closed: 0, filtered: 99, left: 0 });
  });

  /** On an address that no other test scans: a silent port, and one that becomes silent after one more connection request. */
  async function almostSilent(context: TestContext, host: string) {
    const silent = await openFiltered(host, 0);
    if ('why' in silent) return context.skip(silent.why);
    context.onTestFinished(silent.close);
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const server = require('node:net').createServer((socket) => socket.on('error', () => {}).resume());
       server.listen({ host: '${host}', port: 0, backlog: 1 }, () => {
         parentPort.postMessage(server.address().port);
         Atomics.wait(workerData, 0, 0);
       });`,
      { eval: true, workerData: gate },
    );
    context.onTestFinished(async () => {
      await worker.terminate();
    });
    const [port] = (await once(worker, 'message')) as [number];
    // The accept queue holds two connections (listen(2)).
    const first = connect({ host, port }).on('error', () => {});
    context.onTestFinished(() => {
      first.destroy();
    });
    await once(first, 'connect');
    const accept = () => {
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
    };
    return { port, accept, ports: `${port},${silent.port}` };
  }

  test.skipIf(!linux)(
    'scan.ts prints its results, reports a host that stops answering, and exits 1',
    async (context) => {
      const host = '127.0.4.1';
      const { port, ports } = await almostSilent(context, host);
      const outcome = await scan(host, '--ports', ports, '--timeout', 200);
      const line = `${host} has stopped answering: what was open or closed there may be among the filtered`;
      expect(outcome).toMatchObject({ stderr: `${line}\n`, code: 1 });
      expect(report(outcome.stdout, host)).toMatchObject({ ports: [port], closed: 0, filtered: 1, left: 0 });
    },
  );

  test.skipIf(!linux)(
    'scan.ts does not report a host as gone if one port is silent and another one answers',
    async (context) => {
      const host = '127.0.4.3';
      const { port, ports } = await almostSilent(context, host);
      const outcome = await scan(host, '--ports', `1,${ports}`, '--timeout', 200);
      expect(found(outcome, host)).toEqual({ open: [port], closed: 1, filtered: 1 });
    },
  );

  test.skipIf(!linux)('scan.ts does not report a host as gone if it answers the second try', async (context) => {
    const host = '127.0.4.2';
    const { port, ports, accept } = await almostSilent(context, host);
    // Less than the second after which Linux repeats a request by itself.
    const running = program(`${lesson.id}/scan.ts`, [host, '--ports', ports, '--timeout', 900], endsByItself);
    const askedAgain = () => expect(connections(host, port)).toContain('SYN-SENT');
    await vi.waitFor(askedAgain, patience);
    accept();
    expect(found(await running.done, host)).toEqual({ open: [port], closed: 0, filtered: 1 });
  });

  test('scan.ts ends at an error unrelated to the port, with its results so far, one line on stderr and exit code 1', async (context) => {
    const taken = portOf(await startServer(context, { host: ipv4 }));
    const [first = 0, second = 0, third] = sorted([lab.port('ssh'), lab.port('echo'), lab.port('silent')]);
    const change = from(`localPort: port === ${second} ? ${taken} : 0`);
    const outcome = await altered('scan.ts', change, ['--ports', `${first},${second},${third}`]).done;
    expect(outcome).toMatchObject({ stderr: `port ${second} could not be asked (EADDRINUSE)\n`, code: 1 });
    expect(report(outcome.stdout)).toMatchObject({ ports: [first], closed: 0, filtered: 0, left: 2 });
    expect(await altered('check-port.ts', change, [ipv4, second]).done).toEqual({
      ...well(`${ipv4}:${second} is unknown (EADDRINUSE)\n`),
      code: 1,
    });
  });
});

describe.concurrent('the limits of this machine:', () => {
  // An address for examples (RFC 5737). No machine has it, so no port can be bound there, and nothing is sent.
  test('scan.ts retries if it gets no local port, then reports that on stderr and gives no result for the port', async () => {
    const nowhere = from("localAddress: '203.0.113.1'");
    const hasty = { 'check.ts': { ...nowhere['check.ts'], 'pause(100)': 'pause(1)' } };
    const port = lab.port('ssh');
    expect(await altered('check-port.ts', hasty, [ipv4, port]).done).toEqual({
      stdout: `${ipv4}:${port} is unknown (EADDRNOTAVAIL)\n`,
      stderr: 'asked 50 more times: EADDRNOTAVAIL\n',
      code: 1,
      signal: null,
    });
    const outcome = await altered('scan.ts', hasty, ['--ports', `${port}`]).done;
    expect(outcome).toMatchObject({ stderr: `port ${port} could not be asked (EADDRNOTAVAIL)\n`, code: 1 });
    expect(report(outcome.stdout)).toMatchObject({ ports: [], closed: 0, filtered: 0, left: 1 });
  });

  describe.skipIf(windows)('with 64 descriptors,', () => {
    const limited = (context: TestContext, ...args: (string | number)[]) => launch(context, args, descriptors(64)).done;

    test('scan.ts gives the right result for more open ports than it has descriptors', async (context) => {
      const row = await openRow(context, ipv4, quietPort);
      expect(row.open.length).toBeGreaterThan(64);
      const outcome = await limited(context, path('scan.ts'), '--ports', row.range);
      expect(found(outcome)).toEqual({ open: row.open, closed: row.closed.length, filtered: 0 });
    });

    /** Takes every descriptor before the first connection request, and frees them before the request with that number. */
    const hungry = (giveBack: number) => `
      import { closeSync, openSync } from 'node:fs';
      import { subscribe } from 'node:diagnostics_channel';
      const taken: number[] = [];
      let questions = 0;
      subscribe('net.client.socket', () => {
        questions += 1;
        if (questions === ${giveBack}) for (const one of taken) closeSync(one);
        if (questions > 1) return;
        try {
          for (;;) taken.push(openSync('/dev/null'));
        } catch {}
      });`;

    test('scan.ts retries when no descriptor is free, gives the right result, and reports the retries', async (context) => {
      const ports = sorted([lab.port('ssh'), lab.port('reset'), lab.port('closed')]);
      const args = ['--import', preload(hungry(4)), path('scan.ts'), '--ports', ports.join()];
      const outcome = await limited(context, ...args);
      expect(outcome).toMatchObject({ stderr: 'some ports were asked again, because of EMFILE\n', code: 0 });
      const open = ports.filter((port) => port !== lab.port('closed'));
      expect(report(outcome.stdout)).toMatchObject({ ports: open, closed: 1, filtered: 0, left: 0 });
    });

    test('check-port.ts retries when no descriptor is free, and reports how often', async (context) => {
      const port = lab.port('reset');
      const args = ['--import', preload(hungry(3)), path('check-port.ts'), ipv4, port];
      expect(await limited(context, ...args)).toEqual({
        ...well(openLines([port])),
        stderr: 'asked 2 more times: EMFILE\n',
      });
    });

    test('scan.ts gives up if no descriptor becomes free, with one line on stderr, exit code 1 and no result for any port', async (context) => {
      const args = ['--import', preload(hungry(0)), path('scan.ts'), '--ports', '1-2'];
      const outcome = await limited(context, ...args);
      expect(outcome).toMatchObject({ stderr: 'port 1 could not be asked (EMFILE)\n', code: 1, signal: null });
      expect(report(outcome.stdout)).toMatchObject({ ports: [], closed: 0, filtered: 0, left: 2 });
    });
  });
});

describe.concurrent('progress and the end of a scan:', () => {
  /** Starts a scan that has printed one open port, and now waits for a silent one, for a minute. */
  async function midScan(context: TestContext) {
    needs(context, lab, ipv4, 'filtered');
    const filtered = lab.port('filtered');
    const open = await serveBelow(context, filtered);
    return { open, args: ['--ports', `${open},${filtered},65535`, '--timeout', '60000'] };
  }

  test('scan.ts draws and erases its progress on stderr if that is a terminal, and prints the same on stdout', async (context) => {
    needs(context, lab, ipv4, 'filtered');
    const filtered = lab.port('filtered');
    const open = await serveBelow(context, filtered);
    const args = ['--ports', `${open},${filtered}`, '--timeout', 300];
    const outcome = await launch(context, ['--import', preload(terminal), path('scan.ts'), ...args]).done;
    expect(outcome.code).toBe(0);
    expect(report(outcome.stdout)).toMatchObject({ ports: [open], closed: 0, filtered: 1, left: 0 });
    const wiped = '\u001b[2K\u001b[1G';
    const pieces = outcome.stderr.split(wiped);
    expect(pieces.pop(), 'after the last wipe').toBe('');
    expect(pieces.join('')).toMatch(/^(\rasked 127\.0\.0\.1:\d+)+$/);
    expect(pieces.at(-1)).toContain(`\rasked 127.0.0.1:${filtered}`);
  });

  test.skipIf(windows)(
    'scan.ts prints its results and the untried ports after Ctrl-C during a wait, and exits 130',
    async (context) => {
      const { open, args } = await midScan(context);
      const running = program(`${lesson.id}/scan.ts`, args);
      try {
        await running.line(`${ipv4}:${open} is open`);
      } finally {
        await running.stop();
      }
      const { stdout, ...end } = await running.done;
      expect(end).toEqual({ stderr: '', code: 130, signal: null });
      expect(report(stdout)).toMatchObject({ ports: [open], closed: 0, filtered: 0, left: 2 });
    },
  );

  // The program prints nothing, so its connection request is the only sign that it waits.
  const sign = `import { subscribe } from 'node:diagnostics_channel';
    subscribe('net.client.socket', () => process.stderr.write('asking'));`;

  test.skipIf(windows)('scan.ts also prints a summary after Ctrl-C before the first open port', async (context) => {
    needs(context, lab, ipv4, 'filtered');
    const args = ['--ports', `${lab.port('filtered')},65535`, '--timeout', '60000'];
    const running = launch(context, ['--import', preload(sign), path('scan.ts'), ...args]);
    await running.said('asking', 'stderr');
    running.signal('SIGINT');
    const { stdout, ...end } = await running.done;
    expect(end).toEqual({ stderr: 'asking', code: 130, signal: null });
    expect(report(stdout)).toMatchObject({ ports: [], closed: 0, filtered: 0, left: 2 });
  });

  test.skipIf(!linux)('scan.ts reports a full disk after Ctrl-C', async (context) => {
    needs(context, lab, ipv4, 'filtered');
    const args = ['--import', preload(sign), path('scan.ts'), '--ports', lab.port('filtered'), '--timeout', '60000'];
    const running = launch(context, args, toFullDisk);
    await running.said('asking', 'stderr');
    running.signal('SIGINT');
    expect(await running.done).toEqual({ ...well(''), stderr: 'askingcannot write: ENOSPC\n', code: 1 });
  });

  test.skipIf(windows)('SIGTERM ends scan.ts at once', async (context) => {
    const { open, args } = await midScan(context);
    const running = launch(context, [path('scan.ts'), ...args]);
    await running.said(openLines([open]));
    running.signal('SIGTERM');
    expect(await running.done).toEqual({ ...well(openLines([open])), code: null, signal: 'SIGTERM' });
  });

  test.skipIf(!linux)('scan.ts reports a full disk, and exits 1', async (context) => {
    const outcome = await launch(context, [path('scan.ts'), '--ports', lab.port('ssh')], toFullDisk).done;
    expect(outcome).toEqual({ ...well(''), stderr: 'cannot write: ENOSPC\n', code: 1 });
  });

  test.skipIf(windows)('scan.ts exits 1 without a message when its output is closed', async (context) => {
    const { args } = await midScan(context);
    const { done } = launch(context, [path('scan.ts'), ...args], toNoReader);
    expect(await done).toMatchObject({ stdout: '', stderr: '', code: 1, signal: null });
  });
});

describe.concurrent('first-scan.ts', () => {
  const firstScan = (...args: (string | number)[]) => ask('first-scan.ts', ...args);
  const usage = 'usage: first-scan.ts HOST [PORT …]';

  /** The results of a scan that has ended. Fails unless each line has the right form. */
  function results(stdout: string) {
    const form =
      /^scanning (\S+)\n((?:port \d+ is open\n)*)(\d+) open, (\d+) closed, (\d+) filtered\n(\d+\.\d) s(, stopped)?\n$/;
    const [, address, lines = '', ...rest] = form.exec(stdout) ?? [];
    expect(address, `${JSON.stringify(stdout)} has another form`).toBeDefined();
    const [counted, closed, filtered, seconds] = rest.map(Number);
    const open = [...lines.matchAll(/\d+/g)].map(Number);
    expect(open).toEqual(sorted([...new Set(open)]));
    expect(counted).toBe(open.length);
    return { address, open, closed, filtered, seconds, stopped: rest[4] !== undefined };
  }

  test('prints the open ports in ascending order, then the counts and the time, and exits 0', async (context) => {
    needs(context, lab, ipv4, 'filtered');
    const { stdout, ...end } = await firstScan(ipv4, ...lab.ports().toReversed());
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    const open = sorted(speakers.map((name) => lab.port(name)));
    expect(results(stdout)).toMatchObject({ address: ipv4, open, closed: 1, filtered: 1, stopped: false });
  });

  test.for([ipv4, ipv6])('on %s finds every open port in a range, and no other', async (host, context) => {
    needs(context, lab, host);
    const row = await openRow(context, host, quietPort);
    const { stdout, ...end } = await firstScan(host, ...row.closed, ...row.open);
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    expect(results(stdout)).toMatchObject({ address: host, open: row.open, closed: row.closed.length, filtered: 0 });
  });

  test('looks a name up', async () => {
    const { stdout, ...end } = await run('first-scan.ts', 'localhost', 1);
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    expect([ipv4, ipv6]).toContain(results(stdout).address);
  });

  test('does not report a port as open if the socket has connected to itself', async (context) => {
    const row = bindRow(context, ipv4, 20, quietPort);
    const ports = row.map((bound) => bound.address().port);
    for (const bound of row) bound.close();
    const itself = `connect({ host: address, port, localAddress: '${ipv4}', localPort: port })`;
    const changes = { 'first-scan.ts': { 'connect({ host: address, port })': itself } };
    const { stdout, ...end } = await altered('first-scan.ts', changes, [ipv4, ...ports]).done;
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    expect(results(stdout)).toMatchObject({ open: [], closed: 20, filtered: 0 });
  });

  test('reports a server that resets the connection before the program has heard of it as open', async (context) => {
    const port = quietClosed(context);
    // In the program's own process, because there the reset always comes first, as in hung-up.ts.
    const server = `import { createServer } from 'node:net';
      import { once } from 'node:events';
      const server = createServer((socket) => socket.resetAndDestroy());
      await once(server.listen(${port}, '${ipv4}').unref(), 'listening');`;
    const running = launch(context, ['--import', preload(server), path('first-scan.ts'), ipv4, port]);
    const { stdout, ...end } = await running.done;
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    expect(results(stdout)).toMatchObject({ open: [port], closed: 0, filtered: 0 });
  });

  test('ends at an error unrelated to the port, with its results so far, one line on stderr and exit code 1', async (context) => {
    const taken = portOf(await startServer(context, { host: ipv4 }));
    const [first = 0, second = 0] = sorted([lab.port('ssh'), lab.port('echo')]);
    const leaves = `connect({ host: address, port, localPort: port === ${second} ? ${taken} : 0 })`;
    const changes = { 'first-scan.ts': { 'connect({ host: address, port })': leaves } };
    const { stdout, stderr, code } = await altered('first-scan.ts', changes, [ipv4, first, second]).done;
    expect({ stdout, code }).toEqual({ stdout: `scanning ${ipv4}\nport ${first} is open\n`, code: 1 });
    expect(stderr).toMatch(/^[^\n]*EADDRINUSE[^\n]*\n$/);
  });

  test.each([
    [[], usage],
    [['--ports', '1'], 'bad host "--ports": an address or a name'],
    ...['0', '65536', '', 'x', '22,80', '8e1', '-1', '1-5'].map(
      (port) => [[ipv4, '1', port], `bad port "${port}": a number from 1 to 65535`] as [string[], string],
    ),
  ])('refuses the arguments %j with one line on stderr and exit code 2', async (args, line) => {
    expect(await firstScan(...args)).toEqual(refused(line));
  });

  test.each(['', 'no.such.host.invalid', 'two\nlines'])('refuses the host %j likewise', async (name) => {
    expect(await run('first-scan.ts', name)).toEqual(refused(`bad host ${JSON.stringify(name)}: an address or a name`));
  });
});

describe.concurrent('connect-ex.ts', () => {
  test('prints 0 or an error code for each port, in the order of the arguments, also for duplicates', async (context) => {
    const [http, closed, silent] = [lab.port('http'), lab.port('closed'), lab.port('silent')];
    expect(await ask('connect-ex.ts', silent, closed, http, closed)).toEqual(
      well(
        `${ipv4}:${silent}: 0\n${ipv4}:${closed}: ECONNREFUSED\n${ipv4}:${http}: 0\n${ipv4}:${closed}: ECONNREFUSED\n`,
      ),
    );
    needs(context, lab, ipv4, 'filtered');
    const filtered = lab.port('filtered');
    expect(await ask('connect-ex.ts', filtered, http)).toEqual(
      well(`${ipv4}:${filtered}: nothing came back\n${ipv4}:${http}: 0\n`),
    );
  });

  test('reports a server that closes at once as connected or as closed by the server', async () => {
    const port = lab.port('reset');
    const { stdout, stderr, code } = await ask('connect-ex.ts', port);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect([`${ipv4}:${port}: 0\n`, `${ipv4}:${port}: ECONNRESET\n`]).toContain(stdout);
  });

  test('tries port 8888 if it gets no argument', async () => {
    // Whether a program listens there depends on this machine.
    expect(await ask('connect-ex.ts')).toMatchObject({
      stdout: expect.stringMatching(/^127\.0\.0\.1:8888: (0|[A-Z]+|nothing came back)\n$/),
      stderr: '',
      code: 0,
    });
  });

  test.each(['0', '65536', '', 'x', '22,80', '8e1', '-1'])(
    'refuses the port %j before it connects, with one line that names it and exit code 2',
    async (bad) => {
      expect(await ask('connect-ex.ts', lab.port('ssh'), bad)).toEqual(
        refused(`bad port "${bad}": a number from 1 to 65535`),
      );
    },
  );
});

describe.concurrent('the programs with their own server:', () => {
  test.each(
    ['hung-up.ts', 'reconnect.ts', 'self-connect.ts'].flatMap((file) => [
      [file, ['8888'], '8888'] as const,
      [file, [''], ''] as const,
      [file, ['two words', '--help'], 'two words'] as const,
    ]),
  )('%s refuses the arguments %j with one line that names the bad one and exit code 2', async (file, args, bad) => {
    expect(await ask(file, ...args)).toEqual(refused(`bad argument "${bad}": ${file} takes none`));
  });

  test('hung-up.ts reports a server that does not close the connection, and ends', async () => {
    const quiet = { '  socket.resetAndDestroy();\n': '  socket.resume();\n' };
    expect(await altered('hung-up.ts', { 'hung-up.ts': quiet }).done).toEqual(
      well('somebody hangs up: nothing came back\nnobody listens: ECONNREFUSED\n'),
    );
  });

  test('reconnect.ts waits two seconds for a server that sends nothing, ends, and frees its port', async () => {
    const mute = { "  socket.on('data', () => socket.write(`the server on port ${port}`));\n": '  socket.resume();\n' };
    const { stdout, stderr, code } = await altered('reconnect.ts', { 'reconnect.ts': mute }).done;
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    if (linux) expect(stdout).toContain('\n  who is there? nothing came back\n');
    expect(stdout).toMatch(/\nfresh socket, port 1: \w+\n$/);
    await freed(Number(/^port (\d+): connected\n/.exec(stdout)?.[1]));
  });

  test('self-connect.ts frees its port', async () => {
    const { stdout } = await run('self-connect.ts');
    await freed(Number(/^connected to port (\d+), where nobody listens\n/.exec(stdout)?.[1]));
  });

  test('self-connect.ts reports in one line that its port is taken, and exits 1', async () => {
    const stays = { "server.close();\nawait once(server, 'close');\n": 'server.unref();\n' };
    const { stdout, stderr, code } = await altered('self-connect.ts', { 'self-connect.ts': stays }).done;
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toMatch(/^[^\n]*EADDRINUSE[^\n]*\n$/);
  });

  test('self-connect.ts gives up if nothing comes back, with one line and exit code 1', async () => {
    const mute = { "  socket.write('hello?');\n": '' };
    const { stdout, ...end } = await altered('self-connect.ts', { 'self-connect.ts': mute }).done;
    expect(end).toEqual({ stderr: 'no answer\n', code: 1, signal: null });
    expect(stdout).not.toContain('received');
  });
});
