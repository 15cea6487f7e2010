// The exercises of a lesson, in `npm start`: an editor for the pupil's own file, and the judge. The command line watches the
// same file; the page is another editor of it.

import { fill } from '../shared/fill.ts';
import type { Judged, Work } from '../shared/protocol.ts';
import type { Editor } from './editor.ts';
import { button, element, type Labels, statusLine, toggle } from './elements.ts';
import { WorkRun } from './practice-run.ts';
import { joinProgress, progress } from './progress.ts';
import { answerOf, Refused } from './server.ts';
import { TypeErrors } from './type-errors.ts';
import { verdictOf } from './verdict.ts';

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
  readonly #root: HTMLElement;
  readonly #id: string;
  readonly #labels: Labels;
  readonly #file: string;
  readonly #stub: string;
  readonly #solution: string;
  readonly #editor: Editor;
  readonly #place = element('div', 'editor');
  readonly #compare: HTMLButtonElement;
  readonly #sure = element('div', 'bar');
  readonly #run: WorkRun;
  readonly #state = statusLine('state');
  readonly #verdict = element('div', 'verdict');
  readonly #conflict = element('div', 'bar');
  /** The content of the file, as far as the page knows. */
  #there: string;
  /** The reader asked for the solution, and again when the page asked back. */
  #isSure = false;
  /** The text that was run last, and the text that was judged last. */
  #ran: string | undefined;
  #judged: string | undefined;
  readonly #outdated = element('p', 'outdated');
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
    this.#root = root;
    this.#id = root.dataset.exercise ?? '';
    this.#labels = labels;
    this.#file = file;
    this.#there = text;
    this.#text = inLines(text);
    this.#stub = codeOf('begin');
    this.#solution = codeOf('solution');
    const check = button(labels.check, () => this.check());
    check.classList.add('go');
    this.#compare = toggle(labels.compare, (pressed) => this.#showDifference(pressed));
    this.#run = new WorkRun({
      exercise: this.#id,
      labels,
      file: file.replace(/^.*[/\\]/, ''),
      stub: this.#stub,
      save: () => this.#saveNow(),
      onFailedLine: (line) => {
        if (line === undefined || this.#text === this.#ran) this.#editor.mark(line);
      },
    });
    const bar = element('div', 'bar');
    const reset = button(labels.reset, () => this.#startOver());
    bar.append(check, this.#run.button);
    if (this.#run.takesArgs) {
      const args = element('label', '', labels.args);
      args.append(this.#run.args);
      bar.append(args);
    }
    bar.append(this.#compare, reset);
    const head = element('div', 'desk');
    head.append(bar, this.#state, this.#conflict, this.#sure);
    const legend = element('p', 'legend');
    legend.append(element('span', 'yours', labels.yours), element('span', 'solved', labels.theSolution));
    this.#place.style.setProperty('--yours', JSON.stringify(labels.yours));
    this.#verdict.setAttribute('role', 'status');
    this.#outdated.textContent = labels.outdated ?? '';
    const help = element('p', 'notes', labels.practiceKeys);
    const workbench = element('div', 'workbench');
    const errors = new TypeErrors(labels);
    workbench.append(head, legend, this.#place, errors.place, help, this.#run.screen, this.#verdict);
    const begin = root.querySelector<HTMLElement>('.begin');
    begin?.before(workbench);
    this.#editor = openEditor({
      nonce,
      parent: this.#place,
      label: fill(labels.label, { file }),
      text,
      original: this.#solution,
      originalName: labels.theSolution,
      above: [...document.querySelectorAll('.top')],
      onChange: (now) => {
        if (now === this.#text) return;
        this.#text = now;
        this.#markVerdict();
        this.#saveIn(savePace);
      },
      onRun: (other) => (other ? this.#run.start() : this.check()),
      diagnose: (now, signal) => errors.check({ exercise: this.#id }, now, signal),
    });
    if (begin) begin.hidden = true;
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
    this.#markVerdict();
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

  /** Says of a verdict whether the text that was judged is still the one in the editor. */
  #markVerdict(): void {
    const isOutdated = this.#judged !== undefined && this.#judged !== this.#text;
    if (isOutdated === this.#outdated.isConnected) return;
    this.#verdict.classList.toggle('stale', isOutdated);
    if (isOutdated) this.#verdict.prepend(this.#outdated);
    else this.#outdated.remove();
  }

  /** Writes the text of the editor before the stub, so that the server keeps a copy of it. */
  #startOver(): Promise<void> {
    clearTimeout(this.#soon);
    return this.#next(async () => {
      const before = this.#text;
      if (this.#isUnsaved()) await this.#write(before, true);
      await this.#write(this.#stub, true);
      // The verdict was on the text that is gone.
      this.#judged = undefined;
      this.#verdict.className = 'verdict';
      this.#verdict.replaceChildren();
      if (this.#text === before) this.#show(this.#there);
    });
  }

  /** Shows what differs from the solution. Asks first if the exercise has not been passed. */
  #showDifference(shown: boolean): void {
    this.#sure.replaceChildren();
    const words = this.#labels;
    if (shown && !this.#isSure && !(this.#id in progress().passed)) {
      this.#compare.setAttribute('aria-pressed', 'false');
      const show = button(words.show, () => {
        this.#isSure = true;
        this.#compare.click();
        this.#compare.focus();
      });
      const leave = button(words.notYet, () => {
        this.#sure.replaceChildren();
        this.#compare.focus();
      });
      this.#sure.append(element('p', '', words.sure), leave, show);
      leave.focus();
      return;
    }
    this.#place.classList.toggle('comparing', shown);
    this.#editor.showDifference(shown);
  }

  /** Writes the text of the editor, and what is typed meanwhile. @returns whether it is in the file. @throws as #write */
  async #writeAll(): Promise<boolean> {
    clearTimeout(this.#soon);
    do {
      if (!(await this.#write(this.#text, false))) return false;
    } while (this.#isUnsaved());
    return true;
  }

  /** Saves the text now, to be run. @returns whether it is saved */
  async #saveNow(): Promise<boolean> {
    let saved = false;
    await this.#next(async () => {
      saved = await this.#writeAll();
      this.#ran = this.#text;
    });
    return saved;
  }

  /** Saves the text, has it judged, and shows the verdict. */
  check(): Promise<void> {
    clearTimeout(this.#soon);
    return this.#next(async () => {
      if (!(await this.#writeAll())) return;
      const text = this.#text;
      this.#judged = undefined;
      this.#verdict.className = 'verdict running';
      this.#verdict.textContent = this.#labels.checking ?? '';
      try {
        const judged = await answerOf<Judged>('judge', { exercise: this.#id });
        this.#verdict.replaceChildren(...verdictOf(judged, this.#root, this.#labels));
        this.#verdict.className = `verdict ${judged.passed ? 'passed' : 'failed'}`;
        this.#judged = text;
        this.#markVerdict();
        joinProgress(judged.progress);
      } catch (error) {
        this.#verdict.className = 'verdict';
        this.#verdict.textContent = error instanceof Refused ? error.message : (this.#labels.lost ?? '');
      }
      this.#verdict.scrollIntoView({ block: 'nearest' });
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
      root.querySelector('.begin')?.before(element('p', 'notes', (error as Error).message));
    }
  }
}
