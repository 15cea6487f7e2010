import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
// TypeScript 7 runs outside of Node and needs a quarter of the time. Astro, twoslash and the editor need TypeScript 6.
import { API, type Diagnostic } from 'typescript-7/unstable/async';
import { Problem } from '../project/problem.ts';

/** A message with the messages that explain it, on one line. */
const told = ({ text, messageChain = [] }: Diagnostic): string => [text, ...messageChain.map(told)].join(' ');

/** Where something begins in a file, line and column from 1, as in ":3:14". */
function placeIn(path: string, offset: number): string {
  const before = readFileSync(path, 'utf8').slice(0, offset).split('\n');
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What to do with a file that imports a page or a component. */
const onPages =
  '; only tsconfig.pages.json can have a file that imports pages: name it there and as excluded in tsconfig.code.json';

/**
 * Checks the types in the .ts files of the project: errors, and what TypeScript suggests, such as not to use what is deprecated.
 * The folder .astro must be up to date, because it describes the module "astro:content".
 * @param root the project's folder
 * @param config the tsconfig file, relative to `root`; it names the files
 */
export async function checkTypes(root: string, config = 'scripts/check/tsconfig.code.json'): Promise<Problem[]> {
  const compiler = new API({ cwd: root });
  try {
    const path = join(root, config);
    const project = (await compiler.updateSnapshot({ openProjects: [path] })).getProject(path);
    if (project === undefined) return [new Problem(config, 'TypeScript cannot read this file')];
    const { program } = project;
    const found = await Promise.all([
      program.getConfigFileParsingDiagnostics(),
      program.getProgramDiagnostics(),
      program.getGlobalDiagnostics(),
      program.getSyntacticDiagnostics(),
      program.getSemanticDiagnostics(),
      program.getSuggestionDiagnostics(),
    ]);
    return found.flat().map((one) => {
      const { fileName = path, pos, code } = one;
      // "Cannot find module './Name.astro'"
      const remedy = code === 2307 && one.text.includes(".astro'") ? onPages : '';
      return new Problem(relative(root, fileName) + placeIn(fileName, pos), `${told(one)} (TS${code})${remedy}`);
    });
  } finally {
    await compiler.close();
  }
}
