import type { Lang } from './languages.ts';

/** The title of the last section of every core, by language. It is for readers who know Python, and shown to all. */
export const pythonSection: Record<Lang, string> = { en: 'Coming from Python', zh: '从 Python 过来' };
