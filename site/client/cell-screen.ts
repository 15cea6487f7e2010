// Draws output with control characters: movements within a line, and colours. Loaded when a program prints some.
import { classesOf } from '../shared/colours.ts';
import { Filter, Line, type Part, type Pen } from '../shared/terminal.ts';
import { element } from './elements.ts';

/** Where a text comes from: the program, or the reader who types into it. */
export type Source = 'stdout' | 'stderr' | 'typed';

/** An output stream: what it does to the line, and the style it has set. */
const stream = () => ({ filter: new Filter(), pen: { style: '' } });

const styled = ({ text, style }: Part) => (style === '' ? text : element('span', classesOf(style), text));

export class Screen {
  readonly #streams = { stdout: stream(), stderr: stream(), typed: stream() };
  #part: Element | undefined;
  /** The current line, and its place in the page. */
  #line: { text: Line; node: ChildNode } | undefined;

  /** @param part where the program has printed until now, from that stream. Its unfinished line is taken over. */
  constructor(part: Element | undefined, from: Source) {
    part?.normalize();
    const text = part?.lastChild;
    if (!(text instanceof Text) || text.data.endsWith('\n')) return;
    this.#part = part;
    const begin = text.data.lastIndexOf('\n') + 1;
    this.#take(text.data.slice(begin), this.#streams[from].pen);
    text.data = text.data.slice(0, begin);
    this.#draw();
  }

  /** Draws a piece of output at the end of `part`. Returns its text. */
  print(part: Element, from: Source, piece: string): string {
    if (part !== this.#part) this.#line = undefined;
    this.#part = part;
    const { filter, pen } = this.#streams[from];
    const steps = filter.steps(piece);
    for (const step of steps) this.#take(step, pen);
    this.#draw();
    return steps.filter((step) => step[0] !== '\x1b').join('');
  }

  #take(step: string, pen: Pen): void {
    if (this.#line === undefined) {
      const node = document.createTextNode('');
      this.#part?.append(node);
      this.#line = { text: new Line(pen), node };
    }
    if (step !== '\n') {
      this.#line.text.take(step);
      return;
    }
    this.#draw('\n');
    this.#line = undefined;
  }

  #draw(end = ''): void {
    if (this.#line === undefined) return;
    const { text, node } = this.#line;
    const drawn = element('span');
    drawn.append(...text.parts.map(styled), end);
    node.replaceWith(drawn);
    this.#line.node = drawn;
  }
}
