import { Worker } from 'node:worker_threads';
import type { AstroIntegration } from 'astro';

/** Starts a thread that gets the types of names from the compiler while this thread builds the pages. */
export const typesAhead = (): AstroIntegration => ({
  name: 'types-ahead',
  hooks: {
    'astro:build:start': ({ setPrerenderer }) => {
      const worker = new Worker(new URL('./types-worker.ts', import.meta.url));
      // If the thread fails, the build meets the same error and reports it.
      worker.on('error', () => {});
      worker.unref();
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
