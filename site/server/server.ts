// The server of `npm start` and `npm run preview`: built pages from memory, and, for whoever has the token, the routes that
// run programs. It has nothing else: no WebSocket, no file is read for a request.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
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
      if (asked !== own.replace(host, 'localhost') || request.method !== 'GET') throw new Refusal(403, 'wrongHost');
      // What the browser keeps is kept for one name. One slash: two would lead to another host.
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
  // Without this the request would be answered as if it asked for no other protocol.
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
