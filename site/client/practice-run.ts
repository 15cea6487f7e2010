// Runs the pupil's own program in the page, and shows what it prints.
import type { End } from '../shared/protocol.ts';
import { CallsPanel } from './calls-panel.ts';
import { failureOf } from './cell-labels.ts';
import { CellOutput } from './cell-output.ts';
import { CellRun } from './cell-run.ts';
import { button, element, type Labels, statusLine } from './elements.ts';
import { endingOf, hasFailed } from './first-run.ts';
import { joinWords } from './join-words.ts';
import { splitWords } from './shell-words.ts';

/** The example of the starting code: the arguments after `npx tsx practice/NN-name/slug.ts`. */
const exampleOf = (stub: string) => /npx tsx practice\/\S+(?: (.*))?$/m.exec(stub)?.[1] ?? '';

interface Options {
  exercise: string;
  labels: Labels;
  /** The name of the pupil's file. */
  file: string;
  /** The starting code. */
  stub: string;
  /** Saves the program. @returns whether it is saved */
  save(): Promise<boolean>;
  /** Is told the line at which the program failed, or undefined when it starts. */
  onFailedLine(line: number | undefined): void;
}

/** The Run button of an exercise, the arguments, and the output. */
export class WorkRun {
  readonly button: HTMLButtonElement;
  readonly args = element('input', 'args');
  /** Whether the program is to be run with arguments. */
  readonly takesArgs: boolean;
  /** The output and how the program ended. Empty before the first run. */
  readonly screen = element('div', 'screen');
  readonly #options: Options;
  readonly #state = statusLine('state');
  readonly #place = element('pre', 'output');
  readonly #output = new CellOutput(this.#place);
  readonly #calls: CallsPanel;
  #run: CellRun | undefined;

  constructor(options: Options) {
    const { labels, stub } = options;
    this.#options = options;
    this.#calls = new CallsPanel(labels, '');
    this.button = button(labels.run, () => this.press());
    this.args.value = joinWords(splitWords(exampleOf(stub)) ?? []);
    this.takesArgs = this.args.value !== '';
    this.args.spellcheck = false;
    this.args.autocomplete = 'off';
    this.args.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.start();
    });
    this.#place.tabIndex = 0;
    this.#place.setAttribute('role', 'region');
    this.#place.setAttribute('aria-label', labels.printed ?? '');
  }

  /** Runs the program, or stops it if it runs: the second time, at once. */
  press(): void {
    if (this.#run === undefined) this.start();
    else {
      this.#run.stop();
      this.#show(this.#options.labels.stopping, this.#options.labels.kill);
    }
  }

  #show(state: string | undefined, press: string | undefined): void {
    this.#state.textContent = state ?? '';
    this.button.textContent = press ?? '';
  }

  /** Saves the program and runs it until it has ended. Does nothing while it runs. */
  async start(): Promise<void> {
    if (this.#run !== undefined) return;
    const { exercise, labels, save, onFailedLine } = this.#options;
    const args = splitWords(this.args.value);
    this.screen.replaceChildren(this.#state, this.#place, this.#calls.details);
    if (args === undefined) return this.#show(labels.openQuote, labels.run);
    const run = new CellRun();
    this.#run = run;
    this.#output.clear();
    onFailedLine(undefined);
    this.screen.className = 'screen running';
    this.#show(labels.running, labels.stop);
    this.screen.scrollIntoView({ block: 'nearest' });
    let said = labels.unsaved;
    let failed = false;
    try {
      if (await save()) {
        const onCalls = this.#calls.begin(this.#options.file, true);
        const print = (from: 'stdout' | 'stderr', text: string) => this.#output.print(from, text);
        const end: End | undefined = await run.follow({ exercise, args }, print, ({ calls, cut }) => {
          if (calls) onCalls(calls, cut);
        });
        said = end === undefined ? labels.lost : endingOf(end, labels);
        failed = end !== undefined && hasFailed(end);
        if (end?.crash) (await import('./cell-crash.ts')).showCrash(this.#place, end.crash, labels);
        onFailedLine(end?.line);
      }
    } catch (error) {
      said = failureOf(error, labels);
    }
    this.#run = undefined;
    this.screen.className = failed ? 'screen done failed' : 'screen done';
    this.#show(said, labels.run);
    this.screen.scrollIntoView({ block: 'nearest' });
  }
}
