import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { policyOf } from './server/policy.ts';

/**
 * Writes its Content-Security-Policy into each page of a build that is published. The pages of `npm start` get theirs as a
 * header, which says more. It stands last of the integrations: a page that is changed afterwards has another policy.
 */
export function policyMeta(): AstroIntegration {
  let isLive = false;
  return {
    name: 'policy-meta',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        updateConfig({
          vite: {
            plugins: [
              {
                name: 'policy-meta',
                configResolved: ({ mode }) => {
                  isLive = mode === 'live';
                },
              },
            ],
          },
        });
      },
      'astro:build:done': ({ dir, pages }) => {
        if (isLive) return;
        const dist = fileURLToPath(dir);
        for (const { pathname } of pages) {
          const file = join(dist, pathname === '404/' ? '404.html' : join(pathname, 'index.html'));
          const html = readFileSync(file, 'utf8');
          const meta = `<meta http-equiv="content-security-policy" content="${policyOf(html)}">`;
          // Before anything that it governs.
          writeFileSync(
            file,
            html.replace(/<meta charset="?utf-8"?>/i, (charset) => charset + meta),
          );
        }
      },
    },
  };
}
