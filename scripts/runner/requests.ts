import type { Readable } from 'node:stream';
import * as v from 'valibot';
import { whole } from '../course/shape.ts';
import { readReports } from './reports.ts';

/** A connection request of a program: it waits until an answer comes or its socket is closed. */
export interface ConnectionRequest {
  /** The port that was asked. */
  port: number;
  /** Times are ms of one clock, and only their differences mean anything. */
  begin: number;
  /** Infinity while it waits. */
  end: number;
  /** When the program sent its FIN or closed the socket; Infinity before that. */
  closed: number;
}

/** Nanoseconds, as text. */
const time = v.pipe(v.string(), v.regex(/^\d{1,20}$/));
const id = whole();
const message = v.union([
  v.strictObject({ id, port: v.pipe(v.number(), v.finite()), begin: time }),
  v.strictObject({ id, end: time }),
  v.strictObject({ id, closed: time }),
]);

/** The longest line, in characters. */
const longest = 200;

/**
 * Reads what preload/requests.mjs reports.
 * @returns the requests so far, in the order in which they began; the list grows
 */
export function readRequests(reports: Readable): ConnectionRequest[] {
  const requests: ConnectionRequest[] = [];
  const byId = new Map<number, ConnectionRequest>();
  const ms = (text: string) => Number(text) / 1e6;
  readReports(reports, { shape: message, longest }, (all) => {
    for (const told of all) note(told);
  });
  function note(told: v.InferOutput<typeof message>): void {
    if ('begin' in told) {
      const never = Number.POSITIVE_INFINITY;
      const request = { port: told.port, begin: ms(told.begin), end: never, closed: never };
      byId.set(told.id, request);
      requests.push(request);
      return;
    }
    const request = byId.get(told.id);
    if (request === undefined) return;
    if ('end' in told) request.end = ms(told.end);
    else request.closed = ms(told.closed);
  }
  return requests;
}
