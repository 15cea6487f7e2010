// Loaded into a program of the course before its first line (node --import): sockets reach this machine only, and
// what Node's permission model leaves open is closed. Node knows no narrower --allow-net, and it lets a program signal
// any process, listen at paths of the file system and set V8's flags (Node docs, Permissions). A name that is looked up
// leaves the machine, too, in a question to a name server.
//
// Whatever a program does to JavaScript afterwards, it cannot get the original functions back: they are kept nowhere
// but here, and nothing here calls a method that a program could replace.

import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import v8 from 'node:v8';

type Method = (this: unknown, ...args: never[]) => unknown;
type Methods = Record<string, Method>;

const { apply } = Reflect;
const { exec } = RegExp.prototype;
const { create, defineProperty } = Object;
const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/i;
const wildcard = /^(0\.0\.0\.0|::)$/;
const is = (pattern: RegExp, text: unknown) => typeof text === 'string' && apply(exec, pattern, [text]) !== null;

class AccessDenied extends Error {
  override name = 'Error';
  code = 'ERR_ACCESS_DENIED';
}

function deny(what: string): never {
  throw new AccessDenied(`${what}: a program of this course reaches 127.0.0.1 and ::1 only, and nothing but sockets`);
}

function replace(owner: object, name: string, value: Method): void {
  defineProperty(owner, name, { value, writable: false, configurable: false });
}

function close(owner: object, names: readonly string[], what: string): void {
  for (const name of names) {
    if (name in owner) replace(owner, name, () => deny(`${what}${name}`));
  }
}

/** Lets `name` be called only if `allowed` says so of its arguments. */
function limit(owner: Methods, names: readonly string[], allowed: (args: never[]) => boolean): void {
  for (const name of names) {
    const original = owner[name] as Method;
    replace(owner, name, function (this: unknown, ...args: never[]) {
      if (!allowed(args)) deny(name);
      return apply(original, this, args);
    });
  }
}

const prototypeOf = (handle: object) => Object.getPrototypeOf(handle) as Methods;

interface Handle {
  close(): void;
}
const createHandle = (net as unknown as { _createServerHandle(address: string, port: number, family: number): Handle })
  ._createServerHandle;

function limitTcp(): void {
  const handle = createHandle('127.0.0.1', 0, 4);
  const tcp = prototypeOf(handle);
  const { getsockname } = tcp;
  limit(tcp, ['connect', 'connect6'], (args) => is(loopback, args[1]));
  const { listen } = tcp;
  replace(tcp, 'listen', function (this: unknown, ...args: never[]) {
    const bound: { address?: string } = create(null);
    // An address that is in use is not reported when it is bound, but now.
    const error = apply(getsockname as Method, this, [bound] as never[]);
    if (error !== 0) return error;
    if (!is(loopback, bound.address)) deny('listen');
    return apply(listen as Method, this, args);
  });
  handle.close();
}

function limitPipes(): void {
  // The only way to the class of these handles is to try one: nobody can listen at "/".
  const socket = net.connect('/').on('error', () => {});
  const { _handle } = socket as unknown as { _handle: object };
  const pipe = prototypeOf(_handle);
  // Lesson 01 shows one, of this name.
  const folder = (process.platform === 'win32' ? '\\\\.\\pipe\\' : `${os.tmpdir()}/`).replace(/[^\w]/g, '\\$&');
  const ours = new RegExp(`^${folder}socketbook-[0-9a-f]{8}(\\.sock)?$`);
  limit(pipe, ['bind'], (args) => is(ours, args[0]));
  limit(pipe, ['connect'], (args) => is(ours, args[1]));
  socket.destroy();
}

function limitUdp(): void {
  const socket = dgram.createSocket('udp4');
  const state = Object.getOwnPropertySymbols(socket)
    .map((symbol) => (socket as unknown as Record<symbol, { handle?: object }>)[symbol])
    .find((value) => value?.handle !== undefined);
  const udp = prototypeOf(state?.handle as object);
  limit(udp, ['connect', 'connect6'], (args) => is(loopback, args[0]));
  // A client that chose no port of its own is bound to a wildcard address and an ephemeral port.
  limit(udp, ['bind', 'bind6'], (args) => is(loopback, args[0]) || (is(wildcard, args[0]) && args[1] === 0));
  // (request, list, count, port, address, callback); on a connected socket without port and address.
  limit(udp, ['send', 'send6'], (args) => args.length < 6 || is(loopback, args[4]));
  close(udp, ['addMembership', 'addSourceSpecificMembership', 'setBroadcast'], 'datagram socket: ');
  socket.close();
}

const { isIP } = net;
/** What the command line names was looked up by whoever gave it. */
const ownNames = ['localhost', ...process.argv.slice(2)];

/** Does looking this up tell nobody anything? An address is its own answer, and Node refuses what is no text. */
function mayLookUp(name: unknown): boolean {
  if (typeof name !== 'string' || name === '' || isIP(name) !== 0) return true;
  for (let at = 0; at < ownNames.length; at++) {
    if (ownNames[at] === name) return true;
  }
  return false;
}

function limitDns(): void {
  limit(dns as unknown as Methods, ['lookup'], (args) => mayLookUp(args[0]));
  const { lookup } = dns.promises;
  replace(dns.promises, 'lookup', async function (this: unknown, ...args: never[]) {
    if (!mayLookUp(args[0])) deny('lookup');
    return apply(lookup, this, args);
  });
  for (const owner of [dns, dns.promises]) close(owner, ['lookupService'], 'dns: ');
  const { _handle } = new dns.Resolver() as unknown as { _handle: object };
  const channel = prototypeOf(_handle);
  const names = Object.getOwnPropertyNames(channel).filter((name) => /^(query|getHostBy|set)/.test(name));
  close(channel, names, 'dns: ');
}

limitTcp();
limitPipes();
limitUdp();
limitDns();
// A SIGUSR1 opens the debugger of another Node, and a debugger can do anything.
close(process, ['kill', '_kill', '_debugProcess', '_debugEnd'], 'process.');
close(os, ['setPriority'], 'os.');
close(v8, ['setFlagsFromString'], 'v8.');
syncBuiltinESMExports();
