// The messages below and beside a cell.
import { fill } from '../shared/fill.ts';
import type { CellFacts } from '../shared/protocol.ts';
import type { Labels } from './elements.ts';
import { Refused } from './server.ts';

/** Why a request failed: the message of the server, or that there was no answer. */
export const failureOf = (error: unknown, labels: Labels): string =>
  (error instanceof Refused ? fill(labels.refusedRun, { text: error.message }) : labels.lost) ?? '';

/** The notes that a reader needs before a run. */
export function notesOf(
  { ready, file, threads, lacking }: CellFacts,
  state: { isRunning: boolean; hasDraft: boolean },
  labels: Labels,
): string {
  return [
    ready !== undefined && !state.isRunning && labels.untilStopped,
    state.hasDraft && fill(labels.draft, { file }),
    state.hasDraft && threads && labels.threadsOnly,
    lacking.length > 0 && fill(labels.needsMachine, { lacking: lacking.join(', ') }),
  ]
    .filter(Boolean)
    .join(' ');
}
