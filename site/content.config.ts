import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { frontmatter } from '../scripts/course/lesson.ts';

// An id is LESSON/LANG, for example "03-server-client/en".
const prose = defineCollection({
  loader: glob({ base: './lessons', pattern: '*/*.mdx', generateId: ({ entry }) => entry.replace(/\.mdx$/, '') }),
  schema: frontmatter,
});

export const collections = { prose };
