// The editor of a cell, with its buttons. Loaded when the reader first presses Edit.
import { fill } from '../shared/fill.ts';
import type { Drafts } from './drafts.ts';
import { openEditor } from './editor.ts';
import { button, element, type Labels, statusLine, toggle } from './elements.ts';
import { ask } from './server.ts';
import { shareDraft } from './shared-draft.ts';
import { TypeErrors } from './type-errors.ts';

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

/** The region of a program that was shown last above a place; if none was, the first below it. Empty for a whole program. */
function regionAbove(place: HTMLElement, file: string): string {
  const shown = [...document.querySelectorAll<HTMLElement>('.listing')].filter((listing) =>
    listing.querySelector('.path')?.textContent?.endsWith(`/${file}`),
  );
  const isAbove = (listing: Node) => (listing.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  return (shown.filter(isAbove).at(-1) ?? shown[0])?.dataset.region ?? '';
}

/** The line at which a region begins, counted from 1; the first line if the text has no such region. */
const lineOf = (text: string, region: string) =>
  region === '' ? 1 : text.split('\n').findIndex((line) => line.trim() === `// #region ${region}`) + 1 || 1;

/** Opens a program in an editor. Stores each change as a draft. @throws like ask, if the program cannot be read */
export async function openCellEditor(options: Options): Promise<CellEditor> {
  const { place, lesson, file, drafts, labels, nonce, onRun } = options;
  const readSource = async () => ((await (await ask('source', { lesson, file })).json()) as { text: string }).text;
  let original = await readSource();
  let text = drafts.of(file) ?? original;
  const parent = element('div', 'editor');
  const tools = element('div', 'bar');
  const elsewhere = statusLine('notes elsewhere');
  const errors = new TypeErrors(labels);
  place.replaceChildren(elsewhere, parent, errors.place, tools, element('p', 'notes', labels.editorKeys));
  const editor = openEditor({
    nonce,
    parent,
    label: file,
    text,
    original,
    above: [...document.querySelectorAll('.top'), ...(place.parentElement?.querySelectorAll('.command') ?? [])],
    below: place.nextElementSibling,
    line: lineOf(text, regionAbove(place, file)),
    onChange: (now) => {
      // A draft that comes from another tab is not stored again: meanwhile the reader may have typed more there.
      if (now === text) return;
      text = now;
      drafts.set(file, now === original ? undefined : now);
    },
    onRun,
    diagnose: (now, signal) => errors.check({ lesson, file }, now, signal),
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
  const followDraft = () => {
    const draft = drafts.of(file) ?? original;
    if (draft === text) return;
    text = draft;
    editor.setText(draft);
  };
  const leave = shareDraft(`${lesson}/${file}`, (isShared) => {
    elsewhere.textContent = isShared ? fill(labels.otherTab, { file }) : '';
    // A browser tells a tab that it has put to sleep nothing about the changes in another.
    followDraft();
  });
  return {
    get text() {
      return text;
    },
    mark: editor.mark,
    followDraft,
    focus: editor.focus,
    close() {
      leave();
      editor.close();
      place.replaceChildren();
    },
  };
}
