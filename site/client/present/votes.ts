// The votes on a question: typed by the teacher, hidden until the answer is revealed, and never stored. Each question has two
// rounds, before and after the discussion.
import { element } from '../elements.ts';
import { questionSteps } from './steps.ts';

/** The votes of both rounds, by choice. Undefined where none was typed. */
export type Counts = [(number | undefined)[], (number | undefined)[]];

/** The round of a step: 0 or 1; undefined if there is no vote in it. */
export const roundOf = (step: number): 0 | 1 | undefined =>
  ({ vote: 0 as const, again: 1 as const })[questionSteps[step] as string];

export interface VoteWords {
  prompts: Record<(typeof questionSteps)[number], string>;
  votesFor: string;
  rounds: readonly string[];
}

const lettersOf = (question: Element) =>
  [...question.querySelectorAll('.choice')].map((choice) => ({
    letter: choice.querySelector('.letter')?.textContent ?? '',
    isRight: choice.matches('.right'),
  }));

/** The panel below a question. */
export class Votes {
  readonly root = element('section', 'votes');
  readonly #counts = new Map<string, Counts>();
  /** What is shown, in short. */
  #shown = '';
  readonly #onType: (question: string, counts: Counts) => void;

  constructor(onType: (question: string, counts: Counts) => void) {
    this.#onType = onType;
  }

  #of(question: string): Counts {
    const counts = this.#counts.get(question) ?? [[], []];
    this.#counts.set(question, counts);
    return counts;
  }

  take(question: string, counts: Counts): void {
    this.#counts.set(question, counts);
  }

  /** All votes, for another window. */
  get all(): [string, Counts][] {
    return [...this.#counts];
  }

  /** @param fields whether numbers are typed in this window, and whether they are seen: only where nobody else sees them */
  show(question: Element | undefined, step: number, words: VoteWords, fields: 'none' | 'secret' | 'open'): void {
    this.root.hidden = question === undefined;
    if (question === undefined) {
      this.root.replaceChildren();
      this.#shown = '';
      return;
    }
    const kind = questionSteps[step] ?? 'ask';
    // Somebody may be typing.
    const state = [question.id, step, fields, words.prompts[kind]].join();
    if (state === this.#shown && kind !== 'reveal') return;
    this.#shown = state;
    const prompt = element('p', 'prompt', words.prompts[kind]);
    const round = roundOf(step);
    const parts: Node[] = [prompt];
    if (round !== undefined && fields !== 'none') parts.push(this.#fields(question, round, words, fields === 'secret'));
    if (kind === 'reveal') parts.push(...this.#bars(question, words));
    this.root.replaceChildren(...parts);
  }

  /** A digit was typed elsewhere: it belongs to the first choice without a number. Returns whether there is one. */
  type(digit: string): boolean {
    const fields = [...this.root.querySelectorAll('input')];
    const field = fields.find((one) => one.value === '') ?? fields.at(-1);
    if (!field) return false;
    field.focus();
    field.value += digit;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return true;
  }

  #fields(question: Element, round: 0 | 1, words: VoteWords, isSecret: boolean): HTMLElement {
    const id = question.id;
    const row = element('div', 'fields');
    for (const [index, { letter }] of lettersOf(question).entries()) {
      const label = element('label', '', `${letter} `);
      const field = element('input', isSecret ? 'secret' : '');
      field.inputMode = 'numeric';
      field.maxLength = 3;
      field.autocomplete = 'off';
      field.value = String(this.#of(id)[round][index] ?? '');
      field.setAttribute('aria-label', words.votesFor.replace('{choice}', letter));
      field.addEventListener('input', () => {
        field.value = field.value.replace(/\D/g, '');
        this.#of(id)[round][index] = field.value === '' ? undefined : Number(field.value);
        this.#onType(id, this.#of(id));
      });
      label.append(field);
      row.append(label);
    }
    row.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      const fields = [...row.querySelectorAll('input')];
      fields[fields.indexOf(event.target as HTMLInputElement) + 1]?.focus();
    });
    return row;
  }

  /** Both rounds, side by side; nothing if no number was typed. */
  #bars(question: Element, words: VoteWords): HTMLElement[] {
    const counts = this.#of(question.id);
    const rounds = ([0, 1] as const).filter((round) => counts[round].some((count) => count !== undefined));
    if (rounds.length === 0) return [];
    const most = Math.max(1, ...counts.flat().map((count) => count ?? 0));
    const table = element('table', 'bars');
    const head = table.createTHead().insertRow();
    head.append(element('td'), ...rounds.map((round) => element('th', '', words.rounds[round])));
    const body = table.createTBody();
    for (const [index, { letter, isRight }] of lettersOf(question).entries()) {
      const row = body.insertRow();
      row.append(element('th', '', isRight ? `${letter} ✓` : letter));
      for (const round of rounds) {
        const count = counts[round][index] ?? 0;
        const bar = element('span', isRight ? 'bar right' : 'bar');
        bar.style.width = `${(count / most) * 100}%`;
        const place = element('div', 'track');
        place.append(bar, element('span', 'count', String(count)));
        row.insertCell().append(place);
      }
    }
    return [table];
  }
}
