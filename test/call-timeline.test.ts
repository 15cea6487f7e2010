// Which ends of the calls of programs belong together, and what led to what.
import { describe, expect, test } from 'vitest';
import type { Call, CallName } from '../scripts/runner/call.ts';
import { portList, scanOf, timelineOf } from '../site/shared/calls.ts';

type Short = [at: number, socket: number, what: CallName, more?: Partial<Call>];
const run = (program: string, ...calls: Short[]) => ({
  program,
  calls: calls.map(([at, socket, what, more]): Call => ({ at, socket, what, ...more })),
});

const server = run(
  'server.ts',
  [0, 1, 'listen()'],
  [1, 1, 'listening', { local: 8888 }],
  [12, 2, 'connection', { local: 8888, remote: 40_000 }],
  [13, 2, 'end()', { bytes: 25 }],
  [18, 2, 'end'],
  [19, 2, 'close'],
);
const client = run(
  'client.ts',
  [10, 1, 'connect()', { remote: 8888 }],
  [11, 1, 'connect', { local: 40_000, remote: 8888 }],
  [14, 1, 'data', { bytes: 20 }],
  [15, 1, 'data', { bytes: 5 }],
  [16, 1, 'end'],
  [17, 1, 'end()', { byNode: true }],
  [20, 1, 'close'],
);

/** The rows in short: lane, what, and the numbers of the rows to which they led, or the other side. */
const shorten = (rows: ReturnType<typeof timelineOf>) =>
  rows.map(({ lane, what, times, bytes, to, other }) =>
    [lane[0], what, times > 1 && `${times}x`, bytes, to.length > 0 && `-> ${to}`, other && `${other} other`]
      .filter(Boolean)
      .join(' '),
  );

describe('the timeline', () => {
  test('has both ends of a connection in order of time, and what led to what', () => {
    const rows = timelineOf([server, client]);
    expect(shorten(rows)).toEqual([
      's listen()',
      's listening',
      'c connect() -> 4',
      'c connect',
      's connection',
      's end() 25 -> 6,7',
      'c data 2x 25',
      'c end',
      'c end() -> 9',
      's end',
      's close',
      'c close',
    ]);
    expect(rows.map(({ ms }) => ms)).toEqual([0, 1, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20]);
    expect(rows[1]).toMatchObject({ program: 'server.ts', listensAt: 8888, ports: undefined });
    for (const index of [2, 4, 11]) expect(rows[index]?.ports).toEqual({ client: 40_000, server: 8888 });
    expect(rows[8]).toMatchObject({ program: 'client.ts', byNode: true });
  });

  test('is the same whatever order the programs come in', () => {
    expect(timelineOf([client, server])).toEqual(timelineOf([server, client]));
  });

  test('shows of other programs only the sockets that talked to those of the program', () => {
    const stranger = run('stranger.ts', [3, 1, 'connect()', { remote: 9 }], [4, 1, 'error', { code: 'ECONNREFUSED' }]);
    const rows = timelineOf([client], [server, stranger]);
    expect(new Set(rows.map(({ program }) => program))).toEqual(new Set(['client.ts', 'server.ts']));
    expect(shorten(rows).slice(0, 4)).toEqual(['c connect() -> 2', 'c connect', 's connection', 's end() 25 -> 4,5']);
  });

  test('draws calls and events to and from a side whose calls are not known', () => {
    expect(shorten(timelineOf([client]))).toEqual([
      'c connect() to other',
      'c connect from other',
      'c data 2x 25 from other',
      'c end from other',
      'c end() to other',
      'c close',
    ]);
    const refused = run('x.ts', [1.5, 1, 'connect()', { remote: 9 }], [2, 1, 'error', { code: 'ECONNREFUSED' }]);
    expect(shorten(timelineOf([refused, server])).slice(1, 4)).toEqual([
      's listening',
      'c connect() to other',
      'c error from other',
    ]);
  });

  test('joins a port that is used again with the connection that is nearest in time', () => {
    const again = (calls: readonly Call[]) =>
      calls.map((call) => ({ ...call, at: call.at + 1000, socket: call.socket + 9 }));
    const twice = {
      program: 'server.ts',
      calls: [...server.calls, ...again(server.calls.filter(({ socket }) => socket === 2))],
    };
    const second = { program: 'second.ts', calls: again(client.calls) };
    const rows = timelineOf([twice, client, second]);
    const connects = rows.filter(({ what }) => what === 'connect()');
    expect(connects.map(({ to }) => rows[to[0] ?? 0]?.ms)).toEqual([12, 1012]);
  });

  test('keeps the lanes of a program that is both ends, and of a socket that connected to itself', () => {
    const both = {
      program: 'both.ts',
      calls: [...server.calls, ...client.calls.map((one) => ({ ...one, socket: 9 }))],
    };
    expect(shorten(timelineOf([both]))).toEqual(shorten(timelineOf([server, client])));
    const self = run(
      'self.ts',
      [1, 1, 'connect()', { remote: 40_000 }],
      [2, 1, 'connect', { local: 40_000, remote: 40_000 }],
      [3, 1, 'write()', { bytes: 2 }],
      [4, 1, 'data', { bytes: 2 }],
    );
    expect(new Set(timelineOf([self]).map(({ lane }) => lane))).toEqual(new Set(['client']));
  });

  test('joins datagrams by ports and size; one that was lost leads to the other side', () => {
    const asker = run(
      'asker.ts',
      [2, 1, 'send()', { bytes: 5, remote: 7000 }],
      [3, 1, 'listening', { local: 6000 }],
      [4, 1, 'send()', { bytes: 6, remote: 7000 }],
      [8, 1, 'message', { bytes: 3, remote: 7000 }],
      [9, 1, 'message', { bytes: 1, remote: 7777 }],
    );
    const answerer = run(
      'answerer.ts',
      [0, 1, 'bind()'],
      [1, 1, 'listening', { local: 7000 }],
      [6, 1, 'message', { bytes: 6, remote: 6000 }],
      [7, 1, 'send()', { bytes: 3, remote: 6000 }],
    );
    const rows = timelineOf([asker], [answerer]);
    expect(shorten(rows)).toEqual([
      's bind()',
      's listening',
      'c send() 5 to other',
      'c listening',
      'c send() 6 -> 5',
      's message 6',
      's send() 3 -> 7',
      'c message 3',
      'c message 1 from other',
    ]);
    expect(rows[5]?.ports).toEqual({ client: 6000, server: 7000 });
  });

  test('leads a reset to the error of the other end', () => {
    const vanishing = {
      ...client,
      calls: [...client.calls.slice(0, 2), { at: 14, socket: 1, what: 'resetAndDestroy()' }],
    };
    const staying = {
      ...server,
      calls: [...server.calls.slice(0, 3), { at: 15, socket: 2, what: 'error', code: 'ECONNRESET' }],
    };
    expect(shorten(timelineOf([staying, vanishing] as Parameters<typeof timelineOf>[0])).slice(-2)).toEqual([
      'c resetAndDestroy() -> 6',
      's error',
    ]);
  });

  test('of no program is empty, and times that a program made up lead nowhere', () => {
    expect(timelineOf([])).toEqual([]);
    const liar = { ...client, calls: client.calls.map((call) => ({ ...call, at: 1e12 - call.at })) };
    for (const [index, { to }] of timelineOf([server, liar]).entries()) {
      for (const next of to) expect(next).toBeGreaterThan(index);
    }
  });
});

describe('the answers of a scan', () => {
  const probe = (port: number, ...then: [CallName, Partial<Call>?][]): Call[] =>
    [['connect()', { remote: port }] as [CallName, Partial<Call>], ...then].map(([what, more], index) => ({
      at: index,
      socket: port,
      what,
      ...more,
    }));

  test('are in the order of the ports: open, closed, filtered or none yet', () => {
    expect(
      scanOf([
        ...probe(9, ['timeout'], ['destroy()'], ['close']),
        ...probe(80, ['connect', { local: 5, remote: 80 }], ['destroy()'], ['close']),
        ...probe(22, ['error', { code: 'ECONNREFUSED' }], ['close']),
        ...probe(25, ['error', { code: 'ECONNRESET' }], ['close']),
        ...probe(4000, ['connect', { local: 4000, remote: 4000 }]),
        ...probe(443, ['timeout']),
        ...probe(7, ['error', { code: 'EHOSTUNREACH' }]),
      ]),
    ).toEqual([
      { port: 7, answer: 'filtered' },
      { port: 9, answer: 'filtered' },
      { port: 22, answer: 'closed' },
      { port: 25, answer: 'open' },
      { port: 80, answer: 'open' },
      { port: 443, answer: 'waiting' },
      { port: 4000, answer: 'closed' },
    ]);
  });

  test('of a port that is asked again are what it answered', () => {
    const others = [1, 2, 3, 4].flatMap((port) => probe(port, ['connect']));
    const asked = (...rounds: Call[][]) =>
      scanOf([...others, ...rounds.flatMap((calls, round) => calls.map((call) => ({ ...call, socket: 100 + round })))]);
    const [silent, open, waits] = [probe(9, ['destroy()']), probe(9, ['connect']), probe(9)];
    expect(asked(silent, open)?.at(-1)).toEqual({ port: 9, answer: 'open' });
    expect(asked(open, silent)?.at(-1)).toEqual({ port: 9, answer: 'open' });
    expect(asked(silent, waits)?.at(-1)).toEqual({ port: 9, answer: 'filtered' });
  });

  test('are none of a program that asks fewer than five ports, or only serves', () => {
    expect(scanOf([1, 2, 3, 4].flatMap((port) => probe(port)))).toBe(undefined);
    expect(scanOf(server.calls)).toBe(undefined);
  });

  test('are written with ranges', () => {
    expect(portList([22, 80, 81, 82, 443, 444])).toBe('22, 80–82, 443–444');
    expect(portList([])).toBe('');
  });
});
