// Turns text into search keys, in the same way for the index and for a query.

export interface Token {
  key: string;
  /** Its position in the text. */
  start: number;
  end: number;
}

/** A word of a query. Words are separated by spaces, and at a change between Chinese and Latin script. */
export interface Word {
  /** The typed text, folded. */
  text: string;
  /** The keys that a place must all contain. */
  keys: string[];
  /** For an identifier: the keys of its parts, used if the whole identifier is not found. */
  parts: string[];
  chinese: boolean;
}

// Characters inside an identifier, a number or a word: connect_ex, socket.end, 65,535, TIME-WAIT, don't.
const runs = /\p{Script=Han}+|[\p{Script=Latin}\p{N}_$]+(?:(?:[.'’-]|(?<=\d),(?=\d))[\p{Script=Latin}\p{N}_$]+)*/gu;
const pieces = /[\p{Script=Latin}\p{N}]+/gu;
const names = /[\p{Script=Latin}\p{N}_$]+/gu;
const humps = /.+?(?:(?<=[\p{Ll}\p{N}])(?=\p{Lu})|$)/gu;
const isChinese = (text: string) => /^\p{Script=Han}/u.test(text);
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

// Stop words. They are not in the index, and are ignored in a query.
const idle = new Set(
  (
    'a an and are as at be been but by can do does for from had has have how i if in into is it its me my no not of on or so ' +
    'than that the their them then there these they this to versus vs was we what when where which who why will with would ' +
    'you your ' +
    '的 了 是 在 不 一 有 这 那 个 就 也 都 和 与 要 会 能 把 被 从 到 对 它 他 你 我 们 着 得 地 等 再 又 才 只 还 每 各 此 所 以 为 于 而 ' +
    '什么 怎么 怎样 如何 为什么 是否 区别 或 及 其 之 则 却 并 让 给 向 由 时 后 前 里 上 下 中 来 去 没 吗 呢 么 怎 何 谁 些 几'
  ).split(' '),
);

const quotes: Record<string, string> = { '“': '"', '”': '"', '‘': "'", '’': "'", '\u3000': ' ' };

/** Folds a text: small letters, half-width letters, straight quotes. The length does not change. */
export const fold = (text: string) =>
  text
    .replace(/[！-～]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/[“”‘’\u3000]/g, (letter) => quotes[letter] ?? letter)
    .toLowerCase();

/** Gives a plural the key of its singular: ports, port. */
function singular(key: string): string {
  if (!/^[a-z]{4,}$/.test(key) || /[su]s$/.test(key)) return key;
  if (/[^ae]ies$/.test(key)) return `${key.slice(0, -3)}y`;
  return key.replace(/(ss|[cs]h|x)es$/, '$1').replace(/(?<!s)s$/, '');
}

function keyOf(text: string): string {
  const folded = fold(text);
  if (/^[\d,_]+$/.test(folded)) return folded.replace(/[,_]/g, '');
  return singular(folded.replace(/'s$/, '').replaceAll("'", ''));
}

const at = (text: string, start: number): Token => ({ key: keyOf(text), start, end: start + text.length });

/** The parts of an identifier: `setTimeout` gives set and timeout. Empty for a word without parts. */
function partsOf(text: string, start: number): Token[] {
  const parts = [...text.matchAll(pieces)].flatMap(({ 0: piece, index }) => {
    const split = [...piece.matchAll(humps)].map((hump) => at(hump[0], start + index + hump.index));
    return split.length > 1 ? [at(piece, start + index), ...split] : split;
  });
  // The name of a method: `s.connect_ex` is found by connect_ex, too.
  const methods = [...text.matchAll(names)].filter(([name]) => name.includes('_'));
  parts.push(...methods.map(({ 0: name, index }) => at(name, start + index)));
  const whole = keyOf(text);
  return parts.filter(({ key, start: from, end }) => {
    return key.length > 1 && key !== whole && !idle.has(fold(text.slice(from - start, end - start)));
  });
}

/**
 * The words of a Chinese text. Adjacent single characters may be a word that the segmenter does not know (端口), so each pair
 * of them is a key.
 */
function* chineseOf(text: string, start: number): Generator<Token> {
  const segments = [...segmenter.segment(text)].map(({ segment, index }) => ({
    key: segment,
    start: start + index,
    end: start + index + segment.length,
    single: segment.length === 1 && !idle.has(segment),
  }));
  for (const [index, { key, start, end, single }] of segments.entries()) {
    const next = segments[index + 1];
    if (single && next?.single) yield { key: key + next.key, start, end: next.end };
    else if (!idle.has(key) && !(single && segments[index - 1]?.single)) yield { key, start, end };
  }
}

// A cache of the keys of each word, because a course repeats few words often.
const latin = new Map<string, readonly Token[]>();

/** The keys of a word of Latin letters and digits: the whole word and its parts. */
function latinOf(run: string): readonly Token[] {
  let tokens = latin.get(run);
  if (tokens === undefined) {
    // A single letter or a dollar sign is no useful key.
    const tells = !idle.has(run.toLowerCase()) && /\p{N}|\p{L}./u.test(run);
    tokens = tells ? [at(run, 0), ...partsOf(run, 0)] : [];
    latin.set(run, tokens);
  }
  return tokens;
}

/** All keys of a text, with their positions: words, identifiers whole and in parts, Chinese words. */
export function* tokensOf(text: string): Generator<Token> {
  for (const { 0: run, index } of text.matchAll(runs)) {
    if (isChinese(run)) yield* chineseOf(run, index);
    else {
      for (const { key, start, end } of latinOf(run)) yield { key, start: start + index, end: end + index };
    }
  }
}

/** The keys of a text, for the index. */
export const keysOf = (text: string): string[] => [...tokensOf(text)].map(({ key }) => key);

/** The words of a query, without stop words, and without single letters if there are other words. */
export function queryWords(query: string): Word[] {
  const words = [...query.matchAll(runs)].flatMap(({ 0: run }) => {
    const text = fold(run);
    const chinese = isChinese(run);
    const whole = chinese ? [...chineseOf(run, 0)] : [at(run, 0)];
    const parts = chinese ? [] : partsOf(run, 0);
    if (whole.length === 0 || idle.has(text)) return [];
    return [{ text, keys: whole.map(({ key }) => key), parts: parts.map(({ key }) => key), chinese }];
  });
  return words.length > 1 ? words.filter(({ text }) => !/^[a-z]$/.test(text)) : words;
}
