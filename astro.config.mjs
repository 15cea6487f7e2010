import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { markWrong } from './site/highlight.ts';
import { live } from './site/live/integration.ts';
import { tellLesson } from './site/tell-lesson.ts';

// SITE_URL and BASE_PATH say where dist/ will stand: https://example.org and /socketbook, for instance.
const { SITE_URL, BASE_PATH = '/' } = process.env;

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  site: SITE_URL,
  base: BASE_PATH,
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  server: { host: '127.0.0.1', port: 4321 },
  markdown: {
    processor: satteri({ mdastPlugins: [tellLesson] }),
    shikiConfig: { theme: 'css-variables', transformers: [markWrong] },
  },
  integrations: [mdx(), live()],
  vite: {
    // Astro marks MDX modules with a directive that Rolldown warns about, once a lesson; nothing to mend here.
    build: {
      rolldownOptions: { onLog: (level, log, handle) => log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level, log) },
    },
  },
});
