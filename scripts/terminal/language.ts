import { type Lang, languages } from '../course/languages.ts';

/** The language of the terminal, from the variables of POSIX; English if the course does not have it. */
export function langOfTerminal(env: NodeJS.ProcessEnv): Lang {
  const set = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return languages.find((lang) => set.toLowerCase().startsWith(lang)) ?? languages[0];
}

export const isLang = (value: string): value is Lang => languages.some((lang) => lang === value);
