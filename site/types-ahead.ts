import { Worker } from 'node:worker_threads';
import type { AstroIntegration } from 'astro';

/** Asks the compiler on another thread. What that cannot do, whoever needs the answer meets too, and says. */
function askAhead(): void {
  const worker = new Worker(new URL('./types-worker.ts', import.meta.url));
  worker.on('error', () => {});
  worker.unref();
}

/**
 * What TypeScript says of the names in the listings is asked for on a thread of its own: in `npm start` before anybody points at
 * one, in a build while the pages are made, which writes these answers last.
 */
export const typesAhead = (): AstroIntegration => ({
  name: 'types-ahead',
  hooks: {
    'astro:server:start': askAhead,
    'astro:build:start': ({ setPrerenderer }) => {
      askAhead();
      setPrerenderer((standard) => ({
        ...standard,
        getStaticPaths: async () => {
          const paths = await standard.getStaticPaths();
          const isTypes = ({ route }: (typeof paths)[number]) => Number(route.route.startsWith('/types/'));
          return paths.toSorted((a, b) => isTypes(a) - isTypes(b));
        },
      }));
    },
  },
});
