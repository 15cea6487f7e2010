// What cells with "wire" print, and what crosses the wire meanwhile: the recordings (NAME.wire.json) are compared with a new
// capture where this machine can capture. Elsewhere the files are checked, and a line on standard error says so.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkFacts } from '../scripts/check/facts.ts';
import { checkProse } from '../scripts/check/prose.ts';
import {
  cellOf,
  type Lesson,
  lessonIds,
  lessonsDir,
  pairOf,
  readLesson,
  readRecording,
} from '../scripts/course/lesson.ts';
import { readTalk, talkIn, textOfTalk } from '../scripts/course/pairs.ts';
import { shortName } from '../scripts/course/rungs.ts';
import { checkLadders, checkPorts } from '../scripts/course/wire-consistency.ts';
import { type Ladder, type Recorded, type Rung, readWire, wireFileOf } from '../scripts/course/wire-file.ts';
import { startLab } from '../scripts/lab/lab.ts';
import { Problem } from '../scripts/project/problem.ts';
import { compare, comparePair } from '../scripts/recording/record.ts';
import { Capture } from '../scripts/recording/wire/capture.ts';
import { laddersOf, untilAnswered } from '../scripts/recording/wire/ladders.ts';
import { compareWire, normalForm } from '../scripts/recording/wire/normal-form.ts';
import { type Packet, readPacket } from '../scripts/recording/wire/packet.ts';
import { PcapReader } from '../scripts/recording/wire/pcap.ts';
import { stepsOf } from '../scripts/recording/wire/steps.ts';
import { run as finish } from './support/build.ts';
import { copyProject } from './support/project-copy.ts';
import { expectRecorded } from './support/recorded.ts';

let capture: Capture | undefined;
beforeAll(async () => {
  try {
    capture = await Capture.start();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    writeSync(2, `wire.test.ts: ${(error as Error).message}; only files and output are compared\n`);
  }
});
afterAll(() => capture?.close());

const subjects = lessonIds().flatMap((id) => {
  const lesson = readLesson(id);
  const wired = [...lesson.cells, ...lesson.pairs].filter(({ wire }) => wire !== undefined);
  return wired.map((one) => [`${id}/${one.name}`, lesson, one] as const);
});

/** The lines of a run, and the connection requests and the data among them, in order of time. */
function orderOf({ output, lines, ladders }: Recorded): string[] {
  const printed = output.split('\n');
  const rungs = ladders.flatMap((ladder) => ladder.rungs);
  const all = stepsOf({ lines, ladders }).map(({ line, rung = 0 }) =>
    line === undefined ? shortName(rungs[rung - 1] as Rung) : (printed[line]?.replace(/:\d+$/, '') ?? ''),
  );
  return all.filter((one) => !/^(SYN\/ACK|ACK|FIN)$/.test(one));
}

/** The server prints before it greets, the client what it hears: so each line stands between the packets around it. */
const visit = ['SYN', 'server: connect from: 127.0.0.1', 'data', 'client: welcome, 127.0.0.1'];
const orders: Record<string, string[]> = {
  '03-server-client/two-visits': ['server: listening on 127.0.0.1', ...visit, ...visit],
};

test.for(subjects)('what %s prints, and what crosses the wire, is what was recorded', async (one, context) => {
  const [name, lesson, subject] = one;
  const recorded = readWire(lesson, subject);
  if (capture === undefined) {
    const lab = await startLab();
    context.onTestFinished(() => lab.close());
    return expectRecorded(context, lesson, subject, lab);
  }
  const captured = await capture.run(lesson, subject);
  const { output, lines, ladders } = captured;
  expect(lines).toHaveLength(recorded.lines.length);
  if (orders[name]) expect(orderOf(captured)).toEqual(orders[name]);
  if ('file' in subject) compare(lesson, subject, readRecording(lesson, subject), output);
  else comparePair(lesson, subject, readTalk(lesson, subject), talkIn(output));
  checkLadders(name, ladders, subject.wire === true);
  compareWire(wireFileOf(subject), recorded.ladders, ladders);
});

test('a capture with lost packets is refused; npm run wire reports their number', async () => {
  if (capture === undefined) return;
  // A tcpdump that reports three lost packets.
  const folder = mkdtempSync(join(tmpdir(), 'socketbook-tcpdump-'));
  const real = execFileSync('sh', ['-c', 'command -v tcpdump'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh
mkfifo "${folder}/complaints"
sed -u 's/0 packets dropped/3 packets dropped/' < "${folder}/complaints" >&2 &
exec ${real} "$@" 2> "${folder}/complaints"
`;
  writeFileSync(join(folder, 'tcpdump'), script, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  try {
    const losing = await Capture.start();
    const lesson = readLesson('03-server-client');
    const pieces = cellOf(lesson, 'pieces');
    expect(await losing.runOwn(lesson, pieces)).toMatchObject({ lost: 3 });
    const run = losing.run(lesson, pieces);
    await expect(run).rejects.toThrow('capture: packets are missing: 3 packets dropped by kernel; record again');
    await losing.close();
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});

describe('a recorded file', () => {
  let lesson: Lesson;
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'socketbook-wire-'));
    cpSync(lessonsDir, root, { recursive: true });
    lesson = readLesson('03-server-client', root);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  /** Changes the lines of the rungs in a wire file, and returns what is said of it. */
  function changed(name: string, change: (text: string, rungs: string[]) => string): string {
    const file = join(lesson.dir, wireFileOf(pairOf(lesson, name)));
    const before = readFileSync(file, 'utf8');
    const after = change(before, before.match(/^ {8}\{.*\}/gm) ?? []);
    expect(after).not.toBe(before);
    writeFileSync(file, after);
    try {
      return checkFacts(lesson, lessonIds(root))
        .map(({ message }) => message)
        .join('\n');
    } finally {
      writeFileSync(file, before);
    }
  }

  const notFromTheRun =
    'not from the same run as two-visits.pair.txt, or changed by hand; run "npm run record -- 03-server-client"';
  test.each([
    ['the answer', [2], 'rung 2 acknowledges 1, but the other end has sent up to 0'],
    ['the third segment of the handshake', [3], 'rung 3 comes before the third segment of the handshake'],
    ['the data', [4], 'rung 4 acknowledges 26, but the other end has sent up to 1'],
    ['the end', [7, 8], 'after rung 6 the connection does not end'],
    ['an acknowledgment that only acknowledges', [5], notFromTheRun],
  ])('without %s is refused', (_, numbers, why) => {
    const said = changed('two-visits', (text, rungs) => {
      const rest = numbers.reduce((now, number) => now.replace(rungs[number - 1] ?? '', ''), text);
      return rest.replace(/^,?\n/gm, '').replace(/,(?=\n +\])/g, '');
    });
    expect(said).toMatch(`lessons/03-server-client/two-visits.wire.json: ${why}`);
  });

  test.each([
    ['two rungs exchanged', 1, 2, 'rung 1 acknowledges 1, but the other end has sent up to 0'],
    ['two of one end exchanged', 4, 6, 'rung 4 has the number 26 instead of 1'],
  ])('with %s is refused', (_, one, other, why) => {
    const said = changed('two-visits', (text, rungs) => {
      const [a = '', b = ''] = [rungs[one - 1], rungs[other - 1]];
      return text.replace(a, '#').replace(b, a).replace('#', b);
    });
    expect(said).toMatch(`lessons/03-server-client/two-visits.wire.json: ${why}`);
  });

  test('with an acknowledgment below the one before it is refused', () => {
    const said = changed('two-visits', (text, rungs) =>
      text.replace(rungs[6] ?? '', (rungs[6] ?? '').replace('"ack":27', '"ack":1')),
    );
    expect(said).toMatch('two-visits.wire.json: rung 7 acknowledges 1, after 26');
  });

  test('with another port is refused, and the port of the output is named', () => {
    const port =
      /"127\.0\.0\.1:(\d+)",/.exec(readFileSync(join(lesson.dir, 'two-visits.wire.json'), 'utf8'))?.[1] ?? '';
    expect(changed('two-visits', (text) => text.replaceAll(`127.0.0.1:${port}"`, '127.0.0.1:1"'))).toBe(
      `lessons/03-server-client/two-visits.wire.json: port ${port} of the recorded output is in none of its ladders`,
    );
  });

  test('with a port that no output names changed is refused', () => {
    const to = (port: number) => changed('echo', (text) => text.replace(/"127\.0\.0\.1:\d+",/, `"127.0.0.1:${port}",`));
    expect(to(1)).toMatch(
      'port 1 is neither in the recorded output nor in lesson.json, and is no port that a system chooses',
    );
    expect(to(65_535)).toMatch(/echo\.wire\.json: not from the same run as echo\.pair\.txt/);
  });

  test('with a time too many, or without times, is refused, and so is another time', () => {
    const file = 'lessons/03-server-client/echo.wire.json';
    expect(changed('echo', (text) => text.replace('"lines": [', '"lines": [-1000,'))).toBe(
      `${file}: has the times of 10 lines, echo.pair.txt has 9 lines; run "npm run record -- 03-server-client"`,
    );
    expect(changed('echo', (text) => text.replace(/ +"lines": .*\n/, ''))).toMatch(`${file}: lines: missing`);
    expect(changed('echo', (text) => text.replace('"lines": [-', '"lines": [-1'))).toMatch(/not from the same run/);
  });

  test('with a word that is no control bit is refused, and the place is named', () => {
    const said = changed('echo', (text) => text.replace('"SYN"', '"HELLO"'));
    expect(said).toMatch(
      /^lessons\/03-server-client\/echo\.wire\.json: ladders\.0\.rungs\.0\.what\.0: .* "FIN" .* but received "HELLO"$/,
    );
  });

  test('of a cell without "wire" is refused', () => {
    const file = join(lesson.dir, 'server.wire.json');
    writeFileSync(file, '{}');
    const said = checkFacts(lesson, lessonIds(root)).map(({ message }) => message);
    rmSync(file);
    expect(said).toEqual(['lessons/03-server-client/server.wire.json: a recording without a cell; delete it']);
  });
});

describe('in every recorded file, even if its digest is computed again', () => {
  const all = subjects.map(([name, lesson, subject]) => ({ name, lesson, subject, ...readWire(lesson, subject) }));
  const isRefused = (action: () => void) => {
    try {
      action();
      return false;
    } catch (error) {
      if (error instanceof Problem) return true;
      throw error;
    }
  };
  /** The changes of rungs that are not refused. `change` gets the rungs of a ladder and an index, and returns other rungs. */
  function found(change: (rungs: Rung[], index: number) => Rung[] | undefined): string[] {
    return all.flatMap(({ name, subject, ladders }) =>
      ladders.flatMap((ladder, at) =>
        ladder.rungs.flatMap(({ what, again }, index) => {
          const rungs = change(ladder.rungs, index);
          if (rungs === undefined || rungs.length === 0) return [];
          const changed = ladders.with(at, { ...ladder, rungs });
          if (isRefused(() => checkLadders(name, changed, subject.wire === true))) return [];
          const isSelf = ladder.ends[0] === ladder.ends[1];
          return [`${what}${again ? ' again' : ''}${isSelf && what.includes('SYN') ? ' to itself' : ''}`];
        }),
      ),
    );
  }

  test('a missing rung is found if it takes a sequence number', () => {
    const missed = new Set(found((rungs, index) => rungs.toSpliced(index, 1)));
    // Nothing later depends on these: only the digest, and a new capture, find them.
    const free = ['ACK', 'SYN,ACK to itself', 'SYN again', 'RST,ACK', 'datagram', 'port unreachable'];
    expect([...missed].filter((what) => !free.includes(what))).toEqual([]);
  });

  test('two rungs that are exchanged are found', () => {
    expect(
      found((rungs, index) => {
        const [one, next] = [rungs[index], rungs[index + 1]];
        return one && next && one.ms !== next.ms ? rungs.with(index, next).with(index + 1, one) : undefined;
      }),
    ).toEqual([]);
  });

  test('changed numbers, bytes or times of a rung are reported', () => {
    const other = (fields: (rung: Rung) => Partial<Rung>) =>
      found((rungs, index) => {
        const rung = rungs[index];
        return rung === undefined || rung.seq === undefined
          ? undefined
          : rungs.with(index, { ...rung, ...fields(rung) });
      });
    expect(other(({ seq = 0 }) => ({ seq: seq + 1 }))).toEqual([]);
    expect(other(({ ack = 0 }) => ({ ack: ack + 10_000 }))).toEqual([]);
    expect(other(({ bytes = 0 }) => ({ bytes: bytes + 1 }))).toEqual([]);
    expect(other(() => ({ ms: -1 }))).toEqual([]);
  });

  test('a port that neither the output, nor lesson.json, nor the system gives is found', () => {
    for (const { name, lesson, subject, ladders } of all) {
      const output = 'file' in subject ? readRecording(lesson, subject) : textOfTalk(readTalk(lesson, subject));
      expect(isRefused(() => checkPorts(name, lesson, subject, output, ladders))).toBe(false);
      for (const [at, ladder] of ladders.entries()) {
        for (const end of [0, 1] as const) {
          const ends = ladder.ends.with(end, '127.0.0.1:1') as Ladder['ends'];
          const changed = ladders.with(at, { ...ladder, ends });
          expect(
            isRefused(() => checkPorts(name, lesson, subject, output, changed)),
            `${name} ${at} ${end}`,
          ).toBe(true);
        }
      }
    }
  });
});

describe('prose about a ladder', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'socketbook-wire-'));
    cpSync(lessonsDir, root, { recursive: true });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  /** What the checks say of a lesson after a change of its English core. */
  function saidOf(before: string, after: string, id = '03-server-client'): string[] {
    const file = join(root, id, 'en.mdx');
    const text = readFileSync(file, 'utf8');
    expect(text.split(before)).toHaveLength(2);
    writeFileSync(file, text.replace(before, after));
    try {
      const problems = checkProse(readLesson(id, root), 'en', [], root);
      return problems.map(({ message }) => message).filter((message) => !message.includes('no figure'));
    } finally {
      writeFileSync(file, text);
    }
  }
  const rung = '<Rung cell="two-visits" number="4" what="data">Rung 4</Rung>';
  const file = 'lessons/03-server-client/two-visits.wire.json';

  test.each([
    ['that is another rung', rung.replaceAll('4', '5'), `${file}: rung 5 is ACK, not data; rungs with data: 4, 12`],
    ['that does not exist', rung.replaceAll('4', '17'), `${file}: no rung 17; it has 16, counted from 1`],
    ['that is no number', rung.replaceAll('4', 'four'), `${file}: no rung NaN; it has 16, counted from 1`],
    [
      'that differs from its text',
      rung.replace('Rung 4', 'Rung 5'),
      '<Rung cell="two-visits" number="4">: its text does not have the number 4',
    ],
    [
      'of a ladder that is not on the page',
      rung.replace('two-visits', 'echo').replace('4', '13').replace('data', 'FIN').replace('Rung 4', 'Rung 13'),
      '<Rung cell="echo" number="13">: this page has no <Wire cell="echo">',
    ],
    [
      'of a cell whose packets are not recorded',
      rung.replace('two-visits', 'server'),
      'lessons/03-server-client/lesson.json: no cell or pair "server" with "wire"; it has: no-server, pieces, queue, reset, two-visits, echo',
    ],
  ])('with a number %s is refused', (_, after, remedy) => {
    const place = /^lessons\/03-server-client\/en\.mdx:\d+: /;
    const said = saidOf(rung, after);
    expect(said).toEqual([expect.stringMatching(place)]);
    expect(said[0]?.replace(place, '')).toBe(remedy);
  });

  test('with a question whose right answer names another rung, or a wrong answer the right one, is refused', () => {
    const id = '04-sequential-scan';
    const [right, wrong] = ['\nRung 2.\n', '\nRung 6.\n'];
    expect(saidOf(right, '\nRung 4.\n', id).join()).toMatch(
      /^lessons\/04-sequential-scan\/en\.mdx:\d+: this answer is marked right, but rung 4 of hung-up is "server RST"$/,
    );
    expect(saidOf(wrong, '\nRung 2.\n', id).join()).toMatch(
      /en\.mdx:\d+: this answer is marked wrong, but rung 2 of hung-up is "server SYN\/ACK"$/,
    );
    expect(saidOf(wrong, '\nRung 60.\n', id).join()).toMatch(
      /en\.mdx:\d+: .*hung-up\.wire\.json: no rung 60; it has 6/,
    );
  });

  test('with a figure of a cell whose packets are not recorded is refused', () => {
    expect(saidOf('<Wire cell="no-server">', '<Wire cell="server">').join()).toContain(
      'no cell or pair "server" with "wire"',
    );
  });
});

test('record.ts refuses a cell with "wire" on a machine that cannot capture, in one line that names the cell', async () => {
  const copy = copyProject();
  try {
    const { code, output } = await finish(process.execPath, ['scripts/record.ts', '02'], {
      cwd: copy,
      env: { PATH: join(copy, 'nothing') },
    });
    expect(code).toBe(2);
    expect(output).toMatch(
      /^lessons\/02-create-sockets\/lesson\.json: cell tcp: record it on another machine: this machine cannot capture: spawn unshare ENOENT; it needs Linux .*\n$/,
    );
  } finally {
    rmSync(copy, { recursive: true });
  }
});

describe('the normal form', () => {
  const rung = (from: 0 | 1, what: Rung['what'], more: Partial<Rung> = {}): Rung => ({ ms: 0, from, what, ...more });
  const ladder = (...rungs: Rung[]): Ladder => ({ over: 'tcp', ends: ['127.0.0.1:50000', '127.0.0.1:80'], rungs });
  const handshake = [rung(0, ['SYN']), rung(1, ['SYN', 'ACK']), rung(0, ['ACK'])];

  test('leaves out acknowledgments after the handshake, the cutting into segments, and what is sent again', () => {
    const once = ladder(...handshake, rung(1, ['FIN', 'data', 'ACK'], { bytes: 8 }), rung(0, ['ACK']));
    const twice = ladder(
      rung(0, ['SYN']),
      rung(0, ['SYN'], { again: true }),
      ...handshake.slice(1),
      rung(1, ['data', 'ACK'], { bytes: 3 }),
      rung(0, ['ACK']),
      rung(1, ['data', 'ACK'], { bytes: 5 }),
      rung(1, ['FIN', 'ACK']),
    );
    expect(normalForm(twice)).toBe(normalForm(once));
    expect(normalForm(once)).toBe('tcp: > SYN, < SYN/ACK, > ACK, < data 8, < FIN');
  });

  test('keeps who sent what, in order, and how many bytes', () => {
    const [base, ...others] = [
      ladder(...handshake, rung(1, ['data', 'ACK'], { bytes: 8 }), rung(1, ['FIN', 'ACK'])),
      ladder(...handshake, rung(0, ['data', 'ACK'], { bytes: 8 }), rung(1, ['FIN', 'ACK'])),
      ladder(...handshake, rung(1, ['data', 'ACK'], { bytes: 9 }), rung(1, ['FIN', 'ACK'])),
      ladder(...handshake, rung(1, ['FIN', 'ACK']), rung(1, ['data', 'ACK'], { bytes: 8 })),
      ladder(...handshake, rung(1, ['data', 'ACK'], { bytes: 8 }), rung(1, ['RST', 'ACK'])),
      ladder(...handshake, rung(1, ['data', 'ACK'], { bytes: 8 })),
      ladder(rung(0, ['SYN'])),
    ] as [Ladder, ...Ladder[]];
    for (const other of others) {
      expect(() => compareWire('x.wire.json', [base], [other])).toThrow(/^x\.wire\.json: ladder 1: out of date: /);
    }
    expect(() => compareWire('x.wire.json', [base], [])).toThrow('now captured: no such ladder');
  });
});

describe('laddersOf()', () => {
  const none = { protocol: 'tcp' as const, data: Buffer.alloc(0), length: 0, bits: [], seq: 0, ack: 0 };
  const [client, server] = ['127.0.0.1:50000', '127.0.0.1:80'];
  const out = { ...none, from: client, to: server };
  const back = { ...none, from: server, to: client };

  test('counts sequence numbers from the initial ones, over the end of their range, and marks what is sent again', () => {
    const data = Buffer.from('hi');
    const packets: Packet[] = [
      { ...out, time: 5_000_000, bits: ['SYN'], seq: 0xffff_ffff },
      { ...out, time: 6_030_000, bits: ['SYN'], seq: 0xffff_ffff },
      { ...back, time: 6_030_010, bits: ['SYN', 'ACK'], seq: 700, ack: 0 },
      { ...out, time: 6_030_020, bits: ['ACK'], seq: 0, ack: 701 },
      { ...out, time: 6_030_030, bits: ['ACK'], seq: 0, ack: 701, data, length: 2 },
    ];
    expect(laddersOf(packets)).toEqual([
      {
        over: 'tcp',
        ends: [client, server],
        rungs: [
          { ms: 0, from: 0, what: ['SYN'], seq: 0 },
          { ms: 1030, from: 0, what: ['SYN'], seq: 0, again: true },
          { ms: 1030.01, from: 1, what: ['SYN', 'ACK'], seq: 0, ack: 1 },
          { ms: 1030.02, from: 0, what: ['ACK'], seq: 1, ack: 1 },
          { ms: 1030.03, from: 0, what: ['data', 'ACK'], bytes: 2, seq: 1, ack: 1, text: 'hi' },
        ],
      },
    ]);
  });

  test('leaves out a conversation that began before the capture, and begins a new ladder when ports are used again', () => {
    const packets: Packet[] = [
      { ...back, time: 0, bits: ['SYN', 'ACK'], seq: 9, ack: 1 },
      { ...out, time: 10, bits: ['SYN'], seq: 1 },
      { ...back, time: 20, bits: ['RST', 'ACK'], ack: 2 },
      { ...out, time: 30, bits: ['SYN'], seq: 500 },
    ];
    expect(laddersOf(packets).map(normalForm)).toEqual(['tcp: > SYN, < RST', 'tcp: > SYN']);
  });

  test('gives an ICMP message to the end that was asked', () => {
    const packets: Packet[] = [
      { ...out, protocol: 'udp', time: 0, length: 5, data: Buffer.from('hello') },
      { ...out, protocol: 'icmp', time: 20 },
    ];
    expect(laddersOf(packets).map(normalForm)).toEqual(['udp: > datagram 5, < port unreachable']);
  });

  test('untilAnswered() ends with the third segment of the handshake, with a reset, or not at all', () => {
    const answered = (...bits: Packet['bits'][]) =>
      untilAnswered(
        laddersOf(bits.map((one, index) => ({ ...(index === 1 ? back : out), time: index, bits: one, seq: index }))),
      ).map(normalForm);
    expect(answered(['SYN'], ['SYN', 'ACK'], ['ACK'], ['FIN', 'ACK'])).toEqual(['tcp: > SYN, < SYN/ACK, > ACK']);
    expect(answered(['SYN'], ['RST', 'ACK'])).toEqual(['tcp: > SYN, < RST']);
    expect(answered(['SYN'])).toEqual(['tcp: > SYN']);
  });
});

test('stepsOf() orders rungs of all ladders and lines by time, and a rung before a line of the same time', () => {
  const ladder = (...times: number[]): Ladder => ({
    over: 'tcp',
    ends: ['127.0.0.1:50000', '127.0.0.1:80'],
    rungs: times.map((ms) => ({ ms, from: 0, what: ['ACK'] })),
  });
  // Standard error comes after standard output, so the times of lines are in any order.
  const steps = stepsOf({ ladders: [ladder(0, 2, 9), ladder(1, 2)], lines: [-3, 2, 12, 0.5] });
  expect(steps).toEqual([
    { ms: -3, line: 0 },
    { ms: 0, rung: 1 },
    { ms: 0.5, line: 3 },
    { ms: 1, rung: 4 },
    { ms: 2, rung: 2 },
    { ms: 2, rung: 5 },
    { ms: 2, line: 1 },
    { ms: 9, rung: 3 },
    { ms: 12, line: 2 },
  ]);
});

test('PcapReader reads a capture in pieces of any length, and takes lengths from the IP header', () => {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt32LE(1, 20);
  // A segment with 1000 bytes of data, of which the capture has 2.
  const ip = Buffer.alloc(42);
  ip.set([0x45, 0, 1040 >> 8, 1040 & 255, 0, 0, 0, 0, 64, 6, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]);
  ip.writeUInt16BE(50000, 20);
  ip.writeUInt16BE(80, 22);
  ip.writeUInt32BE(7, 24);
  ip.set([0x50, 0x18], 32);
  ip.write('hi', 40);
  const record = Buffer.alloc(16);
  record.writeUInt32LE(3, 0);
  record.writeUInt32LE(4, 4);
  record.writeUInt32LE(14 + ip.length, 8);
  const all = Buffer.concat([header, record, Buffer.alloc(14), ip]);
  for (const size of [1, 17, all.length]) {
    const reader = new PcapReader();
    const packets = [];
    for (let at = 0; at < all.length; at += size)
      for (const frame of reader.add(all.subarray(at, at + size))) packets.push(readPacket(frame));
    expect(packets).toEqual([
      {
        time: 3_000_004,
        protocol: 'tcp',
        from: '127.0.0.1:50000',
        to: '127.0.0.1:80',
        bits: ['ACK'],
        seq: 7,
        ack: 0,
        data: Buffer.from('hi'),
        length: 1000,
      },
    ]);
  }
  expect(() => [...new PcapReader().add(Buffer.alloc(24))]).toThrow('not a pcap stream');
});
