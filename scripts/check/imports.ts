import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { entriesOf } from '../course/course-files.ts';
import { Problem } from '../project/problem.ts';
import { importLines } from './import-lines.ts';

interface Rule {
  /** The importing files, as a glob of paths in the project. The first rule that matches a file counts. */
  files: string;
  /**
   * What they may import: packages by name, files by path in the project. `./*` means files in the same folder, `./**` files in the same
   * folder of `scripts/` or `site/`, with the folders in it.
   */
  may: readonly string[];
  /** Exceptions to `may`. */
  never?: readonly string[];
  /** The reason, or what to do instead. */
  why: string;
}

/** Every package from npm, and every virtual module of Astro, such as `astro:content`. */
const anyPackage = 'any package';

/** Which files may import which. docs/architecture.md shows this table. All fields but `why` are globs of `path.matchesGlob`. */
const rules: readonly Rule[] = [
  {
    files: 'lessons/{06-*/reuse,07-*/keep}.ts',
    may: ['node:*', './*', 'lessons/05-*/scan.ts'],
    why: "lesson 06 shows how to import another lesson's scanner, and lesson 07 does it",
  },
  {
    files: 'lessons/*/exercises/*/check.ts',
    may: ['node:*', 'scripts/judge/check.ts'],
    why: 'a check sees a program from outside only',
  },
  {
    files: 'lessons/{glossary,search-synonyms}.ts',
    may: ['scripts/course/languages.ts'],
    why: 'words of the course, in each language',
  },
  {
    files: '{lessons,scripts/new-lesson/template}/**',
    may: ['node:*', './*'],
    why: 'a beginner can read a lesson alone',
  },
  {
    files: 'scripts/project/browser.ts',
    may: ['node:*', 'playwright-core', '@sparticuz/chromium'],
    why: 'one place knows which browser the tests use',
  },
  {
    files: 'scripts/check/import-lines.ts',
    may: ['typescript', 'satteri'],
    why: 'one place reads import lines',
  },
  {
    files: 'scripts/check/types.ts',
    may: ['node:*', 'typescript-7/unstable/async', 'scripts/project/problem.ts'],
    why: 'one place checks types with TypeScript 7',
  },
  {
    files: 'scripts/course/terms.ts',
    may: ['satteri', 'scripts/course/**', 'lessons/glossary.ts'],
    why: 'one place finds the terms of the glossary in prose',
  },
  {
    files: 'scripts/{start,preview}.ts',
    may: ['node:*', 'scripts/**', 'site/server/**', 'site/shared/**', 'site/address.ts'],
    why: 'these commands serve the site',
  },
  { files: 'scripts/project/**', may: ['node:*', './**', 'package.json'], why: 'it knows nothing of lessons' },
  {
    files: 'scripts/course/**',
    may: ['node:*', 'valibot', 'satteri', 'yaml', 'github-slugger', './**', 'scripts/project/**'],
    why: 'it reads lessons, and runs nothing',
  },
  {
    files: 'scripts/{terminal,runner,lab,pupil}/**',
    may: ['node:*', 'valibot', 'satteri', 'string-width', './**', 'scripts/{project,course}/**'],
    why: 'each can be used without the others',
  },
  {
    files: 'scripts/{judge,recording,bench}/**',
    may: ['node:*', './**', 'scripts/{project,course,terminal,runner,lab}/**'],
    why: 'these run programs of lessons',
  },
  {
    files: 'scripts/{supervisor,practice,doctor,check}/**',
    may: [
      'node:*',
      'valibot',
      'satteri',
      './**',
      'scripts/{project,course,terminal,runner,lab,pupil,judge,recording}/**',
    ],
    why: 'each is one command, or one process, with its words',
  },
  {
    files: 'scripts/class/**',
    may: ['node:*', 'satteri', './**', 'scripts/{project,course,terminal,runner,pupil,judge,practice}/**'],
    why: 'it reads and judges what pupils hand in',
  },
  {
    files: 'scripts/exam/**',
    may: ['node:*', 'valibot', './**', 'scripts/{project,course,terminal,runner,judge,class}/**'],
    why: 'it judges a test as a class is judged',
  },
  { files: 'scripts/*', may: ['node:*', 'scripts/**'], why: 'a command does not know the site' },
  {
    files: 'site/client/editor.ts',
    may: ['codemirror', '@codemirror/*', '@lezer/highlight', 'site/client/typing.ts'],
    why: 'the editor is loaded only when a reader presses Edit',
  },
  {
    files: 'site/client/**',
    may: [
      'site/{client,shared}/**',
      'site/links.ts',
      'site/strings/*.ts',
      'site/search/{data,excerpt,find}.ts',
      'scripts/project/decode.ts',
      'scripts/course/languages.ts',
      'scripts/pupil/{merge,validate}.ts',
      'scripts/course/normalizers.ts',
      'minisearch',
    ],
    why: 'it runs in the browser',
  },
  {
    files: 'site/shared/**',
    may: [
      'site/shared/**',
      'scripts/course/languages.ts',
      'scripts/pupil/merge.ts',
      'scripts/course/normalizers.ts',
      'scripts/runner/call.ts',
    ],
    why: 'it runs on the server and in the browser',
  },
  {
    files: 'site/server/**',
    may: ['node:*', anyPackage, 'scripts/*/**', './**', 'site/{shared,strings}/**', 'site/{strings,policy}.ts'],
    why: 'it serves pages that are built',
  },
  {
    files: 'site/**',
    may: [
      'node:*',
      anyPackage,
      'package.json',
      'scripts/*/**',
      'site/**',
      'lessons/*/*.json',
      'lessons/{glossary,search-synonyms}.ts',
      'node_modules/astro/**',
    ],
    never: ['site/{client,server}/**'],
    why: 'it runs when the pages are built',
  },
  {
    files: 'test/**',
    may: ['node:*', anyPackage, '**'],
    never: ['scripts/bench.ts', 'scripts/bench/**'],
    why: 'a test may import anything but a benchmark; what tests share belongs in test/support/',
  },
];

const { matchesGlob } = posix;

/** The folder of `scripts/` or `site/` that holds a file. */
const roomOf = (path: string) => path.split('/', 2).join('/');

/** What a rule allows, for a message. `quote` stands around each glob. */
function told({ may, never = [] }: Rule, quote = ''): string {
  const list = (globs: readonly string[]) =>
    globs.map((glob) => (glob === anyPackage ? glob : `${quote}${glob}${quote}`)).join(', ');
  return list(may) + (never.length > 0 ? `; not ${list(never)}` : '');
}

/** The rules as the rows of a Markdown table. */
export const importTable = (): string[] =>
  rules.map((rule) => `| \`${rule.files}\` | ${told(rule, '`')} | ${rule.why} |`);

/**
 * Whether a rule lets a file import something.
 * @param file path in the project
 * @param target path in the project, or the name of a package
 * @param isFile whether the target is a path
 */
function isAllowed({ may, never = [] }: Rule, file: string, target: string, isFile: boolean): boolean {
  const matches = (glob: string) => {
    if (glob === anyPackage) return !isFile && !target.startsWith('node:');
    if (glob === './*') return isFile && posix.dirname(target) === posix.dirname(file);
    if (glob === './**') return isFile && roomOf(target) === roomOf(file);
    if (glob === 'node:*') return target.startsWith('node:');
    return matchesGlob(target, glob);
  };
  return may.some(matches) && !never.some(matches);
}

function filesBelow(root: string, folder: string): string[] {
  return entriesOf(join(root, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.isFile() && /\.(ts|cjs|mjs|js|astro|mdx)$/.test(path) ? [path] : [];
  });
}

/** The circles of imports, each as its files in order. @param imports the files that each file imports */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push(path.slice(path.indexOf(file)));
    else if (!done.has(file)) for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}

/**
 * Reads every import line of the project. Reports those that the rules above do not allow, and files that import each other.
 * @param root the project's folder
 */
export function checkImports(root: string): Problem[] {
  const problems: Problem[] = [];
  const imports = new Map<string, string[]>();
  const rooms = ['lessons', 'scripts', 'site', 'test'].filter((folder) => existsSync(join(root, folder)));
  for (const file of rooms.flatMap((folder) => filesBelow(root, folder))) {
    const rule = rules.find((one) => matchesGlob(file, one.files));
    const source = readFileSync(join(root, file), 'utf8');
    const targets: string[] = [];
    imports.set(file, targets);
    for (const { name, line } of importLines(file, source)) {
      const isFile = name.startsWith('.');
      const target = isFile ? posix.join(posix.dirname(file), name) : name;
      if (isFile) targets.push(target);
      if (rule !== undefined && isAllowed(rule, file, target, isFile)) continue;
      const remedy =
        rule === undefined ? 'no rule for this folder' : `${rule.files} may import ${told(rule)}: ${rule.why}`;
      problems.push(new Problem(`${file}:${line}`, `imports "${name}"; ${remedy}`));
    }
  }
  for (const files of circlesIn(imports)) {
    const circle = [...files, files[0]].join(' -> ');
    problems.push(new Problem(files[0] ?? '', `imports itself: ${circle}; move what both need into a third file`));
  }
  return problems;
}
