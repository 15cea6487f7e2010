// Shows the error that ended a program. Loaded after the first crash.
import type { End } from '../shared/protocol.ts';
import { element, type Labels } from './elements.ts';
import { withCode } from './inline-code.ts';

/** Removes everything after the first `length` characters. What is before keeps its colours and marks. */
function cut(part: HTMLElement, length: number): void {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  let left = length;
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (left > text.length) {
      left -= text.length;
      continue;
    }
    const range = document.createRange();
    range.setStart(text, left);
    range.setEnd(part, part.childNodes.length);
    range.deleteContents();
    return;
  }
}

/** Puts the error in a sentence at the end of the output, in place of Node's report, which can be opened below it. */
export function showCrash(output: HTMLElement, { said, lines }: NonNullable<End['crash']>, labels: Labels): void {
  const part = [...output.querySelectorAll<HTMLElement>(':scope > .stderr:not(.crash)')].at(-1);
  const printed = part?.textContent ?? '';
  const all = printed.trimEnd().split('\n');
  const before = all.slice(0, -lines);
  while (before.at(-1) === '') before.pop();
  if (part) cut(part, before.map((line) => `${line}\n`).join('').length);
  if (part?.textContent === '') part.remove();
  const details = element('details', 'report');
  details.append(element('summary', '', labels.report), `${all.slice(-lines).join('\n')}\n`);
  output.append(sayCrash(said), details);
}

/** The error in a sentence, as a line of output. */
export function sayCrash(said: string): HTMLElement {
  const line = element('span', 'stderr crash');
  line.append(...withCode(said), '\n');
  return line;
}
