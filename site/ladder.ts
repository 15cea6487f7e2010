// Where each line and word of a ladder stands in its drawing. Wire.astro draws it.
import { type Role, rolesOf, shortName } from '../scripts/course/rungs.ts';
import type { Ladder, Rung } from '../scripts/course/wire-file.ts';
import { fill } from './shared/fill.ts';
import { type Gap, longPause } from './shared/ladder-lines.ts';
import type { Strings } from './strings/en.ts';

/** The longest text of a rung that fits between the two ends, in characters. */
const mostText = 25;

/** A rung in the drawing. `y` is where its arrow begins. */
export interface DrawnRung {
  rung: Rung;
  number: number;
  y: number;
  name: string;
  time: string;
  /** What it carries, without the last end of line. */
  text: string | undefined;
}

/** A ladder in the drawing. */
export interface DrawnLadder {
  height: number;
  isSelf: boolean;
  /** The roles of the two ends: of the one that began, and of the other. */
  roles: readonly [Role, Role];
  rungs: readonly DrawnRung[];
  gaps: readonly Gap[];
}

/** A time, ms, as a person reads it. */
export const timeOf = (ms: number, t: Strings['wire']) =>
  ms < 1000 ? fill(t.ms, { ms: ms.toFixed(2) }) : fill(t.s, { s: (ms / 1000).toFixed(2) });

/** What a rung carries, in the words of a page: "SYN/ACK", "8 bytes", "8 bytes, FIN", "SYN again". */
export function nameOfRung(rung: Rung, t: Strings['wire']): string {
  const { bytes = 0, again } = rung;
  const name = shortName(rung)
    .replace(/datagram|data/, fill(bytes === 1 ? t.byte : t.bytes, { bytes }))
    .replace('port unreachable', t.unreachable);
  return again ? fill(t.again, { name }) : name;
}

/** @param first the number of the first rung */
export function drawLadder(ladder: Ladder, first: number, t: Strings['wire']): DrawnLadder {
  const rungs: DrawnRung[] = [];
  const gaps: Gap[] = [];
  let y = 76;
  let before = ladder.rungs[0]?.ms ?? 0;
  const pause = (label: string) => {
    gaps.push({ y: y - 8, end: y + 28, label });
    y += 46;
  };
  for (const [index, rung] of ladder.rungs.entries()) {
    const wait = rung.ms - before;
    before = rung.ms;
    if (wait >= longPause)
      pause(
        fill(t.later, { time: fill(wait < 1000 ? t.ms : t.s, { ms: wait.toFixed(0), s: (wait / 1000).toFixed(2) }) }),
      );
    const said = rung.text === undefined ? undefined : JSON.stringify(rung.text.replace(/\n$/, '')).slice(1, -1);
    const text = said === undefined || said.length <= mostText ? said : `${said.slice(0, mostText - 1)}…`;
    rungs.push({ rung, number: first + index, y, name: nameOfRung(rung, t), time: timeOf(rung.ms, t), text });
    y += text ? 54 : 36;
  }
  if (ladder.rungs.every(({ what }) => what.join() === 'SYN')) pause(t.noAnswer);
  return { height: y - 8, isSelf: ladder.ends[0] === ladder.ends[1], roles: rolesOf(ladder), rungs, gaps };
}
