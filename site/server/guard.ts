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
  | 'typedTooFast'
  | 'typedTooMuch'
  | 'checking'
  | 'judging'
  | 'judgeEnded'
  | 'conflict'
  | 'file'
  | 'tooFast'
  | 'noLab';

/** A refused request: the HTTP status, the reason, and the value concerned. */
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

/** The token that the terminal shows, and that a page must send to run a program. It is valid while the server runs. */
export class Token {
  readonly text = randomBytes(32).toString('base64url');
  readonly #expected = Buffer.from(`Bearer ${this.text}`);

  /** Whether an Authorization header contains the token (RFC 6750, section 2.1). Takes constant time. */
  isIn(header: string): boolean {
    const given = Buffer.from(header);
    return given.length === this.#expected.length && timingSafeEqual(given, this.#expected);
  }
}

/** The most bytes in the body of a request. */
const mostBytes = 256 * 1024;

/**
 * Accepts a request to run a program only if a page of this server sent it, with the token.
 * @param origin the origin of this server
 * @throws Refusal
 */
export function admitRequest({ method, headers }: IncomingMessage, origin: string, token: Token): void {
  if (method !== 'POST') throw new Refusal(405, 'notPost');
  if (headers.origin !== origin) throw new Refusal(403, 'wrongOrigin');
  if (headers['content-type'] !== 'application/json') throw new Refusal(415, 'notJson');
  const { authorization = '' } = headers;
  if (!token.isIn(authorization)) throw new Refusal(401, /^Bearer \S/.test(authorization) ? 'staleToken' : 'noToken');
}

/** Reads a JSON body of limited size. @throws Refusal */
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
    // Also reached if the body was incomplete.
    throw error instanceof Refusal ? error : new Refusal(400, 'malformed');
  }
}
