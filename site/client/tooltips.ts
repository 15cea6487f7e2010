// Shows the meaning of a term, and the type of a name in a listing, on hover, on focus and on touch. A listing has too many names
// for the Tab key, so Enter moves into it, the arrow keys move between names, and Esc leaves it.
import type { Types } from '../shared/hovers.ts';
import { isComposing } from './typing.ts';
import './tooltips.css';

const tip = document.createElement('div');
tip.id = 'tip';
tip.setAttribute('role', 'tooltip');
tip.popover = 'manual';
document.body.append(tip);

let shownFor: Element | undefined;
/** Whether the element of the tip has been in the window since the tip is shown. The window scrolls to a focused one later. */
let wasSeen = false;
let closing: ReturnType<typeof setTimeout> | undefined;

function hide(): void {
  clearTimeout(closing);
  shownFor?.removeAttribute('aria-describedby');
  shownFor = undefined;
  tip.hidePopover();
}

/** A delay that lets the pointer cross the gap to the tip and rest on it. */
function hideSoon(): void {
  clearTimeout(closing);
  closing = setTimeout(hide, 200);
}

function show(target: Element, text: string, isCode: boolean): void {
  clearTimeout(closing);
  if (shownFor === target) return;
  hide();
  const [head = '', ...rest] = text.split('\n\n');
  const first = document.createElement(isCode ? 'code' : 'p');
  first.textContent = head;
  tip.replaceChildren(first);
  if (rest.length > 0) tip.append(Object.assign(document.createElement('p'), { textContent: rest.join(' ') }));
  shownFor = target;
  wasSeen = false;
  target.setAttribute('aria-describedby', tip.id);
  tip.showPopover();
  place();
}

/**
 * Places the tip beside its element, also while the page scrolls: below it, or above if there is not enough room below. Hides it
 * when its element leaves the window.
 */
function place(): void {
  if (!shownFor) return;
  const box = shownFor.getBoundingClientRect();
  const isSeen = box.bottom > 0 && box.top < innerHeight;
  if (wasSeen && !isSeen) {
    hide();
    return;
  }
  wasSeen = isSeen;
  tip.style.maxHeight = '';
  const { width, height: whole } = tip.getBoundingClientRect();
  const [above, under] = [box.top - 6, innerHeight - box.bottom - 6];
  const below = whole <= under || above <= under;
  const height = Math.min(whole, below ? under : above);
  // A tip that fits on neither side scrolls.
  if (height < whole) tip.style.maxHeight = `${height}px`;
  tip.style.top = `${below ? box.bottom + 6 : box.top - height - 6}px`;
  tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
}

const loads = new Map<string, Promise<Types>>();
document.addEventListener('socketbook:renewed', () => loads.clear());

const load = (lesson: string): Promise<Types> => {
  const begun =
    loads.get(lesson) ??
    fetch(`${import.meta.env.BASE_URL.replace(/\/$/, '')}/types/${lesson}.json`).then((response) => response.json());
  loads.set(lesson, begun);
  return begun;
};

/** Wraps a range of a line in an element, if the range lies within one text node. */
function wrap(line: Element, column: number, length: number): HTMLElement | undefined {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let begin = 0;
  for (let node = walker.nextNode() as Text | null; node !== null; node = walker.nextNode() as Text | null) {
    const end = begin + node.length;
    if (column >= begin && column + length <= end) {
      const name = node.splitText(column - begin);
      name.splitText(length);
      const element = document.createElement('span');
      element.className = 'name';
      element.tabIndex = -1;
      name.replaceWith(element);
      element.append(name);
      return element;
    }
    begin = end;
  }
  return undefined;
}

const meanings = new WeakMap<Element, string>();
const woven = new WeakSet<Element>();

/** Finds the names in a listing, once. */
async function weave(pre: Element): Promise<void> {
  if (woven.has(pre)) return;
  woven.add(pre);
  const listing = pre.closest<HTMLElement>('.listing');
  const [, lesson = '', file = ''] = /([^/]+)\/([^/]+)$/.exec(listing?.querySelector('.path')?.textContent ?? '') ?? [];
  if (lesson === '') return;
  const { texts, listings } = await load(lesson);
  const lines = pre.querySelectorAll('.line');
  for (const [line, column, length, text] of listings[file]?.[listing?.dataset.region ?? ''] ?? []) {
    const element = lines[line] && wrap(lines[line], column, length);
    if (element) meanings.set(element, texts[text] ?? '');
  }
}

/** The definition of a term, from the margin. */
function meaningOf(term: Element): string {
  const id = (term as HTMLAnchorElement).hash.slice(1);
  return document.querySelector(`.gloss[data-term="${id}"]`)?.lastChild?.textContent?.trim() ?? '';
}

function explain(target: EventTarget | null): void {
  if (!(target instanceof Element)) return;
  const term = target.closest('.term');
  const name = target.closest('.name');
  if (term) show(term, meaningOf(term), false);
  else if (name) show(name, meanings.get(name) ?? '', true);
  else if (tip.contains(target)) clearTimeout(closing);
  else if (target.matches('.listing pre:focus-visible')) {
    show(target, document.body.dataset.names ?? '', false);
  }
}

/** Shows the tip for the target of an event, if it has one. */
export async function meet(event: Event): Promise<void> {
  const target = event.target as Element;
  const pre = target.closest('.listing pre');
  if (pre) await weave(pre).catch(() => {});
  // Finding the names has wrapped the name under the pointer in an element.
  const now = event instanceof PointerEvent && pre ? document.elementFromPoint(event.clientX, event.clientY) : target;
  // While the names were loaded, a mouse may have left. A finger has left, and a tap means its place.
  if (event instanceof PointerEvent && event.pointerType === 'mouse' && !now?.matches(':hover')) return;
  explain(now);
}

document.addEventListener('pointerout', ({ target }) => {
  if (target instanceof Element && (target === shownFor || tip.contains(target))) hideSoon();
});
document.addEventListener('focusout', ({ target }) => {
  if (target === shownFor) hide();
});
const scrolled = ({ target }: Event) => {
  if (target !== tip) place();
};
document.addEventListener('scroll', scrolled, { passive: true, capture: true });

function neighbour(names: HTMLElement[], from: HTMLElement, key: string): HTMLElement | undefined {
  const at = names.indexOf(from);
  if (key === 'ArrowRight') return names[at + 1];
  if (key === 'ArrowLeft') return names[at - 1];
  const lineOf = (name: Element) => name.closest('.line');
  const sorted = key === 'ArrowDown' ? names.slice(at + 1) : names.slice(0, at).reverse();
  const line = lineOf(sorted.find((name) => lineOf(name) !== lineOf(from)) ?? from);
  const left = from.getBoundingClientRect().left;
  const distance = (name: Element) => Math.abs(name.getBoundingClientRect().left - left);
  return sorted.filter((name) => lineOf(name) === line).sort((a, b) => distance(a) - distance(b))[0];
}

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (isComposing(event)) return;
  if (key === 'Escape' && shownFor) hide();
  if (!(target instanceof HTMLElement)) return;
  const pre = target.closest<HTMLElement>('.listing pre');
  if (!pre) return;
  if (key === 'Escape') {
    if (target !== pre) pre.focus();
    return;
  }
  const names = [...pre.querySelectorAll<HTMLElement>('.name')];
  const next =
    target === pre
      ? key === 'Enter'
        ? names[0]
        : undefined
      : key.startsWith('Arrow')
        ? neighbour(names, target, key)
        : undefined;
  if (!next) return;
  event.preventDefault();
  next.focus();
});
