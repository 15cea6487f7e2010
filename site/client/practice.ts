// The exercises of a lesson, in `npm start`: the pupil's own file in an editor, and the judge. The file is the one that the command
// line watches; the page is one more editor of it.
import type { Editor } from './editor.ts';
import { fill } from './fill.ts';
import { joinProgress } from './progress.ts';
import type { Judged, Work } from './protocol.ts';
import { ask, Refused } from './server.ts';

type Words = Record<string, string>;

/** How long after the last key what was typed is saved, ms. */
const savePace = 600;

function button(text: string | undefined, onClick: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text ?? '';
  made.addEventListener('click', onClick);
  return made;
}

function paragraph(className: string): HTMLParagraphElement {
  const made = document.createElement('p');
  made.className = className;
  return made;
}

const answerOf = async <Answer>(route: string, body: unknown) => (await (await ask(route, body)).json()) as Answer;

class Desk {
  readonly #id: string;
  readonly #words: Words;
  readonly #file: string;
  readonly #stub: string;
  readonly #solution: string;
  readonly #editor: Editor;
  readonly #state = paragraph('state');
  readonly #verdict = document.createElement('div');
  readonly #conflict = document.createElement('div');
  /** What is in the file, as far as the page knows, and what is in the editor. */
  #there: string;
  #text: string;
  #saving: Promise<void> = Promise.resolve();
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: HTMLElement,
    { words, file, text }: Work & { words: Words },
    openEditor: typeof import('./editor.ts').openEditor,
  ) {
    const codeOf = (part: string) => `${root.querySelector(`.${part} pre`)?.textContent ?? ''}\n`;
    this.#id = root.dataset.exercise ?? '';
    this.#words = words;
    this.#file = file;
    this.#there = text;
    this.#text = text;
    this.#stub = codeOf('begin');
    this.#solution = codeOf('solution');
    const place = document.createElement('div');
    place.className = 'editor';
    const compared = document.createElement('div');
    const bar = document.createElement('div');
    bar.className = 'bar';
    const compare = button(words.compare, () => {
      const shown = compare.getAttribute('aria-pressed') !== 'true';
      compare.setAttribute('aria-pressed', String(shown));
      this.#editor.showDifference(shown);
    });
    compare.setAttribute('aria-pressed', 'false');
    const check = button(words.check, () => this.check());
    check.classList.add('run');
    bar.append(
      check,
      compare,
      button(words.reset, () => this.#save(this.#stub, true)),
    );
    this.#state.setAttribute('role', 'status');
    this.#verdict.setAttribute('role', 'status');
    this.#verdict.className = 'verdict';
    this.#conflict.className = 'bar';
    const help = paragraph('notes');
    help.textContent = words.editorKeys ?? '';
    const desk = document.createElement('div');
    desk.className = 'workbench';
    desk.append(place, bar, this.#state, this.#conflict, this.#verdict, help, compared);
    root.querySelector('.begin')?.before(desk);
    this.#editor = openEditor({
      parent: place,
      label: fill(words.label, { file }),
      text,
      original: this.#solution,
      onChange: (now) => {
        if (now === this.#text) return;
        this.#text = now;
        clearTimeout(this.#soon);
        this.#soon = setTimeout(() => this.#save(this.#text, false), savePace);
      },
      onRun: () => this.check(),
    });
    this.#say(fill(words.saved, { file }));
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#follow();
      else this.#save(this.#text, false);
    });
    addEventListener('focus', () => this.#follow());
  }

  #say(text: string): void {
    this.#state.textContent = text;
  }

  #show(text: string): void {
    this.#text = text;
    this.#there = text;
    this.#editor.setText(text);
  }

  /** Another editor may have changed the file; what was typed here goes before. */
  async #follow(): Promise<void> {
    if (this.#text !== this.#there) return;
    const { text } = await answerOf<Work>('work', { exercise: this.#id }).catch(() => ({ text: this.#there }));
    if (text !== this.#there && this.#text === this.#there) this.#show(text);
  }

  #save(text: string, force: boolean): Promise<void> {
    clearTimeout(this.#soon);
    this.#saving = this.#saving.then(() => this.#saveNow(text, force));
    return this.#saving;
  }

  async #saveNow(text: string, force: boolean): Promise<void> {
    if (text === this.#there && !force) return;
    try {
      const body = { exercise: this.#id, text, base: this.#there, force };
      const { kept } = await answerOf<{ kept?: string }>('save', body);
      this.#there = text;
      this.#conflict.replaceChildren();
      if (force) this.#show(text);
      const saved = fill(this.#words.saved, { file: this.#file });
      this.#say(kept === undefined ? saved : `${saved} · ${fill(this.#words.kept, { file: kept })}`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#say(error.message);
      if (error.reason === 'conflict') this.#offer();
    }
  }

  #offer(): void {
    this.#conflict.replaceChildren(
      button(this.#words.theirs, async () => {
        this.#show((await answerOf<Work>('work', { exercise: this.#id })).text);
        this.#conflict.replaceChildren();
        this.#say(fill(this.#words.saved, { file: this.#file }));
      }),
      button(this.#words.mine, () => this.#save(this.#text, true)),
    );
  }

  /** Saves, lets the judge look, and shows what it says. */
  async check(): Promise<void> {
    await this.#save(this.#text, false);
    if (this.#there !== this.#text) return;
    this.#verdict.className = 'verdict';
    this.#verdict.textContent = this.#words.checking ?? '';
    try {
      const { passed, said, progress } = await answerOf<Judged>('judge', { exercise: this.#id });
      const head = paragraph('label');
      head.textContent = `${passed ? '✓' : '✗'} ${(passed ? this.#words.passed : this.#words.failed) ?? ''}`;
      const lines = said.map((text) => Object.assign(document.createElement('p'), { textContent: text }));
      this.#verdict.replaceChildren(head, ...lines);
      this.#verdict.className = `verdict ${passed ? 'passed' : 'failed'}`;
      joinProgress(progress);
    } catch (error) {
      this.#verdict.textContent = error instanceof Refused ? error.message : (this.#words.lost ?? '');
    }
  }
}

/** Gives every exercise of the page its editor. */
export async function startPractice(): Promise<void> {
  const { openEditor } = await import('./editor.ts');
  for (const root of document.querySelectorAll<HTMLElement>('.exercise')) {
    new Desk(root, await answerOf<Work & { words: Words }>('work', { exercise: root.dataset.exercise }), openEditor);
  }
}
