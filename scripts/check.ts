// Checks the project against its rules, all checks at the same time:  npm run check
// It prints only what is wrong.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkTypes } from './check/types.ts';
import { projectDir } from './course/lesson.ts';
import { Problem } from './project/problem.ts';
import { readArgs } from './terminal/args.ts';
import { command } from './terminal/command.ts';
import { oneLine } from './terminal/printable.ts';

/** The formatter and linter, as arguments of Node. */
const biome = [
  'node_modules/@biomejs/biome/bin/biome',
  'ci',
  '--error-on-warnings',
  `--colors=${process.stderr.isTTY ? 'force' : 'off'}`,
];

/** Writes .astro/, which describes the module "astro:content" to TypeScript. */
const sync = ['site/astro.mjs', 'sync'];

/** Checks the types of the pages. Fails on a hint, too. */
const pages = [
  'site/astro.mjs',
  'check',
  '--noSync',
  '--tsconfig',
  'scripts/check/tsconfig.pages.json',
  '--minimumSeverity',
  'hint',
  '--minimumFailingSeverity',
  'hint',
];

/** Matches a line in which Astro reports a step, as in "12:00:00 [content] Syncing content". */
const progress = /^\d\d:\d\d:\d\d (?!\[ERROR\]).*\n/gm;

/** Runs a tool to its end, and prints its output if it failed. A signal that ends the check also ends the tool. */
async function run(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: projectDir, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      child.kill(signal);
      process.kill(process.pid, signal); // the handler for this signal has been removed
    });
  }
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code === 0) return;
  process.stderr.write(output.replace(progress, ''));
  process.exitCode = 1;
}

function report(problems: readonly Problem[]): void {
  for (const problem of problems) console.error(oneLine(problem.message));
  if (problems.length > 0) process.exitCode = 1;
}

/** Checks the types of the pages and of the code, at the same time. */
async function checkAllTypes(): Promise<void> {
  await run(sync);
  await Promise.all([run(pages), checkTypes(projectDir).then(report)]);
}

/**
 * Loads the rules of the lessons. This fails if a table of words lacks a language, or has another error in its types.
 * @throws Problem
 */
async function loadRules() {
  try {
    return { ...(await import('./check/lessons.ts')), ...(await import('./check/imports.ts')) };
  } catch (error) {
    const remedy = `cannot be loaded (${(error as Error).message}); correct the errors in the types first`;
    throw error instanceof Problem ? error : new Problem('the rules of the lessons', remedy);
  }
}

/** Checks the rules, and prints what is wrong. */
async function checkRules(): Promise<void> {
  try {
    const { checkLessons, lagsOf, checkImports } = await loadRules();
    const problems = [...checkLessons(join(projectDir, 'lessons')), ...checkImports(projectDir)];
    for (const lag of lagsOf(join(projectDir, 'lessons'))) console.error(oneLine(`note: ${lag.message}`));
    report(problems);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    report([error]);
  }
}

export async function main() {
  const { help } = readArgs(process.argv.slice(2), { summary: 'npm run check takes no arguments' });
  if (help) return console.log('usage: npm run check');
  const running = [run(biome), checkAllTypes()];
  await checkRules();
  await Promise.all(running);
}

if (import.meta.main) await command(main);
