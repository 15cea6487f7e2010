// The exercises of a lesson, in `npm start`: an editor for the pupil's own file, and the judge. The command line watches the
// same file; the page is another editor of it.

import { fill } from '../shared/fill.ts';
import type { Judged, Work } from '../shared/protocol.ts';
import { plain } from '../shared/terminal.ts';
import type { Editor } from './editor.ts';
import { button, element, type Labels, statusLine, toggle } from './elements.ts';
import { joinProgress } from './progress.ts';
import { answerOf, Refused } from './server.ts';

/** What the server provides for an exercise: the pupil's file, the page's strings, and the nonce for styles. */
type WorkAnswer = Work & { words: Labels; nonce: string };

/** The delay between the last key and a save, ms. */
const savePace = 600;
/** The delay between a failed save and the next attempt, ms. */
const retryPace = 2000;

/** Converts a text to the form of the editor: lines end with \n. */
const inLines = (text: string) => text.replaceAll('\r\n', '\n');

/** The pupil's file of one exercise, and the verdict of the judge. */
class Workbench {
  readonly #id: string;
  readonly #labels: Labels;
  readonly #file: string;
  readonly #stub: string;
  readonly #solution: string;
  readonly #editor: Editor;
  readonly #state = statusLine('state');
  readonly #verdict = element('div', 'verdict');
  readonly #conflict = element('div', 'bar');
  /** The content of the file, as far as the page knows. */
  #there: string;
  /** The text in the editor. */
  #text: string;
  /** The queue of actions on the file. One runs at a time, and nothing is written during a judgement. */
  #turn: Promise<void> = Promise.resolve();
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: HTMLElement,
    { words: labels, nonce, file, text }: WorkAnswer,
    openEditor: typeof import('./editor.ts').openEditor,
  ) {
    const codeOf = (part: string) => `${root.querySelector(`.${part} pre`)?.textContent ?? ''}\n`;
    this.#id = root.dataset.exercise ?? '';
    this.#labels = labels;
    this.#file = file;
    this.#there = text;
    this.#text = inLines(text);
    this.#stub = codeOf('begin');
    this.#solution = codeOf('solution');
    const place = element('div', 'editor');
    const bar = element('div', 'bar');
    const compare = toggle(labels.compare, (pressed) => this.#editor.showDifference(pressed));
    const check = button(labels.check, () => this.check());
    check.classList.add('go');
    bar.append(
      check,
      compare,
      button(labels.reset, () => this.#startOver()),
    );
    this.#verdict.setAttribute('role', 'status');
    const workbench = element('div', 'workbench');
    const help = element('p', 'notes', labels.editorKeys);
    workbench.append(place, bar, this.#state, this.#conflict, this.#verdict, help);
    root.querySelector('.begin')?.before(workbench);
    this.#editor = openEditor({
      nonce,
      parent: place,
      label: fill(labels.label, { file }),
      text,
      original: this.#solution,
      onChange: (now) => {
        if (now === this.#text) return;
        this.#text = now;
        this.#saveIn(savePace);
      },
      onRun: () => this.check(),
    });
    this.#say(fill(labels.saved, { file }));
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#follow();
      else this.#save();
    });
    addEventListener('focus', () => this.#follow());
    addEventListener('beforeunload', (event) => {
      if (!this.#isUnsaved()) return;
      this.#save();
      event.preventDefault();
    });
  }

  #say(text: string): void {
    if (this.#state.textContent !== text) this.#state.textContent = text;
  }

  #show(text: string): void {
    this.#there = text;
    this.#text = inLines(text);
    this.#editor.setText(this.#text);
  }

  #isUnsaved(): boolean {
    return this.#text !== inLines(this.#there);
  }

  #next(task: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(task).catch((error) => {
      this.#say(error instanceof Refused ? error.message : (this.#labels.unsaved ?? ''));
      const isFinal = error instanceof Refused && error.reason !== 'tooFast';
      if (this.#isUnsaved() && !isFinal) this.#saveIn(retryPace);
    });
    return this.#turn;
  }

  /** Reads the file again, because another editor may have changed it. Unsaved text in this editor takes precedence. */
  #follow(): Promise<void> {
    return this.#next(async () => {
      if (this.#isUnsaved()) return;
      const { text } = await answerOf<Work>('work', { exercise: this.#id }).catch(() => ({ text: this.#there }));
      if (text !== this.#there && !this.#isUnsaved()) this.#show(text);
    });
  }

  #saveIn(pace: number): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#save(), pace);
  }

  #save(force = false): Promise<void> {
    clearTimeout(this.#soon);
    return this.#next(async () => {
      if (force || this.#isUnsaved()) await this.#write(this.#text, force);
    });
  }

  /** Writes a text into the file, with the line ends of the file. Returns whether it was written. @throws Refused, TypeError */
  async #write(lines: string, force: boolean): Promise<boolean> {
    const text = this.#there.includes('\r\n') ? lines.replaceAll('\n', '\r\n') : lines;
    try {
      const body = { exercise: this.#id, text, base: this.#there, force };
      const { kept } = await answerOf<{ kept?: string }>('save', body);
      this.#there = text;
      this.#conflict.replaceChildren();
      const saved = fill(this.#labels.saved, { file: this.#file });
      this.#say(kept === undefined ? saved : `${saved} · ${fill(this.#labels.kept, { file: kept })}`);
      return true;
    } catch (error) {
      if (!(error instanceof Refused) || error.reason !== 'conflict') throw error;
      this.#say(error.message);
      this.#offer();
      return false;
    }
  }

  #offer(): void {
    this.#conflict.replaceChildren(
      button(this.#labels.theirs, () =>
        this.#next(async () => {
          this.#show((await answerOf<Work>('work', { exercise: this.#id })).text);
          this.#conflict.replaceChildren();
          this.#say(fill(this.#labels.saved, { file: this.#file }));
        }),
      ),
      button(this.#labels.mine, () => this.#save(true)),
    );
  }

  /** Writes the text of the editor before the stub, so that the server keeps a copy of it. */
  #startOver(): Promise<void> {
    clearTimeout(this.#soon);
    return this.#next(async () => {
      const before = this.#text;
      if (this.#isUnsaved()) await this.#write(before, true);
      await this.#write(this.#stub, true);
      if (this.#text === before) this.#show(this.#there);
    });
  }

  /** Saves the text, has it judged, and shows the verdict. */
  check(): Promise<void> {
    clearTimeout(this.#soon);
    return this.#next(async () => {
      do {
        if (!(await this.#write(this.#text, false))) return;
      } while (this.#isUnsaved());
      this.#verdict.className = 'verdict running';
      this.#verdict.textContent = this.#labels.checking ?? '';
      try {
        const { passed, said, progress } = await answerOf<Judged>('judge', { exercise: this.#id });
        const head = `${passed ? '✓' : '✗'} ${(passed ? this.#labels.passed : this.#labels.failed) ?? ''}`;
        const lines = said.map((text) => element('p', '', plain(text)));
        this.#verdict.replaceChildren(element('p', 'label', head), ...lines);
        this.#verdict.className = `verdict ${passed ? 'passed' : 'failed'}`;
        joinProgress(progress);
      } catch (error) {
        this.#verdict.className = 'verdict';
        this.#verdict.textContent = error instanceof Refused ? error.message : (this.#labels.lost ?? '');
      }
      if (this.#isUnsaved()) this.#saveIn(savePace);
    });
  }
}

/** Creates the editor of every exercise on the page. */
export async function startPractice(): Promise<void> {
  const { openEditor } = await import('./editor.ts');
  for (const root of document.querySelectorAll<HTMLElement>('.exercise')) {
    try {
      const work = await answerOf<WorkAnswer>('work', { exercise: root.dataset.exercise });
      new Workbench(root, work, openEditor);
    } catch (error) {
      root.querySelector('.begin')?.before(element('p', 'state', (error as Error).message));
    }
  }
}
