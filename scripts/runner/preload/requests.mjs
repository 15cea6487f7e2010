// Reports the connection requests of a program on descriptor 4 (node --import): when each began, when its wait ended, because an
// answer came or the socket was closed, and when the program closed its side of the connection. The program's own process notes
// the times, so a busy machine does not change them.
//
// JavaScript, like start.mjs. Loaded after reports.mjs, and before the restrictions, which keep what it replaces.

import { takeReports } from './reports.mjs';

const net = process.getBuiltinModule('node:net');

const write = takeReports();
const handle = net._createServerHandle('127.0.0.1', 0, 4);
const tcp = Object.getPrototypeOf(handle);
const { close, connect, connect6, reset, shutdown } = tcp;
handle.close();

/** The numbers of the requests, by the handle of their socket. */
const waiting = new Map();
const open = new Map();
let count = 0;

/** Nanoseconds of a clock that all processes of this machine share, as text. */
const now = () => String(process.hrtime.bigint());
const report = (message) => write(`${JSON.stringify(message)}\n`);

/** Reports something that happens to the request of a socket once. */
function note(what, requests, socket) {
  const id = requests.get(socket);
  if (id === undefined) return;
  requests.delete(socket);
  report({ id, [what]: now() });
}

for (const [name, original] of Object.entries({ connect, connect6 })) {
  tcp[name] = function (request, address, port, ...rest) {
    const begin = now();
    const { oncomplete } = request;
    request.oncomplete = (status, socket, ...others) => {
      note('end', waiting, socket);
      return Reflect.apply(oncomplete, request, [status, socket, ...others]);
    };
    const error = Reflect.apply(original, this, [request, address, port, ...rest]);
    if (error === 0) {
      waiting.set(this, count);
      open.set(this, count);
      report({ id: count++, port, begin });
    }
    return error;
  };
}

for (const [name, original] of Object.entries({ close, reset })) {
  tcp[name] = function (...args) {
    const result = Reflect.apply(original, this, args);
    note('end', waiting, this);
    note('closed', open, this);
    return result;
  };
}

/** The prototype that has `shutdown`. The restrictions limit it there, so it must not be hidden below. */
let stream = tcp;
while (!Object.hasOwn(stream, 'shutdown')) stream = Object.getPrototypeOf(stream);
stream.shutdown = function (...args) {
  const error = Reflect.apply(shutdown, this, args);
  if (error === 0) note('closed', open, this);
  return error;
};

process.on('exit', () => {
  for (const socket of waiting.keys()) note('end', waiting, socket);
  for (const socket of open.keys()) note('closed', open, socket);
});
