import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notesOn } from '../lessons/07-a-scanner-worth-keeping/complete.ts';
import { greeting } from '../lessons/07-a-scanner-worth-keeping/greeting.ts';
import { TokenBucket } from '../lessons/07-a-scanner-worth-keeping/token-bucket.ts';
import { lessonsDir } from '../scripts/course/lesson.ts';
import { openFiltered } from '../scripts/lab/filtered.ts';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import { isWhole } from './support/extent.ts';
import { launch, own, program, refused } from './support/program.ts';
import { ProgramHost } from './support/programs.ts';
import { answersOnce, needs, portOf, startServer } from './support/servers.ts';

const id = '07-a-scanner-worth-keeping';
const host = '127.0.0.1';
const linux = process.platform === 'linux';
const path = (file: string) => join(lessonsDir, id, file);

let folder: string;
let lab: Lab;
let programs: ProgramHost;
beforeAll(async () => {
  programs = new ProgramHost();
  folder = mkdtempSync(join(tmpdir(), 'socketbook-07-'));
  lab = await startLab();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([lab.close(), programs.close()]);
});

const run = (file: string, ...args: (string | number)[]) =>
  program(`${id}/${file}`, args, { readable: [lessonsDir, folder], timeLimit: 30_000 });

/** The same in a process that runs many programs, if they do not wait for long. */
const ask = (file: string, ...args: (string | number)[]) => programs.run(`${id}/${file}`, args);

/** A kept scan, as a file. */
function kept(name: string, facts: object | string): string {
  const file = join(folder, name);
  writeFileSync(file, typeof facts === 'string' ? facts : JSON.stringify(facts));
  return file;
}

const scan = (facts: object = {}) => ({
  schema: 1,
  time: '2026-11-30T02:00:00.000Z',
  address: host,
  asked: '1-9',
  open: [1],
  filtered: [2],
  closed: 7,
  complete: true,
  ...facts,
});

describe('keep.ts', () => {
  test('prints one line of JSON that holds what was asked and what was found', async () => {
    const [ssh, silent] = [lab.port('ssh'), lab.port('silent')];
    const asked = [ssh, silent, lab.port('closed')].join();
    const { stdout, stderr, code } = await ask('keep.ts', host, asked);
    const open = [ssh, silent].sort((a, b) => a - b);
    const { time, ...facts } = JSON.parse(stdout);
    expect(facts).toEqual({ schema: 1, address: host, asked, open, filtered: [], closed: 1, complete: true });
    expect(new Date(time).toISOString()).toBe(time);
    expect(stdout).toMatch(/^[^\n]+\n$/);
    expect([stderr, code]).toEqual([`${host}: 3 ports asked\n`, 0]);
  });

  test('prints what it has after Ctrl-C, marks it as not complete, and ends with 130', async (context) => {
    needs(context, lab, host, 'filtered');
    const server = await startServer(context, { host }, (socket) => {
      socket.destroy();
      void running.stop();
    });
    const running = own(context, run('keep.ts', host, `${portOf(server)},${lab.port('filtered')}`));
    const { stdout, stderr, code } = await running.done;
    expect(JSON.parse(stdout)).toMatchObject({ open: [portOf(server)], complete: false });
    expect([stderr, code]).toEqual([`${host}: 1 ports asked\nnot complete: stopped, 1 ports not asked\n`, 130]);
  });

  // Addresses that lead nowhere, in a network namespace of the test's own. 192.0.2.0/24 is nobody's (RFC 5737).
  const nowhere = '192.0.2.1';
  const none = 'no port answered: the host may be down or out of reach';
  test.skipIf(!linux).for<[string, string, string[]]>([
    ['no route leads to', 'true', ['filtered, but not silent: ENETUNREACH (2)', `not complete: ${none}`]],
    [
      'a firewall of this machine forbids',
      'ip route add prohibit 192.0.2.0/24',
      ['filtered, but not silent: EACCES (2)', `not complete: ${none}`],
    ],
    ['does not answer at all', 'ip route add 192.0.2.0/24 dev lo', [`not complete: ${none}`]],
    [
      'the system refuses',
      'ip route add blackhole 192.0.2.0/24',
      ['not complete: invalid argument (EINVAL), 2 ports not asked'],
    ],
  ])(
    'does not call a scan complete of a host that %s, and changed.ts refuses it',
    async ([, route, notes], context) => {
      const alone = ['unshare', '--map-root-user', '--net'];
      const [command = '', ...rest] = alone;
      const mayHave = spawnSync(command, [...rest, 'sh', '-c', `ip link set lo up && ${route}`]).status === 0;
      context.skip(!mayHave, 'unshare(1) or ip(8) may not be used here');
      const by = [...alone, 'sh', '-c', `ip link set lo up && ${route} && exec "$@"`, 'sh'];
      const { stdout, stderr, code } = await launch(context, [path('keep.ts'), nowhere, '80,81'], by).done;
      expect(JSON.parse(stdout)).toMatchObject({ asked: '80,81', open: [], closed: 0, complete: false });
      expect([stderr.split('\n').slice(1, -1), code]).toEqual([notes, 1]);
      const file = kept('nowhere', stdout);
      const why = `${JSON.stringify(file)} is no kept scan: "it is not complete"`;
      expect(await ask('changed.ts', file, file)).toEqual(refused(why));
    },
  );

  test('asks a silent port again, as often as it is told, and believes an answer', async (context) => {
    const silent = await openFiltered(host, 0);
    if ('why' in silent) return context.skip(silent.why);
    context.onTestFinished(silent.close);
    const running = launch(context, [path('keep.ts'), host, `${silent.port},${lab.port('ssh')}`, 3]);
    await running.said('1 filtered: asked again in 2 s\n', 'stderr');
    await silent.close();
    const { stdout, stderr, code } = await running.done;
    expect(JSON.parse(stdout)).toMatchObject({ open: [lab.port('ssh')], filtered: [], closed: 1, complete: true });
    expect([stderr.split('\n').slice(1), code]).toEqual([[`${host}: 2 ports asked`, ''], 0]);
  });

  test.skipIf(!linux)('stays incomplete if the host is gone, however often it asks', async (context) => {
    const own = '127.0.7.1'; // no other test scans it
    const silent = await openFiltered(own, 0);
    if ('why' in silent) return context.skip(silent.why);
    context.onTestFinished(silent.close);
    const open = await answersOnce(context, own);
    const { stdout, stderr, code } = await run('keep.ts', own, `${open},${silent.port}`, 2).done;
    expect(JSON.parse(stdout)).toMatchObject({ open: [open], filtered: [silent.port], complete: false });
    const lines = [
      '1 filtered: asked again in 2 s',
      `${own}: 2 ports asked`,
      'not complete: the host has stopped answering',
    ];
    expect([stderr.split('\n').slice(0, -1), code]).toEqual([lines, 1]);
  });

  test('says each thing that a person should know in a line, which no terminal obeys', () => {
    const found = { ...{ address: host, open: [1], closed: [2], filtered: [3, 4, 5], left: [], failure: undefined } };
    const calm = { ...found, silent: 3, errors: {}, limits: {}, uncertain: false, gone: false };
    expect(notesOn(calm, false)).toEqual([`${host}: 5 ports asked`]);
    const troubled = {
      ...{ ...calm, address: 'fe80::1%网\x9b', silent: 1, uncertain: true, gone: true },
      ...{ errors: { EHOSTUNREACH: 1, '\x1b[2J\n': 1 }, limits: { EMFILE: 3 } },
    };
    expect(notesOn(troubled, false)).toEqual([
      'fe80::1%??: 5 ports asked',
      'filtered, but not silent: EHOSTUNREACH (1), ?[2J? (1)',
      'packets got lost: 1 of the filtered are uncertain',
      'limits of this machine met: EMFILE (3)',
      'not complete: the host has stopped answering',
    ]);
  });
});

describe('names.ts', () => {
  test('marks each name as a guess, and says which port its table lacks', async () => {
    expect((await ask('names.ts', '22,7')).stdout).toBe('7: not in this table\n22: ssh?\n');
  });
});

describe('greet.ts', () => {
  /** How long what comes may take, ms, and how long to wait where nothing comes. */
  const [patient, short] = [10_000, 300];

  test.for<[string, number, (socket: Socket) => void, string | RegExp]>([
    ['10 MB', patient, (socket) => socket.write(Buffer.alloc(10_000_000, 'A')), `says "${'A'.repeat(100)}"`],
    [
      'control characters',
      patient,
      (socket) => socket.write('\x1b[2J\x9b\x07\0\\\u202e你\r\nmore\n'),
      String.raw`says "\x1b[2J\xc2\x9b\x07\x00\x5c\xe2\x80\xae\xe4\xbd\xa0\x0d"`,
    ],
    ['nothing', short, () => {}, 'says nothing'],
    [
      'a greeting that never ends',
      1000,
      (socket) => {
        const drip = setInterval(() => socket.write('.'), 20);
        socket.on('close', () => clearInterval(drip));
      },
      /^says "\.{1,50}"$/,
    ],
    ['the end', patient, (socket) => socket.end(), 'closes without a word'],
    ['an empty line', patient, (socket) => socket.write('\n'), 'says an empty line'],
    ['a reset', patient, (socket) => socket.resetAndDestroy(), 'fails: ECONNRESET'],
  ])('shows in one line what a service sends: %s', async ([, deadline, answer, line], context) => {
    const port = portOf(await startServer(context, { host }, answer));
    expect(await greeting(host, port, deadline)).toEqual(line instanceof RegExp ? expect.stringMatching(line) : line);
  });

  test('prints a line for each port, in the order of its argument', async () => {
    const ports = [lab.port('closed'), lab.port('ssh')].sort((a, b) => b - a);
    const { stdout, stderr, code } = await ask('greet.ts', host, ports.join(), 2);
    const lines = ports.map((port) =>
      port === lab.port('ssh')
        ? String.raw`${host}:${port} says "SSH-2.0-Socketbook_Lab\x0d"`
        : `${host}:${port} is closed`,
    );
    expect(stdout.split('\n').slice(0, 2)).toEqual(lines);
    expect(stdout).toMatch(/\n2 ports, 2 at once: \d+\.\d s\n$/);
    expect([stderr, code]).toEqual(['', 0]);
  });

  test.each(['0', '501', 'x', '1.5', ''])('refuses "%s" ports at once', async (many) => {
    const line = `bad at-once ${JSON.stringify(many)}: a number from 1 to 500`;
    expect(await ask('greet.ts', host, 4401, many)).toEqual(refused(line));
  });
});

describe('ask.ts', () => {
  test('asks the ports that say nothing, and no other, and shows each answer in one line', async (context) => {
    const heard: string[] = [];
    const serve = async (answer: (socket: Socket) => void) => portOf(await startServer(context, { host }, answer));
    const answering = (answer: string) => (socket: Socket) => {
      socket.once('data', (request) => {
        heard.push(String(request));
        socket.write(answer);
      });
    };
    const speaks = await serve((socket) => {
      answering('an answer\n')(socket);
      socket.write('hello\n');
    });
    const waits = await serve(answering('\x1b[2J\x9b\r\nmore\n'));
    const echoes = await serve((socket) => socket.pipe(socket));
    const leaves = await serve((socket) => socket.once('data', () => socket.end()));
    const ports = [speaks, waits, echoes, leaves, lab.port('closed')].sort((a, b) => a - b);
    const { stdout, stderr, code } = await run('ask.ts', host, ports.join()).done;
    const line = new Map([
      [speaks, 'says "hello"'],
      [waits, String.raw`asked, says "\x1b[2J\xc2\x9b\x0d"`],
      [echoes, 'repeats the request'],
      [leaves, 'asked, closes without a word'],
      [lab.port('closed'), 'is closed'],
    ]);
    expect(stdout).toBe(ports.map((port) => `${host}:${port} ${line.get(port)}\n`).join(''));
    expect(heard).toEqual(['HEAD / HTTP/1.0\r\n\r\n']);
    expect([stderr, code]).toEqual(['', 0]);
  });
});

describe('udp.ts', () => {
  test('tells an answer, a refusal and silence apart, over IPv6 too', async (context) => {
    needs(context, lab, '::1');
    const [open, silent] = [lab.port('echo', '::1'), lab.port('silent', '::1')];
    const closed = createSocket('udp6').bind(0, '::1');
    await once(closed, 'listening');
    const { port } = closed.address();
    closed.close();
    const { stdout, stderr, code } = await run('udp.ts', '::1', [open, silent, port].join()).done;
    const lines = [`${open} is open`, `${silent} is open|filtered`, `${port} is closed`];
    expect(stdout.split('\n').slice(0, -1).sort()).toEqual(lines.map((line) => `::1:${line}`).sort());
    expect([stderr, code]).toEqual(['', 0]);
  });
});

describe.skipIf(process.platform === 'win32')('nightly.sh, as the page has it,', () => {
  const page = (lang: string) => readFileSync(join(lessonsDir, id, `deeper.${lang}.mdx`), 'utf8');
  const scriptOn = (text: string) => /```sh\n(.*?)```/s.exec(text)?.[1] ?? '';

  test('is the same in both languages', () => {
    expect(scriptOn(page('zh'))).toBe(scriptOn(page('en')));
  });

  test('reports what has changed, and keeps the last good scan if this one fails', async (context) => {
    const home = mkdtempSync(join(folder, 'home-'));
    writeFileSync(join(home, 'nightly.sh'), scriptOn(page('en')));
    writeFileSync(join(home, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 });
    symlinkSync(lessonsDir, join(home, 'lessons'));
    const env = { ...process.env, PATH: `${home}:${process.env.PATH}` };
    const night = async (ports: string) => {
      const child = spawn('sh', ['nightly.sh', host, ports], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ]);
      return { stdout, stderr, code };
    };
    const saved = () => readFileSync(join(home, 'scan.json'), 'utf8');
    const server = await startServer(context, { host });
    const leaving = portOf(server);
    const ports = [leaving, lab.port('ssh')].join();

    const first = await night(ports);
    expect(first).toMatchObject({ stdout: '', code: 2 });
    expect(first.stderr).toContain('cannot read "scan.json": ENOENT\n');
    expect(await night(ports)).toMatchObject({ stdout: '', code: 0 });
    server.close();
    await once(server, 'close');
    expect(await night(ports)).toMatchObject({ stdout: `${leaving}: open -> closed\n`, code: 1 });
    const good = saved();
    expect(JSON.parse(good)).toMatchObject({ open: [lab.port('ssh')], closed: 1, complete: true });
    expect(await night('no port')).toMatchObject({ stdout: '', code: 2 });
    expect(saved()).toBe(good);
  });
});

describe('changed.ts', () => {
  const changed = (before: string, after: string) => ask('changed.ts', before, after);

  const answers = fc.array(fc.constantFrom('open', 'closed', 'filtered'), { minLength: 1, maxLength: 40 });
  const pairs = answers.chain((before) => fc.tuple(fc.constant(before), fc.shuffledSubarray(before.map((_, i) => i))));

  test('finds each change between two scans, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, fc.nat(), async ([before, places], turn) => {
        // Some places get another answer.
        const after = before.map((answer, place) => {
          const others = ['open', 'closed', 'filtered'].filter((other) => other !== answer);
          return places.slice(0, turn % (places.length + 1)).includes(place) ? (others[turn % 2] ?? answer) : answer;
        });
        const facts = (list: readonly string[]) => {
          const ports = (wanted: string) => list.flatMap((answer, index) => (answer === wanted ? [1000 + index] : []));
          const closed = ports('closed').length;
          return scan({ asked: `1000-${999 + list.length}`, open: ports('open'), filtered: ports('filtered'), closed });
        };
        const lines = before.flatMap((answer, index) =>
          answer === after[index] ? [] : [`${1000 + index}: ${answer} -> ${after[index]}\n`],
        );
        const outcome = await changed(kept('before', facts(before)), kept('after', facts(after)));
        expect(outcome).toMatchObject({ stdout: lines.join(''), stderr: '', code: lines.length > 0 ? 1 : 0 });
      }),
      { numRuns: isWhole ? 100 : 12 },
    );
  });

  test('compares the ports that were asked, not how they were written', async () => {
    const [one, other] = [
      { asked: '1-3', closed: 1 },
      { asked: '3,2,1', closed: 1 },
    ].map(scan);
    expect((await changed(kept('one', one ?? {}), kept('other', other ?? {}))).code).toBe(0);
  });

  test.each([
    ['another host', { address: '127.0.0.2' }, `two hosts: 127.0.0.1 and 127.0.0.2`],
    ['other ports', { asked: '1-8', closed: 6 }, 'two lists of ports: 1-9 and 1-8'],
    ['a scan that ended early', { complete: false }, 'FILE is no kept scan: "it is not complete"'],
    ['another version', { schema: 2 }, 'FILE is no kept scan: "its schema is not 1"'],
    ['a port in two lists', { filtered: [1], closed: 7 }, 'its ports are not those that were asked'],
    ['a port that was not asked', { open: [10] }, 'its ports are not those that were asked'],
    ['a port that is no number', { open: ['\x1b[2J'] }, 'its ports are not those that were asked'],
    ['a wrong count', { closed: 8 }, 'its ports are not those that were asked'],
    ['a count that is a text', { closed: '7' }, 'its ports are not those that were asked'],
    ['bad ports', { asked: '\x1b[2J\x9b' }, String.raw`bad ports "\x1b[2J\xc2\x9b"`],
    ['long bad ports', { asked: 'x'.repeat(999) }, `scan: "bad ports "${'x'.repeat(189)}"`],
    ['an address with control characters', { address: '\x1b[2J' }, 'its address is no IP address'],
  ])('cannot say, with exit code 2, given %s', async (_, facts, why) => {
    const [before, after] = [kept('good', scan()), kept('bad', scan(facts))];
    const { stdout, stderr, code } = await changed(before, after);
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toContain(why.replace('FILE', JSON.stringify(after)));
    expect(stderr).toMatch(/^[ -~]+\n$/);
  });

  test.each(['', 'null', '[]', '{"schema":1', '7'])('cannot say, given a file that holds %j', async (text) => {
    const { stderr, code } = await changed(kept('good', scan()), kept('bad', text));
    expect([stderr.split('\n').length, code]).toEqual([2, 2]);
  });

  test('cannot say, and does not wait, given a folder, a named pipe or a long file', async () => {
    const pipe = join(folder, 'pipe');
    if (process.platform !== 'win32') execFileSync('mkfifo', [pipe]);
    const files = process.platform === 'win32' ? [folder] : [folder, pipe];
    for (const file of files) {
      expect(await changed(kept('good', scan()), file)).toEqual(refused(`${JSON.stringify(file)} is not a file`));
    }
    const long = kept('long', ' '.repeat(1_000_001));
    expect(await changed(kept('good', scan()), long)).toEqual(refused(`${JSON.stringify(long)} is too long`));
  });

  test('cannot say, given a file that is not there, or one file only', async () => {
    const none = join(folder, 'none');
    expect(await changed(kept('good', scan()), none)).toEqual(refused(`cannot read ${JSON.stringify(none)}: ENOENT`));
    const usage = 'usage: changed.ts [BEFORE AFTER]';
    expect(await ask('changed.ts', 'one')).toEqual(refused(`bad arguments "one": ${usage}`));
  });

  test('its two files are results of keep.ts', () => {
    const files = ['before', 'after'].map((name) => readFileSync(join(lessonsDir, id, `${name}.json`), 'utf8'));
    for (const file of files) expect(Object.keys(JSON.parse(file))).toEqual(Object.keys(scan()));
  });
});

describe('gentle.ts', () => {
  test.each(['0', '501', 'fast'])('refuses the rate "%s"', async (rate) => {
    const line = `bad rate ${JSON.stringify(rate)}: a number from 1 to 500`;
    expect(await ask('gentle.ts', host, 4401, rate)).toEqual(refused(line));
  });
});

describe('TokenBucket', () => {
  test('gives tokens at its rate, and after a pause no more than it holds', async () => {
    const bucket = new TokenBucket(1000, 5);
    const start = performance.now();
    for (let count = 0; count <= 100; count++) await bucket.take();
    expect(performance.now() - start).toBeGreaterThanOrEqual(95);
    while (performance.now() - start < 200); // 100 tokens come, 5 stay
    const pause = performance.now();
    for (let count = 0; count < 25; count++) await bucket.take();
    expect(performance.now() - pause).toBeGreaterThanOrEqual(19);
  });
});
