// The features of every page that need JavaScript. Larger ones are loaded at their first use.
import { isComposing, isTyping } from './typing.ts';
import './quiz.ts';
import { recall, remember } from './store.ts';
import { takeToken } from './token.ts';

const all = <Type extends HTMLElement>(selector: string) => [...document.querySelectorAll<Type>(selector)];

for (const button of all<HTMLButtonElement>('button.copy')) {
  // Over plain HTTP, browsers offer the clipboard only for pages of this machine.
  button.hidden = !navigator.clipboard;
  const label = button.textContent;
  button.addEventListener('click', async () => {
    const code = button.previousElementSibling;
    // In a live cell the arguments are in a field.
    const args = code?.querySelector('input')?.value ?? '';
    await navigator.clipboard.writeText(`${code?.textContent}${args}`.trim());
    button.textContent = button.dataset.copied ?? label;
    setTimeout(() => {
      button.textContent = label;
    }, 1500);
  });
}

for (const label of all('.theme')) {
  label.hidden = false;
  const select = label.querySelector('select') as HTMLSelectElement;
  select.value = document.documentElement.dataset.theme ?? '';
  select.addEventListener('change', () => {
    document.documentElement.dataset.theme = select.value;
    remember('theme', select.value);
  });
}

const settings = document.documentElement.dataset;
const hideOutputs = () => settings.predict && import('./outputs.ts');
for (const box of all<HTMLInputElement>('.settings input')) {
  (box.parentElement as HTMLElement).hidden = false;
  box.checked = settings[box.name] === 'on';
  box.addEventListener('change', () => {
    const choice = box.checked ? 'on' : '';
    settings[box.name] = choice;
    remember(box.name, choice);
    hideOutputs();
  });
  hideOutputs();
}

/** The last heading, listing, figure or question that has been scrolled past. */
function placeNow(): string {
  const passed = all('main [id]').filter(
    (element) => element.matches('h2, h3, figure, .cell, .quiz') && isPast(element),
  );
  return passed.at(-1)?.id ?? '';
}
const isPast = (element: Element) => element.getBoundingClientRect().top < 130;

// The contents show where the reader is.
const contents = all<HTMLAnchorElement>('.contents a[href^="#"]');
function markPlace(): void {
  const here = all('main :is(h2, h3)').filter(isPast).at(-1)?.id;
  for (const link of contents) link.ariaCurrent = link.hash === `#${here}` ? 'true' : null;
}
if (contents.length > 0) {
  addEventListener('scroll', () => requestAnimationFrame(markPlace), { passive: true });
  markPlace();
}

for (const link of all<HTMLAnchorElement>('.language')) {
  link.addEventListener('click', () => {
    remember('lang', link.dataset.lang ?? '');
    const place = scrollY > 0 ? placeNow() : '';
    link.hash = place;
  });
}

const search = async () => (await import('./search.ts')).open();
const searchButtons = all<HTMLButtonElement>('button.search');
for (const button of searchButtons) {
  button.hidden = false;
  button.addEventListener('click', search);
}

/** Whether a key opens the search. */
const isSearch = ({ key, target, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) =>
  ctrlKey || metaKey
    ? key.toLowerCase() === 'k' && !altKey && !shiftKey
    : key === '/' && !isTyping(target) && recall('slash') !== 'off';

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || isComposing(event)) return;
  if (searchButtons.length > 0 && isSearch(event)) {
    event.preventDefault();
    search();
  }
  const rel = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key];
  if (rel === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  // A focused element may use the key itself, and leaving the page would end its running programs.
  if (event.target !== document.body || document.querySelector('.running')) return;
  document.querySelector<HTMLAnchorElement>(`a[rel=${rel}]`)?.click();
});

for (const button of all('.present')) {
  const present = async () => (await import('./present/present.ts')).present();
  button.hidden = false;
  button.addEventListener('click', present);
  if (/[?&]present/.test(location.search)) present();
}

for (const button of all<HTMLButtonElement>('.replay button')) {
  button.hidden = false;
  button.addEventListener('click', async () => (await import('./replay.ts')).replay(button), { once: true });
}

// A lesson is read when its key points have been seen.
const lesson = document.querySelector<HTMLElement>('main[data-lesson]')?.dataset.lesson;
const end = document.querySelector('#key-points');
if (lesson !== undefined && end) {
  const seen = new IntersectionObserver(async ([entry]) => {
    // A teacher who shows them has not read them as a pupil.
    if (!entry?.isIntersecting || 'present' in document.documentElement.dataset) return;
    seen.disconnect();
    (await import('./progress.ts')).note('read', lesson);
  });
  seen.observe(end);
}
if (document.querySelector('.progress-tools')) import('./home.ts');
if (document.querySelector('[data-task]')) {
  const mark = async () => {
    if (/"passed":\{"/.test(recall('progress') ?? '')) (await import('./passed.ts')).markPassed();
  };
  document.addEventListener('socketbook:progress', mark);
  addEventListener('storage', mark);
  mark();
}

// Definitions of terms, and types in listings.
const explained = '.term, .listing pre, #tip';
for (const kind of ['pointerover', 'focusin', 'pointerdown']) {
  document.addEventListener(kind, (event) => {
    if (!(event.target instanceof Element) || !event.target.closest(explained)) return;
    import('./tooltips.ts').then(({ meet }) => meet(event));
  });
}

// The code that runs programs, only in the pages of `npm start`.
if (import.meta.env.MODE === 'live') {
  takeToken();
  import('./live.ts');
}
