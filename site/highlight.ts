import { createCssVariablesTheme, createHighlighter, type ShikiTransformer } from 'shiki';
import type { Annotation } from '../scripts/course/annotations.ts';
import type { Listing } from '../scripts/course/regions.ts';
import { Cached } from './cached.ts';

// Colours are CSS variables (site/styles/book.css), so that one rendering serves the light and the dark page. The prefix is
// the one Astro's own "css-variables" theme has, which colours the fenced blocks in prose.
const theme = createCssVariablesTheme({ name: 'page', variablePrefix: '--astro-code-', fontStyle: true });
const highlighter = await createHighlighter({ themes: [theme], langs: ['typescript', 'javascript'] });

/** A class of one letter for each of Shiki's colours that the page shows. Everything else is plain text. */
const letters: Record<string, string> = {
  'token-string': 's',
  'token-string-expression': 's',
  'token-comment': 'm',
  'token-keyword': 'k',
};

type Token = Extract<Parameters<NonNullable<ShikiTransformer['line']>>[0]['children'][number], { type: 'element' }>;

/** The class of a token. Shiki counts operators as keywords; here only words are. */
function letterOf({ properties, children }: Token): string | undefined {
  const letter = letters[/--astro-code-([\w-]+)\)/.exec(String(properties.style))?.[1] ?? ''];
  const isWord = children.some((child) => child.type === 'text' && /[a-z]/.test(child.value));
  return letter === 'k' && !isWord ? undefined : letter;
}

/** Replaces the style that Shiki writes into each token with a class of one letter, which halves the size of the page. */
export const compact: ShikiTransformer = {
  // With the default time limit, a line that takes longer than half a second on a busy machine would lose its colours.
  preprocess(_, options) {
    options.tokenizeTimeLimit = 0;
  },
  pre(node) {
    node.properties = { class: 'shiki', tabindex: '0' };
  },
  line(node) {
    const tokens: typeof node.children = [];
    for (const token of node.children) {
      if (token.type !== 'element') continue;
      const letter = letterOf(token);
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

const lineStart = '<span class="line">';

/** The lines of each program as HTML. Every listing, in every language, is made from them. */
const done = new Map<string, string[]>();
const answers = new Cached<string[]>('socketbook-colours', 'highlight.ts', ['shiki']);

function colour(text: string, lang: string): string[] {
  const html = highlighter.codeToHtml(text, { lang, theme: 'page', transformers: [compact] });
  return html.slice(html.indexOf(lineStart), html.lastIndexOf('</code>')).split('\n');
}

function linesOf(text: string, file: string): string[] {
  const lang = file.endsWith('.ts') ? 'typescript' : 'javascript';
  const key = `${lang} ${text}`;
  const lines = done.get(key) ?? answers.find([lang, text]) ?? answers.keep([lang, text], colour(text, lang));
  done.set(key, lines);
  return lines;
}

/**
 * A program or a part of it as HTML: a <pre> with a <span class="line"> per line. Annotated lines are numbered.
 * @param shown the lines to show. The whole program is highlighted first, because the colours of a line depend on its context.
 */
export function highlight(
  program: string,
  file: string,
  shown?: Pick<Listing, 'lines' | 'margin'>,
  annotations: readonly Annotation[] = [],
): string {
  const all = linesOf(program, file);
  const indentation = new RegExp(`^((?:<[^>]+>)*) {0,${shown?.margin ?? 0}}`);
  const lines = (shown?.lines ?? all.map((_, index) => index + 1)).map((number, index) => {
    const line = (all[number - 1] ?? '').replace(indentation, '$1');
    const numbers = annotations
      .filter((annotation) => annotation.line === index + 1)
      .map((annotation) => annotation.number);
    return numbers.length === 0 ? line : line.replace('>', ` data-annotation="${numbers.join(' ')}">`);
  });
  return `<pre class="shiki" tabindex="0"><code>${lines.join('\n')}</code></pre>`;
}

/** Adds the class `wrong` to a fenced block that is marked "wrong". */
export const markWrong: ShikiTransformer = {
  pre(node) {
    if (this.options.meta?.__raw?.split(' ').includes('wrong')) this.addClassToHast(node, 'wrong');
  },
};
