// The messages below and beside a cell.
import { fill } from '../shared/fill.ts';
import type { CellFacts, End } from '../shared/protocol.ts';
import type { Labels } from './elements.ts';
import { Refused } from './server.ts';

/** How a run ended. */
export function endingOf({ code, ms, stopped, limit, line }: End, labels: Labels): string {
  const kind = limit !== undefined ? 'limited' : stopped ? 'stopped' : code === null ? 'killed' : 'finished';
  const said = fill(labels[kind], { code: code ?? '', seconds: (ms / 1000).toFixed(2), limit: limit ?? '' });
  return line === undefined ? said : `${said}, ${fill(labels.atLine, { line })}`;
}

/** Why a request failed: the message of the server, or that there was no answer. */
export const failureOf = (error: unknown, labels: Labels): string =>
  (error instanceof Refused ? fill(labels.refusedRun, { text: error.message }) : labels.lost) ?? '';

/** The notes that a reader needs before a run. */
export function notesOf(
  { ready, file, threads, lacking, with: other = '' }: CellFacts,
  state: { isRunning: boolean; hasDraft: boolean; isLonely: boolean },
  labels: Labels,
): string {
  return [
    ready !== undefined && !state.isRunning && labels.untilStopped,
    state.hasDraft && fill(labels.draft, { file }),
    state.hasDraft && threads && labels.threadsOnly,
    lacking.length > 0 && fill(labels.needsMachine, { lacking: lacking.join(', ') }),
    state.isLonely && fill(labels.needsRunning, { cell: other }),
  ]
    .filter(Boolean)
    .join(' ');
}
