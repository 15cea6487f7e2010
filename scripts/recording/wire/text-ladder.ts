// Ladders as text, for a terminal. ASCII only, because other characters for lines are wider in some Chinese terminals.

import { firstNumbers, rolesOf, shortName } from '../../course/rungs.ts';
import type { Ladder, Rung } from '../../course/wire-file.ts';
import { width, wrap } from '../../terminal/columns.ts';
import { printable } from '../../terminal/printable.ts';
import { normalForm } from './normal-form.ts';
import type { WireWords } from './words.ts';

/** A pause as long as this is drawn as a gap, ms, as in the figures. */
const longPause = 30;
/** The most rungs of a ladder that are shown: so many from its beginning, so many from its end. */
const [fromBeginning, fromEnd] = [40, 10];
/** The most ladders that are shown one by one. Of more, those that are alike are shown once. */
const mostLadders = 12;
/** The column of the left line, and the least room between the two lines. */
const [leftLine, leastRoom] = [12, 29];

/** A text and the column at which it begins. */
type Placed = readonly [at: number, text: string];

/** A line of texts, from left to right. */
const row = (...parts: readonly Placed[]): string =>
  parts.reduce((line, [at, text]) => line + ' '.repeat(Math.max(0, at - width(line))) + text, '').trimEnd();

/** A text around the middle of a room. */
const centred = (at: number, room: number, text: string): Placed => [at + Math.floor((room - width(text)) / 2), text];

/** What a rung carries, in a user's words: "SYN/ACK", "8 bytes, FIN", "SYN again". */
function nameOf(rung: Rung, words: WireWords): string {
  const name = shortName(rung)
    .replace(/datagram|data/, words.bytes(rung.bytes ?? 0))
    .replace('port unreachable', words.unreachable);
  return rung.again ? words.again(name) : name;
}

const timeOf = (ms: number, words: WireWords) =>
  Math.abs(ms) < 1000 ? words.ms(ms.toFixed(2)) : words.s((ms / 1000).toFixed(2));

/** The bytes of a rung as a quotation that fits. */
function quotation(text: string, room: number): string {
  const whole = printable(JSON.stringify(text));
  if (width(whole) <= room) return whole;
  let cut = whole.slice(0, room);
  while (width(cut) > room - 2) cut = cut.slice(0, -1);
  return `${cut}…"`;
}

/** A rung as it is drawn; or, without one, what stands between two: a pause, for example. */
interface Drawn {
  rung?: Rung;
  label: string;
  number: string;
  time: string;
  /** Its sequence and acknowledgment number. */
  numbers: string;
}

const between = (label: string): Drawn => ({ label, number: '', time: '', numbers: '' });

function drawn(rung: Rung, number: number, words: WireWords): Drawn {
  const { seq, ack } = rung;
  const numbers = [...(seq === undefined ? [] : [`seq ${seq}`]), ...(ack === undefined ? [] : [`ack ${ack}`])];
  const time = timeOf(rung.ms, words);
  return { rung, label: nameOf(rung, words), number: String(number), time, numbers: numbers.join(', ') };
}

/** The rungs of a ladder, with its pauses, and without the middle of a long one. */
function drawnOf({ rungs }: Ladder, first: number, words: WireWords): Drawn[] {
  const all: Drawn[] = [];
  const left = rungs.length - fromBeginning - fromEnd;
  for (const [index, rung] of rungs.entries()) {
    if (left > 0 && index === fromBeginning) all.push(between(words.leftOut(left)));
    if (left > 0 && index >= fromBeginning && index < fromBeginning + left) continue;
    const wait = rung.ms - (rungs[index - 1]?.ms ?? rung.ms);
    if (wait >= longPause) all.push(between(words.later(timeOf(wait, words))));
    all.push(drawn(rung, first + index, words));
  }
  if (rungs.every(({ what }) => what.join() === 'SYN')) all.push(between(words.noAnswer));
  return all;
}

/** A ladder in a terminal that is too narrow for a drawing. */
function listOf({ ends }: Ladder, all: readonly Drawn[], who: readonly string[], words: WireWords, columns: number) {
  const sides = ends[0] === ends[1] ? [0] : [0, 1];
  return [
    ...sides.flatMap((end) => wrap(`${who[end]} ${ends[end]}`, columns)),
    ...all.flatMap(({ rung, label, number, time }) => {
      const step = rung === undefined ? label : words.step(who[rung.from] ?? '', label, time);
      return wrap(step, columns, `${number.padStart(4)} `);
    }),
  ];
}

/** The arrow of a rung between the two lines, or to its own line. The server is at the left, and the client sends to it. */
function arrowOf({ from }: Rung, label: string, room: number, isSelf: boolean): string {
  const dashes = room - 3 - width(label);
  const before = '-'.repeat(Math.floor(dashes / 2));
  const after = '-'.repeat(Math.ceil(dashes / 2));
  if (isSelf) return `${before} ${label} ${after}.`;
  return from === 0 ? `<${before} ${label} ${after}` : `${before} ${label} ${after}>`;
}

/**
 * A ladder: the server, or the port that was asked, at the left, the client at the right; time runs down.
 * @param first the number of its first rung
 * @param columns the most columns of a line
 */
function ladderLines(ladder: Ladder, first: number, words: WireWords, columns: number): string[] {
  const { ends } = ladder;
  const who = rolesOf(ladder).map((role) => words.roles[role]);
  const all = drawnOf(ladder, first, words);
  const most = (pick: (one: Drawn) => string) => Math.max(...all.map((one) => width(pick(one))));
  const room = Math.max(leastRoom, most(({ label }) => label) + 6);
  const timesEnd = leftLine + room + 4 + most(({ time }) => time);
  const numbersAt = timesEnd + 3;
  if (timesEnd > columns) return listOf(ladder, all, who, words, columns);

  const isSelf = ends[0] === ends[1];
  const sides = isSelf ? [leftLine] : [leftLine, leftLine + room + 1];
  const heads = (isSelf ? [0] : [1, 0]) as (0 | 1)[];
  /** A row with the two lines, and what stands between them and beside them. */
  const ruled = (mark: string, middle: Placed[] = [], left: Placed[] = [], right: Placed[] = []) => {
    const lines = sides.map((at): Placed => [at, mark]);
    return row(...left, ...lines.slice(0, 1), ...middle, ...lines.slice(1), ...right);
  };
  const hasNumbers = numbersAt + most(({ numbers }) => numbers) <= columns;
  const rows = all.flatMap(({ rung, label, number, time, numbers }) => {
    if (rung === undefined) return [ruled(':', [centred(leftLine + 1, room, label)])];
    const beside: Placed[] = [[timesEnd - width(time), time], ...(hasNumbers ? [[numbersAt, numbers] as const] : [])];
    const arrow = arrowOf(rung, label, room, isSelf);
    return [
      ruled('|', [[leftLine + 1, arrow]], [[5 - number.length, number]], beside),
      ...(isSelf ? [ruled('|', [[leftLine + 1, `<${'-'.repeat(room - 2)}'`]])] : []),
      ...(rung.text === undefined ? [] : [ruled('|', [centred(leftLine + 1, room, quotation(rung.text, room))])]),
    ];
  });
  const headed = (text: (end: 0 | 1) => string) =>
    row(...heads.map((end, side) => centred((sides[side] ?? 0) - 8, 17, text(end))));
  return [headed((end) => who[end] ?? ''), headed((end) => ends[end]), ruled('|'), ...rows, ruled('|')];
}

/**
 * What crossed the wire as lines of text. Many conversations of the same kind, as those of a scan, are shown once and counted.
 * @param columns the most columns of a line
 */
export function laddersLines(ladders: readonly Ladder[], words: WireWords, columns: number): string[] {
  const numbers = firstNumbers({ ladders: [...ladders] });
  const titleOf = (index: number) => (ladders.length === 1 ? [] : [words.conversation(index + 1, ladders.length)]);
  const shown = (index: number, ladder: Ladder) => [
    ...titleOf(index),
    ...ladderLines(ladder, numbers[index] ?? 1, words, columns),
    '',
  ];
  if (ladders.length <= mostLadders) return ladders.flatMap((ladder, index) => shown(index, ladder)).slice(0, -1);
  const kinds = [...Map.groupBy(ladders.keys(), (index) => normalForm(ladders[index] as Ladder)).values()];
  const one = kinds
    .slice(0, mostLadders)
    .flatMap(([index = 0, ...others]) => [
      ...shown(index, ladders[index] as Ladder),
      ...(others.length > 0 ? [words.alike(others.length), ''] : []),
    ]);
  const rest = kinds.slice(mostLadders).flat().length;
  return [...one, ...(rest > 0 ? [words.others(rest), ''] : [])].slice(0, -1);
}
