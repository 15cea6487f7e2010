import { languages } from '../../scripts/course/languages.ts';
import type { Weight } from './weigh.ts';

/** The limits for the page of a lesson and for a home page: bytes on the wire without headers, and requests. */
const budget = { total: 44_000, js: 5_500, requests: 8 };

/** Whether the limits apply to a page. */
export function isBudgeted(path: string): boolean {
  const lang = languages.find((one) => path.startsWith(`/${one}/`));
  return /^\/(lessons\/[^/]+\/(deeper\/)?)?$/.test(lang === undefined ? path : path.slice(lang.length + 1));
}

/**
 * The limits that a page exceeds, one sentence each. A page must also not move while it is read, must not contact another host,
 * and must not request a missing file.
 */
export function excesses(weight: Weight): string[] {
  const { path, total, ahead, js, requests, shift, moved, hosts, failed } = weight;
  const tooMuch: string[] = [];
  if (isBudgeted(path)) {
    if (total + ahead > budget.total) tooMuch.push(`${total + ahead} bytes, at most ${budget.total}`);
    if (js > budget.js) tooMuch.push(`${js} bytes of JavaScript, at most ${budget.js}`);
    if (requests > budget.requests) tooMuch.push(`${requests} requests, at most ${budget.requests}`);
  }
  if (shift > 0) tooMuch.push(`a layout shift of ${shift.toFixed(4)}: ${moved.join(', ')}`);
  for (const host of hosts) tooMuch.push(`asks ${host}`);
  for (const one of failed) tooMuch.push(`does not get ${one}`);
  return tooMuch.map((sentence) => `${path}: ${sentence}`);
}
