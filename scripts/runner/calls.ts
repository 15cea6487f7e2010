import type { Readable } from 'node:stream';
import * as v from 'valibot';
import { whole } from '../course/shape.ts';
import { type Call, type Cut, callNames, mostCalls } from './call.ts';
import { readReports } from './reports.ts';

const port = whole(1, 65_535);

/** A call or an event. Nothing in it is a text of the program's own. */
export const call: v.GenericSchema<unknown, Call> = v.strictObject({
  at: v.pipe(v.number(), v.minValue(0), v.maxValue(1e13)),
  socket: whole(1, 1e9),
  what: v.picklist(callNames),
  local: v.optional(port),
  remote: v.optional(port),
  bytes: v.optional(whole(0, 1e13)),
  code: v.optional(v.pipe(v.string(), v.regex(/^E[A-Z0-9_]{1,40}$/))),
  byNode: v.optional(v.literal(true)),
});

const report = v.union([call, v.strictObject({ more: v.literal(true) })]);

/** The longest line, in characters. */
const longest = 300;

/**
 * Reads what preload/calls.mjs reports.
 * @param take gets calls in the order in which they were made, at most 1,000 in all; the last time with `cut`, if some are missing
 */
export function readCalls(reports: Readable, take: (calls: Call[], cut?: Cut) => void): void {
  let left = mostCalls;
  readReports(reports, { shape: report, longest }, (all, isValid) => {
    const calls = all.filter((one) => 'what' in one).slice(0, left);
    left -= calls.length;
    const isOver = calls.length < all.length || !isValid;
    if (isOver) reports.destroy();
    if (calls.length > 0 || isOver) take(calls, isOver ? (isValid ? 'more' : 'other') : undefined);
  });
}
