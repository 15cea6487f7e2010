// Says in the language of the slides what the notebook says of a program in the language of the page. Only in `npm start`.
import { type Lang, langOf } from '../../../scripts/course/languages.ts';
import { fill } from '../../shared/fill.ts';
import { en } from '../../strings/en.ts';
import { zh } from '../../strings/zh.ts';

/** What the notebook may say of a program. A more general sentence comes after those that it contains. */
const said = [
  'recorded',
  'runningUntil',
  'running',
  'stopping',
  'finished',
  'crashed',
  'stopped',
  'killed',
  'limited',
  'refusedRun',
  'openQuote',
  'notStarted',
  'lost',
  'stale',
  'atLine',
  'sameLines',
  'otherLines',
  'missingLines',
  'run',
  'runBoth',
  'stop',
  'kill',
] as const;

const places = '.state, .differences, .command > button, .head > button';
const live = { en: en.live, zh: zh.live };

/** Values that are numbers. Any other is a text. */
const numbers = ['code', 'seconds', 'count', 'line'];

/** The sentence as a pattern, with a group for each of its values. */
const patternOf = (sentence: string) =>
  new RegExp(
    `^${sentence
      .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>${numbers.includes(name) ? '[\\d.]*' : '.*?'})`)}$`,
  );

/** A text of the notebook in another language. What is unknown stays as it is. */
export function restate(text: string, from: Lang, to: Lang): string {
  const part = (piece: string) => {
    for (const key of said) {
      const found = patternOf(live[from][key]).exec(piece);
      if (found) return fill(live[to][key], found.groups ?? {});
    }
    return piece;
  };
  return text
    .split(' · ')
    .map((piece) => {
      const whole = part(piece);
      if (whole !== piece) return whole;
      // "failed after 0.10 s with exit code 1, line 5"
      const at = piece.lastIndexOf(', ');
      return at < 0 ? piece : `${part(piece.slice(0, at))}, ${part(piece.slice(at + 2))}`;
    })
    .join(' · ');
}

/** Keeps what is said in another language as long as the signal does not end it; then says it in the first one again. */
export function keepRestating(main: HTMLElement, own: string, other: string, signal: AbortSignal): void {
  const [from, to] = [langOf(own), langOf(other)];
  const change = (place: Element, one: Lang, two: Lang) => {
    const text = place.textContent;
    const changed = restate(text, one, two);
    if (changed !== text) place.textContent = changed;
  };
  const all = (one: Lang, two: Lang) => {
    for (const place of main.querySelectorAll(places)) change(place, one, two);
  };
  const observer = new MutationObserver((changes) => {
    for (const { target } of changes) {
      const place = (target instanceof Element ? target : target.parentElement)?.closest(places);
      if (place) change(place, from, to);
    }
  });
  all(from, to);
  observer.observe(main, { subtree: true, childList: true, characterData: true });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    all(to, from);
  });
}
