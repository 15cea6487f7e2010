// Runs the program of a cell and shows what happens. Loaded when the reader first presses Run.
import type { CellFacts } from '../shared/protocol.ts';
import { type CallsPanel, panelOf } from './calls-panel.ts';
import { type Differences, differencesFrom, sayDifferences } from './cell-differences.ts';
import type { CellInput } from './cell-input.ts';
import { CellOutput } from './cell-output.ts';
import type { CellRun } from './cell-run.ts';
import type { Labels } from './elements.ts';
import { endingOf, hasFailed, isShown, show } from './first-run.ts';
import { type PairTalk, talkOf } from './pair-talk.ts';
import { splitWords } from './shell-words.ts';

/** The parts of a cell that show its runs. */
interface Parts {
  root: HTMLElement;
  output: HTMLElement;
  differences: HTMLElement;
  /** The Run button. */
  button: HTMLElement;
  labels: Labels;
  /** Shows a message at the output. */
  say(text: string | undefined): void;
}

/** One run: what is run, and how. */
interface Order {
  lesson: string;
  cell: string;
  facts: CellFacts;
  /** The arguments as the reader typed them, and whether they are those of the recording. */
  args: string;
  hasRecordedArgs: boolean;
  draft: string | undefined;
  /** What the recording shows. */
  recorded: string;
  /** Counted from 1, if it runs several times in a row: the output is then that of all of them. */
  turn: number;
  /** Whether the reader can type; if not, the lines typed for the recording are typed. */
  isAttended: boolean;
  /** Called when the old output is gone, before the program is started. */
  onStart(): void;
  /** Called when the program has printed that it is ready. */
  onReady(): void;
}

/** The runs of one cell. */
export class CellExecution {
  readonly #parts: Parts;
  readonly #output: CellOutput;
  readonly #calls: CallsPanel;
  /** The timeline of its pair, and which end of that it is. */
  readonly #talk: PairTalk | undefined;
  readonly #end: 'server' | 'client';
  #input: CellInput | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#talk = talkOf(parts.root, parts.labels);
    this.#end = parts.root.classList.contains('server') ? 'server' : 'client';
    this.#output = new CellOutput(parts.output);
    this.#calls = panelOf(parts.root, parts.labels);
  }

  /** What is below all others: the output, or the line to type in. */
  get #last(): HTMLElement {
    const row = this.#input?.row;
    return row === undefined || row.hidden ? this.#screen : row;
  }

  /** Where the output is seen: in a pair in its timeline, unless the editor of the cell is open. */
  get #screen(): HTMLElement {
    const { root, output } = this.#parts;
    return this.#talk === undefined || root.classList.contains('editing') ? output : this.#talk.list;
  }

  /** Scrolls to the cell and its output. */
  #show(last?: HTMLElement): void {
    const { root } = this.#parts;
    const talk = this.#screen === this.#talk?.list ? this.#talk : undefined;
    show(talk?.pair ?? root, this.#screen, last, talk?.first);
  }

  /** The output of the program was removed. */
  clear(program: string): void {
    this.#talk?.clear(this.#end);
    this.#calls.clear(program);
  }

  /**
   * Runs the program, and shows its output as it arrives.
   * @returns how it ended, in a sentence, the line at which it failed, and whether it did
   * @throws like ask
   */
  async follow(run: CellRun, order: Order): Promise<{ said: string; line?: number | undefined; failed?: boolean }> {
    const { output, differences, button, labels, say } = this.#parts;
    const { lesson, cell, facts, draft, turn, isAttended, onStart, onReady } = order;
    const args = splitWords(order.args);
    if (args === undefined) return { said: labels.openQuote ?? '' };
    const isFirst = turn === 1 && !this.#talk?.isRunning;
    const onCalls = this.#calls.begin(facts.file, isFirst);
    if (turn === 1) {
      this.#output.clear();
      this.#talk?.begin(this.#end);
    }
    differences.textContent = '';
    onStart();
    if (facts.input) await this.#readyInput(facts);
    say(labels[facts.ready === undefined ? 'running' : 'runningUntil']);
    this.#show();
    const asRecorded = order.hasRecordedArgs && draft === undefined ? facts.varies : undefined;
    let found: Differences | undefined;
    const print = async (from: 'stdout' | 'stderr', text: string, times: number[]) => {
      const wasShown = isShown(this.#last);
      await this.#output.print(from, text);
      await this.#talk?.print(this.#end, from, text, times, asRecorded);
      if (wasShown && !isShown(this.#last)) this.#show(this.#last);
      if (from === 'stdout' && text.includes('\n')) this.#input?.heard();
      if (facts.ready !== undefined && this.#output.hasLine(facts.ready)) onReady();
    };
    try {
      const ordered = { lesson, cell, args, ...(draft === undefined ? {} : { draft }) };
      const end = await run.follow(ordered, print, ({ id, calls, cut }) => {
        if (id) this.#openInput(id, isAttended ? undefined : facts.typed);
        if (calls) onCalls(calls, cut);
      });
      if (end?.crash) {
        (await import('./cell-crash.ts')).showCrash(output, end.crash, labels);
        await this.#talk?.crash(this.#end, end.crash);
      }
      if (order.hasRecordedArgs && this.#hasRecordedInput(facts)) {
        found = differencesFrom(order.recorded.repeat(turn), output, facts.varies);
        // A program that was stopped has not printed everything.
        if (end?.stopped) found.missing = 0;
        differences.textContent = sayDifferences(found, labels);
      }
      return end === undefined
        ? { said: labels.lost ?? '', failed: true }
        : { said: endingOf(end, labels), line: end.line, failed: hasFailed(end) };
    } finally {
      this.#output.end();
      this.#talk?.end(this.#end, found);
      if (this.#input?.close()) button.focus({ preventScroll: true });
    }
  }

  /** Whether the program got the same input as in its recording. */
  #hasRecordedInput({ typed }: CellFacts): boolean {
    const lines = [...this.#parts.output.querySelectorAll('.typed')].map((line) => line.textContent);
    return lines.join('') === typed.map((line) => `${line}\n`).join('');
  }

  /** Creates the input line. It is hidden until the program runs. */
  async #readyInput({ file }: CellFacts): Promise<void> {
    const { CellInput } = await import('./cell-input.ts');
    const { output, labels, say } = this.#parts;
    this.#input ??= new CellInput({
      output,
      file,
      labels,
      onTyped: (text) => this.#output.print('typed', text),
      onRefused: say,
    });
  }

  /** @param typed the lines to type in place of the reader */
  #openInput(id: string, typed: readonly string[] | undefined): void {
    const input = this.#input;
    if (input === undefined) return;
    const { button } = this.#parts;
    input.open(id);
    this.#show(this.#last);
    if (typed) input.play(typed);
    // After a press on Run, the focus moves to the input. If the focus is elsewhere, it stays there.
    if (document.activeElement === button) input.focus();
  }
}
