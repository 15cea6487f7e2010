import { fill } from '../shared/fill.ts';
import type { CellFacts } from '../shared/protocol.ts';
import { addControls } from './cell-controls.ts';
import type { CellEditing, Failed } from './cell-editing.ts';
import type { CellExecution } from './cell-execution.ts';
import { failureOf, notesOf } from './cell-labels.ts';
import { CellRun } from './cell-run.ts';
import type { Drafts } from './drafts.ts';
import type { Labels } from './elements.ts';
import { joinWords } from './join-words.ts';

/** What all cells of a page share. */
interface Page {
  lesson: string;
  labels: Labels;
  nonce: string;
  drafts: Drafts;
  /** Focuses the next cell. */
  onMove(cell: LiveCell): void;
  /** Runs the cell that another one needs, unless it is running. Resolves with whether it is up. */
  startServer(name: string): Promise<boolean>;
  /** The program of any cell of the lesson. */
  fileOf(name: string): string;
}

/** One cell of the page with its buttons: what it shows, and from which code, draft and arguments. */
export class LiveCell {
  readonly name: string;
  facts: CellFacts;
  /** Resolves when the running program has ended. */
  ended: Promise<void> = Promise.resolve();
  readonly root: HTMLElement;
  readonly #page: Page;
  readonly #place: HTMLElement;
  /** The cell, or the pair that it is in. It keeps its height during and after a run, so that nothing below moves up. */
  readonly #frame: HTMLElement;
  readonly #controls: ReturnType<typeof addControls>;
  #editing: CellEditing | undefined;
  #failed: Failed | undefined;
  #execution: CellExecution | undefined;
  #recording: Node[];
  #recordedArgs: string;
  /** What produced the shown output: code, draft and arguments. */
  #shown: string;
  #said: string;
  #run: CellRun | undefined;

  constructor(root: HTMLElement, facts: CellFacts, page: Page) {
    this.root = root;
    this.name = root.id.replace('cell-', '');
    this.facts = facts;
    this.#page = page;
    this.#place = root.querySelector('.output') as HTMLElement;
    this.#frame = root.closest<HTMLElement>('.pair') ?? root;
    this.#recording = [...this.#place.childNodes];
    this.#recordedArgs = joinWords(facts.args);
    root.classList.add('live');
    const needed = facts.with;
    const server = needed === undefined ? undefined : { id: `cell-${needed}`, file: page.fileOf(needed) };
    this.#controls = addControls(root, this.#place, { file: facts.file, server }, page.labels, this);
    this.#controls.args.value = this.#recordedArgs;
    page.drafts.onChange(() => {
      this.#editing?.followDraft();
      this.update();
    });
    this.#said = page.labels.recorded ?? '';
    this.#shown = this.#recorded();
    this.update();
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  get isStopping(): boolean {
    return this.#run?.isStopping ?? false;
  }

  /** Whether it contains nothing of the reader's: no running program, no output of one, no open editor, no changed arguments. */
  get isUntouched(): boolean {
    return !this.isRunning && !this.#editing?.isOpen && this.#showsRecording && this.#hasRecordedArgs;
  }

  get #showsRecording(): boolean {
    return this.#place.firstChild === this.#recording[0];
  }

  get #hasRecordedArgs(): boolean {
    return this.#controls.args.value === this.#recordedArgs;
  }

  get #draft(): string | undefined {
    return this.#page.drafts.of(this.facts.file);
  }

  /** What a run would use now. */
  #now(): string {
    return JSON.stringify([this.facts.digest, this.#draft, this.#controls.args.value.trim()]);
  }

  /** What produced the recording, which never uses a draft. Empty if the code has changed since. */
  #recorded(): string {
    return this.facts.recorded ? JSON.stringify([this.facts.digest, undefined, this.#recordedArgs]) : '';
  }

  /** Shows a message below the output. */
  #say(text: string | undefined): void {
    this.#said = text ?? '';
    this.update();
  }

  /** Updates the buttons and messages after a change outside of the cell. */
  update(): void {
    const { labels } = this.#page;
    const { run, clear, note, notes, needs, state, args } = this.#controls;
    const { isRunning, facts } = this;
    const isStale = this.#shown !== this.#now();
    this.root.classList.toggle('stale', isStale);
    state.textContent = isStale && !isRunning ? `${this.#said} · ${labels.stale}` : this.#said;
    const isLonely = facts.with !== undefined && !document.querySelector(`#cell-${facts.with}.running`);
    note.data = notesOf(facts, { isRunning, hasDraft: this.#draft !== undefined }, labels);
    needs.hidden = isRunning || !isLonely;
    notes.hidden = note.data === '' && needs.hidden;
    const what = !isRunning ? labels.run : this.#run?.isStopping ? labels.kill : labels.stop;
    run.textContent = what ?? '';
    run.classList.toggle('go', !isRunning);
    this.root.classList.toggle('done', !isRunning && !this.#showsRecording);
    clear.hidden = isRunning || this.#showsRecording;
    // A draft may read its command line.
    args.hidden = !facts.takesArgs && this.#draft === undefined;
    args.size = Math.max(4, args.value.length);
  }

  /** Replaces the facts and the recording after the author has changed them on disk. */
  renew(facts: CellFacts, fresh: Element | null): void {
    const { args } = this.#controls;
    const untouched = this.#hasRecordedArgs;
    this.facts = facts;
    this.#recordedArgs = joinWords(facts.args);
    if (untouched) args.value = this.#recordedArgs;
    const shows = this.#showsRecording;
    this.#recording = [...(fresh?.querySelector('.output')?.childNodes ?? this.#recording)];
    if (shows && !this.isRunning) this.clear(untouched);
    this.update();
  }

  /** Shows the recording again and, by default, its arguments. */
  clear(args = true): void {
    if (this.isRunning) return;
    if (args) this.#controls.args.value = this.#recordedArgs;
    this.#place.replaceChildren(...this.#recording);
    this.#controls.differences.textContent = '';
    this.#execution?.clear(this.facts.file);
    this.root.classList.remove('failed');
    if (!this.#frame.querySelector('.running')) this.#frame.style.minHeight = '';
    this.#shown = this.#recorded();
    this.#say(this.#page.labels.recorded);
  }

  runAndMove(): void {
    this.run();
    this.#page.onMove(this);
  }

  focus(): void {
    this.#controls.run.focus();
    this.root.scrollIntoView({ block: 'nearest' });
  }

  /**
   * Runs the program, and shows its output as it arrives.
   * @param turn counted from 1, if it runs several times in a row: the output is then that of all of them
   * @param isAttended whether the reader can type; if not, the lines typed for its recording are typed
   * @returns a promise that resolves when the program is ready, if it runs until it is stopped; otherwise when it has ended
   */
  run(turn = 1, isAttended = true): Promise<void> {
    if (this.isRunning) return Promise.resolve();
    const isUp = new Promise<void>((resolve) => {
      this.ended = this.#follow(resolve, turn, isAttended);
    });
    return this.facts.ready === undefined ? this.ended : Promise.race([isUp, this.ended]);
  }

  /** Runs the program; if it is running, stops it first. A second call before it has ended stops it at once. */
  async runAnew(): Promise<void> {
    const { isStopping } = this;
    if (this.isRunning) this.stop();
    if (isStopping) return;
    await this.ended;
    this.run();
  }

  async runWithServer(): Promise<void> {
    const { run } = this.#controls;
    const { with: server = '' } = this.facts;
    // The button that was pressed disappears.
    run.focus({ preventScroll: true });
    if (await this.#page.startServer(server)) this.run();
    else this.#say(fill(this.#page.labels.notStarted, { program: this.#page.fileOf(server) }));
  }

  /** @param onReady called when the program has printed that it is ready */
  async #follow(onReady: () => void, turn: number, isAttended: boolean): Promise<void> {
    this.#frame.style.minHeight = `${this.#frame.getBoundingClientRect().height}px`;
    const run = new CellRun();
    const shown = this.#now();
    const draft = this.#draft;
    this.#setRun(run);
    try {
      this.#execution ??= await this.#newExecution();
      const {
        said,
        line,
        failed = false,
      } = await this.#execution.follow(run, {
        lesson: this.#page.lesson,
        cell: this.name,
        facts: this.facts,
        args: this.#controls.args.value,
        hasRecordedArgs: this.#hasRecordedArgs,
        draft,
        recorded: this.#recording.map((node) => node.textContent).join(''),
        turn,
        isAttended,
        onStart: () => {
          this.#shown = shown;
          this.root.classList.remove('failed');
          this.#mark(undefined);
        },
        onReady,
      });
      this.#said = said;
      this.root.classList.toggle('failed', failed);
      if (line !== undefined && draft !== undefined) this.#mark({ text: draft, line });
    } catch (error) {
      this.#said = failureOf(error, this.#page.labels);
      this.root.classList.add('failed');
    }
    this.#setRun(undefined);
    this.update();
  }

  async #newExecution(): Promise<CellExecution> {
    const { CellExecution } = await import('./cell-execution.ts');
    const { run: button, differences } = this.#controls;
    const say = (text: string | undefined) => this.#say(text);
    return new CellExecution({
      root: this.root,
      output: this.#place,
      differences,
      button,
      labels: this.#page.labels,
      say,
    });
  }

  #setRun(run: CellRun | undefined): void {
    this.#run = run;
    this.root.classList.toggle('running', run !== undefined);
    this.root.dispatchEvent(new Event('socketbook:running', { bubbles: true }));
  }

  /** Marks the line at which a text failed, now and whenever the editor is opened. */
  #mark(failed: Failed | undefined): void {
    this.#failed = failed;
    this.#editing?.mark(failed?.line);
  }

  /** Opens the editor, unless it is open. */
  openEditor(): void {
    if (!this.#editing?.isOpen && !this.#controls.edit.disabled) this.edit();
  }

  /** Opens or closes the editor. */
  async edit(): Promise<void> {
    const { edit } = this.#controls;
    edit.disabled = true;
    try {
      this.#editing ??= await this.#newEditing();
      await this.#editing.toggle(this.#failed);
    } catch (error) {
      this.#say(failureOf(error, this.#page.labels));
    }
    edit.disabled = false;
  }

  async #newEditing(): Promise<CellEditing> {
    const { CellEditing } = await import('./cell-editing.ts');
    return new CellEditing({
      root: this.root,
      frame: this.#frame,
      controls: this.#controls,
      page: this.#page,
      file: () => this.facts.file,
      onRun: (moveOn) => (moveOn ? this.runAndMove() : this.runAnew()),
    });
  }

  /** The one button: runs the program, or stops it if it runs. */
  press(): void {
    if (this.isRunning) this.stop();
    else this.run();
  }

  /** Stops the program like Ctrl-C; the second call ends it at once. */
  async stop(): Promise<void> {
    if (this.#run === undefined) return;
    const asked = this.#run.stop();
    this.#say(this.#page.labels.stopping);
    await asked;
  }
}
