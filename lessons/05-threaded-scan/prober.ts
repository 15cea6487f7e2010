// One socket that probes ports, one after another: it asks each for
// a connection, and tells the state of the port. Each worker has one.

import { Socket } from 'node:net';

/** What a probe found. `silent`: no answer within the timeout. */
export type Answer = 'open' | 'closed' | 'unreachable' | 'silent';

// #region meanings
const meanings: Record<string, Answer> = {
  ECONNREFUSED: 'closed',
  // The port accepted the connection, and reset it at once.
  ECONNRESET: 'open',
  EPIPE: 'open',
  // The system's own timeout, or an error from the network.
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

/** Probes ports of one address, one at a time, with one socket. */
export class Prober {
  /** When the current probe started, ms (performance.now). */
  startedAt = 0;
  /** The round trip of the last probe: how long it took, ms. */
  rtt = 0;
  /** The last error of the socket. */
  error: NodeJS.ErrnoException = new Error('the probe was aborted');
  readonly #address: string;
  readonly #socket = new Socket();
  #answer: Answer | undefined;
  #resolve: (answer: Answer) => void = () => {};
  #reject: (reason: Error) => void = () => {};

  /** @param address an IP address: a name costs a lookup each time */
  constructor(address: string) {
    this.#address = address;
    const socket = this.#socket;
    // #region answers
    socket.on('connect', () => {
      // If the system chose the probed port as the local port, the
      // socket connected to itself. Then no program listens there.
      const self =
        socket.localPort === socket.remotePort &&
        socket.localAddress === socket.remoteAddress;
      this.#answer = self ? 'closed' : 'open';
      socket.resetAndDestroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#answer ??= meanings[error.code ?? ''];
      this.error = error;
    });
    socket.on('close', () => {
      const answer = this.#answer;
      this.rtt = performance.now() - this.startedAt;
      if (answer === undefined) this.#reject(this.error);
      else this.#resolve(answer);
    });
    // #endregion answers
  }

  // #region probe
  /**
   * Asks a port for a connection, and closes the connection.
   * @returns the answer, once the socket can be used again
   * @throws Error that says nothing about the port: `code` names a
   *   limit of this machine (EMFILE …)
   */
  probe(port: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#answer = undefined;
      this.#resolve = resolve;
      this.#reject = reject;
      this.startedAt = performance.now();
      this.#socket.connect({ host: this.#address, port });
    });
  }

  /** Ends the probe: the port is silent, or the scan was stopped. */
  abort(answer?: 'silent'): void {
    if (this.#socket.destroyed) return; // it has its answer
    this.#answer = answer;
    this.#socket.destroy();
  }
  // #endregion probe
}
