import { fill } from '../shared/fill.ts';
import type { CellFacts, End } from '../shared/protocol.ts';
import type { Drafts } from './drafts.ts';
import type { Editor } from './editor.ts';
import { isComposing } from './keys.ts';
import { Screen } from './screen.ts';
import { ask, lines, Refused } from './server.ts';
import { joinWords, splitWords } from './shell-words.ts';

type Words = Record<string, string>;

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(text: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', '', text);
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

/** Not `disabled`: the button that was pressed would lose the focus, and a keyboard its place. */
const setOff = (made: HTMLElement, off: boolean) => made.setAttribute('aria-disabled', String(off));

/** One cell of the page, come alive. */
export class LiveCell {
  readonly name: string;
  facts: CellFacts;
  /** Resolves when the program that runs now has ended. */
  ended: Promise<void> = Promise.resolve();
  readonly root: HTMLElement;
  readonly #lesson: string;
  readonly #words: Words;
  readonly #nonce: string;
  readonly #drafts: Drafts;
  readonly #onMove: (cell: LiveCell) => void;
  readonly #output: HTMLElement;
  readonly #screen: Screen;
  readonly #args: HTMLInputElement;
  readonly #run: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #clear: HTMLButtonElement;
  readonly #edit: HTMLButtonElement;
  readonly #state = element('p', 'state');
  readonly #notes = element('p', 'notes');
  readonly #desk = element('div', 'desk');
  #recording: Node[];
  #recordedArgs: string;
  /** What the output shown was made of: code, draft and arguments. */
  #shown: string;
  #said: string;
  #id: string | undefined;
  #stopping = false;
  #becameReady = () => {};
  #editor: Editor | undefined;
  /** Brings the editor up to date with a draft that was changed in another cell or tab. */
  #follows = () => {};
  #failed: { text: string; line: number } | undefined;

  constructor(
    root: HTMLElement,
    lesson: string,
    facts: CellFacts,
    words: Words,
    nonce: string,
    drafts: Drafts,
    onMove: (cell: LiveCell) => void,
  ) {
    this.root = root;
    this.name = root.id.replace('cell-', '');
    this.#lesson = lesson;
    this.facts = facts;
    this.#words = words;
    this.#nonce = nonce;
    this.#drafts = drafts;
    this.#onMove = onMove;
    this.#output = root.querySelector('.output') as HTMLElement;
    this.#screen = new Screen(this.#output);
    this.#recording = [...this.#output.childNodes];
    this.#recordedArgs = joinWords(facts.args);
    root.classList.add('live');

    this.#run = button(words.run ?? '', () => this.run());
    this.#run.classList.add('run');
    this.#stop = button(words.stop ?? '', () => this.stop());
    this.#clear = button(words.clear ?? '', () => this.clear());
    this.#edit = button(words.edit ?? '', () => this.edit());
    this.#edit.setAttribute('aria-expanded', 'false');
    this.#args = element('input', 'args');
    this.#args.spellcheck = false;
    this.#args.autocomplete = 'off';
    this.#args.value = this.#recordedArgs;
    this.#args.addEventListener('input', () => this.update());
    const label = element('label', 'args-label', `${facts.file} `);
    label.append(this.#args);
    this.#args.setAttribute('aria-label', `${words.args}: ${facts.file}`);
    const bar = element('div', 'bar');
    bar.append(this.#run, this.#stop, label, this.#edit, this.#clear);
    this.#state.setAttribute('role', 'status');
    this.#output.before(bar, this.#notes, this.#desk);
    this.#output.after(this.#state);
    root.querySelector('.ending')?.remove();

    root.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.defaultPrevented || isComposing(event)) return;
      if (event.ctrlKey || event.metaKey) this.run();
      else if (event.shiftKey) this.runAndMove();
      else if (event.target === this.#args) this.run();
      else return;
      event.preventDefault();
    });
    drafts.onChange(() => {
      this.#follows();
      this.update();
    });
    this.#said = words.recorded ?? '';
    this.#shown = this.#recorded();
    this.update();
  }

  get isRunning(): boolean {
    return this.root.classList.contains('running');
  }

  /** Nothing of the reader's is in it: no program that runs, no output of one, no open editor, no arguments. */
  get isUntouched(): boolean {
    return (
      !this.isRunning &&
      this.#editor === undefined &&
      this.#output.firstChild === this.#recording[0] &&
      this.#args.value === this.#recordedArgs
    );
  }

  /** What a run would be made of now. */
  #now(): string {
    return JSON.stringify([this.facts.digest, this.#drafts.of(this.facts.file), splitWords(this.#args.value)]);
  }

  /** What the recording was made of: never a draft. Empty if the code has changed since. */
  #recorded(): string {
    return this.facts.recorded ? JSON.stringify([this.facts.digest, undefined, splitWords(this.#recordedArgs)]) : '';
  }

  /** Brings buttons and words up to date with what has changed around the cell. */
  update(): void {
    const words = this.#words;
    const stale = this.#shown !== this.#now();
    this.root.classList.toggle('stale', stale);
    this.#state.textContent = stale && !this.isRunning ? `${this.#said} · ${words.stale}` : this.#said;
    const draft = this.#drafts.of(this.facts.file) !== undefined;
    const notes = [
      this.facts.ready !== undefined && !this.isRunning ? words.untilStopped : '',
      draft ? fill(words.draft, { file: this.facts.file }) : '',
      draft && this.facts.threads ? words.threadsOnly : '',
      this.facts.lacking.length > 0 ? fill(words.needsMachine, { lacking: this.facts.lacking.join(', ') }) : '',
      this.#lonely() ? fill(words.needsRunning, { cell: this.facts.with ?? '' }) : '',
    ].filter(Boolean);
    this.#notes.textContent = notes.join(' ');
    this.#notes.hidden = notes.length === 0;
    setOff(this.#run, this.isRunning);
    setOff(this.#stop, !this.isRunning);
    this.#stop.textContent = (this.#stopping ? words.kill : words.stop) ?? '';
    setOff(this.#clear, this.isRunning || this.#output.firstChild === this.#recording[0]);
  }

  #lonely(): boolean {
    return this.facts.with !== undefined && !document.querySelector(`#cell-${this.facts.with}.running`);
  }

  /** The facts or the recording have changed: the reader works in an editor of their own. */
  renew(facts: CellFacts, fresh: Element | null): void {
    const untouched = this.#args.value === this.#recordedArgs;
    this.facts = facts;
    this.#recordedArgs = joinWords(facts.args);
    if (untouched) this.#args.value = this.#recordedArgs;
    const shows = this.#output.firstChild === this.#recording[0];
    this.#recording = [...(fresh?.querySelector('.output')?.childNodes ?? this.#recording)];
    if (shows && !this.isRunning) this.clear(untouched);
    this.update();
  }

  /** Back to the recording, and to its arguments. */
  clear(args = true): void {
    if (this.isRunning) return;
    if (args) this.#args.value = this.#recordedArgs;
    this.#output.replaceChildren(...this.#recording);
    this.#said = this.#words.recorded ?? '';
    this.#shown = this.#recorded();
    this.update();
  }

  runAndMove(): void {
    this.run();
    this.#onMove(this);
  }

  focus(): void {
    this.#run.focus();
    this.root.scrollIntoView({ block: 'nearest' });
  }

  /**
   * Runs the program, and shows what it prints as it comes.
   * @returns when it is up, if it runs until it is stopped; else when it has ended
   */
  run(): Promise<void> {
    if (this.isRunning) return Promise.resolve();
    const args = splitWords(this.#args.value);
    if (args === undefined) {
      this.#said = this.#words.openQuote ?? '';
      this.update();
      return Promise.resolve();
    }
    const ready = new Promise<void>((resolve) => {
      this.#becameReady = resolve;
    });
    this.ended = this.#follow(args);
    return this.facts.ready === undefined ? this.ended : Promise.race([ready, this.ended]);
  }

  async #follow(args: string[]): Promise<void> {
    const { ready, file } = this.facts;
    const words = this.#words;
    const draft = this.#drafts.of(file);
    this.#shown = this.#now();
    this.#screen.clear();
    this.#editor?.mark(undefined);
    this.#failed = undefined;
    this.#setRunning(true);
    this.#said = words[ready === undefined ? 'running' : 'runningUntil'] ?? '';
    this.update();
    let end: End | undefined;
    try {
      const body = { lesson: this.#lesson, cell: this.name, args, ...(draft === undefined ? {} : { draft }) };
      for await (const event of lines(await ask('run', body))) {
        if (event.id) {
          this.#id = String(event.id);
          if (this.#stopping) this.#askToStop(this.#id);
        }
        for (const from of ['stdout', 'stderr'] as const) {
          if (event[from]) this.#screen.print(from, String(event[from]));
        }
        if (ready !== undefined && this.#screen.hasLine(ready)) this.#becameReady();
        end = (event.end as End | undefined) ?? end;
      }
      this.#said = end === undefined ? (words.lost ?? '') : this.#ending(end);
      if (end?.line !== undefined && draft !== undefined) {
        this.#failed = { text: draft, line: end.line };
        this.#editor?.mark(end.line);
      }
    } catch (error) {
      this.#said = error instanceof Refused ? fill(words.refusedRun, { text: error.message }) : (words.lost ?? '');
    }
    this.#id = undefined;
    this.#stopping = false;
    this.#setRunning(false);
    this.update();
  }

  #ending({ code, ms, stopped, limit, line }: End): string {
    const words = this.#words;
    const kind = limit !== undefined ? 'limited' : stopped ? 'stopped' : code === null ? 'killed' : 'finished';
    const said = fill(words[kind], { code: code ?? '', seconds: (ms / 1000).toFixed(2), limit: limit ?? '' });
    return line === undefined ? said : `${said}, ${fill(words.atLine, { line })}`;
  }

  #setRunning(runs: boolean): void {
    this.root.classList.toggle('running', runs);
    this.root.dispatchEvent(new Event('socketbook:running', { bubbles: true }));
  }

  /** As Ctrl-C does; a second time, at once. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.#stopping = true;
    this.#said = this.#words.stopping ?? '';
    this.update();
    if (this.#id !== undefined) await this.#askToStop(this.#id);
  }

  async #askToStop(run: string): Promise<void> {
    await ask('stop', { run }).catch(() => {}); // it has ended by itself
  }

  async #source(): Promise<string> {
    const response = await ask('source', { lesson: this.#lesson, file: this.facts.file });
    return ((await response.json()) as { text: string }).text;
  }

  async edit(): Promise<void> {
    if (this.#editor !== undefined) {
      this.#editor.close();
      this.#desk.replaceChildren();
      this.#editor = undefined;
      this.#follows = () => {};
      this.#edit.setAttribute('aria-expanded', 'false');
      this.#edit.textContent = this.#words.edit ?? '';
      return;
    }
    const { file } = this.facts;
    const words = this.#words;
    this.#edit.disabled = true;
    try {
      const [{ openEditor }, source] = await Promise.all([import('./editor.ts'), this.#source()]);
      let original = source;
      let current = this.#drafts.of(file) ?? original;
      const place = element('div', 'editor');
      const help = element('p', 'notes', words.editorKeys);
      const tools = element('div', 'bar');
      this.#desk.replaceChildren(place, tools, help);
      const editor = openEditor({
        nonce: this.#nonce,
        parent: place,
        label: file,
        text: current,
        original,
        onChange: (text) => {
          current = text;
          this.#drafts.set(file, text === original ? undefined : text);
        },
        onRun: (moveOn) => {
          if (moveOn) this.runAndMove();
          else this.run();
        },
      });
      const difference = button(words.difference ?? '', () => {
        const shown = difference.getAttribute('aria-pressed') !== 'true';
        difference.setAttribute('aria-pressed', String(shown));
        editor.showDifference(shown);
      });
      difference.setAttribute('aria-pressed', 'false');
      const save = button(words.save ?? '', () => {
        const link = element('a', '');
        link.href = URL.createObjectURL(new Blob([current], { type: 'text/plain' }));
        link.download = file;
        link.click();
        URL.revokeObjectURL(link.href);
      });
      tools.append(
        button(words.reset ?? '', async () => {
          original = await this.#source();
          editor.setText(original);
        }),
        difference,
        save,
      );
      this.#editor = editor;
      this.#follows = () => {
        const draft = this.#drafts.of(file) ?? original;
        if (draft !== current) editor.setText(draft);
      };
      if (this.#failed?.text === current) editor.mark(this.#failed.line);
      this.#edit.setAttribute('aria-expanded', 'true');
      this.#edit.textContent = words.closeEditor ?? '';
      editor.focus();
    } catch (error) {
      this.#said = error instanceof Refused ? fill(words.refusedRun, { text: error.message }) : (words.lost ?? '');
      this.update();
    } finally {
      this.#edit.disabled = false;
    }
  }
}
