// Reports on descriptor 4 which calls the program makes on its sockets, and which events they emit (node --import): a line of JSON
// each, as scripts/runner/call.ts describes it. It adds no listener and reads nothing, so a stream flows or waits as it would
// without it. After 1,000 lines it puts everything back as it was.
//
// JavaScript, like start.mjs. Loaded after reports.mjs and after the restrictions, whose own sockets are not the program's.

import dgram from 'node:dgram';
import net from 'node:net';
import { getCallSites } from 'node:util';
import { takeReports } from './reports.mjs';

const most = 1000;

const { apply } = Reflect;
const { defineProperty, getOwnPropertyDescriptor } = Object;
const { isInteger } = Number;
const { stringify } = JSON;
const { byteLength, isEncoding } = Buffer;
const { exec } = RegExp.prototype;
const { startsWith } = String.prototype;
const { isArray } = Array;
const { bigint } = process.hrtime;
const later = setImmediate;

const write = takeReports();
let count = 0;
let waiting = '';
const undo = [];

/** Puts everything back, unless the program has replaced it in the meantime. */
function stop() {
  count = most;
  for (const one of undo.splice(0)) one();
}

function flush() {
  const lines = waiting;
  waiting = '';
  if (lines !== '' && !write(lines)) stop();
}

/** The number of each socket. */
const numbers = new WeakMap();
let sockets = 0;
const number = (socket) => void numbers.set(socket, ++sockets);

/** The lines of one turn of the event loop are written together: a system call each would cost more than all the rest. */
function report(socket, what, more) {
  if (waiting === '') later(flush).unref();
  count += 1;
  const line = { at: Number(bigint()) / 1e6, socket: numbers.get(socket), what, ...more };
  waiting += `${stringify(line)}\n`;
  if (count < most) return;
  waiting += '{"more":true}\n';
  flush();
  stop();
}

/** The value of a property; not that of a getter, which would run code of the program. */
const ownValue = (one, name) =>
  (typeof one === 'object' && one !== null) || typeof one === 'function'
    ? getOwnPropertyDescriptor(one, name)?.value
    : undefined;

function portOf(value) {
  const port = typeof value === 'string' && value !== '' ? Number(value) : value;
  return isInteger(port) && port > 0 && port <= 65_535 ? port : undefined;
}

const sizeOf = (data, encoding) => {
  const size =
    typeof data === 'string'
      ? byteLength(data, typeof encoding === 'string' && isEncoding(encoding) ? encoding : 'utf8')
      : data?.byteLength;
  return isInteger(size) && size >= 0 ? size : undefined;
};

const nothing = () => undefined;
const bytes = (args) => ({ bytes: sizeOf(args[0], args[1]) });
const failed = (args) => {
  const code = ownValue(args[0], 'code');
  return { code: typeof code === 'string' && apply(exec, /^E[A-Z0-9_]{1,40}$/, [code]) ? code : undefined };
};

/** The ports of a socket. Asks its handle: the properties of the socket keep what they find, even if it comes too early. */
function ports(socket) {
  const { _handle: handle } = socket;
  const [local, remote] = [{}, {}];
  handle?.getsockname?.(local);
  handle?.getpeername?.(remote);
  return { local: portOf(local.port), remote: portOf(remote.port) };
}

/** Whether Node itself made the call that is being reported, for example `end()` after the other side has ended. */
const isByNode = () => {
  const name = getCallSites(5).find(({ scriptName }) => scriptName !== import.meta.url)?.scriptName ?? '';
  return apply(startsWith, name, ['node:']) && name !== 'node:events';
};

/**
 * Calls `before` with the object and the arguments, before each call of a method. What fails there is no concern of the program,
 * and of no other report: a program may emit an event with anything.
 */
function watch(owner, name, before) {
  const original = owner[name];
  const was = getOwnPropertyDescriptor(owner, name);
  function watched(...args) {
    try {
      if (count < most) before(this, args);
    } catch {}
    return apply(original, this, args);
  }
  for (const key of ['name', 'length']) defineProperty(watched, key, { value: original[key], configurable: true });
  const enumerable = was?.enumerable ?? false;
  defineProperty(owner, name, { value: watched, writable: true, configurable: true, enumerable });
  undo.push(() => {
    if (getOwnPropertyDescriptor(owner, name)?.value !== watched) return;
    if (was === undefined) delete owner[name];
    else defineProperty(owner, name, was);
  });
}

/** Reports calls. `describe` gets the arguments and the object; null leaves the call out. */
function watchCalls(owner, calls) {
  for (const [name, describe] of Object.entries(calls)) {
    watch(owner, name, (socket, args) => {
      const more = describe(args, socket);
      // Other sockets are not the program's own: its standard output.
      if (more !== null && numbers.has(socket)) report(socket, `${name}()`, more);
    });
  }
}

function watchEvents(owner, events) {
  const described = new Map(Object.entries(events));
  watch(owner, 'emit', (socket, args) => {
    const describe = described.get(args[0]);
    if (describe === undefined || !numbers.has(socket)) return;
    const about = describe([args[1], args[2]], socket);
    report(about?.socket ?? socket, args[0], about?.more ?? about);
  });
}

function watchTcp() {
  watchCalls(net.Socket.prototype, {
    connect(args, socket) {
      number(socket);
      // node:net passes its options in an array.
      const first = isArray(args[0]) ? args[0][0] : args[0];
      return { remote: portOf(typeof first === 'object' ? ownValue(first, 'port') : first) };
    },
    write: bytes,
    end: (args, socket) => (numbers.has(socket) ? { ...bytes(args), byNode: isByNode() || undefined } : null),
    destroy: (_, socket) => (numbers.has(socket) && !isByNode() ? undefined : null),
    resetAndDestroy: nothing,
  });
  watchEvents(net.Socket.prototype, {
    connect: (_, socket) => ports(socket),
    data: (args, socket) => ({ bytes: sizeOf(args[0], socket.readableEncoding) }),
    end: nothing,
    drain: nothing,
    timeout: nothing,
    error: failed,
    close: nothing,
  });
  watchCalls(net.Server.prototype, {
    listen: (_, server) => number(server),
    close: nothing,
  });
  watchEvents(net.Server.prototype, {
    listening: (_, server) => ({ local: ports(server).local }),
    connection([socket]) {
      number(socket);
      return { socket, more: ports(socket) };
    },
    error: failed,
    close: nothing,
  });
}

/** A datagram socket may be given a list of pieces, or a part of a buffer, or no port if it is connected. */
function datagram(args) {
  const isPart = typeof args[2] === 'number';
  const size = isPart
    ? args[2]
    : isArray(args[0])
      ? args[0].reduce((sum, piece) => sum + sizeOf(piece), 0)
      : sizeOf(args[0]);
  return { bytes: isInteger(size) && size >= 0 ? size : undefined, remote: portOf(isPart ? args[3] : args[1]) };
}

function watchUdp() {
  const { address } = dgram.Socket.prototype;
  /** How many datagrams of a socket wait until it is bound. Node then calls `send` once more for each. */
  const unsent = new WeakMap();
  const bound = new WeakSet();
  const begin = (socket) => numbers.has(socket) || number(socket);
  watchCalls(dgram.Socket.prototype, {
    bind(_, socket) {
      // Node binds a socket that sends before it is bound.
      if (numbers.has(socket)) return null;
      begin(socket);
    },
    connect(args, socket) {
      begin(socket);
      return { remote: portOf(args[0]) };
    },
    send(args, socket) {
      begin(socket);
      const count = unsent.get(socket);
      if (count > 0 && isByNode()) {
        unsent.set(socket, count - 1);
        return null;
      }
      if (!bound.has(socket)) unsent.set(socket, (count ?? 0) + 1);
      return datagram(args);
    },
    close: nothing,
  });
  watchEvents(dgram.Socket.prototype, {
    listening(_, socket) {
      bound.add(socket);
      return { local: portOf(apply(address, socket, []).port) };
    },
    connect: nothing,
    message: ([data, from]) => ({ bytes: sizeOf(data), remote: portOf(ownValue(from, 'port')) }),
    error: failed,
    close: nothing,
  });
}

if (write !== undefined) {
  process.on('exit', flush);
  watchTcp();
  watchUdp();
}
