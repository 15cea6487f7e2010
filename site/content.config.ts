import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { languages } from '../scripts/course/languages.ts';
import { deeperFrontmatter, frontmatter } from '../scripts/course/lesson.ts';
import { type Part, proseFile } from '../scripts/course/pages.ts';

/** The prose of all pages of one part. An id is the path of the file without its ending, as in "03-server-client/deeper.en". */
const proseOf = (part: Part) =>
  glob({
    base: './lessons',
    pattern: languages.map((lang) => `*/${proseFile(part, lang)}`),
    generateId: ({ entry }) => entry.replace(/\.mdx$/, ''),
  });

const prose = defineCollection({ loader: proseOf('core'), schema: frontmatter });
const deeper = defineCollection({ loader: proseOf('deeper'), schema: deeperFrontmatter });

export const collections = { prose, deeper };
