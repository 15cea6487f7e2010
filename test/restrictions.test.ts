// What a reader's program must not be able to do, as a draft in the page and under the judge.
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectDir } from '../scripts/course/lesson.ts';
import { unmet } from '../scripts/course/requirements.ts';
import { Pupil } from '../scripts/judge/pupil.ts';
import { makeFolder, removeFolder, sweepFolders } from '../scripts/runner/folder.ts';
import { launch } from '../scripts/runner/process.ts';
import { type Outcome, type RunOptions, start } from '../scripts/runner/run.ts';
import { findTarget } from '../site/server/target.ts';
import { isWhole, part } from './support/extent.ts';

const linux = process.platform === 'linux';
const windows = process.platform === 'win32';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'socketbook-restrictions-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'program.ts'), '');
  writeFileSync(join(folder, 'names.env'), 'LOCALDOMAIN=data.example\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

/** Runs a program like the page. */
const asDraft = (draft: string, options: RunOptions = {}, args: string[] = []): Promise<Outcome> =>
  start(join(folder, 'program.ts'), args, {
    readable: [folder],
    draft,
    timeLimit: 40_000,
    onCalls: () => {},
    ...options,
  }).done;

/** Runs a program like the judge. */
async function judged(source: string): Promise<Pick<Outcome, 'stdout' | 'stderr' | 'code'>> {
  const file = join(folder, `pupil-${count++}.ts`);
  writeFileSync(file, source);
  const pupil = new Pupil(file, [], 40_000);
  try {
    return await pupil.ends();
  } finally {
    await pupil.kill();
  }
}

const ways = [
  ['as a draft', asDraft],
  ['under the judge', judged],
] as const;

// The start of attacks: a handle of each class, and ways to get more handles of that class.
const handles = `
  import net from 'node:net';
  import dgram from 'node:dgram';
  const tcp = () => (net as any)._createServerHandle('127.0.0.1', 0, 4);
  const newTcp = () => new (tcp().constructor)(1);
  const newPipe = (kind = 1) => new ((process.stdout as any)._handle.constructor)(kind);
  const udp = () => {
    const socket = dgram.createSocket('udp4') as any;
    return Object.getOwnPropertySymbols(socket).map((key) => socket[key]).find((value) => value?.handle).handle;
  };
  const ok = (error: unknown) => { if (error) throw new Error('the system refused: ' + error); };
`;

// The objects that Node exposes to a program that changes properties which Node's own code reads.
const internals = `
  import net from 'node:net';
  const [clone, deserialize] = ['clone', 'deserialize'].map((what) =>
    Reflect.ownKeys(net.BlockList.prototype).find((key) => String(key).includes('messaging_' + what))) as any[];
  const cloned = (deserializeInfo: string) => {
    const list = new net.BlockList() as any;
    Object.defineProperty(list, clone, { value: () => ({ data: 0, deserializeInfo }) });
    return structuredClone(list);
  };
  const leak = (owner: object, key: PropertyKey, use: () => unknown): any => {
    let got: any;
    Object.defineProperty(owner, key, {
      configurable: true,
      get() { got ??= this; },
      set(value) { got ??= this; Object.defineProperty(this, key, { value, configurable: true }); },
    });
    try { use(); } catch {}
    delete (owner as any)[key];
    return got;
  };
`;

// Each attack throws if it is refused. A program that ends without an error prints "through".
const attacks: [name: string, source: string][] = [
  // What C++ code does with a descriptor number, a buffer's address, or an object that is not a request
  ...[
    ['write', 'fs.writeSync(fd, Buffer.alloc(16))'],
    ['write a text', `fs.writeSync(fd, 'x')`],
    ['write pieces', 'fs.writevSync(fd, [Buffer.alloc(16)])'],
    ['write a file', `fs.writeFileSync(fd, 'x')`],
    ['append', 'fs.appendFileSync(fd, Buffer.alloc(16))'],
    ['write as to a terminal', `new tty.WriteStream(fd).write('x')`],
    ['read as from a terminal', 'new tty.ReadStream(fd)'],
    ['close', 'fs.closeSync(fd)'],
  ].map(([what, call]): [string, string] => [
    `${what} at a descriptor of Node's own`,
    `import fs from 'node:fs'; import tty from 'node:tty';
     let refused: any;
     for (let fd = 3; fd < 40; fd++) try { ${call}; refused = undefined; break; } catch (error) { refused = error; }
     if (refused) throw refused;`,
  ]),
  [
    'write with a stream at a descriptor of Node itself',
    `import fs from 'node:fs'; import { once } from 'node:events';
     await new Promise((done, fail) => fs.createWriteStream('', { fd: 9 }).on('error', fail).end('x', done));`,
  ],
  [
    'write through the handle of a file',
    `import fs from 'node:fs'; const h: any = await fs.promises.open(import.meta.filename);
     const inner = h[Object.getOwnPropertySymbols(h).find((key) => String(key) === 'Symbol(kHandle)')!];
     await new h.constructor(new inner.constructor(9)).write('x');`,
  ],
  [
    'have received data written to its own memory',
    `import net from 'node:net'; const server = net.createServer().listen(0, '127.0.0.1'); await new Promise((done) => server.once('listening', done));
     try { net.connect({ port: (server.address() as any).port, host: '127.0.0.1', onread: { buffer: new Uint8Array(9), callback: () => true } }); }
     finally { server.close(); }`,
  ],
  ['set its own memory as the buffer of a handle', `${handles} tcp().useUserBuffer(new Uint8Array(9));`],
  ['transfer the memory of a buffer', 'new ArrayBuffer(9).transfer();'],
  [
    'transfer the memory of a buffer with structuredClone',
    'const b = new ArrayBuffer(9); structuredClone(b, { transfer: [b] });',
  ],
  [
    'transfer the memory of a buffer with a message',
    'const b = new ArrayBuffer(9); const { port1 } = new MessageChannel(); try { port1.postMessage(b, [b]); } finally { port1.close(); }',
  ],
  [
    'transfer the memory of a buffer with a message and a list that changes',
    `const b = new ArrayBuffer(9); const { port1 } = new MessageChannel(); let time = 0;
     try { port1.postMessage(b, { get transfer() { return time++ ? [b] : [b]; } } as any); } finally { port1.close(); }`,
  ],
  ['pass a handle as a request', `${handles} tcp().connect(tcp(), '127.0.0.1', 1);`],
  ['pass a plain object as a request', `${handles} tcp().connect({}, '127.0.0.1', 1);`],
  ['write with a handle as the request', `${handles} tcp().writeUtf8String(tcp(), 'x');`],
  ['shut down with a handle as the request', `${handles} tcp().shutdown(tcp());`],
  [
    'send with a handle as the request',
    `${handles} const u = udp(); u.send(udp(), [Buffer.from('x')], 1, 9, '127.0.0.1', false);`,
  ],
  [
    'get the pipe on which the preloads report',
    `import net from 'node:net'; import { Writable } from 'node:stream'; import { once } from 'node:events';
     const got: any[] = [];
     for (const [owner, name] of [[Writable.prototype, 'write'], [net.Socket.prototype, 'write'], [net.Socket.prototype, '_write'],
       [net.Socket.prototype, '_writeGeneric'], [net.Socket.prototype, '_unrefTimer']] as [any, string][]) {
       const original = owner[name];
       owner[name] = function (...args: any[]) { got.push(this); return original.apply(this, args); };
     }
     try { await once(net.connect(1, '127.0.0.1'), 'connect'); } catch {}
     const pipe = got.find((one) => one._handle?.fd === 4);
     if (!pipe) throw new Error('ERR_ACCESS_DENIED: only other sockets');
     pipe.write('{}');`,
  ],
  // What Node's own code writes and reads
  ['name the file of a report', `process.report.filename = 'x'; process.report.directory = '/tmp';`],
  ['enable a report on a full heap', `process.report.reportOnFatalError = true;`],
  ['get a report, which looks names up', `process.report.getReport();`],
  ['get the report of the ES module', `import { report } from 'node:process'; report.getReport();`],
  ['replace process.report', `Object.defineProperty(process, 'report', { value: {} });`],
  ['set a variable of the environment', `process.env.LOCALDOMAIN = 'data.example';`],
  [
    'define a variable of the environment',
    `Object.defineProperty(process.env, 'SSL_CERT_FILE', { value: '/etc/passwd' });`,
  ],
  ['set a variable through the ES module', `import { env } from 'node:process'; env.RES_OPTIONS = 'debug';`],
  ['delete a variable', `delete process.env.TMPDIR;`],
  ['read the environment from a file', `process.loadEnvFile(import.meta.dirname + '/names.env');`],
  ['replace process.env', `Object.defineProperty(process, 'env', { value: {} });`],
  [
    'write compiled code',
    `import m from 'node:module'; m.enableCompileCache('/tmp/socketbook-cache'); m.flushCompileCache();`,
  ],
  ['load hooks in a thread', `import m from 'node:module'; m.register('data:text/javascript,');`],
  ['write a snapshot near the limit', `import v8 from 'node:v8'; v8.setHeapSnapshotNearHeapLimit(1);`],
  ['write a profile near the limit', `import v8 from 'node:v8'; (v8 as any).setHeapProfileNearHeapLimit(1);`],
  ['write a heap snapshot', `import v8 from 'node:v8'; v8.writeHeapSnapshot();`],
  ['write the coverage', `import v8 from 'node:v8'; v8.takeCoverage();`],
  ['use the inspector', `const i = await import('node:inspector'); new i.Session().connect();`],
  ['write a trace', `(await import('node:trace_events')).createTracing({ categories: ['node'] }).enable();`],
  ['load a library as an engine', `import c from 'node:crypto'; c.setEngine('/tmp/x.so');`],
  ['load a library', `process.dlopen({ exports: {} }, '/tmp/x.node');`],
  ['call a C function', `(await import('node:ffi' as any)).dlopen('libc.so.6', {});`],
  ['use WASI', `new (await import('node:wasi')).WASI({ version: 'preview1', preopens: { '/': '/' } });`],
  ['use a database', `new (await import('node:sqlite')).DatabaseSync('/tmp/socketbook.db');`],
  ['replace itself with another program', `(process as any).execve('/bin/true', [], {});`],
  ['change the working folder', `process.chdir('/');`],
  ['set the mask of new files', `process.umask(0);`],
  ['change its user', `process.setuid?.(0); throw new Error('ERR_ACCESS_DENIED where there is no setuid');`],
  ['get an internal binding', `(process as any).binding('tcp_wrap');`],
  ['get a linked binding', `(process as any)._linkedBinding('report');`],
  [
    'truncate with a flag',
    `import fs from 'node:fs'; fs.openSync(import.meta.filename, fs.constants.O_RDONLY | fs.constants.O_TRUNC);`,
  ],
  [
    'change the mode of an open file',
    `import fs from 'node:fs'; fs.fchmodSync(fs.openSync(import.meta.filename), 0o777);`,
  ],
  [
    'change the times of an open file',
    `import fs from 'node:fs'; fs.futimesSync(fs.openSync(import.meta.filename), 1, 1);`,
  ],
  ['resolve a path outside its folder', `import fs from 'node:fs'; fs.realpathSync('/etc/passwd');`],
  ['read a file', `import fs from 'node:fs'; fs.readFileSync('/etc/passwd');`],

  // Handles
  [
    'listen with a TCP handle on all addresses',
    `${handles} const one = newTcp(); ok(one.bind('0.0.0.0', 0)); ok(one.listen(5));`,
  ],
  [
    'listen with a TCP handle on all IPv6 addresses',
    `${handles} const one = newTcp(); ok(one.bind6('::', 0)); ok(one.listen(5));`,
  ],
  ['bind a TCP handle to an address of a network', `${handles} net.createServer().listen(0, '192.0.2.1');`],
  [
    'listen on an address of this machine beyond loopback',
    `${handles} import os from 'node:os';
     const far = Object.values(os.networkInterfaces()).flat().find((one) => one?.family === 'IPv4' && !one.internal);
     net.createServer().listen(0, far?.address ?? '192.0.2.1');`,
  ],
  ['listen on all addresses', `${handles} net.createServer().listen(0);`],
  [
    'listen on a socket that was bound before',
    `${handles} net.createServer().listen(new (net as any).BoundSocket({ port: 0 }));`,
  ],
  [
    'move a TCP descriptor to a pipe',
    `${handles} const pipe = newPipe(); ok(pipe.open(tcp().fd)); ok(pipe.listen(5));`,
  ],
  ['move a TCP descriptor to another TCP handle', `${handles} ok(newTcp().open(tcp().fd));`],
  [
    'move a UDP descriptor to a pipe',
    `${handles} const one = udp(); ok(one.bind('127.0.0.1', 0, 0)); ok(newPipe().open(one.fd));`,
  ],
  [
    'move a UDP descriptor to a UDP handle',
    `${handles} const one = udp(); ok(one.bind('127.0.0.1', 0, 0)); ok(udp().open(one.fd));`,
  ],
  [
    'replace standard output with a TCP descriptor',
    `${handles} import fs from 'node:fs';
     const pipe = newPipe(); fs.closeSync(1); const one = tcp(); if (one.fd !== 1) throw new Error('not 1');
     ok(pipe.open(1)); ok(pipe.listen(5)); console.error('through');`,
  ],
  ['listen with a pipe that is not bound', `${handles} ok(newPipe().listen(5));`],
  ['listen at an abstract name', `${handles} ok(newPipe().bind('\\0socketbook-12345678'));`],
  ['listen at a path', `${handles} ok(newPipe().bind('/tmp/socketbook-12345678.sock'));`],
  ['change the mode of a socket file', `${handles} ok((process.stdout as any)._handle.fchmod(3));`],
  ['make a server from a descriptor', `${handles} net.createServer().listen({ fd: tcp().fd });`],
  ['make a socket from a descriptor', `${handles} new net.Socket({ fd: tcp().fd });`],
  [
    'make a datagram socket from a descriptor',
    `${handles} const one = udp(); ok(one.bind('127.0.0.1', 0, 0)); dgram.createSocket('udp4').bind({ fd: one.fd } as any);
     await new Promise(() => {});`,
  ],
  [
    'receive a handle in another context, with the original methods',
    `${handles} import { MessageChannel, moveMessagePortToContext } from 'node:worker_threads'; import vm from 'node:vm';
     const { port1, port2 } = new MessageChannel();
     const moved = moveMessagePortToContext(port2, vm.createContext()) as any;
     const got = new Promise<any>((resolve) => { moved.onmessage = ({ data }: any) => resolve(data); });
     moved.start(); const one = tcp(); port1.postMessage(one, [one]);
     ok(new ((await got).constructor)(1).bind('0.0.0.0', 0)); port1.close();`,
  ],
  ['receive datagrams on all addresses at a port', `${handles} ok(udp().bind('0.0.0.0', 5353, 0));`],
  ['receive IPv6 datagrams on all addresses at a port', `${handles} dgram.createSocket('udp6').bind(5353, '::');`],
  ['send an IPv6 datagram elsewhere', `${handles} dgram.createSocket('udp6').send('x', 53, '2001:db8::1');`],
  ['send broadcast datagrams', `${handles} udp().setBroadcast(1);`],
  ['connect a datagram socket elsewhere', `${handles} ok(udp().connect('192.0.2.1', 53));`],
  ['restore the original method of a handle', `${handles} delete Object.getPrototypeOf(tcp()).bind;`],
  ['replace the method of a handle', `${handles} Object.getPrototypeOf(tcp()).bind = () => 0;`],

  // Node calls back a request with its handle: that of the pipe on which connection requests and calls are reported, if it is full.
  ['get the requests of Node itself', '(process as any)._getActiveRequests();'],

  [
    'send a descriptor through a pipe',
    `${handles} import os from 'node:os'; import { once } from 'node:events';
     const path = os.tmpdir() + '/socketbook-12345678.sock';
     const listen = async (...at: any[]) => {
       const server = net.createServer({ pauseOnConnect: true }, () => {}).listen(...at);
       await once(server, 'listening');
       return server;
     };
     await listen(path);
     const client = net.connect((await listen(0, '127.0.0.1')).address() as any) as any;
     const classes: any = {};
     for (const name of ['connect', 'writeBuffer']) {
       const original = client._handle[name];
       client._handle[name] = function (...args: any[]) {
         const result = original.apply(this, args);
         // Node makes a request itself for a write that it cannot finish at once.
         classes[name] = (args[0] ?? result).constructor;
         return result;
       };
     }
     await once(client, 'connect');
     client.write(Buffer.alloc(10_000_000));
     const pipe = newPipe(2);
     ok(pipe.connect(Object.assign(new classes.connect(), { oncomplete() {} }), path));
     ok(pipe.writeUtf8String(new classes.writeBuffer(), 'x', tcp()));
     process.exit();`,
  ],
  [
    'leave socket files behind',
    `${handles} import fs from 'node:fs'; import os from 'node:os';
     for (let i = 10_000_000; i < 10_000_200; i++) {
       const pipe = newPipe();
       ok(pipe.bind(os.tmpdir() + '/socketbook-' + i));
       fs.closeSync(pipe.fd);
     }
     process.exit();`,
  ],
  [
    'send a signal with a ChildProcess that was not started',
    `import { ChildProcess } from 'node:child_process'; (new ChildProcess() as any)._handle.kill(0);`,
  ],

  // Internals
  [
    'get a binding through the class of a clone',
    `${internals}
     const { constructor } = leak(Object.prototype, deserialize, () => cloned('internal/bootstrap/realm:internalBinding'));
     console.log(typeof constructor('process_methods')._kill);`,
  ],
  [
    'get an internal function through an inherited property of functions',
    `${internals} leak(Function.prototype, 'x', () => cloned('internal/freeze_intrinsics:x'))();`,
  ],
  ['clone an object with a class of its choice', `${internals} cloned('internal/test/transfer:F');`],
  [
    'get a binding that Node loads later',
    `${internals} if (leak(Object.prototype, 'Process', () => process.getBuiltinModule('child_process'))) throw new Error();
     leak(Object.prototype, 'Storage', () => sessionStorage);`,
  ],
  [
    'get the module loader through promises of Node',
    `import hooks from 'node:async_hooks';
     const promises: any[] = [hooks.executionAsyncResource()];
     const init = (_: number, __: string, ___: number, resource: object) => void promises.push(resource);
     const hook: any = hooks.createHook({ init });
     for (const key of Reflect.ownKeys(hook)) if (hook[key]?.name === 'init') hook[key] = init;
     hook.enable();
     try { new hook.constructor({ init }).enable(); } catch {}
     await import('data:text/javascript,');
     const found = await Promise.all(promises.map((one) => Promise.race([one, 0])));
     if (!found.some((one: any) => one?.loader !== undefined || one?.constructor?.name === 'ModuleWrap')) throw new Error('ERR_ACCESS_DENIED');`,
  ],
  ['observe the promises of Node', `import v8 from 'node:v8'; v8.promiseHooks.onInit(() => {});`],
  ['replace process.nextTick', `process.nextTick = () => {};`],
  ['pass compiled code to V8', `import vm from 'node:vm'; new vm.Script('1', { cachedData: Buffer.alloc(100) });`],
  [
    'pass compiled code to V8 with the class of a script',
    `import vm from 'node:vm';
     const up = Object.getPrototypeOf;
     for (const one of [vm.Script, up(vm.Script), up(up(new vm.Script('1'))).constructor])
       if (typeof one === 'function' && one !== Function.prototype) new one('1', { filename: 'x', cachedData: Buffer.alloc(100) });`,
  ],
  [
    'pass the compiled code of a function to V8',
    `import vm from 'node:vm'; vm.compileFunction('1', [], { cachedData: Buffer.alloc(100) });`,
  ],
  [
    'get every function of the heap',
    `import v8 from 'node:v8'; (v8 as any).queryObjects(Function, { format: 'summary' });`,
  ],
  [
    'get functions through a custom inspection',
    `import util from 'node:util';
     Object.defineProperty(Function.prototype, util.inspect.custom, { value: () => '', configurable: true });`,
  ],
  [
    'replace Promise.prototype.then',
    `const { then } = Promise.prototype; Promise.prototype.then = function (...all: any) { return then.apply(this, all); };`,
  ],
  [
    'replace the method of an array iterator',
    `Object.getPrototypeOf([].values()).next = () => ({ done: true, value: undefined });`,
  ],
  [
    'get objects of Node from a stack trace',
    `Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getThis());`,
  ],
  [
    'resolve a path that reads differently the second time',
    `import fs from 'node:fs';
     let times = 0;
     const path = Buffer.from(import.meta.filename);
     path.toString = () => (times++ > 0 ? '/etc/passwd' : import.meta.filename);
     fs.realpathSync(path);`,
  ],

  // Names
  ['look a name up', `import dns from 'node:dns'; dns.lookup('a.invalid', () => {});`],
  ['look a name up and await it', `import { lookup } from 'node:dns/promises'; await lookup('a.invalid');`],
  ['look up a name below localhost', `import { lookup } from 'node:dns/promises'; await lookup('data.localhost');`],
  [
    'look up its own argument',
    `import { lookup } from 'node:dns/promises'; process.argv.push('a.invalid'); await lookup('a.invalid');`,
  ],
  [
    'look a name up with a replaced array iterator',
    `import dns from 'node:dns';
     Array.prototype[Symbol.iterator] = (function* () { yield '127.0.0.1'; yield {}; yield () => {}; }) as any;
     dns.lookup('a.invalid', () => {});`,
  ],
  ['look up the name of an address', `import dns from 'node:dns'; dns.lookupService('127.0.0.1', 80, () => {});`],
  ['make a resolver', `import dns from 'node:dns'; new dns.Resolver();`],
  ['make a resolver and await it', `import dns from 'node:dns/promises'; new dns.Resolver();`],
  ['resolve localhost', `import dns from 'node:dns'; dns.resolve4('localhost', () => {});`],
  ['ask a name server', `import dns from 'node:dns'; dns.setServers(['192.0.2.1']);`],
  ['connect to a name', `import net from 'node:net'; net.connect(80, 'a.invalid');`],
  ['fetch from a name', `await fetch('http://a.invalid/').catch((error) => { throw error.cause; });`],
  ['send a datagram to a name', `import d from 'node:dgram'; d.createSocket('udp4').send('x', 53, 'a.invalid');`],
];

const refusal =
  /ERR_ACCESS_DENIED|EADDRNOTAVAIL|ERR_DLOPEN_DISABLED|ERR_CRYPTO_CUSTOM_ENGINE|ERR_UNKNOWN_BUILTIN_MODULE|TypeError: Cannot (redefine|define|add|delete|assign)/;

/** `npm test` tries each attack in one of the two ways, in turn, and what takes long as a draft. */
const isTried = (index: number, way: string) =>
  isWhole || index % ways.length === ways.findIndex(([name]) => name === way);

describe.concurrent.each(ways)('a program %s may not', (way, run) => {
  test.each(attacks.filter((_, index) => isTried(index, way)))('%s', async (_name, source) => {
    const { stdout, stderr, code } = await run(
      `process.on('exit', (code) => code === 0 && console.log('through')); ${source}`,
    );
    expect(`${stdout}${stderr}`).not.toContain('through\n');
    expect(stderr).toMatch(refusal);
    expect(code).toBe(1);
  });

  test.runIf(isTried(0, way))('overwrite a file with a report', async () => {
    const victim = join(folder, `victim-${count++}`);
    writeFileSync(victim, 'mine');
    await run(`
      try { Object.assign(process.report, { directory: ${JSON.stringify(folder)}, filename: ${JSON.stringify(basename(victim))} }); } catch {}
      try { (process.report as any).reportOnFatalError = true; } catch {}
      const all = []; for (;;) all.push(new Array(1000).fill(0).map(Math.random));
    `).catch(() => {});
    expect(readFileSync(victim, 'utf8')).toBe('mine');
    expect(readdirSync(folder).filter((name) => name.startsWith('report'))).toEqual([]);
  });

  test('make the system look up localhost', async () => {
    const { stdout, stderr } = await run(`
      import { createHook } from 'node:async_hooks';
      import dgram from 'node:dgram';
      import dns from 'node:dns';
      import net from 'node:net';
      import { once } from 'node:events';
      const asked: string[] = [];
      createHook({ init: (_, type) => { if (/ADDRINFO|NAMEINFO|QUERY/.test(type)) asked.push(type); } }).enable();
      await dns.promises.lookup('localhost', { all: true });
      const server = net.createServer((socket) => socket.end()).listen(0, 'localhost');
      await once(server, 'listening');
      const { port } = server.address() as net.AddressInfo;
      await once(net.connect(port, 'localhost').resume(), 'close');
      server.close();
      const socket = dgram.createSocket('udp4');
      await new Promise<void>((resolve) => socket.send('x', port, 'localhost', () => resolve()));
      socket.close();
      console.log('asked:', asked.join());
    `);
    expect(`${stdout}${stderr}`).toBe('asked: \n');
  });

  test.skipIf(windows)('have more than 1024 descriptors open', async () => {
    const { stdout } = await run(`
      import dgram from 'node:dgram';
      import { once } from 'node:events';
      let open = 0;
      try {
        for (; open < 5000; open++) await once(dgram.createSocket('udp4').bind(0, '127.0.0.1'), 'listening');
      } catch (error) {
        console.log(open > 900 && open < 1024, (error as any).code);
      }
      process.exit();
    `);
    expect(stdout).toBe('true EMFILE\n');
  });
});

test.skipIf(process.platform === 'win32')(
  'a path that does not exist gives the error of the system, and one that exists is refused in the words of the course',
  async () => {
    const source = `
      import fs from 'node:fs';
      import net from 'node:net';
      const tell = (what) => (error) => console.log(what + ': ' + error.code + ' ' + error.message);
      const attempt = (what, act) => { try { act(); console.log(what + ': done'); } catch (error) { tell(what)(error); } };
      const wait = (emitter, what) => new Promise((resolve) => emitter.on('error', (error) => { tell(what)(error); resolve(); }));
      await wait(net.connect('/no/such/place.sock'), 'connect');
      await wait(net.connect('no-such.sock'), 'relative');
      await wait(net.createServer().listen('/no/such/place.sock'), 'listen');
      attempt('there', () => net.connect('/etc/passwd'));
      attempt('hidden', () => net.connect('\\0abstract'));
      attempt('folder', () => net.createServer().listen('/tmp/other.sock'));
      attempt('realpath', () => fs.realpathSync('/no/such/place'));
      attempt('real', () => fs.realpathSync('/etc/passwd'));`;
    const { stdout } = await start(join(folder, 'program.ts'), [], { readable: [folder], draft: source }).done;
    const refused = 'programs of this course use socket files in their temporary folder only';
    expect(stdout.split('\n')).toEqual([
      'connect: ENOENT connect ENOENT /no/such/place.sock',
      'relative: ENOENT connect ENOENT no-such.sock',
      'listen: EACCES listen EACCES: permission denied /no/such/place.sock',
      `there: ERR_ACCESS_DENIED connect: ${refused}`,
      `hidden: ERR_ACCESS_DENIED connect: ${refused}`,
      `folder: ERR_ACCESS_DENIED bind: ${refused}`,
      "realpath: ENOENT ENOENT: no such file or directory, lstat '/no/such/place'",
      'real: ERR_ACCESS_DENIED realpathSync: programs of this course may read files of their own folder only',
      '',
    ]);
  },
);

test('a program cannot change an object of JavaScript itself', async () => {
  const { stdout, stderr } = await asDraft(`
    import vm from 'node:vm';
    const names: string[] = vm.runInNewContext('Object.getOwnPropertyNames(globalThis)');
    // Node's own code reads no property of these.
    const namespaces = ['globalThis', 'console', 'Intl', 'Temporal', 'WebAssembly'];
    const chain = (one: any): any[] => (one ? [one, ...chain(Object.getPrototypeOf(one))] : []);
    const globals = names.filter((name) => /^[A-Z]/.test(name) && !namespaces.includes(name)).map((name) => (globalThis as any)[name]);
    const hidden = [[].values(), new Map().keys(), new Set().keys(), 'x'[Symbol.iterator](), 'x'.matchAll(/x/g),
      [].values().map(String), (function* () {})(), (async function* () {})(), async () => {}, function* () {}, async function* () {}];
    const seen = new Set<any>();
    for (const one of globals) if (Object(one) === one) for (const found of [...chain(one), ...chain(one.prototype)]) seen.add(found);
    for (const one of hidden) for (const found of chain(one).slice(1)) seen.add(found).add(found.constructor);
    // The prototypes of the functions in this program belong to the program.
    for (const [index, one] of hidden.entries()) if (index === 6 || index === 7) seen.delete(Object.getPrototypeOf(one));
    for (const one of seen) {
      for (const key of Reflect.ownKeys(one)) {
        const { configurable, writable } = Object.getOwnPropertyDescriptor(one, key)!;
        if ((configurable || writable) && key !== 'stackTraceLimit') console.log(one.name ?? one, String(key));
      }
      if (Object.isExtensible(one)) console.log(one.name ?? one);
    }
    console.log(seen.size > 100);
  `);
  expect(`${stdout}${stderr}`).toBe('true\n');
});

describe('a program may', () => {
  test('give its own objects properties that others inherit, and clone what Node can clone', async () => {
    const { stdout, stderr } = await asDraft(`
      import { BlockList } from 'node:net';
      const one: any = {};
      one.toString = () => 'mine';
      (ordinary as any).toString = () => 'a function of mine';
      function ordinary() {}
      if (String(ordinary) !== 'a function of mine') console.log(String(ordinary));
      const error = new Error('first');
      error.name = 'Mine';
      error.message = 'second';
      console.log(String(one), one, String(error), Object.keys(error));
      const count: any = {};
      for (const word of ['constructor', 'isPrototypeOf', 'constructor']) count[word] = typeof count[word] === 'number' ? count[word] + 1 : 1;
      console.log(count.constructor, count.isPrototypeOf, Object.assign({}, { constructor: 1 }).constructor, [].constructor === Array);
      function My() {}
      My.prototype = Object.create(Error.prototype);
      My.prototype.constructor = My;
      if (new (My as any)().constructor !== My) console.log('no constructor of its own');
      class Old { declare x: number }
      (Old.prototype as any).toString = function () { return 'old'; };
      console.log(String(new Old()), new Old(), [1].map(String), new Map([[1, 2]]));
      const list = new BlockList();
      list.addAddress('127.0.0.1');
      console.log(structuredClone(list).check('127.0.0.1'), await structuredClone(new Blob(['blob'])).text());
      const { readable } = new TransformStream();
      console.log(structuredClone(readable, { transfer: [readable] }) instanceof ReadableStream);
      console.log(structuredClone(new DOMException('a', 'AbortError')).name, new Error('x', { cause: 1 }).cause);
    `);
    expect(`${stdout}${stderr}`).toBe(
      `mine { toString: [Function (anonymous)] } Mine: second [ 'name' ]\n2 1 1 true\n` +
        `old Old {} [ '1' ] Map(1) { 1 => 2 }\ntrue blob\ntrue\nAbortError 1\n`,
    );
  });

  test('connect from a port of its choice, which is bound on loopback', async () => {
    const { stdout, stderr } = await asDraft(`
      ${handles}
      const other = newTcp();
      ok(other.bind('0.0.0.0', 0));
      const bound: any = {};
      ok(other.getsockname(bound));
      console.log(bound.address);
      const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
        const { port } = server.address() as any;
        const { port: localPort } = tcpPort();
        net.connect({ port, host: '127.0.0.1', localPort })
          .on('connect', function (this: any) { console.log(this.localAddress, this.localPort === localPort); })
          .on('close', () => server.close()).resume();
      });
      function tcpPort() { const one = tcp(), at: any = {}; one.getsockname(at); one.close(); return at; }
      other.close();
    `);
    expect(`${stdout}${stderr}`).toBe('127.0.0.1\n127.0.0.1 true\n');
  });

  test('use IPv6 datagrams', async (context) => {
    context.skip((await unmet(['ipv6'])).length > 0, 'no IPv6 here');
    const { stdout } = await asDraft(`
      import { createSocket } from 'node:dgram';
      const server = createSocket('udp6').bind(0, '::1', () => {
        const client = createSocket('udp6');
        client.send('hello', server.address().port, '::1', () => client.close());
      });
      server.on('message', (bytes) => { console.log(String(bytes)); server.close(); });
    `);
    expect(stdout).toBe('hello\n');
  });

  test('bind a datagram socket with nothing but a callback', async () => {
    const { stdout } = await asDraft(`
      import { createSocket } from 'node:dgram';
      const server = createSocket('udp4').bind(0, '127.0.0.1', () => {
        const client = createSocket('udp4');
        const send = () => client.send('hello', server.address().port, '127.0.0.1', () => client.close());
        client.bind(Object.assign(send, { valueOf: () => 5353 }));
      });
      server.on('message', (bytes, { port }) => { console.log(String(bytes), port === 5353); server.close(); });
    `);
    expect(stdout).toBe('hello false\n');
  });

  test('look up localhost with every function of Node', async (context) => {
    context.skip((await unmet(['ipv6'])).length > 0, 'no IPv6 here');
    const { stdout } = await asDraft(`
      import dns from 'node:dns';
      import { promisify } from 'node:util';
      const { lookup } = dns.promises;
      const say = (value: unknown) => console.log(JSON.stringify(value));
      say(await lookup('localhost'));
      say(await lookup('LocalHost.', { family: 6 }));
      say(await lookup('localhost', 4));
      say(await lookup('localhost', { all: true, order: 'ipv6first' }));
      say(await lookup('localhost', { all: true, verbatim: false }));
      say(await promisify(dns.lookup)('localhost', { family: 'IPv6' }));
      say(await lookup('localhost', { family: 5 } as any).catch((error) => error.code));
      say(await lookup('::1'));
      dns.setDefaultResultOrder('ipv6first');
      dns.lookup('localhost', (...all) => say(all));
    `);
    const [v4, v6] = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([v4, v6, v4, [v6, v4], [v4, v6], v6, 'ERR_INVALID_ARG_VALUE', v6, [null, '::1', 6]]);
  });

  test('look up the names in its arguments, and no others', async () => {
    const names = { 'here.example': ['127.0.0.1'], 'nowhere.example': 'EAI_AGAIN' };
    const { stdout } = await asDraft(
      `
      import { lookup } from 'node:dns/promises';
      for (const name of [...process.argv.slice(2), 'other.example', 'toString']) console.log(await lookup(name).then((one) => one.address, (error) => error.code));
      `,
      { names },
      ['here.example', 'nowhere.example', 'not-looked-up.example'],
    );
    expect(stdout).toBe('127.0.0.1\nEAI_AGAIN\nENOTFOUND\nERR_ACCESS_DENIED\nERR_ACCESS_DENIED\n');
  });

  test('use the host in its arguments, which the page looks up', async () => {
    expect(await findTarget(['--ports', '1-3', '127.0.0.1'])).toEqual({ names: {} });
    expect(await findTarget(['localhost'])).toEqual({ names: {} });
    expect(await findTarget(['192.0.2.1'])).toEqual({ far: '192.0.2.1', names: {} });
    expect(await findTarget([])).toEqual({ names: {} });
  });
});

describe('besides these restrictions, the system', () => {
  test.skipIf(windows)('refuses every write to a file', async () => {
    const target = join(folder, 'written');
    const child = launch(
      ['--eval', `require('fs').writeFileSync(${JSON.stringify(target)}, 'text')`],
      {},
      { descriptors: 64 },
    );
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    await once(child, 'close');
    expect(stderr).toContain('EFBIG');
    expect(readFileSync(target, 'utf8')).toBe('');
  });

  test.skipIf(!linux)('counts the data in the buffers of sockets as memory', async () => {
    await expect(
      asDraft(`
        import { createServer, connect } from 'node:net';
        const block = Buffer.alloc(65_536, 1);
        const fill = (socket: any) => {
          socket.pause();
          socket.on('error', () => {}).on('drain', () => go());
          const go = () => { while (socket.write(block)); };
          go();
        };
        const server = createServer({ pauseOnConnect: true }, fill).listen(0, '127.0.0.1', () => {
          const { port } = server.address() as any;
          for (let left = 400; left > 0; left--) fill(connect(port, '127.0.0.1'));
        });
      `),
    ).rejects.toThrow('used more than 512 MB of memory');
  });
});

describe.skipIf(!linux).each(part(ways, 2))('a program %s is stopped at the memory limit', (_, run) => {
  const limited = expect.stringContaining('used more than 512 MB of memory');
  const stopped = (source: string) =>
    expect(run(source).catch((error) => error.mistake?.saw ?? error.remedy)).resolves.toEqual(limited);

  test('with data in closed sockets between IPv4 and IPv6', () =>
    stopped(`
      import net from 'node:net';
      import { once } from 'node:events';
      const server = net.createServer({ pauseOnConnect: true }, () => {}).listen(0, '::ffff:127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as net.AddressInfo;
      const block = Buffer.alloc(4 << 20, 1);
      for (let left = 300; left > 0; left--) {
        const client = net.connect(port, '127.0.0.1').on('error', () => {});
        await once(client, 'connect');
        client.write(block);
        await new Promise((resolve) => setTimeout(resolve, 3));
        client.destroy();
      }
    `));

  test('with data in closed sockets at a server of another process', async () => {
    const accepted = new Set<Socket>();
    const server = createServer({ pauseOnConnect: true }, (socket) => accepted.add(socket.on('error', () => {})));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      await stopped(`
        import net from 'node:net';
        import { once } from 'node:events';
        const block = Buffer.alloc(4 << 20, 1);
        // Connects first, so that the memory check sees which server the program uses.
        net.connect(${(server.address() as AddressInfo).port}, '127.0.0.1');
        for (let left = 300; left > 0; left--) {
          const client = net.connect(${(server.address() as AddressInfo).port}, '127.0.0.1').on('error', () => {});
          await once(client, 'connect');
          client.write(block);
          client.destroy();
        }
      `);
    } finally {
      server.close();
      for (const socket of accepted) socket.destroy();
    }
  });

  test('with the page tables of the memory that it reads', () =>
    stopped(`
      const touch = new Function('a', 'let sum = 0; for (let i = 0; i < a.length; i += 2 ** 21) sum += a[i]; return sum;');
      const all: Uint8Array[] = [];
      const more = () => {
        for (let left = 10; left > 0; left--) touch(all[all.push(new Uint8Array(2 ** 32)) - 1]);
        if (all.length < 120) setTimeout(more, 20);
        else setInterval(() => {}, 1000);
      };
      more();
    `));
});

describe('the temporary folder of a run', () => {
  const left = (pid: number) => readdirSync(tmpdir()).filter((name) => name.startsWith(`sbook-${pid}-`));
  const socketFile = `
    import { createServer } from 'node:net';
    import { tmpdir } from 'node:os';
    createServer().listen(tmpdir() + '/socketbook-12345678.sock', () => console.log('up ' + tmpdir()));
  `;

  test.skipIf(windows)('belongs to one run, and is removed when the run ends for any reason', async () => {
    const file = join(folder, 'program.ts');
    const two = [1, 2].map(() => start(file, [], { readable: [folder], draft: socketFile }));
    const folders = await Promise.all(two.map(async (one) => (await one.line('up ')).slice(3)));
    expect(new Set(folders).size).toBe(2);
    for (const one of folders) expect(readdirSync(one)).toEqual(['socketbook-12345678.sock']);
    two[0]?.kill();
    await Promise.allSettled([two[0]?.done, two[1]?.stop()]);
    expect(folders.filter((one) => existsSync(one))).toEqual([]);
  });

  test('is removed without blocking other work', async () => {
    const one = makeFolder();
    for (let i = 0; i < 100; i++) writeFileSync(join(one, String(i)), '');
    const order: string[] = [];
    setImmediate(() => order.push('other work'));
    await removeFolder(one);
    order.push('removed');
    expect(order).toEqual(['other work', 'removed']);
    expect(existsSync(one)).toBe(false);
  });

  test.skipIf(windows)('is removed when the starter of the run is killed', async () => {
    const source = `
      import { start } from ${JSON.stringify(`file://${join(projectDir, 'scripts/runner/run.ts')}`)};
      const running = start(${JSON.stringify(join(folder, 'program.ts'))}, [], {
        readable: [${JSON.stringify(folder)}], draft: ${JSON.stringify(socketFile)} });
      console.log(await running.line('up '));
    `;
    const starter = launch(['--input-type=module-typescript', '--eval', source], process.env);
    const [line] = await once(starter.stdout?.setEncoding('utf8') ?? starter, 'data');
    expect(line).toMatch(/^up /);
    expect(left(starter.pid ?? 0)).toHaveLength(1);
    starter.kill('SIGKILL');
    await expect.poll(() => left(starter.pid ?? 0)).toEqual([]);
  });

  test('is swept if its process ended without removing it, but not a link or the folder of a running process', async () => {
    const child = launch(['--eval', ''], {});
    await once(child, 'close');
    const dead = join(tmpdir(), `sbook-${child.pid}-swept1`);
    const link = join(tmpdir(), `sbook-${child.pid}-swept2`);
    const alive = join(tmpdir(), `sbook-${process.pid}-swept3`);
    const precious = join(folder, 'precious');
    for (const one of [dead, alive, precious]) mkdirSync(one);
    for (const one of [dead, precious]) writeFileSync(join(one, 'file'), '');
    symlinkSync(precious, join(dead, 'link'), 'junction');
    symlinkSync(precious, link, 'junction');
    try {
      sweepFolders();
      expect([dead, link, alive].map((one) => existsSync(one))).toEqual([false, true, true]);
      expect(readdirSync(precious)).toEqual(['file']);
    } finally {
      for (const one of [dead, link, alive]) rmSync(one, { recursive: true, force: true });
    }
  });
});
