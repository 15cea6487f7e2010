// Opens the pipe at descriptor 4, on which another preload reports to the runner (node --import). Loaded before the restrictions,
// which refuse the descriptor.
//
// JavaScript, like start.mjs.

const net = process.getBuiltinModule('node:net');
const { isMainThread } = process.getBuiltinModule('node:worker_threads');

const { apply } = Reflect;

/** No method is called that a program could replace: a program that got the socket could write reports of its own. */
function open() {
  const socket = new net.Socket({ fd: 4, readable: false, writable: true });
  // It does not keep the program running.
  socket.unref();
  const handle = socket._handle;
  const { writeUtf8String } = handle;
  // The result is a negative error number, or 0, or a request if not everything could be written at once.
  return (text) => !(apply(writeUtf8String, handle, [null, text]) < 0);
}

// A thread that ends would close the descriptor of all threads.
let write = isMainThread ? open() : undefined;

/**
 * Hands out the pipe, once: the program may import this file, too.
 * @returns writes a text, and returns whether the pipe took it; undefined in a thread
 */
export function takeReports() {
  const taken = write;
  write = undefined;
  return taken;
}
