import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { entriesOf } from '../course/course-files.ts';
import { Problem } from '../project/problem.ts';

interface Rule {
  /** The files to which it applies, by path in the project. The first matching rule is used. */
  files: RegExp;
  /** The allowed imports: packages by name, files by path in the project. */
  allowed: readonly RegExp[];
  remedy: string;
}

/** The allowed imports: the table in CONTRIBUTING.md. */
const rules: readonly Rule[] = [
  {
    files: /^lessons\/06-[^/]+\/reuse\.ts$/,
    allowed: [/^node:/, /^lessons\/06-/, /^lessons\/05-[^/]+\/scan\.ts$/],
    remedy: "it may import node:*, its own folder, and lesson 05's scan.ts",
  },
  {
    files: /^lessons\/[^/]+\/exercises\/[^/]+\/check\.ts$/,
    allowed: [/^node:/, /^scripts\/judge\/check\.ts$/],
    remedy: 'a check imports node:* and scripts/judge/check.ts',
  },
  {
    files: /^lessons\/(glossary|search-synonyms)\.ts$/,
    allowed: [/^scripts\/course\/languages\.ts$/],
    remedy: 'the glossary and the search synonyms import only scripts/course/languages.ts',
  },
  { files: /^lessons\//, allowed: [/^node:/, /^SAME\//], remedy: 'a lesson imports node:* and files beside it' },
  {
    files: /^scripts\/project\/browser\.ts$/,
    allowed: [/^node:/, /^(playwright-core|@sparticuz\/chromium)$/],
    remedy: 'browser.ts imports node:*, playwright-core and @sparticuz/chromium',
  },
  {
    files: /^scripts\/(start|preview)\.ts$/,
    allowed: [/^node:/, /^scripts\//, /^site\/(server\/|address\.ts$|shared\/)/],
    remedy: 'a command that serves imports node:*, scripts/ and site/server/',
  },
  {
    files: /^scripts\/[^/]+\/.*/,
    allowed: [/^node:/, /^(zod|satteri|yaml|github-slugger)$/, /^scripts\/[^/]+\/.*/, /^package\.json$/],
    remedy: 'a part of scripts/ imports node:*, zod, satteri, yaml, github-slugger, and other parts, never a command',
  },
  {
    files: /^scripts\//,
    allowed: [/^node:/, /^scripts\//],
    remedy: 'a command imports node:* and scripts/',
  },
  {
    files: /^site\/client\/editor\.ts$/,
    allowed: [/^(codemirror|@codemirror\/[\w-]+|@lezer\/highlight)$/, /^site\/client\/keys\.ts$/],
    remedy: 'the editor imports only CodeMirror and site/client/keys.ts',
  },
  {
    files: /^site\/client\//,
    allowed: [
      /^site\/(client|shared)\//,
      /^site\/(links\.ts|strings\/\w+\.ts|search\/(data|excerpt|find)\.ts)$/,
      /^scripts\/(project\/decode|course\/languages|pupil\/merge)\.ts$/,
      /^minisearch$/,
    ],
    remedy:
      'site/client/ runs in the browser: it imports site/client/, site/shared/, strings, links, and the finding part of search',
  },
  {
    files: /^site\/shared\//,
    allowed: [/^site\/shared\//, /^scripts\/(course\/languages|pupil\/merge)\.ts$/],
    remedy: 'site/shared/ runs on the server and in the browser: it imports site/shared/, languages.ts, merge.ts',
  },
  {
    files: /^site\//,
    allowed: [
      /^(?!lessons\/|test\/|node_modules\/|site\/client\/)/,
      /^node_modules\/astro\//,
      /^lessons\/([^/]+\/[^/]+\.json|(glossary|search-synonyms)\.ts)$/,
    ],
    remedy:
      'site/ imports packages, scripts/, site/ except site/client/, and from lessons/ only JSON, the glossary and the search synonyms',
  },
  {
    files: /^test\//,
    allowed: [/^(?!scripts\/bench(\/|\.ts$))/],
    remedy: 'a test imports anything but a benchmark; what tests share belongs in test/support/',
  },
];

const importLine =
  /(?:^\s*(?:import|export)\b[^'";]*?\bfrom\s*|^\s*import\s*|\bimport\(\s*|\brequire\(\s*)['"]([^'"]+)['"]/gm;

function filesBelow(root: string, folder: string): string[] {
  return entriesOf(join(root, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.isFile() && /\.(ts|cjs|mjs|js|astro|mdx)$/.test(path) ? [path] : [];
  });
}

/**
 * Reads every import line of the project and reports those that CONTRIBUTING.md's table does not allow.
 * @param root the project's folder
 */
export function checkImports(root: string): Problem[] {
  const problems: Problem[] = [];
  const rooms = ['lessons', 'scripts', 'site', 'test'].filter((folder) => existsSync(join(root, folder)));
  for (const file of rooms.flatMap((folder) => filesBelow(root, folder))) {
    const rule = rules.find((one) => one.files.test(file));
    const source = readFileSync(join(root, file), 'utf8');
    for (const match of source.matchAll(importLine)) {
      const named = match[1] ?? '';
      const target = named.startsWith('.') ? posix.join(posix.dirname(file), named) : named;
      const own = posix.dirname(file);
      const seen = file.startsWith('lessons/') && posix.dirname(target) === own ? `SAME/${target}` : target;
      if (rule?.allowed.some((one) => one.test(seen) || one.test(target))) continue;
      const line = source.slice(0, match.index).split('\n').length + (match[0].startsWith('\n') ? 1 : 0);
      problems.push(new Problem(`${file}:${line}`, `imports "${named}"; ${rule?.remedy ?? 'no rule for this folder'}`));
    }
  }
  return problems;
}
