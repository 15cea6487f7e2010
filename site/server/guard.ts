import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request was refused: the key of a sentence in `site/strings/`. */
export type Reason =
  | 'badTarget'
  | 'notPost'
  | 'wrongHost'
  | 'wrongOrigin'
  | 'notJson'
  | 'noToken'
  | 'staleToken'
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
  | 'file'
  | 'tooFast'
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

/** What the terminal shows and a page must send to run something. It is good for as long as the server runs. */
export class Token {
  readonly text = randomBytes(32).toString('base64url');
  readonly #expected = Buffer.from(`Bearer ${this.text}`);

  /** Says whether an Authorization header holds it (RFC 6750, section 2.1), in a time that tells nothing of it. */
  isIn(header: string): boolean {
    const given = Buffer.from(header);
    return given.length === this.#expected.length && timingSafeEqual(given, this.#expected);
  }
}

/** The most bytes a request may carry. */
const mostBytes = 256 * 1024;

/**
 * Lets a request to run something pass only if our own page sent it, and brought the token.
 * @param origin of this server
 * @throws Refusal
 */
export function admitRequest({ method, headers }: IncomingMessage, origin: string, token: Token): void {
  if (method !== 'POST') throw new Refusal(405, 'notPost');
  if (headers.origin !== origin) throw new Refusal(403, 'wrongOrigin');
  if (headers['content-type'] !== 'application/json') throw new Refusal(415, 'notJson');
  const { authorization = '' } = headers;
  if (!token.isIn(authorization)) throw new Refusal(401, /^Bearer \S/.test(authorization) ? 'staleToken' : 'noToken');
}

/** Reads a JSON body of bounded size. @throws Refusal */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw new Refusal(413, 'tooLarge');
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request) {
      bytes += piece.length;
      if (bytes > mostBytes) throw new Refusal(413, 'tooLarge');
      pieces.push(piece);
    }
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)));
  } catch (error) {
    // Also where the body was cut short.
    throw error instanceof Refusal ? error : new Refusal(400, 'malformed');
  }
}
