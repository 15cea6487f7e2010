import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const newSecret = () => randomBytes(32).toString('base64url');
const digest = (text: string) => createHash('sha256').update(text).digest();
/** Compares in constant time, whatever the lengths. */
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

/** How many browsers may be let in before the first of them is forgotten. */
const mostSessions = 20;

/** Who may run programs: whoever brought the token that the terminal showed. A token is good for one visit. */
export class Sessions {
  /** The token that is good now. */
  token = newSecret();
  #sessions: string[] = [];

  /** Exchanges the token for a session, and makes a new one. Returns undefined for any other token. */
  admit(token: string): string | undefined {
    if (!same(token, this.token)) return undefined;
    this.token = newSecret();
    const session = newSecret();
    this.#sessions = [...this.#sessions, session].slice(-mostSessions);
    return session;
  }

  knows(session: string): boolean {
    let known = false;
    for (const one of this.#sessions) known = same(session, one) || known;
    return known;
  }
}
