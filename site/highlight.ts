import { createCssVariablesTheme, createHighlighter, type ShikiTransformer } from 'shiki';
import type { Remark } from '../scripts/remarks.ts';

// Colours are CSS variables (site/styles/code.css), so that one rendering serves the light and the dark page.
const theme = createCssVariablesTheme({ name: 'page', variablePrefix: '--code-', fontStyle: true });
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
