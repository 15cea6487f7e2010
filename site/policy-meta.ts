import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { policyOf } from './policy.ts';

/**
 * Writes the Content-Security-Policy into each page of a published build. The pages of `npm start` get it as a header, which
 * can contain more. This must be the last integration, because a later change of a page would need another policy.
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
          // The policy must come before everything it applies to.
          writeFileSync(
            file,
            html.replace(/<meta charset="?utf-8"?>/i, (charset) => charset + meta),
          );
        }
      },
    },
  };
}
