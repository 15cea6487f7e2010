import { type Lang, languages } from '../course/languages.ts';

/** The language a terminal is set to, as POSIX says which variable counts; English for one that is none of ours. */
export function langOfTerminal(env: NodeJS.ProcessEnv): Lang {
  const set = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return languages.find((lang) => set.toLowerCase().startsWith(lang)) ?? languages[0];
}

export const isLang = (value: string): value is Lang => languages.some((lang) => lang === value);
