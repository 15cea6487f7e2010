import { type Lang, languages } from '../scripts/course/languages.ts';
import { en, type Strings } from './strings/en.ts';
import { zh } from './strings/zh.ts';

const strings: Record<Lang, Strings> = { en, zh };

/** Every word of the interface that is not prose, in one language. @throws when a page asks for a language there is not */
export function stringsFor(lang: string): Strings {
  const found = strings[lang as Lang];
  if (found === undefined) throw new Error(`no interface in "${lang}"; there are ${languages.join(', ')}`);
  return found;
}
