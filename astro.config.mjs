import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import sitemap from '@astrojs/sitemap';
import { defineConfig } from 'astro/config';
import { tags } from './scripts/course/languages.ts';
import { siteAddress } from './site/address.ts';
import { citations } from './site/citations.ts';
import { headings } from './site/headings.ts';
import { compact, markWrong } from './site/highlight.ts';
import { lessonProps } from './site/lesson-props.ts';
import { policyMeta } from './site/policy-meta.ts';
import { pythonColumns } from './site/python.ts';
import { terms } from './site/terms.ts';
import { typesAhead } from './site/types-ahead.ts';

const { site, base } = siteAddress();

/** Whether a page holds nothing that pupils should not come upon. */
const isForPupils = (page) => !/\/teach\//.test(page);

/** Adds the page for readers of all other languages, like the `<link>` elements of the pages. */
const withDefault = (page) => ({
  ...page,
  links: page.links && [
    ...page.links,
    { lang: 'x-default', url: page.links.find(({ lang }) => lang === tags.en)?.url },
  ],
});

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  site,
  base,
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  server: { host: '127.0.0.1', port: 4321 },
  markdown: {
    processor: satteri({
      mdastPlugins: [citations, terms(`${base.replace(/\/$/, '')}/`), lessonProps],
      hastPlugins: [pythonColumns, headings],
    }),
    shikiConfig: { theme: 'css-variables', transformers: [compact, markWrong] },
  },
  integrations: [
    mdx(),
    sitemap({ i18n: { defaultLocale: 'en', locales: tags }, filter: isForPupils, serialize: withDefault }),
    typesAhead(),
    policyMeta(),
  ],
  vite: {
    // Only this folder configures the site. Otherwise Vite would also read the configuration in parent folders.
    tsconfig: './tsconfig.json',
    css: { postcss: {} },
    server: { fs: { allow: ['.'] } },
    // Rolldown warns about a directive that Astro adds to each MDX module. The warning needs no change.
    build: {
      rolldownOptions: { onLog: (level, log, handle) => log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level, log) },
    },
  },
});
