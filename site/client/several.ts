// Runs several cells of a page. Loaded when the reader first presses "Run all" or "Run both".
import type { LiveCell } from './live-cell.ts';

/**
 * Runs the cells one after the other, and before each the server that it needs. A server keeps running while a later cell needs it.
 * @param goesOn whether the reader has not stopped it
 */
export async function runAll(cells: readonly LiveCell[], goesOn: () => boolean): Promise<void> {
  for (const [index, cell] of cells.entries()) {
    if (!goesOn()) return;
    cell.root.scrollIntoView({ block: 'center' });
    await cells.find(({ name }) => name === cell.facts.with)?.run(1, false);
    if (!goesOn()) return;
    await cell.run(1, false);
    const later = cells.slice(index + 1);
    for (const server of cells.slice(0, index + 1)) {
      if (!server.isRunning || later.some(({ facts }) => facts.with === server.name)) continue;
      await server.stop();
      await server.ended;
    }
  }
}

/** Runs the server of a pair, its client as often as in the recording, and then stops the server. */
export async function runPair([server, client]: readonly LiveCell[]): Promise<void> {
  await server?.run();
  for (let turn = 1; turn <= (server?.facts.visits ?? 0); turn++) {
    if (!server?.isRunning || server.isStopping) return;
    await client?.run(turn, false);
  }
  await server?.stop();
}
