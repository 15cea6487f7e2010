// What a page has for readers who know Python. Pages show it to those who chose "I come from Python".
import type { MdastNode } from 'satteri';
import type { Lang } from './languages.ts';
import { nodeText } from './mdx.ts';

/** The title of the last section of every core, by language. It is shown to all readers. */
export const pythonSection: Record<Lang, string> = { en: 'Coming from Python', zh: '从 Python 过来' };

/** Whether a column is for readers who know Python. @param head the cell of the column in the first row */
export const isPythonColumn = (head: unknown): boolean =>
  head !== undefined && nodeText(head as MdastNode).trim() === 'Python';
