import type { Call, Cut } from '../shared/protocol.ts';
import type { CallsView, RunCalls } from './calls-view.ts';
import { element, type Labels } from './elements.ts';

/** The most runs whose calls a page keeps. */
const mostRuns = 12;
/** How often an open panel is drawn again at most, ms. */
const pace = 100;

/** The latest runs of the page: a program of one cell may talk to that of another. */
const all: RunCalls[] = [];

/** The calls of the runs of a cell or a pair, below its output. They are drawn when the reader opens them. */
export class CallsPanel {
  readonly details = element('details', 'calls');
  readonly #labels: Labels;
  readonly #wire: string;
  #runs: RunCalls[] = [];
  #view: CallsView | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param wire the id of the figure that shows what crossed the wire in the recording, if the page has one */
  constructor(labels: Labels, wire: string) {
    this.#labels = labels;
    this.#wire = wire;
    this.details.hidden = true;
    this.details.append(element('summary', '', labels.calls));
    this.details.addEventListener('toggle', () => this.#draw());
  }

  /**
   * A run begins.
   * @param isFirst whether the calls of the runs before it are not shown any more
   * @returns takes its calls
   */
  begin(program: string, isFirst: boolean): (calls: Call[], cut?: Cut) => void {
    const run: RunCalls = { program, calls: [] };
    if (isFirst) this.#runs = [];
    this.#runs = [...this.#runs, run].slice(-mostRuns);
    all.push(run);
    if (all.length > mostRuns) all.shift();
    return (calls, cut) => {
      run.calls.push(...calls);
      run.cut = cut ?? run.cut;
      this.details.hidden = false;
      if (this.details.open) this.#timer ??= setTimeout(() => this.#draw(), pace);
    };
  }

  /** The output of a program was removed. */
  clear(program: string): void {
    this.#runs = this.#runs.filter((run) => run.program !== program);
    this.details.hidden = this.#runs.length === 0;
    this.#draw();
  }

  async #draw(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.details.open) return;
    if (this.#view === undefined) {
      const { CallsView } = await import('./calls-view.ts');
      this.#view ??= new CallsView(this.details, this.#labels, document.getElementById(this.#wire));
    }
    const others = all.filter((run) => !this.#runs.includes(run));
    this.#view.show(this.#runs, others);
  }
}

const panels = new WeakMap<Element, CallsPanel>();

/** The panel of a cell, or of the pair that it is in: the two cells of a pair share it. */
export function panelOf(cell: HTMLElement, labels: Labels): CallsPanel {
  const place = cell.closest<HTMLElement>('.pair') ?? cell;
  const panel = panels.get(place) ?? new CallsPanel(labels, place.id.replace(/^(cell|pair)-/, 'wire-'));
  panels.set(place, panel);
  place.append(panel.details);
  return panel;
}
