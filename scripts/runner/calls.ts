import type { Readable } from 'node:stream';
import { z } from 'zod';
import { type Call, type Cut, callNames, mostCalls } from './call.ts';
import { readReports } from './reports.ts';

const port = z.int().min(1).max(65_535);

/** A call or an event. Nothing in it is a text of the program's own. */
export const call: z.ZodType<Call> = z.strictObject({
  at: z.number().min(0).max(1e13),
  socket: z.int().min(1).max(1e9),
  what: z.enum(callNames),
  local: port.optional(),
  remote: port.optional(),
  bytes: z.int().min(0).max(1e13).optional(),
  code: z
    .string()
    .regex(/^E[A-Z0-9_]{1,40}$/)
    .optional(),
  byNode: z.literal(true).optional(),
});

const report = z.union([call, z.strictObject({ more: z.literal(true) })]);

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
