// What must hold in any recording of what crossed the wire, whichever machine made it: the numbers of its segments, its end, and
// its ports. So a rung that is missing, moved or changed is found without a new capture, too.

import { Problem } from '../project/problem.ts';
import { fillArgs, namedPort } from './cells.ts';
import { fixedLabPorts } from './lab-ports.ts';
import { type Cell, cellOf, type Lesson } from './lesson.ts';
import { portsIn } from './normalizers.ts';
import type { Ladder, Rung, WireSubject } from './wire-shape.ts';

/** What one end of a connection has sent so far. */
interface Sent {
  /** The sequence number of what it sends next; undefined before its SYN. */
  next?: number;
  /** The last number that it acknowledged. */
  ack: number;
  /** Whether it has sent FIN. */
  isFinished: boolean;
}

/** What is wrong with a rung, given those before it; undefined if nothing is. Notes what it sends. */
function faultOf(
  { from, what, bytes = 0, text, seq, ack, again }: Rung,
  ends: readonly [Sent, Sent],
): string | undefined {
  const sender = ends[from];
  const receiver = ends[from === 0 ? 1 : 0];
  const isReset = what.includes('RST');
  if (what.includes('data') !== bytes > 0) return `carries ${bytes} bytes, and its "what" is ${what.join(', ')}`;
  if (text !== undefined && Buffer.byteLength(text) !== bytes) return `carries ${bytes} bytes, and its text has others`;
  if (seq === undefined || what.includes('ACK') !== (ack !== undefined)) return 'lacks a number';
  if (ack !== undefined) {
    if (ack > (receiver.next ?? 0))
      return `acknowledges ${ack}, but the other end has sent up to ${receiver.next ?? 0}`;
    if (ack < sender.ack) return `acknowledges ${ack}, after ${sender.ack}`;
    sender.ack = ack;
  }
  // The end that was asked sends nothing else before its SYN is acknowledged (RFC 9293 §3.5).
  if (from === 1 && !what.includes('SYN') && sender.next === 1 && receiver.ack === 0)
    return 'comes before the third segment of the handshake';
  // SYN and FIN take a sequence number each (RFC 9293 §3.4).
  const end = seq + bytes + Number(what.includes('SYN')) + Number(what.includes('FIN'));
  const next = sender.next ?? 0;
  // A reset in answer to a segment takes its number from that one, which may be older (RFC 9293 §3.10.7).
  if (again || isReset) return end > next ? `has the number ${seq}, which was not sent before` : undefined;
  // A socket that is connected to itself answers its own SYN (RFC 9293 §3.5, simultaneous open).
  if (sender === receiver && what.join() === 'SYN,ACK' && seq === 0 && next === 1) return undefined;
  if (what.includes('SYN') !== (sender.next === undefined))
    return 'comes before the SYN of its end, or is a second one';
  if (seq !== next) return `has the number ${seq} instead of ${next}`;
  sender.next = end;
  sender.isFinished ||= what.includes('FIN');
  return undefined;
}

/** What is missing at the end of a connection; undefined if nothing is. */
function missingEnd(rungs: readonly Rung[], ends: readonly [Sent, Sent], isWhole: boolean): string | undefined {
  if (rungs.some(({ what }) => what.includes('RST'))) return undefined;
  if (rungs.every(({ what }) => what.join() === 'SYN')) return undefined;
  const isAcknowledged = ends[0].next === ends[1].ack && ends[1].next === ends[0].ack;
  if (!isWhole) return isAcknowledged ? undefined : 'the handshake is not complete';
  return isAcknowledged && ends[0].isFinished && ends[1].isFinished ? undefined : 'the connection does not end';
}

function faultOfDatagram({ from, what, bytes, text, seq, ack }: Rung, before: readonly Rung[]): string | undefined {
  if (seq !== undefined || ack !== undefined) return 'has a number that only segments have';
  if (what.join() === 'port unreachable') {
    const answers = before.some((one) => one.from !== from && one.what.includes('datagram'));
    return answers ? undefined : 'comes before the datagram that it answers';
  }
  if (what.join() !== 'datagram' || bytes === undefined) return `is no datagram: ${what.join(', ')}`;
  if (text !== undefined && Buffer.byteLength(text) !== bytes) return `carries ${bytes} bytes, and its text has others`;
  return before.length > 0 || from === 0 ? undefined : 'is from the end that did not begin';
}

/**
 * Checks the order of the rungs and their numbers.
 * @param name the file, for the message
 * @param isWhole whether it has the packets after the answer to a connection request, too
 * @throws Problem that names the first rung at which something is missing, or out of order
 */
export function checkLadders(name: string, ladders: readonly Ladder[], isWhole: boolean): void {
  let number = 0;
  for (const { over, ends: addresses, rungs } of ladders) {
    const first: Sent = { ack: 0, isFinished: false };
    const ends = [first, addresses[0] === addresses[1] ? first : { ...first }] as const;
    let ms = 0;
    for (const [index, rung] of rungs.entries()) {
      number += 1;
      const isEarly = rung.ms < ms ? `is ${rung.ms} ms after the first one, the rung before it ${ms} ms` : undefined;
      const fault = isEarly ?? (over === 'tcp' ? faultOf(rung, ends) : faultOfDatagram(rung, rungs.slice(0, index)));
      if (fault !== undefined)
        throw new Problem(name, `rung ${number} ${fault}: a rung is missing, or was moved or changed`);
      ms = rung.ms;
    }
    const missing = over === 'tcp' ? missingEnd(rungs, ends, isWhole) : undefined;
    if (missing !== undefined) throw new Problem(name, `after rung ${number} ${missing}: a rung is missing`);
  }
}

/** The lowest port that a system chooses by itself: Linux from 32768 (ip(7)), others from 49152 (RFC 6335 §6). */
const firstChosen = 32_768;

const portOf = (end: string) => end.slice(end.lastIndexOf(':') + 1);

/** The ports of the page with which a cell or a pair runs, as lesson.json gives them. */
function portsOf(lesson: Lesson, subject: WireSubject): string[] {
  const cells: Cell[] =
    'file' in subject ? [subject] : [cellOf(lesson, subject.server), cellOf(lesson, subject.client)];
  return cells.flatMap((cell) => {
    const port = namedPort(lesson, cell);
    return [...fillArgs(lesson, cell, fixedLabPorts(), port), ...(port === undefined ? [] : [String(port)])];
  });
}

/**
 * Checks that output and ladders name the same ports. A port of a ladder may be absent in the output if it is one of the page's,
 * or if the system chose it: many programs print neither the port of a client nor that of a server on port 0.
 * @param name the file, for the message
 * @throws Problem that names the port
 */
export function checkPorts(
  name: string,
  lesson: Lesson,
  subject: WireSubject,
  output: string,
  ladders: readonly Ladder[],
): void {
  const ends = new Set(ladders.flatMap((one) => one.ends.map(portOf)));
  const printed = portsIn(output);
  const absent = printed.find((port) => !ends.has(port));
  if (absent !== undefined) throw new Problem(name, `port ${absent} of the recorded output is in none of its ladders`);
  const known = [...printed, ...portsOf(lesson, subject)];
  const strange = [...ends].find((port) => !known.includes(port) && Number(port) < firstChosen);
  if (strange === undefined) return;
  throw new Problem(
    name,
    `port ${strange} is neither in the recorded output nor in lesson.json, and is no port that a system chooses`,
  );
}
