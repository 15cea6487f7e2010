import { languages } from '../../scripts/course/languages.ts';
import type { Weight } from './weigh.ts';

/** The most that a lesson's page, or a home page, may cost: bytes over the wire without headers, and requests. */
const budget = { total: 44_000, js: 5_500, requests: 8 };

/** Whether a page is one of those that the budget of bytes and requests is for. */
export function isBudgeted(path: string): boolean {
  const lang = languages.find((one) => path.startsWith(`/${one}/`));
  return /^\/(lessons\/[^/]+\/)?$/.test(lang === undefined ? path : path.slice(lang.length + 1));
}

/**
 * What a page costs too much of, one sentence each. No page may move while it is read, ask another host, or ask for what is
 * not there.
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
