import { element } from './elements.ts';

/** A quotation of what a program printed or sent, whose backticks are the program's; or code in the words of the course. */
const quotedOrCode = /"(?:[^"\\]|\\.)*"|`([^`]+)`/g;

/** A sentence in which `code` stands in backticks, ready to be shown. */
export function withCode(sentence: string): (string | HTMLElement)[] {
  const parts: (string | HTMLElement)[] = [];
  let done = 0;
  for (const { 0: found, 1: code, index } of sentence.matchAll(quotedOrCode)) {
    if (code === undefined) continue;
    parts.push(sentence.slice(done, index), element('code', '', code));
    done = index + found.length;
  }
  return [...parts, sentence.slice(done)];
}
