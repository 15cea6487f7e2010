// Converts the output of a program to what a terminal shows. Removes escape sequences, and applies movements within a line, and
// colours.

/**
 * A text without control characters except the tab, or one of `\n`, `\r`, `\b`, or a sequence that erases in a line, `\x1b[K`, or
 * sets a colour, `\x1b[m`.
 */
export type Step = string;

// Escape sequences of ECMA-48 and xterm's ctlseqs, also in 8-bit form: sequences with parameters, strings (such as a title or a
// hyperlink), and short sequences. A string ends at the end of its line at the latest, so that no later output is lost. CAN and
// SUB cancel a sequence.
const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for control characters
  /(?:\x1b\[|\x9b)([ -?]*)([@-~\x18\x1a])?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x9c\n]*(?:\x1b\\|[\x07\x18\x1a\x9c])?|\x1b[ -/]*[0-~\x18\x1a]?|([\n\r\b]|[^\x00-\x08\x0a-\x1f\x7f-\x9f]+)|([\s\S])/g;

/** An incomplete sequence at the end of a piece, which may continue in the next. */
const unfinished =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for control characters
  /(?:\x1b[ -/]*|(?:\x1b\[|\x9b)[ -?]*|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x9c\n]*\x1b?)$/;

/** The symbol for a control character that has no effect here. The bell has none. */
function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  return code === 7 || code > 0x7f ? '' : String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
}

/** One output stream of a program. A sequence may be divided between two pieces. */
export class Filter {
  #held = '';

  /** The texts and movements in the next piece. */
  steps(piece: string): Step[] {
    const text = this.#held + piece;
    const end = text.search(unfinished);
    this.#held = end < 0 ? '' : text.slice(end);
    const whole = text.slice(0, text.length - this.#held.length);
    return [...whole.matchAll(token)].flatMap(([, parameter = '', final, shown, control]) => {
      // All other sequences are left out.
      if (final === 'K' || (final === 'm' && /^[\d;:]*$/.test(parameter))) return `\x1b[${parameter}${final}`;
      return shown ?? (control === undefined ? [] : pictureOf(control));
    });
  }
}

/**
 * What a program has set for the text that follows, for `classesOf` in colours.ts: the parameters of the sequences since the
 * last reset, as in "|1|31"; empty for ordinary text.
 */
export interface Pen {
  style: string;
}

/** The most characters of a style. Of a longer one, the oldest sequences are forgotten. */
const longestStyle = 1000;

/** A part of a line in one style. */
export interface Part {
  text: string;
  style: string;
}

/** The same text, one part a character. */
const characters = (parts: readonly Part[]): Part[] =>
  parts.flatMap(({ text, style }) => [...text].map((one) => ({ text: one, style })));

/** The current line. */
export class Line {
  #before: Part[] = [];
  /** The text from the cursor to the end of the line, one part a character. New output overwrites it. */
  #after: Part[] = [];
  readonly #pen: Pen;

  /** @param pen the style of what is printed, from line to line */
  constructor(pen: Pen = { style: '' }) {
    this.#pen = pen;
  }

  /** The line in parts of one style each. */
  get parts(): Part[] {
    const joined: Part[] = [];
    for (const { text, style } of [...this.#before, ...this.#after]) {
      const last = joined.at(-1);
      if (last?.style === style) last.text += text;
      else joined.push({ text, style });
    }
    return joined;
  }

  get text(): string {
    return this.parts.map(({ text }) => text).join('');
  }

  /** Applies one text, colour or movement within the line: any except `\n`. */
  take(step: Step): void {
    if (step === '\r' || step === '\b') {
      const all = characters(this.#before);
      const back = step === '\r' ? all : all.slice(-1);
      this.#before = all.slice(0, all.length - back.length);
      this.#after = [...back, ...this.#after];
    } else if (step[0] === '\x1b') {
      if (step.endsWith('m')) this.#set(step.slice(2, -1));
      else this.#erase(step);
    } else {
      const { style } = this.#pen;
      const last = this.#before.at(-1);
      if (last?.style === style) last.text += step;
      else this.#before.push({ text: step, style });
      if (this.#after.length > 0) this.#after.splice(0, [...step].length);
    }
  }

  #set(parameters: string): void {
    const style = /^[0;]*$/.test(parameters) ? '' : `${this.#pen.style}|${parameters}`;
    this.#pen.style = style.slice(-longestStyle).replace(/^[^|]+/, '');
  }

  /** Erases to the end of the line; with parameter 1, to its start; with 2, the whole line. */
  #erase(step: Step): void {
    const [back, on] = [/[12]/.test(step), !step.includes('1')];
    if (back) this.#before = [{ text: this.#before.map(({ text }) => text.replace(/./gsu, ' ')).join(''), style: '' }];
    if (back && !on && this.#after.length > 0) this.#after[0] = { text: ' ', style: '' };
    if (on) this.#after = [];
  }
}

/** The whole output in its final state. */
export function plain(printed: string): string {
  let shown = '';
  let line = new Line();
  for (const step of new Filter().steps(printed)) {
    if (step === '\n') {
      shown += `${line.text}\n`;
      line = new Line();
    } else line.take(step);
  }
  return shown + line.text;
}
