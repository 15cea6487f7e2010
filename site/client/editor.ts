// The editor, loaded when the reader presses Edit.
import { indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { Compartment, EditorState, Prec, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, drawSelection, EditorView, keymap, type ViewUpdate } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { isComposing } from './typing.ts';

export interface Editor {
  setText(text: string): void;
  /** Shows the differences from `original`, or only the text. */
  showDifference(shown: boolean): void;
  /** Marks a line, counted from 1, until the text changes. */
  mark(line: number | undefined): void;
  focus(): void;
  close(): void;
}

interface Options {
  nonce: string;
  parent: HTMLElement;
  label: string;
  text: string;
  original: string;
  /** The name of `original`, shown at each of its parts where the differences are. */
  originalName?: string | undefined;
  /** What may stick over the lower part of the editor while the page scrolls, and over the upper part. */
  below?: Element | null;
  above?: readonly Element[];
  /** The line to begin with, counted from 1: it is at the top, with the cursor in it. */
  line?: number;
  onChange(text: string): void;
  onRun(moveOn: boolean): void;
  /** Finds errors in a text, to be marked in it. The signal is aborted when the text has changed. */
  diagnose?(text: string, signal: AbortSignal): Promise<readonly Found[]>;
}

/** An error in the text: line and column from 1, the length in UTF-16 units. */
interface Found {
  line: number;
  column: number;
  length: number;
  message: string;
}

/** How long the reader has typed nothing when errors are looked for, ms. */
const diagnosePace = 600;

/** Marks what `diagnose` finds, from the first focus on: a page may have many editors. */
function diagnosing(diagnose: NonNullable<Options['diagnose']>) {
  let last = new AbortController();
  let wasUsed = false;
  const needsRefresh = ({ view }: ViewUpdate) => {
    const isFirst = !wasUsed && view.hasFocus;
    wasUsed ||= isFirst;
    return isFirst;
  };
  const source = async ({ state: { doc } }: EditorView): Promise<Diagnostic[]> => {
    if (!wasUsed) return [];
    last.abort();
    last = new AbortController();
    const found = await diagnose(doc.toString(), last.signal).catch(() => []);
    return found.flatMap(({ line, column, length, message }) => {
      if (line > doc.lines) return [];
      const from = Math.min(doc.line(line).from + column - 1, doc.length);
      return { from, to: Math.min(from + length, doc.length), severity: 'error', message };
    });
  };
  return linter(source, { delay: diagnosePace, needsRefresh });
}

const setMark = StateEffect.define<number | undefined>();
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
      const line = effect.value;
      if (line === undefined || line > transaction.state.doc.lines) return Decoration.none;
      const { from } = transaction.state.doc.line(line);
      return Decoration.set([Decoration.line({ class: 'failed-line' }).range(from)]);
    }
    return transaction.docChanged ? Decoration.none : decorations;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The height of the lower part of the editor that another element covers, px. An element beside the editor covers nothing. */
function coveredBy(element: Element, { scrollDOM }: EditorView): number {
  const [editor, cover] = [scrollDOM.getBoundingClientRect(), element.getBoundingClientRect()];
  return cover.left < editor.right ? Math.max(0, editor.bottom - cover.top) : 0;
}

/** The distance that the cursor keeps from what sticks above it, px. */
const gap = 8;

/**
 * Scrolls the page down to the cursor when it is behind what sticks at the top of the window. The editor's own margins do not
 * count in the page, only in its own scrolling.
 */
const keepBelow = (above: readonly Element[]) =>
  EditorView.scrollHandler.of((view, { head }) => {
    requestAnimationFrame(() => {
      const top = view.coordsAtPos(head)?.top ?? Number.POSITIVE_INFINITY;
      const covered = Math.max(0, ...above.map((element) => element.getBoundingClientRect().bottom)) + gap;
      if (top < covered) scrollBy({ top: top - covered, behavior: 'instant' });
    });
    return false;
  });

/** Opens an editor in `parent`. */
export function openEditor(options: Options): Editor {
  const {
    nonce,
    parent,
    label,
    text,
    original,
    originalName,
    above = [],
    below,
    line = 1,
    onChange,
    onRun,
    diagnose,
  } = options;
  const difference = new Compartment();
  const run = (moveOn: boolean) => () => {
    onRun(moveOn);
    return true;
  };
  const before = text.split('\n', line - 1).join('\n');
  const start = line === 1 ? 0 : Math.min(before.length + 1, text.length);
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      selection: { anchor: start },
      extensions: [
        Prec.highest(
          EditorView.domEventHandlers({
            // With Ctrl or Shift, the key also only ends the composition.
            keydown: (event) =>
              event.key === 'Enter' && (event.ctrlKey || event.metaKey || event.shiftKey) && isComposing(event),
          }),
        ),
        Prec.highest(
          keymap.of([
            { key: 'Mod-Enter', run: run(false) },
            { key: 'Shift-Enter', run: run(true) },
          ]),
        ),
        EditorView.cspNonce.of(nonce),
        basicSetup,
        // For a reader who prefers reduced motion the cursor does not blink.
        matchMedia('(prefers-reduced-motion: reduce)').matches ? drawSelection({ cursorBlinkRate: 0 }) : [],
        keymap.of([indentWithTab]),
        javascript({ typescript: true }),
        syntaxHighlighting(classHighlighter),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
        marked,
        below ? EditorView.scrollMargins.of((view) => ({ bottom: coveredBy(below, view) })) : [],
        keepBelow(above),
        diagnose === undefined ? [] : diagnosing(diagnose),
        difference.of([]),
      ],
    }),
  });
  // Not by an effect, which would scroll the page as well.
  view.requestMeasure({
    read: () => view.lineBlockAt(start).top,
    write: (top) => {
      view.scrollDOM.scrollTop = top;
    },
  });
  return {
    setText(next) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    showDifference(shown) {
      // The place of the buttons holds the name.
      const named = (kind: 'accept' | 'reject') => {
        const name = document.createElement('span');
        if (kind === 'accept') name.textContent = originalName ?? '';
        return name;
      };
      const mergeControls = originalName === undefined ? false : named;
      const extension = shown ? unifiedMergeView({ original, mergeControls }) : [];
      view.dispatch({ effects: difference.reconfigure(extension) });
    },
    mark(line) {
      view.dispatch({ effects: setMark.of(line) });
      if (line !== undefined && line <= view.state.doc.lines) {
        view.dispatch({ effects: EditorView.scrollIntoView(view.state.doc.line(line).from) });
      }
    },
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}
