import { createCssVariablesTheme, createHighlighter, type ShikiTransformer } from 'shiki';
import type { Remark } from '../scripts/remarks.ts';

// Colours are CSS variables (site/styles/notebook.css), so that one rendering serves the light and the dark page. The prefix is
// the one Astro's own "css-variables" theme has, which colours the fenced blocks in prose.
const theme = createCssVariablesTheme({ name: 'page', variablePrefix: '--astro-code-', fontStyle: true });
const highlighter = await createHighlighter({ themes: [theme], langs: ['typescript', 'javascript'] });

/** One letter for each colour of Shiki's theme; what has the colour of plain text needs none. */
const letters: Record<string, string> = {
  'token-constant': 'c',
  'token-string': 's',
  'token-string-expression': 's',
  'token-comment': 'm',
  'token-keyword': 'k',
  'token-function': 'f',
  'token-punctuation': 'p',
  'token-link': 'l',
};

/** Shiki writes a whole style into each token. Here a token has a class of one letter, which makes the page half as large. */
export const compact: ShikiTransformer = {
  pre(node) {
    node.properties = { class: 'shiki', tabindex: '0' };
  },
  line(node) {
    const tokens: typeof node.children = [];
    for (const token of node.children) {
      if (token.type !== 'element') continue;
      const letter = letters[/--astro-code-([\w-]+)\)/.exec(String(token.properties.style))?.[1] ?? ''];
      const last = tokens.at(-1);
      if (letter === undefined) {
        for (const text of token.children) {
          if (last?.type === 'text' && text.type === 'text') last.value += text.value;
          else tokens.push(text as (typeof tokens)[number]);
        }
      } else if (last?.type === 'element' && last.properties.class === letter) last.children.push(...token.children);
      else tokens.push({ ...token, properties: { class: letter } });
    }
    node.children = tokens;
  },
};

/** What was highlighted before: every language shows the same listings. */
const done = new Map<string, string>();

/**
 * One listing as HTML: a <pre> with a <span class="line"> per line, remarked lines numbered.
 * @param before the program up to the listing: inside a class a line means something else
 */
export function highlight(code: string, file: string, remarks: readonly Remark[] = [], before = ''): string {
  const lang = file.endsWith('.ts') ? 'typescript' : 'javascript';
  const key = JSON.stringify([lang, code, remarks, before]);
  const html = done.get(key) ?? highlightNow(code, lang, remarks, before);
  done.set(key, html);
  return html;
}

function highlightNow(code: string, lang: string, remarks: readonly Remark[], before: string): string {
  const number: ShikiTransformer = {
    line(node, line) {
      const numbers = remarks.filter((remark) => remark.line === line).map((remark) => remark.number);
      if (numbers.length > 0) node.properties['data-remark'] = numbers.join(' ');
    },
  };
  return highlighter.codeToHtml(code, {
    lang,
    theme: 'page',
    transformers: [compact, number],
    ...(before === '' ? {} : { grammarContextCode: before }),
  });
}

/** Gives a fenced block marked "wrong" the class of a wrong turn. */
export const markWrong: ShikiTransformer = {
  pre(node) {
    if (this.options.meta?.__raw?.split(' ').includes('wrong')) this.addClassToHast(node, 'wrong');
  },
};
