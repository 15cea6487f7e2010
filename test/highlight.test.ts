import { codeToHtml, createCssVariablesTheme } from 'shiki';
import { expect, test } from 'vitest';
import { compact } from '../site/highlight.ts';

test('highlight() colours a line even if a busy machine is slow', async () => {
  const theme = createCssVariablesTheme({ variablePrefix: '--astro-code-' });
  const options = { lang: 'typescript', theme, transformers: [compact] };
  const code = 'if (ready) listen(8888);';
  const html = await codeToHtml(code, options);
  expect(html).toContain('<span class="k">if</span>');
  expect(await codeToHtml(code, { ...options, tokenizeTimeLimit: -1 })).toBe(html);
});
