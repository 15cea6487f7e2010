import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A server that can be stopped, and started again on the same port. */
export class RestartableServer {
  readonly host: string;
  readonly port: number;
  /** The connections that are open now. */
  readonly guests = new Set<Socket>();
  #server: Server | undefined;

  constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
  }

  /**
   * Listens. What the guests send is read and discarded.
   * @param greet gets each connection
   * @throws the system's error if the port cannot be used
   */
  async start(greet: (socket: Socket) => void = () => {}): Promise<void> {
    const server = createServer((socket) => {
      this.guests.add(socket);
      socket.on('error', () => {}); // this guest is gone
      socket.on('close', () => this.guests.delete(socket)).resume();
      greet(socket);
    });
    server.listen({ port: this.port, host: this.host });
    await once(server, 'listening');
    this.#server = server;
  }

  /** Resolves with the next connection. It is an error to wait for one while the server is stopped. */
  async visited(): Promise<void> {
    if (this.#server === undefined) throw new Error(`port ${this.port} is not open`);
    await once(this.#server, 'connection');
  }

  /** Ends every connection, and refuses new ones from now on. */
  stop(): void {
    this.#server?.close();
    this.#server = undefined;
    for (const guest of this.guests) guest.destroy();
  }
}
