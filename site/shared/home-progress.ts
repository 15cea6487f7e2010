/**
 * Shows the reader's progress on the home page: what of each lesson is done, and where to continue. The page runs the text of
 * this function before it is painted, so that nothing moves; it uses nothing from outside. site/client/home.ts runs it again
 * when the progress changes.
 */
export function showHomeProgress(): void {
  const start = document.querySelector<HTMLAnchorElement>('.act .go');
  const list = document.querySelector<HTMLElement>('.lessons');
  if (!start || !list) return;
  let kept: Partial<Record<'read' | 'answered' | 'passed', object>> = {};
  try {
    const stored = JSON.parse(localStorage.getItem('progress') ?? '{}');
    if (stored.version === 1) kept = stored;
  } catch {
    // No storage, or not progress: home.ts repairs it.
  }
  const words = list.dataset;
  const say = (text = '', values: Record<string, string | number>) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  const has = (kind: keyof typeof kept, id: string) => Object.hasOwn(Object(kept[kind]), id);
  const lessons = [...list.querySelectorAll<HTMLElement>('[data-lesson]')].map((entry) => {
    const ids = (text = '') => text.split(' ').filter(Boolean);
    const [exercises, questions] = [ids(entry.dataset.exercises), ids(entry.dataset.questions)];
    const passed = exercises.filter((id) => has('passed', id)).length;
    const answered = questions.filter((id) => has('answered', id)).length;
    const isRead = has('read', entry.dataset.lesson ?? '');
    const isBegun = isRead || passed + answered > 0;
    const share = (passed + answered + (isRead ? 1 : 0)) / (exercises.length + questions.length + 1);
    const [all, asked] = [exercises.length, questions.length];
    return { entry, isRead, isBegun, share, isDone: isRead && passed === all, passed, answered, all, asked };
  });
  const lastRead = lessons.findLastIndex(({ isRead }) => isRead);
  const next =
    lessons.findLast(({ isBegun, isRead }) => isBegun && !isRead) ??
    lessons.slice(lastRead + 1)[0] ??
    lessons.find(({ isRead }) => !isRead) ??
    lessons.find(({ isDone }) => !isDone);
  for (const one of lessons) {
    const { entry, isRead, isBegun, share, passed, answered, all, asked } = one;
    entry.classList.toggle('read', isRead);
    entry.classList.toggle('now', one === next && lessons.some((lesson) => lesson.isBegun));
    entry.style.setProperty('--done', `${share * 100}%`);
    const facts = entry.querySelector('.done');
    const read = isRead ? (words.read ?? '') : '';
    if (facts) {
      facts.textContent = isBegun
        ? say(words.state, { read, passed, exercises: all, answered, questions: asked })
        : (facts.getAttribute('data-new') ?? '');
    }
  }
  const isBack = next !== undefined && lessons.some(({ isBegun }) => isBegun);
  const link = next?.entry.querySelector('a');
  const first = lessons[0]?.entry.querySelector('a');
  const title = next?.entry.querySelector('strong')?.textContent ?? '';
  const number = next?.entry.querySelector('.stop')?.textContent?.trim() ?? '';
  start.textContent = isBack ? say(start.dataset.continue, { number, title }) : (start.dataset.start ?? '');
  start.href = `${(isBack ? link : first)?.href}${isBack && next.isRead ? 'practice/' : ''}`;
  const other = start.nextElementSibling as HTMLAnchorElement;
  other.textContent = (isBack ? other.dataset.again : other.dataset.run) ?? '';
  other.href = isBack ? (first?.href ?? '') : '#how-to-run';
}
