// Scrolls a slide that is taller than the window: a page at a time, or to the part that is spoken of.

/** The part of a view that stays when it moves on by a page. */
const kept = 0.15;

const most = (view: HTMLElement) => view.scrollHeight - view.clientHeight;

/** Scrolls on by a page, or back. Returns whether there was anything left. */
export function turnPage(view: HTMLElement, by: 1 | -1): boolean {
  const before = view.scrollTop;
  if (by > 0 ? before >= most(view) - 1 : before <= 0) return false;
  view.scrollTop = before + by * view.clientHeight * (1 - kept);
  return view.scrollTop !== before;
}

/** Scrolls so that a part is in the middle; to the top or to the end if there is none. */
export function follow(view: HTMLElement, part: Element | undefined, isBack: boolean): void {
  if (part === undefined) {
    view.scrollTop = isBack ? most(view) : 0;
    return;
  }
  const [box, own] = [part.getBoundingClientRect(), view.getBoundingClientRect()];
  view.scrollTop += (box.top + box.bottom) / 2 - (own.top + own.bottom) / 2;
}
