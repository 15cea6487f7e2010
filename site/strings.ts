import { type Lang, languages } from '../scripts/course/languages.ts';
import { en, type Strings } from './strings/en.ts';
import { zh } from './strings/zh.ts';

const strings: Record<Lang, Strings> = { en, zh };

/** The interface strings of one language. @throws if the language is not one of the course */
export function stringsFor(lang: string): Strings {
  const found = strings[lang as Lang];
  if (found === undefined) throw new Error(`no interface strings for "${lang}"; accepted: ${languages.join(', ')}`);
  return found;
}
