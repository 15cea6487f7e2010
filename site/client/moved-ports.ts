// Says which ports the lab has now, where the page names its usual ones. Loaded when some of them are taken by other programs.
import { fill } from '../shared/fill.ts';
import type { Facts } from '../shared/protocol.ts';
import { element, type Labels } from './elements.ts';

type Moved = NonNullable<Facts['moved']>;

const usual = (moved: Moved) => new RegExp(`(?<!\\d)(?:${Object.keys(moved).join('|')})(?!\\d)`, 'g');

/** Puts the present port behind each usual one in the text. */
function markProse(main: Element, moved: Moved, labels: Labels): void {
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (texts.nextNode()) nodes.push(texts.currentNode as Text);
  for (const node of nodes) {
    // Listings and recordings stay what ran; the arguments of a cell are the present ones already.
    if (node.parentElement?.closest('pre, .talk, .wire, .command, .first, .live-panel, .bar, svg, script, style'))
      continue;
    const found = [...node.data.matchAll(usual(moved))].reverse();
    for (const { 0: port, index } of found) {
      const mark = element('span', 'port-now', fill(labels.movedPort, { port: moved[port] ?? '' }));
      // In a command or a line that is quoted, the mark stands behind the quotation.
      const quoted = node.parentElement?.closest('code');
      if (quoted) quoted.after(mark);
      else node.splitText(index + port.length).before(mark);
    }
  }
}

/** The usual ports in a text, each with the present one: "4404 → 40113". */
const listed = (text: string, moved: Moved) =>
  [...new Set(text.match(usual(moved)) ?? [])].map((port) => `${port} → ${moved[port]}`).join(', ');

/** @param facts those of the page, with `moved` */
export function showMovedPorts({ moved: all = {}, words: labels }: Facts): void {
  const main = document.querySelector('main');
  if (main === null) return;
  const named = new Set(main.textContent.match(usual(all)));
  const moved = Object.fromEntries(Object.entries(all).filter(([port]) => named.has(port)));
  if (Object.keys(moved).length === 0) return;
  markProse(main, moved, labels);
  const ports = Object.entries(moved)
    .map(([from, to]) => `${from} → ${to}`)
    .join(', ');
  const note = element('p', 'moved-note', fill(labels.movedLab, { ports }));
  (main.querySelector('.opening') ?? main).append(note);
  for (const whole of main.querySelectorAll('.pair, .cell:not(.pair .cell)')) {
    const named = listed((whole.querySelector('.talk') ?? whole.querySelector('.output'))?.textContent ?? '', moved);
    if (named !== '') whole.after(element('p', 'notes moved', fill(labels.movedOutput, { ports: named })));
  }
}
