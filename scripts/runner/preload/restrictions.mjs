// Loaded into a program of the course before its first line (node --import). It closes what Node's permission model leaves
// open: sockets that leave this machine, questions to name servers, Unix domain sockets, signals, V8's flags, and files that
// Node's C++ code writes or reads without asking the permission model.
//
// This file is JavaScript because removing the types from a file of this length would take 20 ms in each run.
//
// Only this file keeps the original functions, and no check below calls a method that a program could replace. A program
// must not get Node's internals either: an internal binding, an original function, or a class that is not meant for users.
// Node's own code is also JavaScript and reads properties of JavaScript's own objects, so a program cannot change those.

import { hardenIntrinsics, replace } from './intrinsics.mjs';
import { refusals } from './refusals.mjs';

// Not by import lines: these would read every property of each module, which takes 5 ms in each run.
const asyncHooks = process.getBuiltinModule('node:async_hooks');
const dns = process.getBuiltinModule('node:dns');
const fs = process.getBuiltinModule('node:fs');
const module = process.getBuiltinModule('node:module');
const { syncBuiltinESMExports } = module;
const net = process.getBuiltinModule('node:net');
const os = process.getBuiltinModule('node:os');
const { dirname, join } = process.getBuiltinModule('node:path');
const tty = process.getBuiltinModule('node:tty');
const { fileURLToPath } = process.getBuiltinModule('node:url');
const { isAnyArrayBuffer } = process.getBuiltinModule('node:util/types');
const v8 = process.getBuiltinModule('node:v8');
const vm = process.getBuiltinModule('node:vm');
const workerThreads = process.getBuiltinModule('node:worker_threads');

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

const asked = new URL(import.meta.url).searchParams;
const words = Object.assign(create(null), refusals[asked.get('lang')] ?? refusals.en);

function deny(what, why = 'other') {
  throw new AccessDenied(`${what}: ${words[why]}`);
}

/**
 * Reports what Node's permission model refuses in the words of the course. Node's C++ code sets the property `permission` of
 * the error after its message, which calls this setter.
 */
function limitMessages() {
  const { startsWith, replace: replaceIn } = String.prototype;
  const theirs = 'Access to this API has been restricted';
  defineProperty(Error.prototype, 'permission', {
    set(permission) {
      defineProperty(this, 'permission', { value: permission, writable: true, enumerable: true, configurable: true });
      const { message } = this;
      if (typeof message !== 'string' || !apply(startsWith, message, [theirs])) return;
      const said = words[permission] ?? words.other;
      const { stack } = this;
      defineProperty(this, 'message', { value: said, writable: true, enumerable: false, configurable: true });
      if (typeof stack !== 'string') return;
      const value = apply(replaceIn, stack, [message, said]);
      defineProperty(this, 'stack', { value, writable: true, enumerable: false, configurable: true });
    },
    configurable: true,
  });
}

/** Sets a property permanently. */
function fix(owner, name, value) {
  defineProperty(owner, name, { value, writable: false, configurable: false });
}

/** Makes methods throw. The message starts with `what` and the name. */
function close(owner, names, what, why = 'other') {
  for (const name of names) {
    if (!(name in owner)) continue;
    // A `function`, so that a call with `new` is also refused.
    fix(owner, name, function refused() {
      deny(`${what}${name}`, why);
    });
  }
}

/** Allows calls of methods only if `allowed` accepts the array of arguments. */
function limit(owner, names, allowed, why = 'other') {
  for (const name of names) {
    const original = owner[name];
    replace(owner, name, function (...args) {
      if (!allowed(args)) deny(name, why);
      return apply(original, this, args);
    });
  }
}

const prototypeOf = (handle) => Object.getPrototypeOf(handle);

/** The object in the prototype chain that has the property itself. */
function ownerOf(one, name) {
  return Object.hasOwn(one, name) ? one : ownerOf(prototypeOf(one), name);
}

/** The method of Node's handles and requests. limitTcp sets it. */
let getAsyncId;

/** Whether a request is new or missing. C++ code treats any object that it gets as a request, even a handle. */
function isFresh(request) {
  try {
    return request === null || apply(getAsyncId, request, []) === -1;
  } catch {
    return false;
  }
}

/** (address, port, family) => a bound TCP handle, or the system's error number. */
const createHandle = net._createServerHandle;

const { EADDRNOTAVAIL, EINVAL } = os.constants.errno;
const { networkInterfaces } = os;

/** Refuses to bind to an address beyond loopback. Returns the system's own error number if this machine lacks the address. */
function refuseAddress(what, address) {
  if (typeof address !== 'string' || isIP(address) === 0) return -EINVAL;
  const ours = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  if (ours.some((one) => one.address === address)) deny(what);
  return -EADDRNOTAVAIL;
}

function limitTcp(internalBinding) {
  const tcp = internalBinding('tcp_wrap').TCP.prototype;
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
      // A client that chose its port and no address. It is bound to loopback, and must not listen.
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
    // The system reports an address in use when the program listens, not when it binds.
    const error = apply(getsockname, this, [bound]);
    if (error !== 0) return error;
    if (!is(loopback, bound.address) || apply(has, clients, [this])) deny('listen');
    return apply(listen, this, args);
  });
  close(tcp, ['open'], 'TCP handle: ');
  const stream = ownerOf(tcp, 'writeUtf8String');
  // C++ code keeps the address of the buffer, even after the memory has got another owner.
  close(stream, ['useUserBuffer'], 'stream: ');
  limit(stream, ['shutdown', 'writev', 'writeBuffer'], (args) => isFresh(args[0]));
  // A descriptor that is sent through a pipe belongs to no process until it is received, so its data is not counted.
  const texts = ['writeUtf8String', 'writeAsciiString', 'writeLatin1String', 'writeUcs2String'];
  limit(stream, texts, (args) => isFresh(args[0]) && args[2] === undefined);
}

/** The most socket files of a program, because they can outlive their handles, and the longest accept queue of one. */
const mostSocketFiles = 10;
const longestQueue = 32;

/** Whether the system knows no file of this path, or of the folder that it should be in. */
let isMissing;
/** The system's error numbers by name, as Node's handles return them. */
let errors;

function learnPaths(internalBinding) {
  const { internalModuleStat } = internalBinding('fs');
  errors = internalBinding('uv');
  isMissing = (path) => {
    // In Linux's abstract namespace (unix(7)) a name begins with a zero.
    if (typeof path !== 'string' || path === '' || is(/\0/, path)) return false;
    const found = internalModuleStat(path);
    return found === errors.UV_ENOENT || found === errors.UV_ENOTDIR;
  };
}

function limitPipes(internalBinding) {
  const pipe = internalBinding('pipe_wrap').Pipe.prototype;
  // Lesson 01 shows a socket file with such a name, in the folder of its run.
  const folder = (process.platform === 'win32' ? '\\\\.\\pipe\\' : `${os.tmpdir()}/`).replace(/[^\w]/g, '\\$&');
  const ours = new RegExp(`^${folder}socketbook-[0-9a-f]{8}(\\.sock)?$`);
  const bound = new WeakSet();
  const { bind, listen } = pipe;
  let binds = 0;
  replace(pipe, 'bind', function (...args) {
    const path = args[0];
    if (!is(ours, path)) {
      // Node says so of a folder that is not there (libuv, uv_pipe_bind).
      if (typeof path === 'string' && isMissing(dirname(path))) return errors.UV_EACCES;
      deny('bind', 'path');
    }
    if (binds === mostSocketFiles) deny(`bind: more than ${mostSocketFiles} socket files`, 'path');
    apply(add, bound, [this]);
    const error = apply(bind, this, args);
    if (error === 0) binds++;
    return error;
  });
  replace(pipe, 'listen', function (...args) {
    if (!apply(has, bound, [this])) deny('listen');
    // The system treats a negative number as a very large one.
    const asked = args[0];
    const fits = typeof asked === 'number' && asked >= 0 && asked < longestQueue;
    return apply(listen, this, [fits ? asked : longestQueue]);
  });
  const { connect } = pipe;
  const nothing = join(os.tmpdir(), 'socketbook-nothing.sock');
  replace(pipe, 'connect', function (...args) {
    const path = args[1];
    if (!isFresh(args[0])) deny('connect');
    if (!is(ours, path)) {
      if (!isMissing(path)) deny('connect', 'path');
      // The system's own error, at its own time. Node names the path that the program asked for.
      args[1] = nothing;
    }
    return apply(connect, this, args);
  });
  // The process opens its own streams by descriptor number.
  limit(pipe, ['open'], (args) => args[0] === 0 || args[0] === 1 || args[0] === 2);
  close(pipe, ['fchmod'], 'pipe: ');
}

function limitUdp(internalBinding) {
  const udp = internalBinding('udp_wrap').UDP.prototype;
  limit(udp, ['connect', 'connect6'], (args) => is(loopback, args[0]));
  for (const name of ['bind', 'bind6']) {
    const bind = udp[name];
    replace(udp, name, function (...args) {
      // A client that chose no port is bound to a wildcard address and an ephemeral port. With `bind(callback)`, Node passes
      // the callback as the port, and its C++ code reads it as 0.
      const isClient = is(wildcard, args[0]) && (args[1] === 0 || typeof args[1] === 'function');
      if (!isClient && !is(loopback, args[0])) deny(name);
      return apply(bind, this, [args[0], isClient ? 0 : args[1], args[2]]);
    });
  }
  // The arguments are (request, list, count, port, address, callback). A connected socket has no port and address.
  limit(udp, ['send', 'send6'], (args) => isFresh(args[0]) && (args.length < 6 || is(loopback, args[4])));
  close(udp, ['open', 'addMembership', 'addSourceSpecificMembership', 'setBroadcast'], 'datagram socket: ');
}

const localhostName = /^localhost\.?$/i;
const localhost = ['127.0.0.1'];
/**
 * The names in the program's arguments, each with its addresses or with the error code of its lookup. A name that the starter
 * of the program did not look up gets ENOTFOUND.
 */
const names = create(null);
for (const argument of process.argv.slice(2)) names[argument] = 'ENOTFOUND';
Object.assign(names, JSON.parse(asked.get('names') ?? '{}'));

/** Node's error for a file that is not there. */
const missing = (syscall, path) =>
  Object.assign(new Error(`ENOENT: no such file or directory, ${syscall} '${path}'`), {
    errno: errors.UV_ENOENT,
    code: 'ENOENT',
    syscall,
    path,
  });

function lookupError(name, code) {
  return Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code, syscall: 'getaddrinfo', hostname: name });
}

/** The addresses of a name in the requested order, as the arguments that `dns.lookup` passes to its callback. */
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
    // By index, because a program can replace the iterator that destructuring uses.
    const name = args[0];
    const options = args[1];
    const callback = args[2];
    // Node returns an address unchanged, and refuses a value that is not a name.
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
  // This property makes util.promisify(dns.lookup) return address and family.
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
 * Gets an object that Node exports only to its own code, such as "internal/bootstrap/realm:internalBinding". When Node clones
 * an object, it finds the class of the copy by such a name, and reads a method of the class's prototype. `limitClones` closes
 * this way afterwards.
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
    // The class has no such method.
  } finally {
    delete Object.prototype[deserialized];
  }
  return prototype.constructor;
}

/** The classes that Node itself clones: each `deserializeInfo` in its source. */
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

/** A cloned object names the class of its copy. From now on, only these names are accepted. */
function limitClones(internalBinding, internalRequire) {
  const classes = create(null);
  for (const name of cloneable) classes[name] = name.split(':');
  internalBinding('messaging').setDeserializerCreateObjectFunction((name) => {
    const found = typeof name === 'string' ? classes[name] : undefined;
    if (found === undefined) deny('structuredClone');
    return new (internalRequire(found[0])[found[1]])();
  });
}

/** Closes methods that no code may use, in case a program gets a binding in spite of the other checks. */
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
    '_getActiveRequests',
  ];
  close(internalBinding('process_methods'), methods, 'process.');
  close(internalBinding('cares_wrap'), ['getaddrinfo', 'getnameinfo', 'ChannelWrap'], 'dns: ');
  // A ChildProcess that was not started has `kill`. It would send the signal to an uninitialized process number.
  close(internalBinding('process_wrap').Process.prototype, ['spawn', 'kill'], 'ChildProcess: ', 'ChildProcess');
}

/**
 * Limits what C++ code does with descriptor numbers. Some descriptors belong to Node itself, and Node reads memory addresses
 * from them. A program that could write to them could leave JavaScript.
 */
function limitDescriptors(internalBinding) {
  const files = internalBinding('fs');
  const isOutput = (args) => args[0] === 1 || args[0] === 2;
  limit(files, ['writeBuffer', 'writeBuffers', 'writeString'], isOutput, 'FileSystemWrite');
  limit(files, ['writeFileUtf8'], (args) => typeof args[0] !== 'number' || isOutput(args), 'FileSystemWrite');
  close(files, ['WriteFileJob'], 'fs: ', 'FileSystemWrite');
  // A program may close only what it opened. After that, the number may belong to another descriptor.
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
  // These classes accept any descriptor number.
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

/** C++ code keeps addresses of memory, so a program must not move that memory, and must not get the methods that move it. */
function limitTransfers(internalBinding) {
  for (const [binding, name] of [
    ['fs', 'FileHandle'],
    ['tls_wrap', 'TLSWrap'],
    ['js_stream', 'JSStream'],
  ]) {
    close(internalBinding(binding)[name].prototype, ['useUserBuffer'], 'stream: ');
  }
  close(ArrayBuffer.prototype, ['transfer', 'transferToFixedLength', 'resize'], 'ArrayBuffer.');
  /** Copies the list, so that it cannot change between the check and the use. */
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

/** Node resolves its own promises with internal objects, for example of the module loader. Hooks would give them to a program. */
function limitHooks() {
  const { createHook } = asyncHooks;
  fix(asyncHooks, 'createHook', (callbacks) => {
    const { init, before, after, destroy, promiseResolve, trackPromises } = callbacks;
    // Do not return the hook itself: it has the callbacks as properties, and a class that creates other hooks.
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
  // Node keeps using the original object.
  const promiseHooks = { ...v8.promiseHooks };
  close(promiseHooks, Object.keys(promiseHooks), 'v8.promiseHooks.');
  fix(v8, 'promiseHooks', freeze(promiseHooks));
  // process.nextTick gets functions and handles.
  fix(process, 'nextTick', process.nextTick);
}

/** V8 trusts compiled code that it gets. A program that could supply such code could leave JavaScript. */
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

function limitInternals(internalBinding) {
  limitClones(internalBinding, internal('internal/bootstrap/realm:require'));
  limitBindings(internalBinding);
  limitDescriptors(internalBinding);
  limitTransfers(internalBinding);
  limitHooks();
  limitCompiledCode();
}

/** Closes what Node's C++ code writes or reads without asking the permission model, and what controls such code. */
function limitNode() {
  // Node writes the report itself, to any file name, when the heap is exhausted. Some of Node's code reads this object.
  const report = { writeReport: () => deny('process.report'), getReport: () => deny('process.report') };
  fix(process, 'report', freeze(report));
  // A plain object, because an assignment to the original calls setenv(3), and variables control the C library and OpenSSL.
  const { TMPDIR, TEMP, SystemRoot } = process.env;
  fix(process, 'env', freeze(JSON.parse(JSON.stringify({ TMPDIR, TEMP, SystemRoot }))));
  // A program could give a callback to a request of Node's own, and Node would pass its handle to that: the pipe of the reports.
  close(process, ['_getActiveRequests'], 'process.');
  // SIGUSR1 opens the debugger of another Node process, and a debugger can do anything.
  close(process, ['kill', '_kill', '_debugProcess', '_debugEnd'], 'process.');
  // loadEnvFile sets the environment from a file. The others change the process for all later code.
  close(process, ['loadEnvFile', 'binding', '_linkedBinding', 'dlopen', 'execve', 'chdir', 'umask'], 'process.');
  close(process, ['initgroups', 'setgroups', 'setegid', 'seteuid', 'setgid', 'setuid'], 'process.');
  close(os, ['setPriority'], 'os.');
  close(v8, ['setFlagsFromString', 'setHeapSnapshotNearHeapLimit', 'setHeapProfileNearHeapLimit'], 'v8.');
  close(v8, ['writeHeapSnapshot', 'takeCoverage', 'stopCoverage'], 'v8.');
  // queryObjects shows every object of the heap to the inspector.
  close(v8, ['queryObjects'], 'v8.');
  // A thread for hooks would start without these restrictions.
  close(module, ['register', 'enableCompileCache', 'flushCompileCache'], 'module.');
  // A handle received in another context has another class, with the original methods.
  close(workerThreads, ['moveMessagePortToContext'], 'worker_threads.');
  // realpathSync tells for any path whether it exists. Node's module loader also uses it.
  const { permission } = process;
  const mayRead = permission.has;
  const { native } = fs.realpathSync;
  const { realpathSync } = fs;
  replace(fs, 'realpathSync', function (...args) {
    // A value that is not a string could become another string when it is read again.
    const path = args[0] instanceof URL ? fileURLToPath(args[0]) : args[0];
    if (typeof path !== 'string') deny('realpathSync');
    if (!apply(mayRead, permission, ['fs.read', path])) {
      if (isMissing(path)) throw missing('lstat', path);
      deny('realpathSync', 'FileSystemRead');
    }
    return apply(realpathSync, this, [path, args[1]]);
  });
  fs.realpathSync.native = native;
}

const internalBinding = internal('internal/bootstrap/realm:internalBinding');
learnPaths(internalBinding);
limitMessages();
limitTcp(internalBinding);
limitPipes(internalBinding);
limitUdp(internalBinding);
limitDns();
limitNode();
limitInternals(internalBinding);
syncBuiltinESMExports();
hardenIntrinsics();
