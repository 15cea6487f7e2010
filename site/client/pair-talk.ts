// The timeline of a pair that runs: the lines of both programs in the order in which they were printed, each at the side of its
// end, as in the recorded timeline. Loaded when the reader first runs a cell of a pair.
import { normalize, type Variation } from '../../scripts/course/normalizers.ts';
import type { End as RunEnd } from '../shared/protocol.ts';
import { sayDifferences } from './cell-differences.ts';
import { CellOutput } from './cell-output.ts';
import { element, type Labels, statusLine } from './elements.ts';

/** The two programs of a pair. */
type End = 'server' | 'client';

/** A line of the timeline. */
interface Line {
  item: HTMLElement;
  text: HTMLElement;
  by: End;
  printed: string;
  /** When it was printed, ms; undefined while it is not complete, and for what Node itself printed. */
  time?: number | undefined;
  /** Whether an earlier run printed it. */
  isPast: boolean;
}

/** What is known of one end. */
interface Side {
  readonly output: CellOutput;
  /** The line that is not complete yet. */
  open?: Line | undefined;
  isRunning: boolean;
  /** The numbers of its lines that are not in its recording, and how many of that are missing; undefined if not compared. */
  missing?: number | undefined;
}

/** The height of the window that is not for the pair: the head of the page, and gaps, px. */
const room = 90;

/** Of more lines, those beyond are shown in one. */
const mostLines = 2000;

const talks = new WeakMap<Element, PairTalk>();

/** The timeline of the pair that a cell is in; undefined if it is in none. The two cells of a pair share it. */
export function talkOf(cell: HTMLElement, labels: Labels): PairTalk | undefined {
  const pair = cell.closest<HTMLElement>('.pair');
  if (pair === null) return undefined;
  const talk = talks.get(pair) ?? new PairTalk(pair, labels);
  talks.set(pair, talk);
  return talk;
}

export class PairTalk {
  readonly list = element('ol', 'talk now');
  readonly pair: HTMLElement;
  readonly #labels: Labels;
  readonly #recorded: HTMLElement;
  readonly #differences = statusLine('differences');
  readonly #sides: Record<End, Side>;
  #lines: Line[] = [];

  constructor(pair: HTMLElement, labels: Labels) {
    this.pair = pair;
    this.#labels = labels;
    this.#recorded = pair.querySelector('.talk') as HTMLElement;
    this.#sides = { server: this.#newSide(), client: this.#newSide() };
    this.list.setAttribute('aria-label', this.#recorded.ariaLabel ?? '');
    this.list.tabIndex = 0;
    this.#recorded.after(this.list, this.#differences);
  }

  /** What has to be in view when it runs: the whole pair, or, if that is higher than the window, the state above the timeline. */
  get first(): Element {
    return this.pair.offsetHeight < innerHeight - room
      ? this.pair
      : ([...this.pair.querySelectorAll('.status')].at(-1) ?? this.pair);
  }

  /** Whether one of its ends runs. */
  get isRunning(): boolean {
    return this.#sides.server.isRunning || this.#sides.client.isRunning;
  }

  #newSide(): Side {
    return { output: new CellOutput(element('span')), isRunning: false };
  }

  #of(by: End): Line[] {
    return this.#lines.filter((line) => line.by === by);
  }

  /** A run of one end begins. If the other end does not run, a new timeline begins with it. */
  begin(by: End): void {
    const other = this.#sides[by === 'server' ? 'client' : 'server'];
    if (!other.isRunning) {
      this.#lines = [];
      other.missing = undefined;
    }
    for (const line of this.#of(by)) line.isPast = true;
    this.#sides[by] = { ...this.#newSide(), isRunning: true };
    this.#draw();
  }

  /** Removes the lines of one end. */
  clear(by: End): void {
    this.#lines = this.#lines.filter((line) => line.by !== by);
    this.#sides[by] = this.#newSide();
    this.#draw();
    this.#sayDifferences();
  }

  #draw(): void {
    this.list.replaceChildren(...this.#lines.map(({ item }) => item));
    this.#differences.textContent = '';
  }

  #newLine(by: End): Line {
    const text = element('span', 'line');
    const name = this.#recorded.querySelector(`.${by} .by`);
    if (name) text.append(name.cloneNode(true));
    const item = element('li', by);
    item.append(text);
    this.list.append(item);
    const line = { item, text, by, printed: '', isPast: false };
    this.#lines.push(line);
    return line;
  }

  /**
   * Adds what one end printed.
   * @param times when each line that ends in the text was printed
   * @param asRecorded what may differ from the recording, if the program and its arguments are those of the recording
   */
  async print(by: End, from: 'stdout' | 'stderr', text: string, times: number[], asRecorded?: readonly Variation[]) {
    const side = this.#sides[by];
    const isAtEnd = this.list.scrollTop + this.list.clientHeight >= this.list.scrollHeight - 4;
    const ends = [...times];
    for (const piece of text.split(/(?<=\n)/)) {
      if (side.open === undefined) {
        side.open = this.#newLine(by);
        side.output.moveTo(side.open.text);
      }
      const line = side.open;
      await side.output.print(from, piece);
      line.printed += piece;
      if (!piece.endsWith('\n')) continue;
      line.time = ends.shift();
      this.#place(line);
      if (asRecorded) this.#showWhatCrosses(line, asRecorded);
      if (this.#lines.length < mostLines) side.open = undefined;
    }
    if (isAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /** Moves a line that arrived late before the lines that were printed after it. */
  #place(line: Line): void {
    const { time } = line;
    if (time === undefined) return;
    const others = this.#lines.filter((other) => other !== line);
    const before = others.findLastIndex((other) => other.by === line.by || (other.time ?? 0) <= time);
    const next = others[before + 1];
    others.splice(before + 1, 0, line);
    if (this.#lines.indexOf(line) === before + 1) return;
    this.#lines = others;
    this.list.insertBefore(line.item, next?.item ?? null);
  }

  /** Draws what crosses beside a line, if the recording has the same line of this end at the same place. */
  #showWhatCrosses({ item, by, printed, text }: Line, varies: readonly Variation[]): void {
    const at = this.#of(by).findIndex((line) => line.text === text);
    const recorded = this.#recorded.querySelectorAll(`.${by}`)[at];
    const crossing = recorded?.querySelector('.hop');
    const name = recorded?.querySelector('.by')?.textContent ?? '';
    const then = recorded?.querySelector('.line')?.textContent?.slice(name.length) ?? '';
    if (crossing && normalize(printed.replace(/\n$/, ''), varies) === normalize(then, varies)) {
      item.append(crossing.cloneNode(true));
    }
  }

  /** Puts the error that ended one end in place of Node's report on it. */
  async crash(by: End, crash: NonNullable<RunEnd['crash']>): Promise<void> {
    const own = this.#of(by);
    const last = own.findLastIndex(({ printed }) => printed.trim() !== '');
    const report = own.slice(Math.max(0, last + 1 - crash.lines));
    this.#lines = this.#lines.filter((line) => !report.includes(line));
    for (const { item } of report) item.remove();
    const { text } = this.#newLine(by);
    const { sayCrash } = await import('./cell-crash.ts');
    const details = element('details', 'report');
    const printed = report.map((line) => line.printed).join('');
    details.append(element('summary', '', this.#labels.report), printed);
    text.append(sayCrash(crash.said), details);
  }

  /**
   * One end has ended.
   * @param found the differences of its output from its recording; undefined if they cannot be compared
   */
  end(by: End, found: { other: number[]; missing: number } | undefined): void {
    const side = this.#sides[by];
    side.isRunning = false;
    side.open = undefined;
    side.missing = found?.missing;
    const other = new Set(found?.other);
    this.#of(by)
      .filter(({ isPast, text }) => !isPast && !text.querySelector('.crash'))
      .forEach(({ item }, index) => {
        item.classList.toggle('other', other.has(index + 1));
      });
    this.#sayDifferences();
  }

  /** Says which lines of the timeline the recordings do not have; that there are none, as soon as both ends were compared. */
  #sayDifferences(): void {
    const { server, client } = this.#sides;
    const other = this.#lines.flatMap(({ item }, index) => (item.classList.contains('other') ? index + 1 : []));
    const missing = (server.missing ?? 0) + (client.missing ?? 0);
    const areCompared = server.missing !== undefined && client.missing !== undefined;
    const isSaid = other.length + missing > 0 || areCompared;
    this.#differences.textContent = isSaid ? sayDifferences({ other, missing }, this.#labels) : '';
  }
}
