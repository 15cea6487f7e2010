// Loaded into a program of the course before its first line (node --import). It closes what Node's permission model leaves
// open: sockets that leave this machine, names that a name server would be asked for, Unix domain sockets, signals, V8's
// flags, and what Node's own C++ code writes or reads without asking the permission model.
//
// It is JavaScript: to take the types out of a file of this length costs each run 20 ms.
//
// The original functions are kept here and nowhere else, and no check below calls a method that a program could replace.
// Nor may a program reach Node's own: an internal binding, an original function, a class that is not meant for users.
// Node's code, which is JavaScript too, reads properties of JavaScript's own objects; so a program cannot change those.

import asyncHooks from 'node:async_hooks';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import module, { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import tty from 'node:tty';
import { fileURLToPath } from 'node:url';
import { isAnyArrayBuffer } from 'node:util/types';
import v8 from 'node:v8';
import vm from 'node:vm';
import workerThreads from 'node:worker_threads';
import { hardenIntrinsics, replace } from './intrinsics.mjs';

const { isIP } = net;
const { isatty } = tty;
const { apply } = Reflect;
const { exec } = RegExp.prototype;
const { create, defineProperty, freeze } = Object;
const { add, has } = WeakSet.prototype;
const NodePromise = Promise;
const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/i;
const wildcard = /^(0\.0\.0\.0|::)$/;
const is = (pattern, text) => typeof text === 'string' && apply(exec, pattern, [text]) !== null;

class AccessDenied extends Error {
  name = 'Error';
  code = 'ERR_ACCESS_DENIED';
}

function deny(what) {
  throw new AccessDenied(`${what}: a program of this course reaches 127.0.0.1 and ::1 only, and nothing but sockets`);
}

/** Sets a property for good. */
function fix(owner, name, value) {
  defineProperty(owner, name, { value, writable: false, configurable: false });
}

/** Refuses methods altogether. `what` is said before the name. */
function close(owner, names, what) {
  for (const name of names) {
    if (!(name in owner)) continue;
    // Also refused with `new`.
    fix(owner, name, function refused() {
      deny(`${what}${name}`);
    });
  }
}

/** Lets methods be called only if `allowed` accepts the array of arguments. */
function limit(owner, names, allowed) {
  for (const name of names) {
    const original = owner[name];
    replace(owner, name, function (...args) {
      if (!allowed(args)) deny(name);
      return apply(original, this, args);
    });
  }
}

const prototypeOf = (handle) => Object.getPrototypeOf(handle);

/** The object from which an object has a property. */
function ownerOf(one, name) {
  return Object.hasOwn(one, name) ? one : ownerOf(prototypeOf(one), name);
}

/** Of the handles and requests of Node; set by limitTcp. */
let getAsyncId;

/** A request is a new object, or none yet: what C++ code is given as a request, it takes for one from then on, also a handle. */
function isFresh(request) {
  try {
    return request === null || apply(getAsyncId, request, []) === -1;
  } catch {
    return false;
  }
}

/** (address, port, family): a bound TCP handle, or the system's error number. */
const createHandle = net._createServerHandle;

const { EADDRNOTAVAIL, EINVAL } = os.constants.errno;
const { networkInterfaces } = os;

/** Refuses to bind to an address beyond loopback; with the system's own error number if this machine does not have it. */
function refuseAddress(what, address) {
  if (typeof address !== 'string' || isIP(address) === 0) return -EINVAL;
  const ours = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  if (ours.some((one) => one.address === address)) deny(what);
  return -EADDRNOTAVAIL;
}

function limitTcp() {
  const handle = createHandle('127.0.0.1', 0, 4);
  const tcp = prototypeOf(handle);
  const { getsockname } = tcp;
  ({ getAsyncId } = tcp);
  const clients = new WeakSet();
  for (const [name, own] of [
    ['bind', '127.0.0.1'],
    ['bind6', '::1'],
  ]) {
    const bind = tcp[name];
    replace(tcp, name, function (...args) {
      const address = args[0];
      // A client that chose its port and no address. It gets loopback, and may not listen.
      const isClient = is(wildcard, address);
      if (isClient) apply(add, clients, [this]);
      else if (!is(loopback, address)) return refuseAddress(name, address);
      return apply(bind, this, [isClient ? own : address, args[1], args[2]]);
    });
  }
  limit(tcp, ['connect', 'connect6'], (args) => isFresh(args[0]) && is(loopback, args[1]));
  const { listen } = tcp;
  replace(tcp, 'listen', function (...args) {
    const bound = create(null);
    // An address that is in use is not reported when it is bound, but now.
    const error = apply(getsockname, this, [bound]);
    if (error !== 0) return error;
    if (!is(loopback, bound.address) || apply(has, clients, [this])) deny('listen');
    return apply(listen, this, args);
  });
  close(tcp, ['open'], 'TCP handle: ');
  const stream = ownerOf(tcp, 'writeUtf8String');
  // C++ code keeps the address of the buffer, also when its memory is another's.
  close(stream, ['useUserBuffer'], 'stream: ');
  limit(stream, ['shutdown', 'writev', 'writeBuffer'], (args) => isFresh(args[0]));
  // A descriptor that is in flight from pipe to pipe belongs to no process, nor does what waits there.
  const texts = ['writeUtf8String', 'writeAsciiString', 'writeLatin1String', 'writeUcs2String'];
  limit(stream, texts, (args) => isFresh(args[0]) && args[2] === undefined);
  handle.close();
}

/** What a program may make of socket files, which can outlive their handles; and how many clients may wait at one. */
const mostSocketFiles = 10;
const longestQueue = 32;

function limitPipes() {
  // The only way to the class of these handles is to try one: no server can listen at "/".
  const socket = net.connect('/').on('error', () => {});
  const { _handle } = socket;
  const pipe = prototypeOf(_handle);
  // Lesson 01 shows one with such a name, in the folder of its run.
  const folder = (process.platform === 'win32' ? '\\\\.\\pipe\\' : `${os.tmpdir()}/`).replace(/[^\w]/g, '\\$&');
  const ours = new RegExp(`^${folder}socketbook-[0-9a-f]{8}(\\.sock)?$`);
  const bound = new WeakSet();
  const { bind, listen } = pipe;
  let binds = 0;
  replace(pipe, 'bind', function (...args) {
    if (!is(ours, args[0])) deny('bind');
    if (binds === mostSocketFiles) deny(`bind: ${mostSocketFiles} socket files are the most`);
    apply(add, bound, [this]);
    const error = apply(bind, this, args);
    if (error === 0) binds++;
    return error;
  });
  replace(pipe, 'listen', function (...args) {
    if (!apply(has, bound, [this])) deny('listen');
    // Below 0 the system takes it for a very large number.
    const asked = args[0];
    const fits = typeof asked === 'number' && asked >= 0 && asked < longestQueue;
    return apply(listen, this, [fits ? asked : longestQueue]);
  });
  limit(pipe, ['connect'], (args) => isFresh(args[0]) && is(ours, args[1]));
  // The streams of the process itself are opened by number.
  limit(pipe, ['open'], (args) => args[0] === 0 || args[0] === 1 || args[0] === 2);
  close(pipe, ['fchmod'], 'pipe: ');
  socket.destroy();
}

function limitUdp() {
  const socket = dgram.createSocket('udp4');
  const state = Object.getOwnPropertySymbols(socket)
    .map((symbol) => socket[symbol])
    .find((value) => value?.handle !== undefined);
  const udp = prototypeOf(state?.handle);
  limit(udp, ['connect', 'connect6'], (args) => is(loopback, args[0]));
  for (const name of ['bind', 'bind6']) {
    const bind = udp[name];
    replace(udp, name, function (...args) {
      // A client that chose no port of its own is bound to a wildcard address and an ephemeral port. With `bind(callback)`,
      // Node gives the callback as the port, and C++ code takes it for 0.
      const isClient = is(wildcard, args[0]) && (args[1] === 0 || typeof args[1] === 'function');
      if (!isClient && !is(loopback, args[0])) deny(name);
      return apply(bind, this, [args[0], isClient ? 0 : args[1], args[2]]);
    });
  }
  // (request, list, count, port, address, callback); on a connected socket without port and address.
  limit(udp, ['send', 'send6'], (args) => isFresh(args[0]) && (args.length < 6 || is(loopback, args[4])));
  close(udp, ['open', 'addMembership', 'addSourceSpecificMembership', 'setBroadcast'], 'datagram socket: ');
  socket.close();
}

const localhostName = /^localhost\.?$/i;
const localhost = ['127.0.0.1'];
/**
 * What the names in the program's arguments stand for: addresses, or the code of the error that looking them up ended with.
 * Those that its starter did not look up lead nowhere.
 */
const names = create(null);
for (const argument of process.argv.slice(2)) names[argument] = 'ENOTFOUND';
Object.assign(names, JSON.parse(new URL(import.meta.url).searchParams.get('names') ?? '{}'));

function lookupError(name, code) {
  return Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code, syscall: 'getaddrinfo', hostname: name });
}

/** The addresses of a name in the order that was asked for, in the shape that `dns.lookup` gives to its callback. */
function answers(name, answer, options, defaultOrder) {
  if (typeof answer === 'string') return [lookupError(name, answer)];
  const family = Number(String(options.family ?? 0).replace('IPv', ''));
  const orderOf = new Map([
    [true, 'verbatim'],
    [false, 'ipv4first'],
  ]);
  const order = options.order ?? orderOf.get(options.verbatim) ?? defaultOrder;
  const all = answer
    .map((address) => ({ address, family: isIP(address) }))
    .filter((one) => family === 0 || one.family === family);
  const first = { ipv4first: 4, ipv6first: 6 }[order];
  if (first !== undefined) all.sort((a, b) => Number(b.family === first) - Number(a.family === first));
  const [one] = all;
  if (one === undefined) return [lookupError(name, 'ENOTFOUND')];
  return options.all === true ? [null, all] : [null, one.address, one.family];
}

function limitDns() {
  const ipv6 = createHandle('::1', 0, 6);
  if (typeof ipv6 !== 'number') {
    localhost.push('::1');
    ipv6.close();
  }
  const { lookup, getDefaultResultOrder } = dns;

  function answered(...args) {
    // By index: a program can replace what takes an array apart.
    const name = args[0];
    const options = args[1];
    const callback = args[2];
    // An address is its own answer, and Node refuses what is no name.
    if (typeof name !== 'string' || name === '' || isIP(name) !== 0) {
      return apply(lookup, this, args);
    }
    const answer = is(localhostName, name) ? localhost : names[name];
    if (answer === undefined) deny('lookup');
    const last = typeof options === 'function' ? options : callback;
    if (typeof last !== 'function') return apply(lookup, this, ['127.0.0.1', options, last]);
    const chosen =
      (typeof options === 'number' ? { family: options } : typeof options === 'object' ? options : {}) ?? {};
    const asked = typeof options === 'function' ? {} : options;
    // Node checks the options, and calls back later.
    return apply(lookup, this, [
      '127.0.0.1',
      asked,
      () => apply(last, undefined, answers(name, answer, chosen, getDefaultResultOrder())),
    ]);
  }
  // With it util.promisify(dns.lookup) gives address and family.
  for (const symbol of Object.getOwnPropertySymbols(lookup)) {
    defineProperty(answered, symbol, Object.getOwnPropertyDescriptor(lookup, symbol));
  }
  const promised = (name, options) =>
    new NodePromise((resolve, reject) => {
      apply(answered, undefined, [
        name,
        options,
        (error, address, family) => {
          if (error !== null) reject(error);
          else resolve(family === undefined ? address : { address, family });
        },
      ]);
    });
  fix(dns, 'lookup', answered);
  fix(dns.promises, 'lookup', promised);
  const harmless = ['lookup', 'promises', 'getDefaultResultOrder', 'setDefaultResultOrder'];
  for (const owner of [dns, dns.promises]) {
    const asking = Object.keys(owner).filter((name) => typeof owner[name] === 'function' && !harmless.includes(name));
    close(owner, asking, 'dns: ');
  }
}

/**
 * Something that Node exports to itself alone, as in "internal/bootstrap/realm:internalBinding". When Node clones an object,
 * it finds the class of the copy by such a name, and asks its prototype for a method. `limitClones` closes this way.
 */
function internal(name) {
  const keys = Reflect.ownKeys(net.BlockList.prototype);
  const [cloned, deserialized] = ['clone', 'deserialize'].map((what) =>
    keys.find((key) => String(key).includes(`messaging_${what}`)),
  );
  const list = new net.BlockList();
  list[cloned] = () => ({ data: 0, deserializeInfo: name });
  let prototype;
  defineProperty(Object.prototype, deserialized, {
    get() {
      prototype ??= this;
      return undefined;
    },
    configurable: true,
  });
  try {
    structuredClone(list);
  } catch {
    // There is no such method.
  } finally {
    delete Object.prototype[deserialized];
  }
  return prototype.constructor;
}

/** The classes of which Node itself makes copies: each `deserializeInfo` in its source. */
const cloneable = [
  'internal/abort_controller:ClonedAbortSignal',
  'internal/blob:Blob',
  'internal/blocklist:InternalBlockList',
  'internal/file:TransferableFile',
  'internal/fs/promises:FileHandle',
  'internal/histogram:ClonedHistogram',
  'internal/histogram:ClonedRecordableHistogram',
  'internal/socketaddress:InternalSocketAddress',
  'internal/webstreams/readablestream:TransferredReadableStream',
  'internal/webstreams/transformstream:TransferredTransformStream',
  'internal/webstreams/writablestream:TransferredWritableStream',
  'internal/worker/clone_dom_exception:DOMException',
  'internal/worker/clone_dom_exception:QuotaExceededError',
  'net:Server',
  'net:Socket',
  'net:_TransferredBoundSocket',
];

/** An object that is cloned names the class of its copy; from now on it can name these only. */
function limitClones(internalBinding, internalRequire) {
  const classes = create(null);
  for (const name of cloneable) classes[name] = name.split(':');
  internalBinding('messaging').setDeserializerCreateObjectFunction((name) => {
    const found = typeof name === 'string' ? classes[name] : undefined;
    if (found === undefined) deny('structuredClone');
    return new (internalRequire(found[0])[found[1]])();
  });
}

/** What nothing may use, not even if a program should get hold of a binding. */
function limitBindings(internalBinding) {
  const methods = [
    '_kill',
    '_debugProcess',
    '_debugEnd',
    'dlopen',
    'dlopenBinary',
    'execve',
    'chdir',
    'umask',
    'loadEnvFile',
  ];
  close(internalBinding('process_methods'), methods, 'process.');
  close(internalBinding('cares_wrap'), ['getaddrinfo', 'getnameinfo', 'ChannelWrap'], 'dns: ');
  // A ChildProcess that was not started has one; what it would send a signal to is whatever was in memory there.
  close(internalBinding('process_wrap').Process.prototype, ['spawn', 'kill'], 'ChildProcess: ');
}

/**
 * What C++ code does with a number of a descriptor. Some descriptors are Node's own: it takes addresses of its memory from
 * what it reads there, so whoever may write to them need not stay within JavaScript.
 */
function limitDescriptors(internalBinding) {
  const files = internalBinding('fs');
  const isOutput = (args) => args[0] === 1 || args[0] === 2;
  limit(files, ['writeBuffer', 'writeBuffers', 'writeString'], isOutput);
  limit(files, ['writeFileUtf8'], (args) => typeof args[0] !== 'number' || isOutput(args));
  close(files, ['WriteFileJob'], 'fs: ');
  // A program may close what it opened. Its number may then become another's.
  const opened = new Set();
  const { add, delete: remove } = Set.prototype;
  const { open } = files;
  replace(files, 'open', function (...args) {
    const request = args[3];
    if (request === undefined) {
      const descriptor = apply(open, this, args);
      apply(add, opened, [descriptor]);
      return descriptor;
    }
    const done = request.oncomplete;
    request.oncomplete = function (...results) {
      if (results[0] === null || results[0] === undefined) apply(add, opened, [results[1]]);
      return apply(done, this, results);
    };
    return apply(open, this, args);
  });
  limit(files, ['close'], (args) => apply(remove, opened, [args[0]]));
  // These classes take any number.
  close(files.FileHandle.prototype, ['constructor'], 'FileHandle: ');
  close(internalBinding('tty_wrap').TTY.prototype, ['constructor'], 'TTY: ');
  for (const name of ['ReadStream', 'WriteStream']) {
    const original = tty[name];
    function Checked(...args) {
      if (typeof args[0] !== 'number' || !isatty(args[0])) deny(`tty.${name}`);
      return Reflect.construct(original, args, new.target ?? Checked);
    }
    Checked.prototype = original.prototype;
    Object.setPrototypeOf(Checked, prototypeOf(original));
    fix(original.prototype, 'constructor', Checked);
    fix(tty, name, Checked);
  }
}

/** Memory that C++ code keeps an address of stays where it is: no program moves it, nor what it would be moved with. */
function limitTransfers(internalBinding) {
  for (const [binding, name] of [
    ['fs', 'FileHandle'],
    ['tls_wrap', 'TLSWrap'],
    ['js_stream', 'JSStream'],
  ]) {
    close(internalBinding(binding)[name].prototype, ['useUserBuffer'], 'stream: ');
  }
  close(ArrayBuffer.prototype, ['transfer', 'transferToFixedLength', 'resize'], 'ArrayBuffer.');
  /** A list of its own, so that it cannot change between the check and the use. */
  const checked = (list) => {
    if (list === undefined || list === null) return list;
    const copy = Array.from(list);
    for (let at = 0; at < copy.length; at++) if (isAnyArrayBuffer(copy[at])) deny('transfer');
    return copy;
  };
  const clone = globalThis.structuredClone;
  fix(globalThis, 'structuredClone', function structuredClone(...args) {
    if (args.length > 1) args[1] = { transfer: checked(args[1]?.transfer) ?? [] };
    return apply(clone, undefined, args);
  });
  const { postMessage } = MessagePort.prototype;
  replace(MessagePort.prototype, 'postMessage', function (...args) {
    const list = args[1];
    if (list !== undefined && list !== null) args[1] = checked(list[Symbol.iterator] ? list : list.transfer) ?? [];
    return apply(postMessage, this, args);
  });
}

/** Promises of Node's own are resolved with objects of its own, as the loader of modules, and hooks would hand them out. */
function limitHooks() {
  const { createHook } = asyncHooks;
  fix(asyncHooks, 'createHook', (callbacks) => {
    const { init, before, after, destroy, promiseResolve, trackPromises } = callbacks;
    // Not the hook itself: it has the callbacks as properties, and a class that makes others.
    const shown = {
      enable: () => hook.enable() && shown,
      disable: () => hook.disable() && shown,
    };
    const shielded = (callback) =>
      typeof callback === 'function'
        ? (id, type, trigger) => apply(callback, shown, type === undefined ? [id] : [id, type, trigger, create(null)])
        : callback;
    const hook = createHook({
      init: shielded(init),
      before: shielded(before),
      after: shielded(after),
      destroy: shielded(destroy),
      promiseResolve: shielded(promiseResolve),
      trackPromises,
    });
    return shown;
  });
  fix(asyncHooks, 'executionAsyncResource', () => create(null));
  // Node uses the original object itself.
  const promiseHooks = { ...v8.promiseHooks };
  close(promiseHooks, Object.keys(promiseHooks), 'v8.promiseHooks.');
  fix(v8, 'promiseHooks', freeze(promiseHooks));
  // It is given functions and handles.
  fix(process, 'nextTick', process.nextTick);
}

/** V8 trusts compiled code that it is handed, so whoever may hand it some need not stay within JavaScript. */
function limitCompiledCode() {
  const { Script } = vm;
  const checked = (args, index) => {
    const options = args[index];
    if (typeof options !== 'object' || options === null) return args;
    const copy = { ...options };
    if (copy.cachedData !== undefined) deny('cachedData');
    args[index] = copy;
    return args;
  };
  function Checked(...args) {
    return Reflect.construct(Script, checked(args, 1), new.target);
  }
  Checked.prototype = Script.prototype;
  for (const prototype of [Script.prototype, prototypeOf(Script.prototype)]) fix(prototype, 'constructor', Checked);
  defineProperty(Checked, 'name', { value: 'Script' });
  fix(vm, 'Script', Checked);
  for (const [name, index] of [
    ['runInThisContext', 1],
    ['runInContext', 2],
    ['runInNewContext', 2],
    ['compileFunction', 2],
  ]) {
    const original = vm[name];
    fix(vm, name, (...args) => original(...checked(args, index)));
  }
}

function limitInternals() {
  const internalBinding = internal('internal/bootstrap/realm:internalBinding');
  limitClones(internalBinding, internal('internal/bootstrap/realm:require'));
  limitBindings(internalBinding);
  limitDescriptors(internalBinding);
  limitTransfers(internalBinding);
  limitHooks();
  limitCompiledCode();
}

/** What C++ code of Node writes or reads without asking the permission model, or what steers such code. */
function limitNode() {
  // Node writes the report itself, to a file of any name, when the heap is exhausted. Parts of Node read this object.
  const report = { writeReport: () => deny('process.report'), getReport: () => deny('process.report') };
  fix(process, 'report', freeze(report));
  // A plain object: an assignment to the original reaches setenv(3), and the C library and OpenSSL obey some variables.
  const { TMPDIR, TEMP, SystemRoot } = process.env;
  fix(process, 'env', freeze(JSON.parse(JSON.stringify({ TMPDIR, TEMP, SystemRoot }))));
  // A SIGUSR1 opens the debugger of another Node, and a debugger can do anything.
  close(process, ['kill', '_kill', '_debugProcess', '_debugEnd'], 'process.');
  // The environment again, from a file; and what changes the process for everything that comes after.
  close(process, ['loadEnvFile', 'binding', '_linkedBinding', 'dlopen', 'execve', 'chdir', 'umask'], 'process.');
  close(process, ['initgroups', 'setgroups', 'setegid', 'seteuid', 'setgid', 'setuid'], 'process.');
  close(os, ['setPriority'], 'os.');
  close(v8, ['setFlagsFromString', 'setHeapSnapshotNearHeapLimit', 'setHeapProfileNearHeapLimit'], 'v8.');
  close(v8, ['writeHeapSnapshot', 'takeCoverage', 'stopCoverage'], 'v8.');
  // It hands out every object of the heap to what shows it.
  close(v8, ['queryObjects'], 'v8.');
  // A thread for hooks would start without these restrictions.
  close(module, ['register', 'enableCompileCache', 'flushCompileCache'], 'module.');
  // A handle that is received in another context is of another class, which has the original methods.
  close(workerThreads, ['moveMessagePortToContext'], 'worker_threads.');
  // It tells of any path whether it exists. Node's module loader uses it, too.
  const { permission } = process;
  const mayRead = permission.has;
  const { native } = fs.realpathSync;
  const { realpathSync } = fs;
  replace(fs, 'realpathSync', function (...args) {
    // Something else than a string could become another one when it is read again.
    const path = args[0] instanceof URL ? fileURLToPath(args[0]) : args[0];
    if (typeof path !== 'string' || !apply(mayRead, permission, ['fs.read', path])) deny('realpathSync');
    return apply(realpathSync, this, [path, args[1]]);
  });
  fs.realpathSync.native = native;
}

limitTcp();
limitPipes();
limitUdp();
limitDns();
limitNode();
limitInternals();
syncBuiltinESMExports();
hardenIntrinsics();
