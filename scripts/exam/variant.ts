// What a key draws for the two exercises of a test.
import type { Draw } from './draw.ts';
import type { Values } from './fill.ts';

/** The mistakes that can be planted. Of those in one row at most one is: the one would hide the other. */
const mistakes = [
  ['half-line', 'broken-character'],
  ['crashed', 'still-counted'],
  ['shared'],
  ['not-ended'],
  ['not-serving'],
] as const;

/** The id of a mistake, which is also the id of the verdict on it. */
export type Planted = (typeof mistakes)[number][number];

/** The number of mistakes in the program to mend. */
export const plantedCount = 3;

/** One exercise of a test: the values of its texts and programs, and the alternatives of its right program. */
export interface Variant {
  values: Values;
  right: Readonly<Record<string, string>>;
}

const rules = {
  sum: { en: 'it is added to the number of the client', zh: '把它加到这个客户端的数上' },
  largest: {
    en: 'the larger one of it and the number of the client is the new number',
    zh: '它和这个客户端的数中较大的一个，成为新的数',
  },
  difference: {
    en: 'the difference between it and the number of the client, never below 0, is the new number',
    zh: '它和这个客户端的数之差（取绝对值）成为新的数',
  },
} as const;

const results = ['total', 'score', 'level', 'stock', 'count', 'points', 'balance', 'mark', 'sum', 'rank'];
const asks = ['who', 'here', 'crowd', 'present', 'guests', 'online', 'room', 'peers'];
const leaves = ['bye', 'quit', 'leave', 'done', 'exit', 'close', 'farewell', 'stop'];
const others = ['what', 'unknown', 'huh', 'sorry', 'pardon', 'unclear', 'strange', 'odd'];

/** The exercise "mend", and the mistakes in its stub. */
export function drawMend(draw: Draw): Variant & { planted: Planted[] } {
  const rule = draw.pick('rule', ['sum', 'largest', 'difference'] as const);
  const { en, zh } = rules[rule];
  return {
    values: {
      start: draw.number('start', 2, 60),
      rule,
      ruleEn: en,
      ruleZh: zh,
      word: draw.pick('word', results),
      who: draw.pick('who', asks),
      leave: draw.pick('leave', leaves),
      unknown: draw.pick('unknown', others),
    },
    right: { rule: rule === 'sum' ? '' : rule },
    planted: draw.some('planted', mistakes, plantedCount).map((row) => draw.pick<Planted>(`planted ${row[0]}`, row)),
  };
}

const frames = {
  line: { en: 'a line that ends with `\\n`', zh: '以 `\\n` 结尾的一行' },
  length: {
    en: 'the length of its text in bytes, a colon, and the text, as in `5:hello`; the text is UTF-8',
    zh: '内容的字节数、冒号、内容，如 `5:hello`；内容是 UTF-8 文本',
  },
} as const;
const orders = {
  given: { en: 'in the order of the arguments', zh: '按参数的顺序' },
  ascending: { en: 'the lowest port first', zh: '端口从小到大' },
  descending: { en: 'the highest port first', zh: '端口从大到小' },
} as const;

const questions = ['name', 'hello', 'status', 'version', 'motto', 'colour', 'hobby', 'city'];
const refusals = ['refused', 'shut', 'nobody', 'closed', 'absent', 'denied'];
const silences = ['silent', 'mute', 'quiet', 'asleep', 'slow', 'waiting'];
const cuts = ['cut', 'broken', 'torn', 'lost', 'partial', 'incomplete'];

/** The exercise "ask-all". */
export function drawAskAll(draw: Draw): Variant {
  const frame = draw.pick('frame', ['line', 'length'] as const);
  const order = draw.pick('order', ['given', 'ascending', 'descending'] as const);
  return {
    values: {
      question: draw.pick('question', questions),
      frame,
      frameEn: frames[frame].en,
      frameZh: frames[frame].zh,
      order,
      orderEn: orders[order].en,
      orderZh: orders[order].zh,
      refused: draw.pick('refused', refusals),
      silent: draw.pick('silent', silences),
      cut: draw.pick('cut', cuts),
      limit: draw.number('limit', 15, 24) * 100,
      code: draw.number('code', 3, 60),
    },
    right: { frame: frame === 'line' ? '' : frame, order: order === 'given' ? '' : order },
  };
}
