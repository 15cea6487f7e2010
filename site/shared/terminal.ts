// Converts the output of a program to what a terminal shows. Removes escape sequences, and applies movements within a line.

/** A text without control characters except the tab, or one of `\n`, `\r`, `\b`, or a sequence that erases in a line, `\x1b[K`. */
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
      // `m` sets a colour. Colours are not supported, so it is left out like all other sequences.
      if (final === 'K') return `\x1b[${parameter}K`;
      return shown ?? (control === undefined ? [] : pictureOf(control));
    });
  }
}

/** The current line. */
export class Line {
  #before = '';
  /** The text from the cursor to the end of the line. New output overwrites it. */
  #after: string[] = [];

  get text(): string {
    return this.#before + this.#after.join('');
  }

  /** Applies one text or movement within the line: any except `\n`. */
  take(step: Step): void {
    if (step === '\r' || step === '\b') {
      const characters = step === '\r' ? [...this.#before] : [...this.#before].slice(-1);
      this.#before = this.#before.slice(0, this.#before.length - characters.join('').length);
      this.#after = [...characters, ...this.#after];
    } else if (step[0] === '\x1b') {
      // Erase to the end of the line; with parameter 1, to its start; with 2, the whole line.
      const [back, on] = [/[12]/.test(step), !step.includes('1')];
      if (back) this.#before = this.#before.replace(/./gsu, ' ');
      if (back && !on && this.#after.length > 0) this.#after[0] = ' ';
      if (on) this.#after = [];
    } else {
      this.#before += step;
      if (this.#after.length > 0) this.#after.splice(0, [...step].length);
    }
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
