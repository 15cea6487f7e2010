// What a program prints, as a terminal shows it: escape sequences are taken out, and what moves within a line is obeyed.

/** A piece of text without control characters but the tab, or one of `\n`, `\r`, `\b` and those that erase in a line, `\x1b[K`. */
export type Step = string;

// Sequences as ECMA-48 and xterm's ctlseqs have them, also in their eight-bit form: those with parameters; strings, such as a title or
// a hyperlink, which end with their line at the latest, so that nothing that follows is lost; short ones. CAN and SUB break one off.
const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\x1b\[|\x9b)([ -?]*)([@-~\x18\x1a])?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x9c\n]*(?:\x1b\\|[\x07\x18\x1a\x9c])?|\x1b[ -/]*[0-~\x18\x1a]?|([\n\r\b]|[^\x00-\x08\x0a-\x1f\x7f-\x9f]+)|([\s\S])/g;

/** A sequence at the end of a piece that may go on in the next. */
const unfinished =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\x1b[ -/]*|(?:\x1b\[|\x9b)[ -?]*|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x9c\n]*\x1b?)$/;

/** A control character without a meaning here: it has a picture. The bell rings nowhere. */
function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  return code === 7 || code > 0x7f ? '' : String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
}

/** One stream of a program, whose sequences may be cut anywhere between two pieces. */
export class Filter {
  #held = '';

  /** What of the next piece is to be shown, or moves. */
  steps(piece: string): Step[] {
    const text = this.#held + piece;
    const end = text.search(unfinished);
    this.#held = end < 0 ? '' : text.slice(end);
    const whole = text.slice(0, text.length - this.#held.length);
    return [...whole.matchAll(token)].flatMap(([, parameter = '', final, shown, control]) => {
      // `m` is a colour: here is the place to tell it to who draws. Until then it is left out, as all others are.
      if (final === 'K') return `\x1b[${parameter}K`;
      return shown ?? (control === undefined ? [] : pictureOf(control));
    });
  }
}

/** The line that is being written. */
export class Line {
  #before = '';
  /** What stands at the cursor and behind it; a terminal writes over it. */
  #after: string[] = [];

  get text(): string {
    return this.#before + this.#after.join('');
  }

  /** Does one step within the line: any but `\n`. */
  take(step: Step): void {
    if (step === '\r' || step === '\b') {
      const characters = step === '\r' ? [...this.#before] : [...this.#before].slice(-1);
      this.#before = this.#before.slice(0, this.#before.length - characters.join('').length);
      this.#after = [...characters, ...this.#after];
    } else if (step[0] === '\x1b') {
      // To the end of the line, unless it says 1: to its beginning, or 2: both.
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

/** All that was printed, as it stands there in the end. */
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
