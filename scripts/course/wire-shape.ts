// The shape of CELL.wire.json: ladders, and the rungs of each.
import * as v from 'valibot';
import type { Cell, Pair } from './lesson.ts';
import { listOf, nonEmptyText, strictObject, whole } from './shape.ts';

/** The control bits of a segment that a ladder shows. PSH and URG are left out. */
export const controlBits = ['SYN', 'FIN', 'RST', 'ACK'] as const;

const bytes = whole(0);
const ms = v.pipe(v.number(), v.finite());

const rung = strictObject({
  /** Milliseconds since the first rung of the cell. */
  ms: v.pipe(ms, v.minValue(0)),
  /** The end that sent it, as an index of `ends`. */
  from: v.picklist([0, 1]),
  /** The control bits of a segment, and `data` if it carries any (RFC 9293 §3.1); a datagram (RFC 768); an ICMP message. */
  what: listOf(v.picklist([...controlBits, 'data', 'datagram', 'port unreachable']), 1),
  /** The bytes that it carries. */
  bytes: v.optional(bytes),
  /** These bytes, if they are few and text. */
  text: v.optional(v.string()),
  /** Sequence and acknowledgment number, counted from the initial one of their end. */
  seq: v.optional(bytes),
  ack: v.optional(bytes),
  /** The same segment was sent before. */
  again: v.optional(v.literal(true)),
});

const address = v.pipe(
  v.string(),
  v.regex(/^(?:(?:\d{1,3}\.){3}\d{1,3}|\[[\da-f:]+\]):\d{1,5}$/, 'write it as in "127.0.0.1:8888"'),
);

export const ladder = strictObject({
  over: v.picklist(['tcp', 'udp']),
  /** The end that sent the first packet, and the other. Both are the same if a socket is connected to itself. */
  ends: v.strictTuple([address, address]),
  rungs: listOf(rung, 1),
});

export const wire = strictObject({
  /** The system on which it was captured, for example "Linux 6.18". */
  system: nonEmptyText,
  /** A digest of what was recorded in one run: see digestOf. */
  digest: v.string(),
  /** When each line of the output was printed: milliseconds since the first rung, negative before it. */
  lines: listOf(ms, 1),
  /** One for each conversation, in the order in which they began. */
  ladders: listOf(ladder, 1),
});

export type Rung = v.InferOutput<typeof rung>;
export type Ladder = v.InferOutput<typeof ladder>;
export type Wire = v.InferOutput<typeof wire>;

/** A cell or a pair that is recorded with what crosses the wire. */
export type WireSubject = Cell | Pair;
