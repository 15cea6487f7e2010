import { markdownToHtml } from 'satteri';

/** A short Markdown text as HTML: an exercise's task, a hint. */
export const toHtml = (text: string): string => markdownToHtml(text).html;
