// Opens and closes the editor of a cell, and keeps the line that it marks.
import type { CellEditor } from './cell-editor.ts';
import { failureOf } from './cell-labels.ts';
import type { Drafts } from './drafts.ts';
import type { Labels } from './elements.ts';

/** A text that failed, and the line at which it did, counted from 1. */
interface Failed {
  text: string;
  line: number;
}

interface Options {
  root: HTMLElement;
  /** The cell, or the pair that it is in. */
  frame: HTMLElement;
  controls: { edit: HTMLButtonElement; editorPlace: HTMLElement };
  page: { lesson: string; drafts: Drafts; labels: Labels; nonce: string };
  /** The program of the cell. */
  file(): string;
  onRun(moveOn: boolean): void;
  /** Shows a message below the output. */
  say(text: string | undefined): void;
}

export class CellEditing {
  readonly #options: Options;
  #editor: CellEditor | undefined;
  #failed: Failed | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#editor !== undefined;
  }

  followDraft(): void {
    this.#editor?.followDraft();
  }

  /** Marks the line at which a text failed. */
  mark(failed: Failed | undefined): void {
    this.#failed = failed;
    this.#editor?.mark(failed?.line);
  }

  /** Opens or closes the editor. */
  async toggle(): Promise<void> {
    const { root, frame, controls, page } = this.#options;
    this.#editor?.close();
    if (this.#editor === undefined) await this.#open();
    else this.#editor = undefined;
    const { isOpen } = this;
    frame.style.minHeight = '';
    root.classList.toggle('editing', isOpen);
    if (isOpen) root.scrollIntoView({ block: 'nearest' });
    controls.edit.setAttribute('aria-expanded', String(isOpen));
    controls.edit.textContent = (isOpen ? page.labels.closeEditor : page.labels.edit) ?? '';
  }

  async #open(): Promise<void> {
    const { root, controls, page, file, onRun, say } = this.#options;
    controls.edit.disabled = true;
    try {
      const { openCellEditor } = await import('./cell-editor.ts');
      const editor = await openCellEditor({ ...page, place: controls.editorPlace, file: file(), onRun });
      this.#editor = editor;
      root.classList.add('editing');
      if (this.#failed?.text === editor.text) editor.mark(this.#failed.line);
      editor.focus();
    } catch (error) {
      say(failureOf(error, page.labels));
    }
    controls.edit.disabled = false;
  }
}
