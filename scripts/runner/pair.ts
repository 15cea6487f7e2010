// Runs the two programs of a pair, and puts what they print in order of time.

import { cellOf, type Lesson, nameOf, type Pair } from '../course/lesson.ts';
import type { End, Said } from '../course/pairs.ts';
import { Problem } from '../project/problem.ts';
import { type CellOptions, exitCodeOf, type Outcome, portOf, startCell, startServer } from './run.ts';
import { type TimedLine, timedLines } from './timed-lines.ts';

/**
 * Runs the server of a pair, its client against it as often as the server is visited, and then stops the server.
 * @returns the lines of both, in the order in which they were printed
 * @throws Problem if one of them ends with another exit code than `lesson.json` says, or if the server does not come up
 */
export async function runPair(lesson: Lesson, pair: Pair, options: CellOptions = {}): Promise<(Said & TimedLine)[]> {
  const [server, client] = [cellOf(lesson, pair.server), cellOf(lesson, pair.client)];
  const timed = { ...options, times: true };
  const running = await startServer(lesson, server, timed);
  const ended: { by: End; outcome: Outcome; exit: number }[] = [];
  try {
    const port = await portOf(running, server);
    for (const _ of server.visits) {
      ended.push({ by: 'client', outcome: await startCell(lesson, client, timed, port).done, exit: client.exit });
    }
  } finally {
    ended.push({ by: 'server', outcome: await running.stop(), exit: server.exit });
  }
  for (const { by, outcome, exit } of ended) {
    if (options.anyExit || exitCodeOf(outcome) === exit) continue;
    throw new Problem(
      `${nameOf(lesson.id, 'lesson.json')}: pair ${pair.name}`,
      `the ${by} ended with ${outcome.signal ?? `exit code ${outcome.code}`} instead of exit code ${exit}`,
    );
  }
  return ended
    .flatMap(({ by, outcome }) => timedLines(outcome.stdout + outcome.stderr).map((line) => ({ by, ...line })))
    .sort((a, b) => (a.time < b.time ? -1 : 1));
}
