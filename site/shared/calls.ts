// The calls that programs made on their sockets, as one story: which ends talked to each other, in which order, and what led to
// what. Drawn by site/client/calls-ladder.ts.
import type { Call, CallName } from '../../scripts/runner/call.ts';

export { mostCalls } from '../../scripts/runner/call.ts';

/** The calls of one run of a program. */
export interface ProgramCalls {
  /** The program's file. */
  program: string;
  calls: readonly Call[];
}

/** Like in all figures of the course, the server is at the left. */
export type Lane = 'server' | 'client';

/** One or more equal calls or events of a socket, with nothing in between. */
export interface CallRow {
  /** Since the first row. */
  ms: number;
  lane: Lane;
  program: string;
  what: CallName;
  /** How many they are. */
  times: number;
  /** Of all of them. */
  bytes?: number | undefined;
  code?: string | undefined;
  byNode?: boolean | undefined;
  /** The ports of the conversation, if it has any: the client's, where it is known, and the server's. */
  ports?: { client?: number | undefined; server: number } | undefined;
  /** The port of a server that listens. */
  listensAt?: number | undefined;
  /** The rows of the other end to which this led. */
  to: number[];
  /** Whether something went to, or came from, another side whose calls are not known. */
  other?: 'to' | 'from' | undefined;
}

/** One socket of a program. */
interface End {
  program: string;
  calls: readonly Call[];
  kind: 'listener' | 'tcp' | 'udp';
  lane: Lane;
  local: number | undefined;
  remote: number | undefined;
  /** The other end of a TCP connection. */
  peer?: End;
}

const has = (calls: readonly Call[], ...names: CallName[]) => calls.some(({ what }) => names.includes(what));
const last = (calls: readonly Call[], port: 'local' | 'remote') =>
  calls.findLast((call) => call[port] !== undefined)?.[port];

function endOf(program: string, calls: readonly Call[]): End {
  const kind = has(calls, 'listen()') ? 'listener' : has(calls, 'bind()', 'send()', 'message') ? 'udp' : 'tcp';
  // A datagram socket that sends first is a client; one that only waits is none.
  const first = calls.find(({ what }) => ['connection', 'connect()', 'send()', 'message'].includes(what))?.what;
  const isClient = kind === 'udp' ? first === 'send()' : first === 'connect()';
  return {
    program,
    calls,
    kind,
    lane: kind !== 'listener' && isClient ? 'client' : 'server',
    local: last(calls, 'local'),
    remote: last(calls, 'remote'),
  };
}

const endsOf = ({ program, calls }: ProgramCalls): End[] =>
  [...Map.groupBy(calls, ({ socket }) => socket).values()].map((own) => endOf(program, own));

/** Joins the two ends of each TCP connection: the ports of one are those of the other, exchanged. */
function join(ends: readonly End[]): void {
  const begun = ({ calls }: End) => calls[0]?.at ?? 0;
  const connected = ends.filter((end) => end.kind === 'tcp' && has(end.calls, 'connection', 'connect'));
  const servers = connected.filter(({ lane }) => lane === 'server');
  for (const client of connected.filter(({ lane }) => lane === 'client')) {
    // A port may be used again: of several the nearest in time.
    const [server] = servers
      .filter((one) => one.peer === undefined && one.local === client.remote && one.remote === client.local)
      .sort((a, b) => Math.abs(begun(a) - begun(client)) - Math.abs(begun(b) - begun(client)));
    if (server === undefined) continue;
    server.peer = client;
    client.peer = server;
  }
}

/** Whether two datagram sockets exchanged something. */
const exchanged = (one: End, other: End) =>
  one.kind === 'udp' &&
  other.kind === 'udp' &&
  (
    [
      [one, other],
      [other, one],
    ] as const
  ).some(([from, to]) =>
    to.calls.some(({ what, remote }) => what === 'message' && remote === from.local && from.local !== undefined),
  );

/** A row while it is made, with its socket. */
interface Draft extends CallRow {
  end: End;
  at: number;
  remote: number | undefined;
}

function draftOf(end: End, { at, what, bytes, code, byNode, local, remote }: Call): Draft {
  const far = end.kind === 'udp' ? remote : (remote ?? end.remote);
  const ports =
    far === undefined || end.kind === 'listener'
      ? undefined
      : end.lane === 'client'
        ? { client: end.local, server: far }
        : end.local === undefined
          ? undefined
          : { client: far, server: end.local };
  const { lane, program } = end;
  const listensAt = what === 'listening' ? local : undefined;
  return { end, at, ms: 0, lane, program, what, times: 1, bytes, code, byNode, ports, listensAt, to: [], remote };
}

const repeatable: readonly CallName[] = ['write()', 'data', 'drain', 'timeout'];

/** The rows of some sockets in order of time. Equal calls of one socket with nothing in between are one row. */
function rowsOf(ends: readonly End[]): Draft[] {
  const all = ends.flatMap((end) => end.calls.map((call) => draftOf(end, call))).sort((a, b) => a.at - b.at);
  const rows: Draft[] = [];
  for (const row of all) {
    const before = rows.at(-1);
    if (before?.end === row.end && before.what === row.what && repeatable.includes(row.what)) {
      before.times += 1;
      before.bytes = row.bytes === undefined ? before.bytes : (before.bytes ?? 0) + row.bytes;
    } else rows.push(row);
  }
  for (const row of rows) row.ms = row.at - (rows[0]?.at ?? 0);
  return rows;
}

/** Finds what of a connection led to what, from one end to the other. */
function leadTcp(rows: readonly Draft[], from: End, to: End): void {
  const lead = (index: number, found: number) => {
    if (found > index) rows[index]?.to.push(found);
  };
  const find = (...names: CallName[]) => rows.findIndex(({ end, what }) => end === to && names.includes(what));
  const received: { index: number; sum: number }[] = [];
  let [sent, got] = [0, 0];
  for (const [index, { end, what, bytes = 0 }] of rows.entries()) {
    if (end !== to || what !== 'data') continue;
    got += bytes;
    received.push({ index, sum: got });
  }
  for (const [index, { end, what, bytes = 0 }] of rows.entries()) {
    if (end !== from) continue;
    if (what === 'connect()') lead(index, find('connection'));
    if (bytes > 0 && (what === 'write()' || what === 'end()')) {
      sent += bytes;
      lead(index, received.find(({ sum }) => sum >= sent)?.index ?? -1);
    }
    if (what === 'end()') lead(index, find('end'));
    if (what === 'resetAndDestroy()') lead(index, find('error'));
    if (what === 'destroy()' && !has(from.calls, 'end()')) lead(index, find('end', 'error'));
  }
}

/** Finds the datagram that each one became: of the same ports and size. One that got lost leads nowhere. */
function leadUdp(rows: readonly Draft[]): void {
  const taken = new Set<Draft>();
  for (const [index, sent] of rows.entries()) {
    if (sent.what !== 'send()') continue;
    const remote = sent.remote ?? sent.end.remote;
    const isArrival = (one: Draft, at: number) =>
      one.what === 'message' &&
      at > index &&
      !taken.has(one) &&
      one.end.local === remote &&
      one.remote === sent.end.local &&
      one.bytes === sent.bytes;
    const found = rows.findIndex(isArrival);
    const arrived = rows[found];
    if (arrived === undefined) {
      sent.other = 'to';
      continue;
    }
    taken.add(arrived);
    sent.to.push(found);
  }
  for (const row of rows) if (row.what === 'message' && !taken.has(row)) row.other = 'from';
}

const sends: readonly CallName[] = ['connect()', 'write()', 'end()', 'resetAndDestroy()'];
const gets: readonly CallName[] = ['connection', 'connect', 'data', 'end'];

/** Of an end whose other side is not known, what went there and what came from there. */
function leadAway(rows: readonly Draft[]): void {
  for (const row of rows) {
    const { end, what, code = '' } = row;
    if (end.kind === 'listener' || end.peer !== undefined) continue;
    if (/^E(CONNREFUSED|CONNRESET)$/.test(code)) row.other = 'from';
    if (end.kind !== 'tcp') continue;
    if (sends.includes(what)) row.other = 'to';
    if (gets.includes(what)) row.other = 'from';
  }
}

/**
 * Puts the calls of programs side by side, in order of time.
 * @param main the runs to show
 * @param others other runs, of which only the sockets are shown that talked to those of `main`
 */
export function timelineOf(main: readonly ProgramCalls[], others: readonly ProgramCalls[] = []): CallRow[] {
  const own = main.flatMap(endsOf);
  const foreign = others.flatMap(endsOf);
  join([...own, ...foreign]);
  const met = foreign.filter((end) => (end.peer && own.includes(end.peer)) || own.some((one) => exchanged(one, end)));
  const ends = [...own, ...met];
  const rows = rowsOf(ends);
  for (const end of ends) if (end.peer && ends.includes(end.peer)) leadTcp(rows, end, end.peer);
  leadUdp(rows);
  leadAway(rows);
  return rows.map(({ end, at, remote, ...row }) => row);
}

/** What a port answered to a connection request: nothing while it waits, and `filtered` if the program gave up. */
export type Answer = 'open' | 'closed' | 'filtered' | 'waiting';

/** A program that asks so many ports is a scanner. */
const scansFrom = 5;

function answerOf(calls: readonly Call[]): Answer {
  for (const { what, code, local, remote } of calls) {
    // A socket that the system connected to itself: no program listens there.
    if (what === 'connect') return local !== undefined && local === remote ? 'closed' : 'open';
    if (code === 'ECONNREFUSED') return 'closed';
    // The port took the connection in, and reset it at once.
    if (code === 'ECONNRESET' || code === 'EPIPE') return 'open';
    if (what === 'error' || what === 'destroy()' || what === 'close') return 'filtered';
  }
  return 'waiting';
}

/** A port that is asked again keeps what it answered before if it does not answer now. */
const worth: Record<Answer, number> = { waiting: 0, filtered: 1, closed: 2, open: 2 };

/**
 * The answers that a scanner got, in the order of the ports.
 * @returns undefined if the program is none: it asks too few ports
 */
export function scanOf(calls: readonly Call[]): { port: number; answer: Answer }[] | undefined {
  const answers = new Map<number, Answer>();
  for (const own of Map.groupBy(calls, ({ socket }) => socket).values()) {
    const [first] = own;
    if (first?.what !== 'connect()' || first.remote === undefined) continue;
    const answer = answerOf(own);
    if (worth[answer] >= worth[answers.get(first.remote) ?? 'waiting']) answers.set(first.remote, answer);
  }
  if (answers.size < scansFrom) return undefined;
  return [...answers].map(([port, answer]) => ({ port, answer })).sort((a, b) => a.port - b.port);
}

/** Ports as text, with ranges: "22, 80–82". */
export function portList(ports: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const port of ports) {
    const range = ranges.at(-1);
    if (range?.[1] === port - 1) range[1] = port;
    else ranges.push([port, port]);
  }
  return ranges.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(', ');
}
