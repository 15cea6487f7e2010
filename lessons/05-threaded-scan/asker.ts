// One socket that asks one port after the other for a connection,
// and says what came back. A scanner's worker holds one.

import { Socket } from 'node:net';

/** What a port said. `silent`: it was given up without an answer. */
export type Answer = 'open' | 'closed' | 'unreachable' | 'silent';

// #region meanings
const meanings: Record<string, Answer> = {
  ECONNREFUSED: 'closed',
  // Somebody accepted, and hung up before we were told.
  ECONNRESET: 'open',
  EPIPE: 'open',
  // The system gave up waiting, or something on the way said no.
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENONET: 'unreachable',
  ENOPROTOOPT: 'unreachable',
  EPROTO: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
};
// #endregion meanings

/** Asks ports of one address, one at a time, with one socket. */
export class Asker {
  /** When the port now asked was asked, ms (performance.now). */
  askedAt = 0;
  /** How long the last answer took, ms. */
  took = 0;
  /** The last error, whatever it was about. */
  failure: NodeJS.ErrnoException = new Error('the wait was ended');
  readonly #address: string;
  readonly #socket = new Socket();
  #answer: Answer | undefined;
  #resolve: (answer: Answer) => void = () => {};
  #reject: (reason: Error) => void = () => {};

  /** @param address an IP address: a name costs a look-up each time */
  constructor(address: string) {
    this.#address = address;
    const socket = this.#socket;
    // #region answers
    socket.on('connect', () => {
      // Did the system give us the very port we asked for? Then we
      // reached ourselves, which proves that nobody listens there.
      const self =
        socket.localPort === socket.remotePort &&
        socket.localAddress === socket.remoteAddress;
      this.#answer = self ? 'closed' : 'open';
      socket.resetAndDestroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#answer ??= meanings[error.code ?? ''];
      this.failure = error;
    });
    socket.on('close', () => {
      const answer = this.#answer;
      this.took = performance.now() - this.askedAt;
      if (answer === undefined) this.#reject(this.failure);
      else this.#resolve(answer);
    });
    // #endregion answers
  }

  // #region ask
  /**
   * Asks a port for a connection, and closes it again.
   * @returns what came back, once the socket is free to be used again
   * @throws Error that says nothing about the port: `code` names a
   *   limit of this machine (EMFILE …)
   */
  ask(port: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#answer = undefined;
      this.#resolve = resolve;
      this.#reject = reject;
      this.askedAt = performance.now();
      this.#socket.connect({ host: this.#address, port });
    });
  }

  /** Ends the wait: the port is silent, or the scan was stopped. */
  giveUp(answer?: 'silent'): void {
    if (this.#socket.destroyed) return; // it has its answer
    this.#answer = answer;
    this.#socket.destroy();
  }
  // #endregion ask
}
