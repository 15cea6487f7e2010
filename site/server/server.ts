// The server of `npm start` and `npm run preview`: built pages from memory, and, for whoever has the token, the routes that
// run programs. It has nothing else: no WebSocket, no file is read for a request.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerOptions, type ServerResponse, STATUS_CODES } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { langOf } from '../../scripts/course/languages.ts';
import { Problem } from '../../scripts/project/problem.ts';
import { stringsFor } from '../strings.ts';
import { admitRequest, Refusal, type Token } from './guard.ts';
import { type Pages, sendPage } from './pages.ts';
import { onlyInHeader } from './policy.ts';

/** Where the routes stand. */
export const prefix = '/-/live/';

/** Sent with every answer; a page has a policy of its own. */
const always = {
  'content-security-policy': `default-src 'none'; ${onlyInHeader}`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** What runs programs, and who may ask for it. */
export interface Live {
  token: Token;
  /** Answers a request that has been let in. `route` is what follows the prefix. @throws Refusal */
  answer(route: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface Served {
  /** As in "http://127.0.0.1:4321". */
  origin: string;
  /** May be replaced at any time. */
  pages: Pages;
  /** Ends every connection. */
  close(): Promise<void>;
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, reason, about }: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { refused } = stringsFor(langOf(request.headers['accept-language'])).live;
  // Of a body that is too long the rest is not read.
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' });
  response.end(JSON.stringify({ reason, text: about === '' ? refused[reason] : `${refused[reason]} (${about})` }));
}

/** Tells the terminal where a mistake of ours is. Its message may quote the request, and so is left out. */
function tellMistake(error: unknown): void {
  const { name, code = '', stack = '' } = error as NodeJS.ErrnoException;
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  console.error([`a request failed: ${name} ${code}`.trim(), ...frames].join('\n'));
}

/** The path of a request's target. @throws Refusal when it holds a control character, encoded or not, or is no UTF-8 */
function pathOf(target: string): string {
  try {
    if (!/\p{Cc}/u.test(decodeURIComponent(target))) return target.replace(/\?.*$/s, '');
  } catch {
    // refused below
  }
  throw new Refusal(400, 'badTarget');
}

/** The statuses of what Node's parser refuses; 400 for all else (Node docs, Event: 'clientError'). */
const parserStatus: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Refuses what never became a request, and closes the connection. */
function answerRaw(socket: Duplex, status: number): void {
  socket.on('error', () => {});
  if (!socket.writable) return;
  const headers = Object.entries({ ...always, connection: 'close', 'content-length': '0' });
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}

const options: ServerOptions = {
  // Cookies are shared by all ports of a host: any program of this machine can give the browser 180 of 4 KB to send here.
  maxHeaderSize: 1024 * 1024,
  // Refused below, with our headers.
  requireHostHeader: false,
};

interface Options {
  /** 0 for one of the system's choice. */
  port: number;
  /** An address of this machine; with a wildcard address whatever name it is asked by is its own. */
  host?: string;
  pages: Pages;
  /** Left out where nothing can be run. */
  live?: Live;
}

/**
 * Serves pages, and the routes that run programs.
 * @throws Problem when the port is taken or the address is none of this machine
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
      // What the browser keeps is kept for one name. One slash: two would lead to another host.
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
  // Without these Node would answer by itself, or take the request for one that asks for no other protocol.
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
      EADDRINUSE: `port ${port} is taken; choose another with --port, or stop the program that has it`,
      EACCES: `port ${port} needs more rights; choose one from 1024 on with --port`,
      EADDRNOTAVAIL: `${host} is no address of this machine; choose another with --host`,
      ENOTFOUND: `"${host}" is no address of this machine; choose another with --host`,
    };
    throw new Problem('cannot serve', remedy[code] ?? `${code} on ${host} port ${port}`);
  }
  const address = server.address() as AddressInfo;
  const served: Served = {
    // As a browser says it: without the port that is HTTP's own.
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
