import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { projectDir } from '../../scripts/course/lesson.ts';
import { terminal } from '../../scripts/project/astro.ts';
import { watch } from '../../scripts/project/wait.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Ask {
  method?: string;
  path?: string;
  /** Headers to add to those of the page. A header that is undefined is left out. */
  headers?: Record<string, string | string[] | undefined>;
  body?: string | Buffer;
  /** Gets the answer so far, each time more of it arrives. `cut` closes the connection. */
  onText?: (text: string, cut: () => void) => void;
  /** Aborts the request, like a page that the reader leaves. */
  signal?: AbortSignal;
}

/** The server of `npm start`, on a port that the system chooses. */
export class LiveServer {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #output: () => string;

  private constructor(child: ChildProcess, port: number, output: () => string) {
    this.#child = child;
    this.port = port;
    this.#output = output;
  }

  /** @param folder this project, or a copy of it */
  static start(args: string[] = [], env: Record<string, string> = {}, folder = projectDir): Promise<LiveServer> {
    return LiveServer.#spawn(
      process.execPath,
      ['-r', './scripts/project/runtime.cjs', 'scripts/start.ts', '--port', '0', ...args],
      folder,
      env,
    );
  }

  /** Starts it by npm. `close` then ends npm, the parent of the server. */
  static startByNpm(): Promise<LiveServer> {
    return LiveServer.#spawn('npm', ['start', '--', '--port', '0']);
  }

  static async #spawn(command: string, args: string[], folder = projectDir, env = {}): Promise<LiveServer> {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...terminal, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let ended = false;
    const events = watch();
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        events.look();
      });
    }
    child.on('close', () => {
      ended = true;
      events.look();
    });
    const address = /read only: http:\/\/127\.0\.0\.1:(\d+)\//;
    const port = Number(await events.until(() => address.exec(output)?.[1] ?? (ended && 'none')));
    if (!port) throw new Error(`the server ended: ${output}`);
    return new LiveServer(child, port, () => output);
  }

  get output(): string {
    return this.#output();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** The token that the terminal shows. */
  get token(): string {
    return /#token=([\w-]+)/.exec(this.output)?.[1] ?? '';
  }

  /** The address that the terminal shows for running programs. */
  get invitation(): string {
    return `${this.url}#token=${this.token}`;
  }

  get(path: string, headers: Ask['headers'] = {}): Promise<Answer> {
    const none = { origin: undefined, 'content-type': undefined, authorization: undefined };
    return this.ask({ method: 'GET', path, headers: { ...none, ...headers }, body: '' });
  }

  post(route: string, body: unknown, onText?: Ask['onText']): Promise<Answer> {
    return this.ask({ path: `/-/live/${route}/`, body: JSON.stringify(body), ...(onText ? { onText } : {}) });
  }

  /** Sends a request like the page's own script, except for the given options. */
  ask({ method = 'POST', path = '/-/live/lesson/', headers = {}, body, onText, signal }: Ask = {}): Promise<Answer> {
    const sentBody = body ?? '{"lesson":""}';
    const own = {
      host: `127.0.0.1:${this.port}`,
      origin: `http://127.0.0.1:${this.port}`,
      'content-type': 'application/json',
      authorization: `Bearer ${this.token}`,
      // Node sends none with a GET or DELETE. The server would read the body as another request.
      ...(headers['transfer-encoding'] === undefined ? { 'content-length': String(Buffer.byteLength(sentBody)) } : {}),
      ...headers,
    };
    const sent = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
    return new Promise((resolve, reject) => {
      const to = { host: '127.0.0.1', port: this.port, method, path, agent: false };
      const client = request(
        { ...to, headers: sent as Record<string, string>, ...(signal ? { signal } : {}) },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece) => {
            text += piece;
            onText?.(text, () => client.destroy());
          });
          response.on('close', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
        },
      );
      client.on('error', reject);
      client.end(sentBody);
    });
  }

  async close(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill(signal);
    await once(this.#child, 'exit');
  }
}
