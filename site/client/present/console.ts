// What the teacher sees while another window shows the slides: this slide, the next one, the notes and the time.
import { fill } from '../../shared/fill.ts';
import type { SectionFacts } from '../../shared/present.ts';
import { element } from '../elements.ts';
import { drawingsOf, type Slide } from './slides.ts';
import { clock } from './timer.ts';
import type { PresentWords } from './words.ts';

/** A picture of a slide. It takes no input, and no id occurs twice on the page. */
function pictureOf({ block, heading, drawing, kind }: Slide): HTMLElement {
  const picture = element('div', 'picture');
  picture.inert = true;
  picture.append(element('strong', '', heading.textContent.trim()));
  if (kind === 'heading') return picture;
  const copy = block.cloneNode(true) as HTMLElement;
  for (const one of [copy, ...copy.querySelectorAll('[id]')]) one.removeAttribute('id');
  for (const [index, one] of drawingsOf(copy).entries()) one.toggleAttribute('data-off', index !== drawing);
  picture.append(copy);
  return picture;
}

/** What the console shows of a moment. */
export interface Moment {
  slide: Slide;
  next: Slide | undefined;
  step: number;
  steps: number;
  /** What is said of the program of the slide. */
  run: string;
  /** The prose that is not shown, in the language of the slides. */
  prose: readonly Element[];
  facts: SectionFacts | undefined;
}

export interface Times {
  /** ms */
  section: number;
  whole: number;
  /** The minutes of the section, if they are known. */
  minutes: number | undefined;
}

export class Console {
  readonly root = element('section', 'console');
  readonly #times = element('p', 'times');

  draw(moment: Moment, words: PresentWords): void {
    const { slide, next, step, steps, run, prose, facts } = moment;
    const t = words.console;
    this.root.setAttribute('aria-label', t.title);
    const now = element('div', 'now');
    const count = steps > 0 ? ` · ${fill(t.step, { step, all: steps })}` : '';
    now.append(element('h2', '', `${t.now}${count}`), pictureOf(slide), element('p', 'run', run));
    const then = element('div', 'then');
    then.append(element('h2', '', t.next), next === undefined ? element('p', '', t.none) : pictureOf(next));
    const notes = element('div', 'notes');
    notes.tabIndex = 0;
    if (facts?.notes !== undefined) {
      notes.append(element('h2', '', t.teacher));
      notes.insertAdjacentHTML('beforeend', facts.notes);
    }
    notes.append(element('h2', '', t.text));
    for (const one of prose) {
      const copy = one.cloneNode(true) as Element;
      for (const part of [copy, ...copy.querySelectorAll('[id]')]) part.removeAttribute('id');
      notes.append(copy);
    }
    if (prose.length === 0) notes.append(element('p', '', t.noNotes));
    this.root.replaceChildren(this.#times, now, then, notes);
  }

  /** Called each second. */
  tick({ section, whole, minutes }: Times, words: PresentWords): void {
    const t = words.console;
    const own =
      minutes === undefined
        ? clock(section)
        : fill(words.timeOf, { time: clock(section), minutes: Math.max(1, Math.round(minutes)) });
    const isLate = minutes !== undefined && section > minutes * 60_000;
    const day = new Date().toLocaleTimeString(this.root.closest<HTMLElement>('[lang]')?.lang, {
      hour: '2-digit',
      minute: '2-digit',
    });
    const part = (name: string, text: string, className = '') => {
      const made = element('span', className, `${name} `);
      made.append(element('b', '', text));
      return made;
    };
    this.#times.replaceChildren(
      part(t.section, own, isLate ? 'late' : ''),
      part(t.whole, clock(whole)),
      part(t.time, day),
    );
  }
}
