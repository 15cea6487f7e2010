// Draws the calls of programs as a ladder, like what crossed the wire (site/components/Wire.astro): the server at the left, the
// client at the right, time runs down.
import type { CallRow, Lane } from '../shared/calls.ts';
import { fill } from '../shared/fill.ts';
import { type Gap, linesOf, longPause } from '../shared/ladder-lines.ts';
import { portsOf, timeOf, wordsOf } from './call-words.ts';
import type { Labels } from './elements.ts';

const namespace = 'http://www.w3.org/2000/svg';

/** An SVG element. Texts are set as text. */
function svg(name: string, attributes: Record<string, string | number>, ...content: (Node | string)[]): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...content);
  return made;
}

/** The lines of the two lanes, and the middle between them. */
const xOf: Record<Lane, number> = { server: 128, client: 252 };
const middle = (xOf.server + xOf.client) / 2;
const accentOf: Record<Lane, string> = { server: 'accent', client: 'accent-2' };
const across: Record<Lane, Lane> = { server: 'client', client: 'server' };

/** The heights of the boxes at the top, of a row, and of a pause. */
const top = 45;
const rowHeight = 24;
const pauseHeight = 40;
/** How far down an arrow leads to a side whose rows are not known. */
const slope = 10;
/** The longest name of a program in a box, in characters. */
const longestName = 16;

/** The most rows in one drawing. */
export const mostDrawn = 60;

interface Point {
  x: number;
  y: number;
}

/** An arrow from one point to the other; on one lane, a curve at its side. */
function arrow(from: Point, to: Point, kind: string): SVGElement[] {
  if (from.x === to.x) {
    const { x } = from;
    return [
      svg('path', {
        class: `fig-line fig-stroke-${kind}`,
        d: `M${x} ${from.y}C${x + 50} ${from.y} ${x + 50} ${to.y} ${x + 8} ${to.y}`,
      }),
      svg('path', { class: `fig-head-${kind}`, d: `M${x + 1} ${to.y}l9-4v8z` }),
    ];
  }
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const at = (back: number, side: number) =>
    `${(to.x - back * dx - side * dy).toFixed(1)} ${(to.y - back * dy + side * dx).toFixed(1)}`;
  return [
    svg('path', { class: `fig-line fig-stroke-${kind}`, d: `M${from.x} ${from.y}L${at(9, 0)}` }),
    svg('path', { class: `fig-head-${kind}`, d: `M${at(1, 0)}L${at(10, 4)}L${at(10, -4)}z` }),
  ];
}

/** Where the rows stand, with pauses, and with the ports above each row that belongs to another conversation than the one before. */
function layOut(rows: readonly CallRow[], labels: Labels) {
  const gaps: Gap[] = [];
  const heads: { y: number; text: string }[] = [];
  const ys: number[] = [];
  let y = top + 24;
  let conversation = '';
  for (const [index, row] of rows.entries()) {
    const wait = row.ms - (rows[index - 1]?.ms ?? row.ms);
    if (wait >= longPause) {
      gaps.push({
        y: y - 12,
        end: y + pauseHeight - 16,
        label: fill(labels.callsLater, { time: timeOf(wait, labels) }),
      });
      y += pauseHeight;
    }
    const ports = portsOf(row);
    if (ports !== '' && ports !== conversation) {
      heads.push({ y, text: ports });
      conversation = ports;
      y += rowHeight;
    }
    ys.push(y);
    y += rowHeight;
  }
  return { gaps, heads, ys, height: y };
}

function box(lane: Lane, rows: readonly CallRow[], labels: Labels): SVGElement[] {
  const names = [...new Set(rows.filter((row) => row.lane === lane).map(({ program }) => program))];
  const x = xOf[lane];
  const name = names.join(', ');
  const shown = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  const known = [
    svg('text', { class: 'fig-strong', x, y: 19 }, labels[lane === 'server' ? 'callsServer' : 'callsClient'] ?? ''),
    svg('text', { class: 'fig-mono', x, y: 36, 'font-size': 12 }, shown),
  ];
  return [
    svg('rect', { class: `fig-tint-${accentOf[lane]}`, x: x - 60, y: 1, width: 120, height: top - 1, rx: 6 }),
    ...(names.length > 0 ? known : [svg('text', { class: 'fig-muted', x, y: 27 }, labels.callsOther ?? '')]),
  ];
}

/**
 * Draws the rows.
 * @param rows at most `mostDrawn`
 * @param id the id of the element that says what the drawing shows
 */
export function drawCalls(rows: readonly CallRow[], labels: Labels, id: string): SVGElement {
  const laid = layOut(rows, labels);
  const { gaps, heads, ys, height } = laid;
  const root = svg('svg', {
    class: 'fig-svg',
    viewBox: `0 0 380 ${height}`,
    role: 'img',
    'aria-labelledby': id,
  });
  const { solid, dashed } = linesOf(laid, top);
  for (const lane of ['server', 'client'] as const) {
    const isKnown = rows.some((row) => row.lane === lane);
    const line = (parts: readonly [number, number][], dash: string) =>
      svg('path', {
        class: `fig-line fig-stroke-${accentOf[lane]}${dash}`,
        d: parts.map(([from, to]) => `M${xOf[lane]} ${from}V${to}`).join(''),
      });
    root.append(svg('g', { class: 'fig-mid' }, ...box(lane, rows, labels)));
    root.append(line(solid, isKnown ? '' : ' fig-dash'), line(dashed, ' fig-dash-fine'));
  }
  const under = svg('g', {});
  const over = svg('g', {});
  root.append(under, over);
  for (const [index, row] of rows.entries()) {
    const { lane, to, other, code } = row;
    const [x, y] = [xOf[lane], ys[index] ?? 0];
    const isBad = code !== undefined || row.what === 'resetAndDestroy()';
    const away = { x: xOf[across[lane]], y: y + slope };
    const sent = isBad ? 'bad' : accentOf[lane];
    if (other === 'to') under.append(...arrow({ x, y }, away, sent));
    if (other === 'from') {
      under.append(...arrow({ ...away, y: y - slope }, { x, y }, isBad ? 'bad' : accentOf[across[lane]]));
    }
    for (const next of to) {
      const [target, targetY] = [rows[next], ys[next]];
      if (target && targetY !== undefined) under.append(...arrow({ x, y }, { x: xOf[target.lane], y: targetY }, sent));
    }
    const isLeft = lane === 'server';
    const words = wordsOf(row, labels, true);
    over.append(
      svg('circle', { class: `fig-head-${accentOf[lane]}`, cx: x, cy: y, r: 3 }),
      svg(
        'text',
        {
          class: `${isLeft ? 'fig-end ' : ''}${isBad ? 'fig-ink-bad fig-strong' : row.what.endsWith(')') ? 'fig-strong' : ''}`,
          x: isLeft ? x - 9 : x + 9,
          y: y + 4,
          'font-size': words.length <= 15 ? 13 : words.length <= 17 ? 12 : 11,
        },
        words,
      ),
    );
  }
  for (const { y, text } of heads)
    over.append(svg('text', { class: 'fig-mid fig-muted calls-over', x: middle, y: y + 4 }, text));
  for (const { y, end, label } of gaps) {
    over.append(svg('text', { class: 'fig-mid fig-muted calls-over', x: middle, y: (y + end) / 2 + 4 }, label));
  }
  return root;
}
