// What runs with nothing beside it: scans of all ports, which would connect to the servers of other tests, scans of ports that the
// system may give to other tests, and programs whose times are compared.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, type TestContext, test } from 'vitest';
import { readRecording } from '../scripts/course/lesson.ts';
import { unmet } from '../scripts/course/requirements.ts';
import { compare, observe } from '../scripts/recording/record.ts';
import { launch, program } from './support/program.ts';
import { cellThatMeasures } from './support/recorded.ts';
import { openRow, systemsChoice } from './support/rows.ts';
import { portOf, startServer } from './support/servers.ts';

const windows = process.platform === 'win32';
const linux = process.platform === 'linux';

test('the cell that compares times prints what the page shows', async () => {
  const { lesson, cell } = cellThatMeasures();
  compare(lesson, cell, readRecording(lesson, cell), await observe(lesson, cell, { anyPort: true }));
});

test('gentle.ts asks as often in a second as it was told, seen from the other side', async (context) => {
  const host = '127.0.0.1';
  const rate = 50;
  const gaps = 20;
  let arrivals: number[] = [];
  const ports: number[] = [];
  for (let each = 0; each <= gaps; each++) {
    ports.push(portOf(await startServer(context, { host }, () => arrivals.push(performance.now()))));
  }
  /** How long the requests took to arrive, in parts of the time that the rate asks for. */
  const measured = async () => {
    arrivals = [];
    const { stdout } = await program('07-a-scanner-worth-keeping/gentle.ts', [host, ports.join(), rate]).done;
    expect(stdout).toContain(`\n${gaps + 1} open, 0 closed, 0 filtered\n`);
    expect(arrivals).toHaveLength(gaps + 1);
    return (Math.max(...arrivals) - Math.min(...arrivals)) / ((gaps / rate) * 1000);
  };
  // A busy machine may delay a single request, so that one scan of three counts.
  let closest = Infinity;
  for (let turn = 0; turn < 3 && closest > 0.05; turn++) closest = Math.min(closest, Math.abs((await measured()) - 1));
  expect(closest).toBeLessThanOrEqual(0.05);
});

// Their closed ports may be the local ports of connections: of the scanner itself, but also of other tests.
test.for(['127.0.0.1', '::1'].flatMap((host) => ['scan.ts', 'first-scan.ts'].map((file) => [file, host] as const)))(
  '%s finds every open port of %s in a range from which the system chooses, and no other',
  async ([file, host], context) => {
    context.skip(host === '::1' && (await unmet(['ipv6'])).length > 0, 'no IPv6 here');
    const row = await openRow(context, host, () => systemsChoice(host));
    const args = file === 'scan.ts' ? ['--ports', row.range] : [...row.closed, ...row.open];
    const { stdout, ...end } = await program(`04-sequential-scan/${file}`, [host, ...args]).done;
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    expect([...stdout.matchAll(/[ :](\d+) is open$/gm)].map(([, port]) => Number(port))).toEqual(row.open);
    expect(stdout).toContain(`${row.open.length} open, ${row.closed.length} closed, 0 filtered\n`);
  },
);

describe.concurrent('without ports,', () => {
  /** Runs code in a scanner before it starts. */
  const scan = (context: TestContext, file: string, code = '', ...args: string[]) =>
    launch(context, [`--import=data:text/javascript,${encodeURIComponent(code)}`, `lessons/${file}`, ...args]);

  /** Expects the summary of an interrupted scan. Its end does not matter here. */
  function isPart(stdout: string) {
    const [, scanned, left] =
      /: (\d+) ports scanned [^\n]*; interrupted, (\d+) ports not scanned\n$/.exec(stdout) ?? [];
    expect(Number(scanned) + Number(left), stdout).toBe(65_535);
    expect(Number(left)).toBeGreaterThan(0);
  }

  test.skipIf(windows)('scan.ts of lesson 04 scans the 65,535 ports of 127.0.0.1', async (context) => {
    // Interrupted when it shows progress, as on a terminal.
    const begun = `import { clearLine, cursorTo } from 'node:readline';
      const { stderr } = process;
      const { write } = stderr;
      stderr.write = (text) => {
        stderr.write = write;
        process.kill(process.pid, 'SIGINT');
        return stderr.write(text);
      };
      const clear = (side) => clearLine(stderr, side);
      Object.assign(stderr, { isTTY: true, clearLine: clear, cursorTo: (column) => cursorTo(stderr, column) });`;
    const { stdout, stderr, code } = await scan(context, '04-sequential-scan/scan.ts', begun).done;
    expect(stderr).toMatch(/^(\rasked 127\.0\.0\.1:\d+)+/);
    expect(code).toBe(130);
    isPart(stdout);
  });

  test.skipIf(windows)('scan.ts of lesson 05 scans the 65,535 ports of 127.0.0.1 with 64 workers', async (context) => {
    // Interrupted at its first connection request.
    const atOnce = `import { Socket } from 'node:net';
      const { connect } = Socket.prototype;
      let requests = 0;
      Socket.prototype.connect = function (...args) {
        requests += 1;
        if (requests === 1) {
          process.kill(process.pid, 'SIGINT');
          process.nextTick(() => process.stderr.write(String(requests)));
        }
        return connect.apply(this, args);
      };`;
    const { stdout, ...end } = await scan(context, '05-threaded-scan/scan.ts', atOnce).done;
    expect(end).toEqual({ stderr: '64', code: 130, signal: null });
    isPart(stdout);
  });

  // Addresses of these tests alone, so that they do not disturb each other.
  const summary = /\n(\d+) open, (\d+) closed, (\d+) filtered\n\d+\.\d s(, stopped)?\n$/;

  test.skipIf(!linux)('first-scan.ts asks all 65,535 of them', async (context) => {
    const host = '127.0.4.9';
    const servers = await Promise.all([1, 2, 3].map(() => startServer(context, { host })));
    const { stdout, ...end } = await scan(context, '04-sequential-scan/first-scan.ts', '', host).done;
    expect(end).toEqual({ stderr: '', code: 0, signal: null });
    const ports = [...stdout.matchAll(/^port (\d+) is open$/gm)].map(([, port]) => Number(port));
    expect(ports).toEqual(expect.arrayContaining(servers.map(portOf)));
    const [open = 0, closed = 0, filtered = 0] = (summary.exec(stdout) ?? []).slice(1, 4).map(Number);
    expect(open).toBe(ports.length);
    expect(open + closed + filtered).toBe(65_535);
  });

  test.skipIf(!linux)(
    'first-scan.ts prints its results after Ctrl-C, pressed once or twice, and exits 130',
    async (context) => {
      const server = createServer((socket) => socket.resume());
      context.onTestFinished(() => void server.close());
      // The scan comes to this port soon. No other program has this address.
      await once(server.listen(1025, '127.0.4.8'), 'listening');
      const running = scan(context, '04-sequential-scan/first-scan.ts', '', '127.0.4.8');
      await running.said('port 1025 is open\n');
      running.signal('SIGINT');
      running.signal('SIGINT');
      const { stdout, ...end } = await running.done;
      expect(end).toEqual({ stderr: '', code: 130, signal: null });
      const [, open, closed, , stopped] = summary.exec(stdout) ?? [];
      expect(stopped).toBe(', stopped');
      expect(Number(open) + Number(closed)).toBeLessThan(65_535);
    },
  );
});
