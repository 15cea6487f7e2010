// Is a scan complete, and what should a person know about it?
// Used by keep.ts.

import { getSystemErrorMap } from 'node:util';

/** What is read of a result of lesson 05's scan(). */
export interface Found {
  address: string;
  open: number[];
  closed: number[];
  filtered: number[];
  left: number[];
  failure: number | undefined;
  silent: number;
  errors: Record<string, number>;
  uncertain: boolean;
  gone: boolean;
  limits: Record<string, number>;
}

// #region missing
/** @returns why a scan is not complete; undefined if it is */
export function whatIsMissing(found: Found, stopped: boolean) {
  const { open, closed, left, failure, gone } = found;
  if (stopped) return `stopped, ${left.length} ports not asked`;
  if (failure !== undefined) {
    const [code, why] = getSystemErrorMap().get(failure) ?? [failure];
    return `${why} (${code}), ${left.length} ports not asked`;
  }
  if (gone) return 'the host has stopped answering';
  if (open.length + closed.length === 0) {
    return 'no port answered: the host may be down or out of reach';
  }
  return undefined;
}
// #endregion missing

/** What a person should know about a scan, a line each. */
export function notesOn(found: Found, stopped: boolean): string[] {
  const { open, closed, filtered, silent, uncertain } = found;
  const asked = open.length + closed.length + filtered.length;
  const notes = [`${found.address}: ${asked} ports asked`];
  const errors = listOf(found.errors);
  if (errors) notes.push(`filtered, but not silent: ${errors}`);
  if (uncertain && silent > 0) {
    notes.push(
      `packets got lost: ${silent} of the filtered are uncertain`,
    );
  }
  const limits = listOf(found.limits);
  if (limits) notes.push(`limits of this machine met: ${limits}`);
  const missing = whatIsMissing(found, stopped);
  if (missing) notes.push(`not complete: ${missing}`);
  return notes.map((note) => note.replace(/[^ -~]/g, '?'));
}

const listOf = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([code, count]) => `${code} (${count})`)
    .join(', ');
