// The token that lets this reader run programs. The origin's storage keeps it: a cookie would be sent to every port of this
// host, and so to any program that listens on one.
import { recall, remember } from './store.ts';

/**
 * A token that came in the address and has not been accepted yet. It counts in this tab alone: a page of another origin can
 * lead here with a token that is none.
 */
let fresh: string | undefined;
const key = 'token';

function keepFresh(token: string | undefined): void {
  fresh = token;
  try {
    // The tab may be led to another page before the server has answered.
    if (token === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, token);
  } catch {
    // a browser that keeps nothing: the token lasts as long as the page
  }
}

/** What a request is sent with. */
export const token = () => fresh ?? recall(key) ?? '';

/**
 * Takes the token out of the address that the terminal showed, before anything else can be sent that address. Called once,
 * first of all.
 */
export function takeToken(): void {
  // As long as a token is: a longer one would not fit into a request.
  const pattern = /^#token=([\w-]{43})$/;
  const [, given] = pattern.exec(location.hash) ?? [];
  if (given !== undefined) {
    history.replaceState(history.state, '', location.pathname + location.search);
    keepFresh(given);
  } else {
    try {
      fresh = sessionStorage.getItem(key) ?? undefined;
    } catch {}
  }
  // That address, opened where this page is shown already, changes the fragment and loads nothing.
  addEventListener('hashchange', () => pattern.test(location.hash) && location.reload());
}

/** The server has accepted a token: every tab may use it, now and later. */
export function acceptToken(accepted: string): void {
  if (accepted !== fresh) return;
  if (recall(key) !== accepted) remember(key, accepted);
  if (recall(key) === accepted) keepFresh(undefined);
}

/** The server has refused a token. Returns whether there is another one to try. */
export function dropToken(refused: string): boolean {
  if (refused === fresh && recall(key) !== undefined) keepFresh(undefined);
  return token() !== refused;
}
