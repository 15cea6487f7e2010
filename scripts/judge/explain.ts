// Puts a verdict into sentences. It loads nothing of the judge, so that the notebook's server can use it.
import type { Lang } from '../course/languages.ts';
import { type Failure, inLanguage, type Pass } from './verdict.ts';

/** The parts of a passed check that were skipped, in sentences. */
export const tellUntried = ({ untried = [] }: Pass, lang: Lang): string[] =>
  untried.map((what) =>
    lang === 'zh'
      ? `已跳过，因为这台机器没有：${inLanguage(what, lang)}。`
      : `Skipped: this machine has no ${inLanguage(what, lang)}.`,
  );

/** A failed verdict in sentences; the last one names the section that explains the mistake, if there is one. */
export function explain({ saw, wanted, see, heading }: Failure, lang: Lang): string[] {
  const said =
    lang === 'zh'
      ? [`看到：${inLanguage(saw, lang)}`, `应当：${inLanguage(wanted, lang)}`]
      : [`Seen: ${inLanguage(saw, lang)}`, `Expected: ${inLanguage(wanted, lang)}`];
  if (see === undefined || heading === undefined) return said;
  const lesson = Number(see.slice(0, 2));
  const title = inLanguage(heading, lang);
  return [...said, lang === 'zh' ? `参见：第 ${lesson} 课《${title}》` : `See: lesson ${lesson}, “${title}”`];
}
