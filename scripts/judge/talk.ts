import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { quote, type Words } from './verdict.ts';

/**
 * How a conversation stands: it goes on; the other side has sent its FIN; the connection was reset; nobody answered;
 * nothing came for as long as the judge waits; or far more came than anybody asked for.
 */
export type State = 'open' | 'ended' | 'reset' | 'refused' | 'silent' | 'flood';

/** How many characters are kept of a conversation: a program that never stops sending must not fill the judge's memory. */
const textLimit = 1_000_000;

/** What the other side has sent so far, the first million characters of it, and how the conversation stands. */
export interface Heard {
  text: string;
  state: State;
}

/** What was heard, in words. */
export function tell({ text, state }: Heard): Words {
  if (state === 'refused') return { en: 'nobody accepted the connection', zh: '没有人接受连接' };
  const said = text === '' ? { en: 'not a byte', zh: '一个字节也没有' } : { en: quote(text), zh: quote(text) };
  const then = {
    open: { en: 'with the connection still open', zh: '连接仍然开着' },
    ended: { en: 'and then the end of the connection', zh: '然后连接结束' },
    reset: { en: 'and then a reset', zh: '然后连接被复位' },
    silent: { en: 'and then nothing more', zh: '然后再无动静' },
    flood: { en: 'and so on, without an end in sight', zh: '接着还有，没完没了' },
  }[state];
  return { en: `${said.en}, ${then.en}`, zh: `${said.zh}，${then.zh}` };
}

/** One end of a TCP connection, in the judge's hands. */
export class Talk {
  readonly socket: Socket;
  readonly #patience: number;
  #text = '';
  #state: State = 'open';
  readonly #waiting = new Set<() => void>();

  /** @param patience how long to wait for something to come, ms */
  constructor(socket: Socket, patience: number) {
    this.socket = socket;
    this.#patience = patience;
    const become = (state: State) => {
      if (this.#state === 'open' || state === 'reset') this.#state = state;
      this.#look();
    };
    socket.setEncoding('utf8').on('data', (text) => {
      // What is beyond the limit is read all the same: the other side must not hang on it.
      this.#text += text.slice(0, textLimit - this.#text.length);
      if (this.#text.length === textLimit) become('flood');
      else this.#look();
    });
    socket.on('end', () => become('ended'));
    socket.on('close', () => become('ended'));
    socket.on('error', (error: NodeJS.ErrnoException) => become(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'));
  }

  /** Connects to a program. What came of it is told by `hear`. */
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

  /** Sends the FIN: the judge has said everything, and still listens. */
  end(): void {
    this.socket.end();
  }

  /** Breaks the connection off, as a program does that is killed with data unread. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /**
   * Waits until what came is enough, or nothing more can come, or the judge has waited long enough.
   * @param enough looks at all text so far; without it the wait is for the end of the conversation
   */
  hear(enough: (text: string) => boolean = () => false): Promise<Heard> {
    return new Promise((resolve) => {
      const finish = (state: State) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve({ text: this.#text, state });
      };
      const timer = setTimeout(() => finish('silent'), this.#patience);
      const look = () => {
        if (enough(this.#text) || this.#state !== 'open') finish(this.#state);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** A server of the judge on a port of the system's choice. `answer` gets each connection. */
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
