// Walks through all slides of a page that is presented, as a clicker does, and looks at each view.

export interface Walk {
  /** What is wrong, a sentence each. */
  problems: string[];
  /** The kinds of the slides, in order. */
  kinds: string[];
  /** The number of views: each key press shows another one. */
  views: number;
  /** The time of each key press until the page is laid out again, ms, sorted. */
  times: number[];
}

/** An expression for `page.evaluate`. Begins at the first slide. */
export const walk = `(() => {
  const main = document.querySelector('main');
  const root = document.documentElement;
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const problems = [];
  const kinds = [];
  const times = [];
  const at = () => new URLSearchParams(location.search).get('present');

  /** The texts that are to be seen, each with its box. */
  function texts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const parent = text.parentElement;
      if (text.data.trim() === '' || parent.closest('.aside, title, desc, script')) continue;
      if (!parent.checkVisibility({ visibilityProperty: true })) continue;
      const style = getComputedStyle(parent);
      if (style.clipPath.startsWith('inset')) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      if (box.width === 0) continue;
      const drawing = parent.closest('svg');
      const scale = drawing ? drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width : 1;
      found.push({ text, parent, box, size: parseFloat(style.fontSize) * scale });
    }
    return found;
  }

  /** Whether a text is cut off by something that contains it. */
  function isCut({ parent, box }) {
    if (box.left < -1 || box.right > innerWidth + 1 || box.top < -1 || box.bottom > innerHeight + 1) return true;
    for (let one = parent; one !== document.body; one = one.parentElement) {
      if (getComputedStyle(one).overflowY === 'visible') continue;
      const own = one.getBoundingClientRect();
      if (box.bottom > own.bottom + 2 || box.top < own.top - 2) return true;
      if (one.scrollWidth > one.clientWidth + 1 && box.right > own.right + 1) return true;
    }
    return false;
  }

  let slide;
  let unseen = new Map();
  function close() {
    for (const name of unseen.values()) problems.push('slide ' + slide + ' never shows all of ' + name);
    unseen = new Map();
  }
  let seen = new Set();
  function look() {
    if (at() !== slide) {
      close();
      slide = at();
      seen = new Set();
      kinds.push(main.dataset.kind);
    }
    const report = (what) => problems.push('slide ' + slide + ' (' + main.dataset.kind + '): ' + what);
    if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) report('the window scrolls');
    const isTall = main.dataset.tall !== undefined;
    for (const one of texts()) {
      const name = JSON.stringify(one.text.data.trim().slice(0, 30));
      if (one.size < 17.95) report(name + ' has ' + one.size.toFixed(1) + ' px');
      if (!isCut(one)) {
        seen.add(one.text);
        unseen.delete(one.text);
      } else if (!isTall) report(name + ' is cut off');
      else if (!seen.has(one.text)) unseen.set(one.text, name);
    }
    for (const lit of main.querySelectorAll('[data-lit]')) {
      const box = lit.getBoundingClientRect();
      if (lit.checkVisibility({ visibilityProperty: true }) && isCut({ parent: lit.parentElement, box })) {
        report('what is spoken of is out of sight: ' + lit.textContent.trim().slice(0, 30));
      }
    }
    if (document.activeElement?.textContent !== main.querySelector(':is(h1, h2, h3)[data-now]')?.textContent) {
      report('the heading has not got the focus');
    }
    for (const hidden of main.querySelectorAll('[aria-hidden=true], [inert]')) {
      if (!hidden.closest('.verdict, svg') && hidden.checkVisibility()) report('is hidden from a screen reader');
    }
  }

  press('Home');
  const state = () => [at(), [...main.querySelectorAll('[data-now]')].map((one) => [one.dataset.step, one.scrollTop]),
    [...main.querySelectorAll('[data-now] *')].filter((one) => one.scrollTop > 0).map((one) => one.scrollTop)].join();
  for (let views = 0; views < 2000; views++) {
    look();
    const before = state();
    const begin = performance.now();
    press('PageDown');
    main.offsetHeight;
    times.push(performance.now() - begin);
    if (state() === before) break;
  }
  close();
  return { problems: [...new Set(problems)], kinds, views: times.length, times: times.sort((a, b) => a - b) };
})()`;
