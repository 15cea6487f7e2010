// Finds out whether a draft is open in another tab.

/**
 * Announces to the other tabs that this one has a draft open.
 * @param onChange called now, when another tab opens or closes the draft, and when the reader returns to this tab
 * @returns a function to call when the draft is closed
 */
export function shareDraft(name: string, onChange: (isShared: boolean) => void): () => void {
  const { locks } = navigator;
  const closed = new AbortController();
  const news = new BroadcastChannel(`socketbook:draft:${name}`);
  const look = async () => {
    const { held = [] } = await locks.query();
    const tabs = new Set(held.filter((lock) => lock.name === news.name).map(({ clientId }) => clientId));
    if (!closed.signal.aborted) onChange(tabs.size > 1);
  };
  const { promise: whenClosed, resolve: release } = Promise.withResolvers<void>();
  // The browser releases the lock of a tab that is closed or reloaded, whatever happened to it.
  locks.request(news.name, { mode: 'shared' }, () => {
    look();
    news.postMessage('open');
    return whenClosed;
  });
  news.onmessage = look;
  addEventListener('focus', look, { signal: closed.signal });
  return () => {
    closed.abort();
    release();
    // After the release, so that the others no longer find this tab.
    setTimeout(() => {
      news.postMessage('closed');
      news.close();
    });
  };
}
