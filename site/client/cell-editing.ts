// Opens and closes the editor of a cell. Loaded when the reader first edits it.
import { type CellEditor, openCellEditor } from './cell-editor.ts';
import type { Drafts } from './drafts.ts';
import type { Labels } from './elements.ts';

/** A text that failed, and the line at which it did, counted from 1. */
export interface Failed {
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
}

export class CellEditing {
  readonly #options: Options;
  #editor: CellEditor | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#editor !== undefined;
  }

  followDraft(): void {
    this.#editor?.followDraft();
  }

  /** Marks the line at which the text failed. */
  mark(line: number | undefined): void {
    this.#editor?.mark(line);
  }

  /** Opens or closes the editor. @param failed is marked if it is the text in the editor */
  async toggle(failed: Failed | undefined): Promise<void> {
    const { root, frame, controls, page } = this.#options;
    this.#editor?.close();
    if (this.#editor === undefined) await this.#open(failed);
    else this.#editor = undefined;
    const { isOpen } = this;
    frame.style.minHeight = '';
    root.classList.toggle('editing', isOpen);
    if (isOpen) root.scrollIntoView({ block: 'nearest' });
    controls.edit.setAttribute('aria-expanded', String(isOpen));
    controls.edit.textContent = (isOpen ? page.labels.closeEditor : page.labels.edit) ?? '';
  }

  async #open(failed: Failed | undefined): Promise<void> {
    const { root, controls, page, file, onRun } = this.#options;
    const editor = await openCellEditor({ ...page, place: controls.editorPlace, file: file(), onRun });
    this.#editor = editor;
    root.classList.add('editing');
    if (failed?.text === editor.text) editor.mark(failed.line);
    editor.focus();
  }
}
