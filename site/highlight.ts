import { createCssVariablesTheme, createHighlighter, type ShikiTransformer } from 'shiki';
import type { Remark } from '../scripts/remarks.ts';

// Colours are CSS variables (site/styles/notebook.css), so that one rendering serves the light and the dark page. The prefix is
// the one Astro's own "css-variables" theme has, which colours the fenced blocks in prose.
const theme = createCssVariablesTheme({ name: 'page', variablePrefix: '--astro-code-', fontStyle: true });
const highlighter = await createHighlighter({ themes: [theme], langs: ['typescript', 'javascript'] });

/** One listing as HTML: a <pre> with a <span class="line"> per line, remarked lines numbered. */
export function highlight(code: string, file: string, remarks: readonly Remark[] = []): string {
  const number: ShikiTransformer = {
    line(node, line) {
      const numbers = remarks.filter((remark) => remark.line === line).map((remark) => remark.number);
      if (numbers.length > 0) node.properties['data-remark'] = numbers.join(' ');
    },
    pre(node) {
      delete node.properties.style;
    },
  };
  const lang = file.endsWith('.ts') ? 'typescript' : 'javascript';
  return highlighter.codeToHtml(code, { lang, theme: 'page', transformers: [number] });
}

/** Gives a fenced block marked "wrong" the class of a wrong turn. */
export const markWrong: ShikiTransformer = {
  pre(node) {
    if (this.options.meta?.__raw?.split(' ').includes('wrong')) this.addClassToHast(node, 'wrong');
  },
};
