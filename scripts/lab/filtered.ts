// A port that never answers a connection request, without a firewall: its server accepts no connection, and its accept
// queue is full. Linux then drops every further request (tcp(7), listen(2)). Other systems may not, so this is tested.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { Opened } from './open.ts';

/** The most connections that are made to fill a queue with backlog 1. */
const mostFillers = 16;

/** The time after which an attempt on loopback counts as unanswered, ms. */
const patience = 200;

const blocked = new URL('./filtered-worker.mjs', import.meta.url);

/**
 * Opens the filtered port on HOST:PORT (0: the system chooses), or returns the reason why this system cannot have one.
 * @param program the thread that listens; it posts its port, or the code of the error that prevented it
 */
export async function openFiltered(host: string, port: number, program = blocked): Promise<Opened | { why: string }> {
  const fillers: Socket[] = [];
  const worker = new Worker(program, { workerData: { host, port }, execArgv: [] });
  const close = async () => {
    for (const socket of fillers) socket.destroy();
    await worker.terminate();
  };
  try {
    const [listening] = (await once(worker, 'message')) as [{ port: number } | { code: string }];
    if ('code' in listening) throw Object.assign(new Error(`listen ${listening.code}`), listening);

    while (fillers.length < mostFillers) {
      const socket = connect({ host, port: listening.port });
      fillers.push(socket);
      const answer = await answerTo(socket);
      if (answer === 'none') {
        socket.destroy();
        return { port: listening.port, close };
      }
      if (answer !== 'connected') {
        await close();
        return { why: `this system answers ${answer} when a listener's queue is full` };
      }
    }
    await close();
    return { why: `the queue of a listener accepted ${mostFillers} connections and was still not full` };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Returns the answer to a connection request: 'connected', the code of an error, or 'none'. */
function answerTo(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    // On a busy machine the timer may fire before Node has handled an answer that has already arrived. setImmediate runs
    // after Node has handled it.
    const timer = setTimeout(() => setImmediate(() => resolve('none')), patience);
    const settle = (answer: string) => {
      clearTimeout(timer);
      resolve(answer);
    };
    socket.once('connect', () => settle('connected'));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
  });
}
