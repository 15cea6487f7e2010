import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { quote, type Words } from './verdict.ts';

/**
 * The state of a connection: open; the other side has sent its FIN; reset; refused; nothing arrived before the time
 * limit; or more arrived than the judge keeps.
 */
export type State = 'open' | 'ended' | 'reset' | 'refused' | 'silent' | 'flood';

/** The most characters kept of a connection, so that a program that never stops sending cannot fill the judge's memory. */
const textLimit = 1_000_000;

/** What the other side has sent so far (its first million characters), and the state of the connection. */
export interface Heard {
  text: string;
  state: State;
}

/** Describes what was received, for a verdict. */
export function tell({ text, state }: Heard): Words {
  if (state === 'refused') return { en: 'the connection was refused', zh: '连接被拒绝' };
  const said = text === '' ? { en: 'no data', zh: '没有数据' } : { en: quote(text), zh: quote(text) };
  const then = {
    open: { en: 'with the connection still open', zh: '连接仍然开着' },
    ended: { en: 'then the end of the connection', zh: '然后连接结束' },
    reset: { en: 'then a reset', zh: '然后连接被复位' },
    silent: { en: 'then nothing more before the time limit', zh: '然后直到超时都没有新的数据' },
    flood: { en: 'then more and more data without end', zh: '然后数据不断到来，没有结束' },
  }[state];
  return { en: `${said.en}, ${then.en}`, zh: `${said.zh}，${then.zh}` };
}

/** The judge's end of a TCP connection. */
export class Talk {
  readonly socket: Socket;
  readonly #patience: number;
  #text = '';
  #state: State = 'open';
  readonly #waiting = new Set<() => void>();

  /** @param patience the time limit of a wait for data, ms */
  constructor(socket: Socket, patience: number) {
    this.socket = socket;
    this.#patience = patience;
    const become = (state: State) => {
      if (this.#state === 'open' || state === 'reset') this.#state = state;
      this.#look();
    };
    socket.setEncoding('utf8').on('data', (text) => {
      // Data beyond the limit is read and discarded, so that the other side can go on sending.
      this.#text += text.slice(0, textLimit - this.#text.length);
      if (this.#text.length === textLimit) become('flood');
      else this.#look();
    });
    socket.on('end', () => become('ended'));
    socket.on('close', () => become('ended'));
    socket.on('error', (error: NodeJS.ErrnoException) => become(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'));
  }

  /** Connects to a program. `hear` reports the result. */
  static async connect(port: number, host: string, patience: number): Promise<Talk> {
    const talk = new Talk(connect({ port, host, allowHalfOpen: true }), patience);
    await Promise.race([once(talk.socket, 'connect'), once(talk.socket, 'close')]).catch(() => {});
    return talk;
  }

  #look(): void {
    for (const one of [...this.#waiting]) one();
  }

  get heard(): Heard {
    return { text: this.#text, state: this.#state };
  }

  send(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Sends the FIN. The judge can still receive. */
  end(): void {
    this.socket.end();
  }

  /** Resets the connection, as happens when a program is killed with data unread. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /**
   * Waits until enough data has arrived, no more can arrive, or the time limit is over.
   * @param enough gets all text so far; without it, the wait lasts until the connection ends
   * @param limit the time limit, ms; the judge's patience if that is shorter
   */
  hear(enough: (text: string) => boolean = () => false, limit = this.#patience): Promise<Heard> {
    return new Promise((resolve) => {
      const finish = (state: State) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve({ text: this.#text, state });
      };
      const timer = setTimeout(() => finish('silent'), Math.min(limit, this.#patience));
      const look = () => {
        if (enough(this.#text) || this.#state !== 'open') finish(this.#state);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** Opens a server of the judge on a port that the system chooses. `answer` gets each connection. */
export async function serve(
  answer: (talk: Talk) => void,
  host: string,
  patience: number,
): Promise<{ port: number; server: Server; close(): void }> {
  const talks = new Set<Talk>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const talk = new Talk(socket, patience);
    talks.add(talk);
    socket.on('close', () => talks.delete(talk));
    answer(talk);
  });
  server.listen({ port: 0, host });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    server,
    close() {
      server.close();
      for (const { socket } of talks) socket.destroy();
    },
  };
}
