import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/**
 * Puts the style sheet into the pages that hold the whole course, /print/ in each language. They are long and opened once, and
 * so are drawn one request earlier.
 */
export const wholeStyle = (): AstroIntegration => ({
  name: 'whole-style',
  hooks: {
    'astro:build:done': ({ dir, pages }) => {
      const dist = fileURLToPath(dir);
      for (const { pathname } of pages.filter((page) => /(^|\/)print\/$/.test(page.pathname))) {
        const file = join(dist, pathname, 'index.html');
        const html = readFileSync(file, 'utf8').replace(
          /<link rel="stylesheet" href="[^"]*\/([^"/]+)">/g,
          (_, name: string) => `<style>${readFileSync(join(dist, '_astro', name), 'utf8')}</style>`,
        );
        writeFileSync(file, html);
      }
    },
  },
});
