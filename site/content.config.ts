import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import * as v from 'valibot';
import { deeperFrontmatter, frontmatter } from '../scripts/course/frontmatter.ts';
import { languages } from '../scripts/course/languages.ts';
import { type Part, proseFile } from '../scripts/course/pages.ts';

/** The prose of all pages of one part. An id is the path of the file without its ending, as in "03-server-client/deeper.en". */
const proseOf = (part: Part) =>
  glob({
    base: './lessons',
    pattern: languages.map((lang) => `*/${proseFile(part, lang)}`),
    generateId: ({ entry }) => entry.replace(/\.mdx$/, ''),
  });

/** A shape as the schema that Astro takes. */
const schemaOf = <Shape extends v.GenericSchema>(shape: Shape) =>
  z.custom<v.InferOutput<Shape>>().superRefine((data, { addIssue }) => {
    for (const { path = [], message } of v.safeParse(shape, data).issues ?? []) {
      addIssue({ code: 'custom', path: path.map(({ key }) => key as PropertyKey), message });
    }
  });

const prose = defineCollection({ loader: proseOf('core'), schema: schemaOf(frontmatter) });
const deeper = defineCollection({ loader: proseOf('deeper'), schema: schemaOf(deeperFrontmatter) });

export const collections = { prose, deeper };
