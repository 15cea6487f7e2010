// The rungs of a recording as prose counts and names them: through all its ladders, from 1.

import { Problem } from '../project/problem.ts';
import { type Lesson, nameOf } from './lesson.ts';
import { type Ladder, type Rung, readWire, type Wire, type WireSubject, wireFileOf } from './wire-file.ts';

/**
 * The cell or pair of a lesson with this name whose packets are recorded.
 * @throws Problem if there is none
 */
export function wireSubjectOf(lesson: Lesson, name: string): WireSubject {
  const wired = [...lesson.cells, ...lesson.pairs].filter(({ wire }) => wire !== undefined);
  const found = wired.find((one) => one.name === name);
  if (found) return found;
  const known = wired.map((one) => one.name).join(', ') || 'none';
  throw new Problem(nameOf(lesson.id, 'lesson.json'), `no cell or pair "${name}" with "wire"; it has: ${known}`);
}

/** What an end of a ladder is. */
export type Role = 'server' | 'client' | 'port' | 'socket';

/**
 * What each end is: the one that began, and the other. An end that accepts a connection or sends a datagram back is a server;
 * otherwise only its port was asked.
 */
export function rolesOf({ ends, rungs }: Ladder): readonly [Role, Role] {
  if (ends[0] === ends[1]) return ['socket', 'socket'];
  const answers = rungs.some(({ from, what }) => from === 1 && (what.includes('SYN') || what.includes('datagram')));
  return ['client', answers ? 'server' : 'port'];
}

/** The number of each ladder's first rung. */
export function firstNumbers({ ladders }: Pick<Wire, 'ladders'>): number[] {
  let next = 1;
  return ladders.map(({ rungs }) => {
    const first = next;
    next += rungs.length;
    return first;
  });
}

/**
 * What a rung carries, in short: "SYN", "SYN/ACK", "ACK", "FIN", "RST", "data", "datagram" or "port unreachable"; "data, FIN" if a
 * segment carries both. Apart from SYN/ACK, an acknowledgment beside something else is left out.
 */
export function shortName({ what }: Rung): string {
  if (what.includes('SYN')) return what.includes('ACK') ? 'SYN/ACK' : 'SYN';
  const rest = what.filter((one) => one !== 'ACK');
  // Data comes before a FIN of the same segment (RFC 9293 §3.1).
  return rest.sort((a, b) => Number(b === 'data') - Number(a === 'data')).join(', ') || 'ACK';
}

/**
 * The rungs of a recording, and one of them.
 * @param number counted from 1 through all ladders of the recording
 * @throws Problem if there is no such rung
 */
function findRung(lesson: Lesson, name: string, number: number) {
  const subject = wireSubjectOf(lesson, name);
  const rungs = readWire(lesson, subject).ladders.flatMap((ladder) => ladder.rungs);
  const rung = rungs[number - 1];
  const file = nameOf(lesson.id, wireFileOf(subject));
  if (rung === undefined) throw new Problem(file, `no rung ${number}; it has ${rungs.length}, counted from 1`);
  return { file, rungs, rung };
}

/**
 * Who sent a rung, and what: "server FIN", "client SYN again". The client is the end that began.
 * @throws Problem if there is no such rung
 */
export function describeRung(lesson: Lesson, name: string, number: number): string {
  const { rung } = findRung(lesson, name, number);
  return `${rung.from === 0 ? 'client' : 'server'} ${shortName(rung)}${rung.again ? ' again' : ''}`;
}

/**
 * Checks that a rung exists, and that it is what the prose says.
 * @param number counted from 1 through all ladders of the recording
 * @param what as in `shortName`
 * @throws Problem that names the rung
 */
export function checkRung(lesson: Lesson, name: string, number: number, what: string): void {
  const { file, rungs, rung } = findRung(lesson, name, number);
  if (shortName(rung) === what) return;
  const others = rungs.flatMap((one, index) => (shortName(one) === what ? [index + 1] : [])).join(', ') || 'none';
  throw new Problem(file, `rung ${number} is ${shortName(rung)}, not ${what}; rungs with ${what}: ${others}`);
}
