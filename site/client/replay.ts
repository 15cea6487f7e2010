// Replays a recorded run in the figure of what crossed the wire: rung by rung, with the lines that were printed in between.
// Loaded when the reader first presses Replay. A reader who prefers reduced motion (a setting of the system) steps through the run.

/** The longest wait between two steps, ms. */
const longest = 2000;
/** The height at the top of the window in which the head of the page may cover a rung, px. */
const covered = 80;

/** When it came, ms; the number of its rung, or 0 for the next line of the output; and what is said of it. */
type Step = [ms: number, rung: number, said: string];

const keys: Partial<Record<string, string>> = { ArrowLeft: 'back', ArrowRight: 'next', Escape: 'close' };

/** Opens the replay of a figure, now and at each further press. @param start its button "Replay" */
export function replay(start: HTMLButtonElement): void {
  const figure = start.closest('figure') as HTMLElement;
  const all = <Type extends Element[] = HTMLElement[]>(selector: string) =>
    [...figure.querySelectorAll(selector)] as Element[] as Type;
  const [player, list, status, back, play, next, , pace] = all<
    [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLSelectElement]
  >('.player, .player :is(ol, [role], button, select)');
  const [rungs, lines] = [all('.rung'), [...list.children]];
  const steps = JSON.parse(player.dataset.steps as string) as Step[];
  const marks = steps.map(([, rung]) => (rung ? rungs[rung - 1] : lines.shift()) as HTMLElement);
  const last = steps.length - 1;
  const label = play.textContent;
  let at = 0;
  let timer = 0;
  /** The rung that the reader looks at. */
  let [near] = rungs as [HTMLElement];

  function show(step: number): void {
    at = Math.min(last, Math.max(0, step));
    marks.forEach((mark, index) => {
      mark.classList.toggle('later', index > at);
      mark.classList.toggle('now', index === at);
    });
    const [mark, [, rung, said]] = [marks[at] as HTMLElement, steps[at] as Step];
    status.textContent = said;
    back.ariaDisabled = `${at === 0}`;
    next.ariaDisabled = `${at === last}`;
    if (rung) near = mark;
    else list.scrollTop = mark.offsetTop;
    // Scrolls to a rung that is not seen, unless the reader has left the figure.
    const { top, bottom } = near.getBoundingClientRect();
    const floor = player.getBoundingClientRect().top;
    if (floor < innerHeight && (top < covered || bottom > floor)) scrollBy(0, top - 2 * covered);
  }

  /** Waits for the next step. @param now when the present one was due, ms of the page's clock */
  function go(now: number): void {
    const [[present], [following]] = steps.slice(at) as [Step, Step];
    const due = now + Math.min(longest, (following - present) * Number(pace.value));
    timer = window.setTimeout(() => {
      show(at + 1);
      if (at < last) go(due);
      else act();
    }, due - performance.now());
  }

  /** Pauses, and does what a button or a key asks. */
  function act(what?: string): void {
    const isPlaying = timer > 0;
    clearTimeout(timer);
    timer = 0;
    play.textContent = label;
    if (what === 'back') show(at - 1);
    if (what === 'next') show(at + 1);
    if (what === 'play' && !isPlaying) {
      if (at === last) show(0);
      play.textContent = play.dataset.pause as string;
      go(performance.now());
    }
    if (what === 'close') {
      player.hidden = true;
      start.focus();
    }
  }

  function open(): void {
    player.hidden = false;
    show(0);
    next.focus();
    // A style hides Play from readers who prefer reduced motion: then the focus stays on Next.
    play.focus();
    if (play.checkVisibility()) act('play');
  }

  // A click anywhere in the figure lets it take the keys.
  figure.tabIndex = -1;
  figure.addEventListener('keydown', (event) => {
    const what = keys[event.key];
    if (!what || player.hidden || event.altKey || event.ctrlKey || event.metaKey) return;
    // These use the arrow keys themselves.
    if (what !== 'close' && (event.target as Element).closest('select, .table')) return;
    event.preventDefault();
    act(what);
  });
  player.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) act(target.value);
  });
  start.addEventListener('click', open);
  open();
}
