// Stores the first choice of each question, and marks it. A choice opens without a script.
import { recall } from './store.ts';

const questions = [...document.querySelectorAll<HTMLElement>('.quiz')];
const progressOnce = () => import('./progress.ts');

async function show(): Promise<void> {
  const { answered } = (await progressOnce()).progress();
  for (const question of questions) {
    const first = answered[question.dataset.question ?? ''];
    for (const mark of question.querySelectorAll<HTMLElement>('.kept')) {
      mark.hidden = mark.closest<HTMLElement>('.choice')?.dataset.choice !== first;
    }
  }
}

for (const question of questions) {
  // Not `toggle`, because a search in the page or another script also opens choices.
  question.addEventListener('click', async ({ target }) => {
    const choice = target instanceof Element && target.closest('summary')?.closest<HTMLDetailsElement>('.choice');
    if (!choice || choice.open) return;
    (await progressOnce()).note('answered', question.dataset.question ?? '', choice.dataset.choice);
  });
}

if (questions.length > 0) {
  document.addEventListener('socketbook:progress', show);
  addEventListener('storage', show);
  if (recall('progress') !== undefined) show();
}
