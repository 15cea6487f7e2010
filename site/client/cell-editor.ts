// The editor of a cell, with its buttons. Loaded when the reader first presses Edit.
import type { Drafts } from './drafts.ts';
import { openEditor } from './editor.ts';
import { button, element, type Labels, toggle } from './elements.ts';
import { ask } from './server.ts';

export interface CellEditor {
  /** The text in the editor. */
  readonly text: string;
  /** Marks a line, as in editor.ts. */
  mark(line: number | undefined): void;
  /** Shows the present draft, which another cell or tab may have changed. */
  followDraft(): void;
  focus(): void;
  close(): void;
}

interface Options {
  place: HTMLElement;
  lesson: string;
  file: string;
  drafts: Drafts;
  labels: Labels;
  nonce: string;
  onRun(moveOn: boolean): void;
}

function save(text: string, file: string): void {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Opens a program in an editor. Stores each change as a draft. @throws like ask, if the program cannot be read */
export async function openCellEditor(options: Options): Promise<CellEditor> {
  const { place, lesson, file, drafts, labels, nonce, onRun } = options;
  const readSource = async () => ((await (await ask('source', { lesson, file })).json()) as { text: string }).text;
  let original = await readSource();
  let text = drafts.of(file) ?? original;
  const parent = element('div', 'editor');
  const tools = element('div', 'bar');
  place.replaceChildren(parent, tools, element('p', 'notes', labels.editorKeys));
  const editor = openEditor({
    nonce,
    parent,
    label: file,
    text,
    original,
    onChange: (now) => {
      text = now;
      drafts.set(file, now === original ? undefined : now);
    },
    onRun,
  });
  const reset = async () => {
    original = await readSource();
    editor.setText(original);
  };
  tools.append(
    button(labels.reset, reset),
    toggle(labels.difference, (pressed) => editor.showDifference(pressed)),
    button(labels.save, () => save(text, file)),
  );
  return {
    get text() {
      return text;
    },
    mark: editor.mark,
    followDraft() {
      const draft = drafts.of(file) ?? original;
      if (draft !== text) editor.setText(draft);
    },
    focus: editor.focus,
    close() {
      editor.close();
      place.replaceChildren();
    },
  };
}
