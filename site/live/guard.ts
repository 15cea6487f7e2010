import type { IncomingMessage } from 'node:http';
import type { Sessions } from './sessions.ts';
import { isLoopback } from './target.ts';

/** Why a request was refused: the key of a sentence in `site/strings/`. */
export type Reason =
  | 'notLoopback'
  | 'notPost'
  | 'wrongHost'
  | 'wrongOrigin'
  | 'notJson'
  | 'noHeader'
  | 'noSession'
  | 'tooLarge'
  | 'malformed'
  | 'unknown'
  | 'farTarget'
  | 'draftThreads'
  | 'tooMany'
  | 'notRunning'
  | 'judging'
  | 'judgeEnded'
  | 'conflict'
  | 'noLab';

/** A request that is not done: the HTTP status, the reason, and what it is about. */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: Reason;
  readonly about: string;

  constructor(status: number, reason: Reason, about = '') {
    super(reason);
    this.status = status;
    this.reason = reason;
    this.about = about;
  }
}

/** The most bytes a request may carry. */
const mostBytes = 256 * 1024;

export const cookieName = (port: number) => `socketbook-${port}`;

function cookie(request: IncomingMessage, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** The port of a server that listens on loopback only. @throws Refusal when it listens elsewhere */
export function ownPort(request: IncomingMessage, bound: string | undefined): number {
  const { localPort, remoteAddress = '' } = request.socket;
  if (bound === undefined || !isLoopback(bound) || !isLoopback(remoteAddress) || localPort === undefined) {
    throw new Refusal(403, 'notLoopback');
  }
  return localPort;
}

/** Says whether the browser asked for this server by a name of loopback. Keeps out names that were bent to lead here. */
export function isOwnHost(request: IncomingMessage, port: number): boolean {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(request.headers.host ?? '');
}

/**
 * Lets a request to run something pass only if our own page sent it, in a browser that brought the token.
 * @param bound the address this server listens on
 * @throws Refusal
 */
export function admitRequest(request: IncomingMessage, bound: string | undefined, sessions: Sessions): void {
  const { headers } = request;
  const port = ownPort(request, bound);
  if (!isOwnHost(request, port)) throw new Refusal(403, 'wrongHost');
  if (request.method !== 'POST') throw new Refusal(405, 'notPost');
  if (headers.origin !== `http://${headers.host}`) throw new Refusal(403, 'wrongOrigin');
  if (headers['content-type'] !== 'application/json') throw new Refusal(415, 'notJson');
  // A form cannot send a header of its own, and a script of another origin must ask first (Fetch, CORS-preflight).
  if (headers['x-socketbook'] !== 'live') throw new Refusal(403, 'noHeader');
  if (!sessions.knows(cookie(request, cookieName(port)))) throw new Refusal(401, 'noSession');
}

/** Reads a JSON body of bounded size. @throws Refusal */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw new Refusal(413, 'tooLarge');
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes > mostBytes) throw new Refusal(413, 'tooLarge');
    pieces.push(piece);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)));
  } catch {
    throw new Refusal(400, 'malformed');
  }
}
