// Finds the words of the index that a misspelt word may mean. Uses no packages, because the browser loads it with the search.
import { distances } from '../../scripts/project/distances.ts';

/** The most mistakes allowed: in a short word only a typing slip (see below), in a number none. */
const tolerance = (word: string) => (word.length < 3 || /\d/.test(word) ? 0 : word.length < 7 ? 1 : 2);

/** A typing slip: two adjacent letters swapped, a letter doubled, or one of a double letter missing: scoket, portt, adress. */
function isSlip(typed: string, word: string): boolean {
  let at = 0;
  while (at < typed.length && typed[at] === word[at]) at += 1;
  const [rest, wanted] = [typed.slice(at), word.slice(at)];
  if (rest.length === wanted.length) {
    return rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2) === wanted.slice(2);
  }
  const [longer, shorter] = rest.length > wanted.length ? [rest, wanted] : [wanted, rest];
  return longer.slice(1) === shorter && longer[0] === typed[at - 1];
}

/**
 * The words that are nearest to the typed text, all with the same number of mistakes.
 * @param words in small letters, like `typed`
 * @param begun whether the typed text may be a prefix of a word
 * @returns an empty list if the nearest word has too many mistakes
 */
export function nearest(typed: string, words: readonly string[], begun: boolean): string[] {
  const most = tolerance(typed);
  const short = typed.length < 5;
  let found: string[] = [];
  let least = most;
  let beginnings: string[] = [];
  let leastBegun = most;
  for (const word of most === 0 ? [] : words) {
    const longer = word.length - typed.length;
    // A much longer word can match only by a prefix, which must start with the first typed letter.
    const mayBegin = begun && !short && longer > most && word[0] === typed[0];
    if (longer < -most || (longer > most && !mayBegin)) continue;
    if (short && !isSlip(typed, word)) continue;
    const far = distances(typed, word);
    if (far.whole < least) [found, least] = [[], far.whole];
    if (far.whole === least) found.push(word);
    if (!mayBegin) continue;
    if (far.begun < leastBegun) [beginnings, leastBegun] = [[], far.begun];
    if (far.begun === leastBegun) beginnings.push(word);
  }
  return found.length > 0 ? found : beginnings;
}
