// The line in which the reader types into a running program. Loaded when a program that reads input is run.
import { fill } from '../shared/fill.ts';
import { button, element, type Labels } from './elements.ts';
import { ask, Refused } from './server.ts';
import { isComposing } from './typing.ts';

interface Options {
  /** The line is put behind this element. */
  output: HTMLElement;
  file: string;
  labels: Labels;
  /** Shows what was typed, in the output. */
  onTyped(text: string): Promise<void>;
  onRefused(message: string): void;
}

/** The longest line that the server accepts, in characters. */
const longestLine = 1000;

export class CellInput {
  readonly row = element('form', 'typing');
  readonly #line = element('input');
  readonly #options: Options;
  #run: string | undefined;
  #script: string[] | undefined;
  /** The lines are sent one after another, so that they arrive in order. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    const { output, file, labels } = options;
    this.#options = options;
    this.#line.spellcheck = false;
    this.#line.autocomplete = 'off';
    this.#line.maxLength = longestLine;
    const label = element('label', '', labels.typeHere);
    this.#line.setAttribute('aria-label', `${labels.typeHere}: ${file}`);
    label.append(this.#line);
    const send = element('button', '', labels.sendLine);
    this.row.append(
      label,
      send,
      button(labels.endInput, () => this.#end()),
      element('p', 'notes', labels.typeKeys),
    );
    this.row.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#type(this.#line.value);
      this.#line.value = '';
      this.#line.focus();
    });
    this.#line.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && isComposing(event)) event.preventDefault();
      if (event.key !== 'd' || !event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      // A terminal hands over an unfinished line first.
      if (this.#line.value !== '') this.#type(this.#line.value);
      this.#end();
    });
    output.after(this.row);
    this.close();
  }

  /** The program runs, and reads. */
  open(run: string): void {
    this.#run = run;
    this.row.hidden = false;
  }

  /**
   * Types these lines by itself, and then ends the input, as it was done for the recording: each line when the program has
   * printed one.
   */
  play(lines: readonly string[]): void {
    this.#script = [...lines];
  }

  /** The program has printed a line. */
  heard(): void {
    const line = this.#script?.shift();
    if (line !== undefined) this.#type(line);
    else if (this.#script !== undefined) this.#end();
  }

  focus(): void {
    this.#line.focus({ preventScroll: true });
  }

  /** The program has ended, or its input has. Returns whether the line had the focus. */
  close(): boolean {
    const hadFocus = this.row.contains(document.activeElement);
    this.#run = undefined;
    this.#script = undefined;
    this.#line.value = '';
    this.row.hidden = true;
    return hadFocus;
  }

  #type(line: string): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#options.onTyped(`${line}\n`);
    this.#send({ run, line });
  }

  #end(): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#send({ run });
    const hadFocus = this.close();
    if (hadFocus) this.#options.output.focus({ preventScroll: true });
  }

  #send(body: { run: string; line?: string }): void {
    const { labels, onRefused } = this.#options;
    this.#turn = this.#turn
      .then(() => ask('type', body))
      .catch((error) => {
        // It has ended by itself.
        if (error instanceof Refused && error.reason === 'notRunning') return;
        onRefused(error instanceof Refused ? fill(labels.refusedLine, { text: error.message }) : (labels.lost ?? ''));
      });
  }
}
