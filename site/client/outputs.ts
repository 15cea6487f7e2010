// "Hide outputs": what was recorded stays hidden until the reader shows it, each by its own button, or runs the program. The page's
// style sheet hides; this script is loaded for readers who chose it.
import { languages, tags } from '../../scripts/course/languages.ts';
import { outputs as en } from '../strings/en.ts';
import { outputs as zh } from '../strings/zh.ts';
import { button, element } from './elements.ts';
import css from './outputs.css?inline';

const lang = languages.find((one) => tags[one] === document.documentElement.lang) ?? languages[0];
const words = { en, zh }[lang];
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);

/** What is shown at once: a pair with the lines of both ends, a cell, or a drawing of what crossed the wire. */
const wholes = '.pair, .cell:not(.pair .cell), .wire';
const veils = new Map<Element, HTMLElement>();

function show(whole: Element): void {
  whole.classList.add('shown');
  for (const end of whole.querySelectorAll('.cell')) end.classList.add('shown');
  veils.get(whole)?.remove();
  veils.delete(whole);
}

function veil(whole: Element): void {
  const isWire = whole.matches('.wire');
  const what = whole.querySelector<HTMLElement>('.talk') ?? whole.querySelector<HTMLElement>('.output');
  const cover = element('div', 'veil');
  cover.append(
    button(isWire ? words.showWire : words.show, () => {
      show(whole);
      // The button that had the focus is gone.
      const place = what ?? (whole as HTMLElement);
      if (place.tabIndex < 0) place.tabIndex = -1;
      place.focus({ preventScroll: true });
    }),
  );
  if (isWire) whole.prepend(cover);
  else what?.after(cover);
  veils.set(whole, cover);
}

// What a run prints replaces the recording, or comes as a second list beside it.
const runs = new MutationObserver((changes) => {
  for (const { target, addedNodes } of changes) {
    if (!(target instanceof Element)) continue;
    const isRun =
      target.matches('.output') || [...addedNodes].some((node) => node instanceof Element && node.matches('.now'));
    const whole = isRun ? (target.closest('.pair') ?? target.closest('.cell')) : null;
    if (whole === null || !veils.has(whole)) continue;
    show(whole);
    const wire = document.getElementById(whole.id.replace(/^(cell|pair)/, 'wire'));
    if (wire) show(wire);
  }
});

/** Hides what was recorded, or shows it, as the reader's setting says. */
function hideOutputs(): void {
  runs.disconnect();
  for (const cover of veils.values()) cover.remove();
  veils.clear();
  for (const shown of document.querySelectorAll('.shown')) shown.classList.remove('shown');
  const main = document.querySelector('main');
  if (document.documentElement.dataset.predict !== 'on' || !main) return;
  for (const whole of main.querySelectorAll(wholes)) veil(whole);
  runs.observe(main, { childList: true, subtree: true });
}

hideOutputs();
document.querySelector('.settings [name=predict]')?.addEventListener('change', hideOutputs);
