// Makes ladders of captured packets: one for each conversation, in the order in which they began.

import type { Ladder, Rung } from '../../course/wire-file.ts';
import type { Packet } from './packet.ts';

/** The most bytes that a rung shows as text. */
const mostText = 40;

/** A conversation while its packets are read. */
interface Open {
  ladder: Ladder;
  /** The initial sequence number of each end. */
  initial: [number?, number?];
  /** What was sent so far. */
  sent: Set<string>;
}

/** A sequence number, counted from the initial one. It wraps at 2^32 (RFC 9293 §3.4). */
const relative = (number: number, initial: number | undefined) => (number - (initial ?? number)) >>> 0;

/** The bytes of a packet as text; undefined if they are many, or no text. */
function textOf({ data, length }: Packet): string | undefined {
  if (length === 0 || length > mostText) return undefined;
  const text = data.toString('utf8');
  return /[^\P{Cc}\r\n\t]|\ufffd/u.test(text) ? undefined : text;
}

function segmentOf(packet: Packet, { initial, sent, ladder }: Open, from: 0 | 1): Omit<Rung, 'ms'> {
  const { bits, length } = packet;
  const isToItself = ladder.ends[0] === ladder.ends[1];
  if (bits.includes('SYN')) initial[from] = packet.seq;
  const isAck = bits.includes('ACK');
  const what: Rung['what'] = [...bits.filter((bit) => bit !== 'ACK'), ...(length > 0 ? (['data'] as const) : [])];
  if (isAck) what.push('ACK');
  const seq = relative(packet.seq, initial[from]);
  const id = `${from} ${seq} ${what} ${length}`;
  // A reset or an acknowledgment that is sent twice is not the same one: it takes no sequence number.
  const again = what.some((one) => one !== 'RST' && one !== 'ACK') && sent.has(id);
  sent.add(id);
  return {
    from,
    what,
    ...(length > 0 && { bytes: length }),
    seq,
    ...(isAck && { ack: relative(packet.ack, initial[isToItself ? from : from === 0 ? 1 : 0]) }),
    ...(again && { again }),
  };
}

function rungOf(packet: Packet, open: Open): Omit<Rung, 'ms'> {
  const isFirst = packet.from === open.ladder.ends[0];
  if (packet.protocol === 'tcp') return segmentOf(packet, open, isFirst ? 0 : 1);
  if (packet.protocol === 'udp') return { from: isFirst ? 0 : 1, what: ['datagram'], bytes: packet.length };
  // The end that was asked answers with the ICMP message.
  return { from: isFirst ? 1 : 0, what: ['port unreachable'] };
}

/** Whether a packet begins a conversation: a datagram, or a segment that has SYN and no ACK and is not one that is sent again. */
function begins({ protocol, bits, seq, from }: Packet, open: Open | undefined): boolean {
  const isRequest = bits.includes('SYN') && !bits.includes('ACK');
  if (open === undefined) return isRequest || protocol === 'udp';
  return isRequest && from === open.ladder.ends[0] && seq !== open.initial[0];
}

/** The time of the first rung, µs since the epoch: that of the first packet with which a conversation begins. */
export const startOf = (packets: readonly Packet[]) => packets.find((packet) => begins(packet, undefined))?.time;

/** The time from `start` to `time`, both in µs: ms, to a hundredth. */
export const millisecondsAfter = (start: number, time: number) => Math.round((time - start) / 10) / 100;

/** The ladders of packets, in the order of their capture. Segments of a conversation that began before them are left out. */
export function laddersOf(packets: readonly Packet[]): Ladder[] {
  const conversations = new Map<string, Open>();
  const ladders: Ladder[] = [];
  const start = startOf(packets) ?? 0;
  for (const packet of packets) {
    const over = packet.protocol === 'tcp' ? 'tcp' : 'udp';
    const key = [over, ...[packet.from, packet.to].sort()].join(' ');
    let open = conversations.get(key);
    if (begins(packet, open)) {
      open = { ladder: { over, ends: [packet.from, packet.to], rungs: [] }, initial: [], sent: new Set() };
      conversations.set(key, open);
      ladders.push(open.ladder);
    }
    if (open === undefined) continue;
    const text = textOf(packet);
    const ms = millisecondsAfter(start, packet.time);
    open.ladder.rungs.push({ ms, ...rungOf(packet, open), ...(text !== undefined && { text }) });
  }
  return ladders;
}

/**
 * The ladders up to the answer to each connection request: the third segment of the handshake, a reset, or nothing. What a
 * program does then is a race between its two ends.
 */
export function untilAnswered(ladders: readonly Ladder[]): Ladder[] {
  return ladders.map((ladder) => {
    const answered = ladder.rungs.findIndex(
      ({ from, what }) => what.includes('RST') || (from === 0 && what.includes('ACK')),
    );
    return answered < 0 ? ladder : { ...ladder, rungs: ladder.rungs.slice(0, answered + 1) };
  });
}
