import { Worker } from 'node:worker_threads';
import type { AstroIntegration } from 'astro';

/** While the pages are built on this thread, another asks the compiler what their names are; those answers are written last. */
export const typesAhead = (): AstroIntegration => ({
  name: 'types-ahead',
  hooks: {
    'astro:build:start': ({ setPrerenderer }) => {
      const worker = new Worker(new URL('./types-worker.ts', import.meta.url));
      // What it cannot do, the build meets too, and says.
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
