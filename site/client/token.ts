// The token that allows this reader to run programs. It is in the origin's storage, because a cookie would be sent to every port
// of this host, and so to any program that listens on one.
import { recall, remember } from './store.ts';

/**
 * A token from the address that the server has not accepted yet. It is used only in this tab, because a page of another origin
 * can link here with a false token.
 */
let fresh: string | undefined;
const key = 'token';

function keepFresh(token: string | undefined): void {
  fresh = token;
  try {
    // The tab may load another page before the server has answered.
    if (token === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, token);
  } catch {
    // the browser has no storage: the token lasts as long as the page
  }
}

/** The headers of a request. */
export const token = () => fresh ?? recall(key) ?? '';

/**
 * Removes the token from the address that the terminal showed, before the address can be sent anywhere. Called once, before
 * all other code.
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
  // Opening that address in a tab that already shows this page only changes the fragment, and loads nothing.
  addEventListener('hashchange', () => pattern.test(location.hash) && location.reload());
}

/** Called when the server has accepted a token: all tabs may now use it. */
export function acceptToken(accepted: string): void {
  if (accepted !== fresh) return;
  if (recall(key) !== accepted) remember(key, accepted);
  if (recall(key) === accepted) keepFresh(undefined);
}

/** Called when the server has refused a token. Returns whether there is another token to try. */
export function dropToken(refused: string): boolean {
  if (refused === fresh && recall(key) !== undefined) keepFresh(undefined);
  return token() !== refused;
}
