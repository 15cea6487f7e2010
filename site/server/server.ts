// The server of `npm start` and `npm run preview`. It serves built pages from memory and, to a client with the token, the
// routes that run programs. It has no WebSocket, and reads no file for a request.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { langOf } from '../../scripts/course/languages.ts';
import { Problem } from '../../scripts/project/problem.ts';
import { stringsFor } from '../strings.ts';
import { admitRequest, Refusal, type Token } from './guard.ts';
import { type Pages, sendPage } from './pages.ts';
import { onlyInHeader } from './policy.ts';

/** The path prefix of the routes. */
export const prefix = '/-/live/';

/** The headers of every answer. A page has its own policy. */
const always = {
  'content-security-policy': `default-src 'none'; ${onlyInHeader}`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The routes that run programs, and the token that gives access to them. */
export interface Live {
  token: Token;
  /** Answers a request with a valid token. `route` is the path after the prefix. @throws Refusal */
  answer(route: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface Served {
  /** The origin, as in "http://127.0.0.1:4321". */
  origin: string;
  /** May be replaced at any time. */
  pages: Pages;
  /** Stops the server and closes every connection. */
  close(): Promise<void>;
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, reason, about }: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { refused } = stringsFor(langOf(request.headers['accept-language'])).live;
  // If a body is too long, the rest of it is not read.
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' });
  response.end(JSON.stringify({ reason, text: about === '' ? refused[reason] : `${refused[reason]} (${about})` }));
}

/** Prints where a bug is. Leaves out the error's message, because it may quote the request. */
function tellMistake(error: unknown): void {
  const { name, code = '', stack = '' } = error as NodeJS.ErrnoException;
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  console.error([`a request failed: ${name} ${code}`.trim(), ...frames].join('\n'));
}

/** The path of a request's target. @throws Refusal if it contains a control character, encoded or not, or is not UTF-8 */
function pathOf(target: string): string {
  try {
    if (!/\p{Cc}/u.test(decodeURIComponent(target))) return target.replace(/\?.*$/s, '');
  } catch {
    // refused below
  }
  throw new Refusal(400, 'badTarget');
}

interface Options {
  /** 0 means a port that the system chooses. */
  port: number;
  /** An address of this machine. With a wildcard address, every Host name is accepted. */
  host?: string;
  pages: Pages;
  /** Left out if the server runs no programs. */
  live?: Live;
}

/**
 * Serves pages, and the routes that run programs.
 * @throws Problem if the port is taken or the address does not belong to this machine
 */
export async function serve({ port, host = '127.0.0.1', pages, live }: Options): Promise<Served> {
  const isOpen = ['0.0.0.0', '::'].includes(host);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(always)) response.setHeader(name, value);
    const path = pathOf(request.url ?? '');
    const asked = request.headers.host;
    const own = new URL(served.origin).host;
    if (!isOpen && asked !== own) {
      if (asked !== own.replace(host, 'localhost') || request.method !== 'GET') throw new Refusal(403, 'wrongHost');
      // The browser stores data per host name, so one name is used. The path starts with one slash: two would name a host.
      response.writeHead(307, { location: `${served.origin}/${request.url?.replace(/^[/\\]+/, '')}` }).end();
      return;
    }
    if (live === undefined || !path.startsWith(prefix)) return sendPage(served.pages, path, request, response);
    admitRequest(request, served.origin, live.token);
    await live.answer(path.slice(prefix.length).replace(/\/$/, ''), request, response);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (error instanceof Refusal) return refuse(request, response, error);
      tellMistake(error);
      response.destroy();
    });
  });
  // Without this handler, Node would answer the request and ignore its upgrade header.
  server.on('upgrade', (_, socket) => {
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 400 ${STATUS_CODES[400]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const remedy: Record<string, string> = {
      EADDRINUSE: `port ${port} is taken; choose another with --port, or stop the program that uses it`,
      EACCES: `port ${port} needs more rights; choose one from 1024 on with --port`,
      EADDRNOTAVAIL: `${host} is no address of this machine; choose another with --host`,
      ENOTFOUND: `"${host}" is no address of this machine; choose another with --host`,
    };
    throw new Problem('cannot serve', remedy[code] ?? `${code} on ${host} port ${port}`);
  }
  const address = server.address() as AddressInfo;
  const served: Served = {
    // In the form that browsers use: without the default port of HTTP.
    origin: new URL(`http://${isIPv6(host) ? `[${host}]` : host}:${address.port}`).origin,
    pages,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return served;
}
