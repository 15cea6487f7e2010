// The frontmatter of a text of the course: the YAML between its first two `---` lines.
import { createRequire } from 'node:module';
import { Problem } from '../project/problem.ts';
import { listOf, nonEmptyText, strictObject } from './shape.ts';

// The parser is loaded for the first text only, because loading it takes as long as starting Node.
const require = createRequire(import.meta.url);

/** The frontmatter of a lesson's prose. */
export const frontmatter = strictObject({
  title: nonEmptyText,
  summary: nonEmptyText,
  question: nonEmptyText,
  objectives: listOf(nonEmptyText, 3, 6),
  keyPoints: listOf(nonEmptyText, 3, 8),
});

/** The frontmatter of the page "Going deeper". */
export const deeperFrontmatter = strictObject({
  title: nonEmptyText,
  summary: nonEmptyText,
  objectives: listOf(nonEmptyText, 1, 6),
});

/** Splits a file into its frontmatter and the Markdown below it. Both are empty if it has no frontmatter. */
export function splitFrontmatter(source: string): { yaml: string; body: string } {
  const [, yaml = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
  return { yaml, body };
}

/**
 * Reads the frontmatter of a file: the text between its first two `---` lines.
 * @throws Problem that names the error and its line in the file
 */
export function parseFrontmatter(yaml: string, name: string): unknown {
  const { parse } = require('yaml') as typeof import('yaml');
  try {
    // The empty line replaces the first `---`, so that line numbers match the file.
    return parse(`\n${yaml}`);
  } catch (error) {
    throw new Problem(
      `${name}: frontmatter`,
      `not YAML: ${(error as Error).message.split('\n')[0]?.replace(/:$/, '')}`,
    );
  }
}
