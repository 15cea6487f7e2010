// The server of `npm start` and `npm run preview`. It serves built pages from memory and, to a client with the token, the
// routes that run programs. It has no WebSocket, and reads no file for a request.
import { once } from 'node:events';
import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { langOf } from '../../scripts/course/languages.ts';
import { Problem } from '../../scripts/project/problem.ts';
import { onlyInHeader } from '../policy.ts';
import { stringsFor } from '../strings.ts';
import { admitRequest, Refusal, type Token } from './guard.ts';
import { type Pages, sendPage } from './pages.ts';

// Not by an import line, for the reason in scripts/lab/services.ts.
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');

/** The path prefix of the routes. */
const prefix = '/-/live/';

/** The headers of every answer. A page has its own policy. */
const always = {
  'content-security-policy': `default-src 'none'; ${onlyInHeader}`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The routes that run programs, and the token that gives access to them. */
interface Live {
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
  const text = about === '' ? refused[reason] : `${refused[reason]} (${about})`;
  // The address of a page was opened in a browser: a sentence is enough.
  const isPage = !request.url?.startsWith(prefix);
  const type = isPage ? 'text/plain; charset=utf-8' : 'application/json';
  // If a body is too long, the rest of it is not read.
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', connection: 'close' });
  response.end(isPage ? `${text}\n` : JSON.stringify({ reason, text }));
}

/** Prints where an error happened. Leaves out the error's message, because it may quote the request. */
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

/** The statuses for the errors of Node's parser; 400 for all others (Node docs, Event: 'clientError'). */
const parserStatus: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const ignore = () => {};

/** Answers bytes that Node could not parse as a request, and closes the connection. Node may report one socket many times. */
function answerRaw(socket: Duplex, status: number): void {
  if (!socket.listeners('error').includes(ignore)) socket.on('error', ignore);
  if (!socket.writable) return;
  const headers = Object.entries({ ...always, connection: 'close', 'content-length': '0' });
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}

const options: ServerOptions = {
  // All ports of a host share its cookies: any program on this machine can make the browser send 180 of them, 4 KB each, here.
  maxHeaderSize: 1024 * 1024,
  // `answer` refuses such a request, with our headers.
  requireHostHeader: false,
};

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
      if (asked !== own.replace(host, 'localhost') || !['GET', 'HEAD'].includes(request.method ?? ''))
        throw new Refusal(403, 'wrongHost');
      // The browser's storage belongs to one name. Only one slash, because two would lead to another host.
      response.writeHead(307, { location: `${served.origin}/${request.url?.replace(/^[/\\]+/, '')}` }).end();
      return;
    }
    if (live === undefined || !path.startsWith(prefix)) return sendPage(served.pages, path, request, response);
    admitRequest(request, served.origin, live.token);
    await live.answer(path.slice(prefix.length).replace(/\/$/, ''), request, response);
  }

  const server = createServer(options, (request, response) => {
    answer(request, response).catch((error) => {
      if (error instanceof Refusal) return refuse(request, response, error);
      tellMistake(error);
      response.destroy();
    });
  });
  // Without these handlers, Node would answer by itself, or ignore the wish for another protocol and serve the request.
  server.on('upgrade', (_, socket) => answerRaw(socket, 400));
  server.on('connect', (_, socket) => answerRaw(socket, 405));
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) =>
    answerRaw(socket, parserStatus[code] ?? 400),
  );
  server.on('checkExpectation', (_, response) => response.writeHead(417, { ...always, connection: 'close' }).end());
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const remedy: Record<string, string> = {
      EADDRINUSE: `port ${port} is taken; choose another with --port, or stop the program that uses it`,
      EACCES: `port ${port} needs more rights; choose one from 1024 on with --port`,
      EADDRNOTAVAIL: `${host} is not an address of this machine; choose another with --host`,
      ENOTFOUND: `"${host}" is not an address of this machine; choose another with --host`,
    };
    throw new Problem('cannot serve', remedy[code] ?? `${code} on ${host} port ${port}`);
  }
  const address = server.address() as AddressInfo;
  const served: Served = {
    // Browsers leave out the default port of HTTP, and `URL.origin` does too.
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
