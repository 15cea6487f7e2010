// Updates an open page when a file of its lesson changes.
import type { Build, Facts } from '../shared/protocol.ts';
import type { LiveCell } from './live-cell.ts';
import { answerOf, Refused } from './server.ts';

/** The interval at which the page checks for changes of its lesson, ms. */
const followPace = 1000;

interface Follower {
  /** Called when the files have changed and the new pages are being built. */
  onChange(): Promise<void>;
  /** Called when the new pages are ready. */
  onBuild(): Promise<void>;
  onFailure(): void;
}

/**
 * Follows the files of the lessons while the page is visible. It polls, because a stream would occupy one of the six
 * connections that a browser opens to a server.
 * @param known the build of the page
 * @param note shows a sentence in the page
 */
async function follow(
  known: string,
  { onChange, onBuild, onFailure }: Follower,
  note: (text: string) => void,
): Promise<void> {
  let before: Build['state'] = 'ready';
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, followPace));
    if (document.visibilityState !== 'visible') continue;
    try {
      const { digest, state } = await answerOf<Build>('build', {});
      if (state === 'building' && before !== 'building') await onChange();
      if (state === 'failed' && before !== 'failed') onFailure();
      if (state === 'ready' && before === 'failed') document.querySelector('.live-note')?.remove();
      if (digest !== known) await onBuild();
      known = digest;
      before = state;
    } catch (error) {
      if (error instanceof Refused) return note(error.message);
    }
  }
}

interface Page {
  facts: Facts;
  cells: readonly LiveCell[];
  factsNow(): Promise<Facts>;
  note(text: string): void;
}

/** Follows the lessons until the page is closed or the server refuses its token. */
export async function followLessons({ facts, cells, factsNow, note }: Page): Promise<void> {
  const onFailure = () => note(facts.words.listing ?? '');
  const renewCells = async (fresh?: Document) => {
    const { cells: renewed } = await factsNow();
    for (const cell of cells) {
      const now = renewed[cell.name];
      if (now) cell.renew(now, fresh?.getElementById(cell.root.id) ?? null);
    }
  };
  const onBuild = async () => {
    // Outputs and editors that the reader has opened are kept.
    if (cells.every((cell) => cell.isUntouched)) return location.reload();
    const response = await fetch(location.pathname);
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (!response.ok || !fresh.querySelector('main')) return onFailure();
    for (const listing of document.querySelectorAll('.listing[id]')) {
      const now = fresh.getElementById(listing.id);
      if (now && now.innerHTML !== listing.innerHTML) listing.replaceWith(now);
    }
    document.dispatchEvent(new Event('socketbook:renewed'));
    await renewCells(fresh);
    note(facts.words.renewed ?? '');
  };
  await follow(facts.build, { onChange: renewCells, onBuild, onFailure }, note);
}
