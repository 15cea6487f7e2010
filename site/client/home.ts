// Shows the progress on the home page, and exports and imports it.
import { decode } from '../../scripts/project/decode.ts';
import { goodEntries } from '../../scripts/pupil/validate.ts';
import { showHomeProgress } from '../shared/home-progress.ts';
import { joinProgress, progress } from './progress.ts';
import { repair } from './repair.ts';

const tools = document.querySelector<HTMLElement>('.progress-tools');
const words = tools?.dataset ?? {};

function handOut(): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(progress(), null, 2)}\n`], { type: 'application/json' }));
  link.download = 'progress.json';
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Merges a progress file into the saved progress. Nothing is lost: first answers and earlier dates are kept. */
async function takeIn(file: File, say: (text: string) => void): Promise<void> {
  try {
    const given = JSON.parse(decode(new Uint8Array(await file.arrayBuffer())));
    const theirs = goodEntries(given);
    const holds = Object.values(theirs).some((entries) => Object.keys(entries).length > 0);
    if (given.version !== 1 || !holds) throw new Error('no progress');
    joinProgress(theirs);
    say(words.imported ?? '');
  } catch {
    say(words.notProgress ?? '');
  }
}

if (tools) {
  tools.hidden = false;
  const [out, input, said] = ['.export', 'input', '[role=status]'].map((part) => tools.querySelector(part));
  out?.addEventListener('click', handOut);
  input?.addEventListener('change', async () => {
    const file = (input as HTMLInputElement).files?.[0];
    if (!file) return;
    await takeIn(file, (text) => {
      if (said) said.textContent = text;
    });
    (input as HTMLInputElement).value = '';
  });
}
document.addEventListener('socketbook:progress', showHomeProgress);
addEventListener('storage', showHomeProgress);
repair();
showHomeProgress();
