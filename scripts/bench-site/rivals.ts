// Other generators, each set up as its own "create" command does, with this course in it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { languages, names } from '../languages.ts';
import type { Drawings } from './drawings.ts';
import type { Dialect, StockLesson } from './stock.ts';
import type { Versions } from './tools.ts';

export interface Rival {
  name: string;
  /** What it consists of, the one that names it first. */
  versions: Versions;
  dialect: Dialect;
  /** A site's files, by their path in its folder. The lessons may be more than the course has. */
  files(lessons: readonly StockLesson[]): Record<string, string>;
  /** Where drawings and other files go that the generator shall leave alone. */
  publicDir: string;
  /** The program that builds the site, by its path in node_modules, and its arguments. */
  build: string[];
  dist: string;
}

/** As in "VitePress 1.6.4". */
export const nameAndVersion = ({ name, versions }: Rival) => `${name} ${Object.values(versions)[0]}`;

/** Puts a site's files into a folder. */
export function write(rival: Rival, dir: string, lessons: readonly StockLesson[], drawings: Drawings): void {
  const pictures = [...drawings.pictures].map(([path, svg]) => [join(rival.publicDir, path), svg] as const);
  const facts = { private: true, type: 'module', dependencies: rival.versions };
  const files = { 'package.json': JSON.stringify(facts), ...rival.files(lessons) };
  for (const [path, text] of [...Object.entries(files), ...pictures]) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

const title = 'Socketbook';
const tagline = 'Learn network sockets by running them';
const prefix = (lang: string) => (lang === languages[0] ? '' : `${lang}/`);
const matter = (facts: Record<string, string>) =>
  ['---', ...Object.entries(facts).map(([key, value]) => `${key}: ${JSON.stringify(value)}`), '---', ''].join('\n');
const contents = (lessons: readonly StockLesson[], lang: string) =>
  lessons
    .filter((lesson) => lesson.lang === lang)
    .map((lesson) => `- [${lesson.title}](/${prefix(lang)}lessons/${lesson.id}/)`)
    .join('\n');

/** `npm create astro -- --template starlight`. Its search and its code frames are part of it. */
export const starlight: Rival = {
  name: 'Starlight',
  versions: { '@astrojs/starlight': '0.42.4', astro: '7.3.5', sharp: '0.35.5' },
  dialect: {
    titled: (lang, file) => ['', `${lang} title=${JSON.stringify(file)}`],
    box: (label) => [`:::note[${label}]`, ':::'],
    disclosure: (label) => [`<details>\n<summary>${label}</summary>`, '</details>'],
  },
  files: (lessons) => ({
    'tsconfig.json': '{"extends":"astro/tsconfigs/strict","include":[".astro/types.d.ts","**/*"],"exclude":["dist"]}\n',
    'astro.config.mjs': [
      "import { defineConfig } from 'astro/config';",
      "import starlight from '@astrojs/starlight';",
      'export default defineConfig({ integrations: [starlight({',
      `  title: '${title}',`,
      "  social: [{ icon: 'github', label: 'GitHub', href: 'https://github.com/withastro/starlight' }],",
      "  locales: { root: { label: 'English', lang: 'en' }, zh: { label: '简体中文', lang: 'zh-CN' } },",
      "  sidebar: [{ label: 'Lessons', items: [{ autogenerate: { directory: 'lessons' } }] }],",
      '})] });',
    ].join('\n'),
    'src/content.config.ts': [
      "import { defineCollection } from 'astro:content';",
      "import { docsLoader } from '@astrojs/starlight/loaders';",
      "import { docsSchema } from '@astrojs/starlight/schema';",
      'export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };',
    ].join('\n'),
    ...Object.fromEntries(
      languages.map((lang) => [
        `src/content/docs/${prefix(lang)}index.md`,
        `${matter({ title, description: tagline })}\n${contents(lessons, lang)}\n`,
      ]),
    ),
    ...Object.fromEntries(
      lessons.flatMap(({ id, lang, title, summary, body, programs }) => [
        [`src/content/docs/${prefix(lang)}lessons/${id}.md`, `${matter({ title, description: summary })}\n${body}`],
        [`src/content/docs/${prefix(lang)}programs/${id}.md`, `${matter({ title: programs.title })}\n${programs.body}`],
      ]),
    ),
  }),
  publicDir: 'public',
  build: ['astro/bin/astro.mjs', 'build'],
  dist: 'dist',
};

/** `npx vitepress init`, with its default theme. It has no search unless one is chosen. */
export const vitepress: Rival = {
  name: 'VitePress',
  versions: { vitepress: '1.6.4' },
  dialect: {
    // It has titles for groups of blocks only.
    titled: (lang, file) => [`\`${file}\`\n\n`, lang],
    box: (label) => [`:::: tip ${label}`, '::::'],
    disclosure: (label) => [`::: details ${label}`, ':::'],
  },
  files: (lessons) => {
    const locales = languages.map((lang) => {
      const own = lessons.filter((lesson) => lesson.lang === lang);
      const items = own.map(({ id, title }) => ({ text: title, link: `/${prefix(lang)}lessons/${id}/` }));
      const themeConfig = { sidebar: [{ text: 'Lessons', items }] };
      return [lang === languages[0] ? 'root' : lang, { label: names[lang], lang, themeConfig }];
    });
    const config = {
      title,
      description: tagline,
      locales: Object.fromEntries(locales),
      themeConfig: {
        nav: [{ text: 'Home', link: '/' }],
        socialLinks: [{ icon: 'github', link: 'https://github.com/vuejs/vitepress' }],
      },
    };
    return {
      '.vitepress/config.mts': [
        "import { defineConfig } from 'vitepress';",
        `export default defineConfig(${JSON.stringify(config, null, 2)});`,
      ].join('\n'),
      ...Object.fromEntries(
        languages.map((lang) => [
          `${prefix(lang)}index.md`,
          `# ${title}\n\n${tagline}\n\n${contents(lessons, lang)}\n`,
        ]),
      ),
      ...Object.fromEntries(
        lessons.flatMap(({ id, lang, title, summary, body, programs }) => [
          [
            `${prefix(lang)}lessons/${id}/index.md`,
            `${matter({ title, description: summary })}\n# ${title}\n\n${body}`,
          ],
          [
            `${prefix(lang)}programs/${id}/index.md`,
            `${matter({ title: programs.title })}\n# ${programs.title}\n\n${programs.body}`,
          ],
        ]),
      ),
    };
  },
  publicDir: 'public',
  build: ['vitepress/bin/vitepress.js', 'build'],
  dist: '.vitepress/dist',
};

export const rivals = [starlight, vitepress];
