// What a panel of calls shows: a ladder, or for a scanner a strip of its answers, what crossed the wire in the recording beside
// it, and the same as a table. Loaded when the reader first opens a panel.
import { type CallRow, mostCalls, type ProgramCalls, scanOf, timelineOf } from '../shared/calls.ts';
import { fill } from '../shared/fill.ts';
import type { Call, Cut } from '../shared/protocol.ts';
import { portsOf, wordsOf } from './call-words.ts';
import { drawCalls, mostDrawn } from './calls-ladder.ts';
import { drawStrip } from './calls-strip.ts';
import { element, type Labels } from './elements.ts';

/** The calls of a run, as they come. */
export interface RunCalls extends ProgramCalls {
  calls: Call[];
  cut?: Cut | undefined;
}

let views = 0;

/** The drawings of a recorded figure, without the names by which other things find them. */
function copyOf(figure: HTMLElement, labels: Labels): HTMLElement {
  const link = element('a', '', labels.callsWire);
  link.href = `#${figure.id}`;
  const copy = element('div', 'calls-wire');
  copy.append(link);
  for (const drawing of figure.querySelectorAll('.fig-svg')) {
    const shown = drawing.cloneNode(true) as SVGElement;
    for (const one of [shown, ...shown.querySelectorAll('[id]')]) one.removeAttribute('id');
    shown.removeAttribute('aria-labelledby');
    // A screen reader reads the link instead.
    shown.setAttribute('aria-hidden', 'true');
    copy.append(shown);
  }
  return copy;
}

export class CallsView {
  readonly #labels: Labels;
  readonly #title = element('p', 'calls-title');
  readonly #drawing = element('div', 'calls-drawing');
  readonly #notes = element('p', 'notes');
  readonly #table = element('table');
  readonly #same = element('details');
  #rows: CallRow[] = [];

  /** @param figure what crossed the wire in the recording */
  constructor(place: HTMLElement, labels: Labels, figure: HTMLElement | null) {
    this.#labels = labels;
    views += 1;
    this.#title.id = `calls-${views}`;
    const scroll = element('div', 'table');
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'group');
    scroll.setAttribute('aria-labelledby', this.#title.id);
    scroll.append(this.#table);
    this.#same.append(element('summary', '', labels.callsTable), scroll);
    this.#same.addEventListener('toggle', () => this.#fillTable());
    const beside = element('div', 'calls-beside');
    beside.append(this.#drawing, ...(figure ? [copyOf(figure, labels)] : []));
    place.append(this.#title, beside, this.#notes, this.#same);
  }

  /** @param others runs of other cells, which may have talked to these */
  show(runs: readonly RunCalls[], others: readonly ProgramCalls[]): void {
    const labels = this.#labels;
    const scans = runs.map(({ calls }) => scanOf(calls)).filter((scan) => scan !== undefined);
    this.#rows = timelineOf(runs, others);
    const programs = [...new Set(this.#rows.map(({ program }) => program))].join(labels.callsAnd);
    this.#title.textContent = fill(labels[scans.length > 0 ? 'callsAnswers' : 'callsOf'], { programs });
    const drawn = this.#rows.slice(0, mostDrawn);
    const drawing =
      scans.length > 0 ? scans.flatMap((scan) => drawStrip(scan, labels)) : [drawCalls(drawn, labels, this.#title.id)];
    this.#drawing.replaceChildren(...(this.#rows.length > 0 ? drawing : []));
    const cuts = runs.map(({ cut }) => cut);
    const notes = [
      cuts.includes('more') && fill(labels.callsMore, { count: mostCalls }),
      cuts.includes('other') && labels.callsBroken,
      scans.length === 0 && this.#rows.length > mostDrawn && fill(labels.callsRest, { count: mostDrawn }),
    ].filter((note) => typeof note === 'string');
    this.#notes.textContent = notes.join(' ');
    this.#notes.hidden = notes.length === 0;
    this.#fillTable();
  }

  #fillTable(): void {
    if (!this.#same.open) return;
    const labels = this.#labels;
    const head = element('tr');
    for (const name of [labels.callsRow, labels.callsTime, labels.callsCall, labels.callsProgram, labels.callsPorts]) {
      const cell = element('th', '', name);
      cell.scope = 'col';
      head.append(cell);
    }
    const rows = this.#rows.map((row, index) => {
      const line = element('tr');
      const number = element('th', '', String(index + 1));
      number.scope = 'row';
      const cells = [row.ms.toFixed(2), wordsOf(row, labels), row.program, portsOf(row)];
      line.append(number, ...cells.map((text) => element('td', '', text)));
      return line;
    });
    const [top, body] = [element('thead'), element('tbody')];
    top.append(head);
    body.append(...rows);
    this.#table.replaceChildren(top, body);
  }
}
