// Gets the type of each name in the lessons' programs from TypeScript. The compiler is slow, so its answers are cached between builds.
import type { createTwoslasher } from 'twoslash';
import { type Lesson, lessonsDir, nameOf, projectDir, readText } from '../scripts/course/lesson.ts';
import { cut, regionsOf } from '../scripts/course/regions.ts';
import { sources } from '../scripts/course/sources.ts';
import { Cached } from './cached.ts';
import type { Name, Types } from './shared/hovers.ts';

interface Hover {
  line: number;
  column: number;
  length: number;
  text: string;
}

const answers = new Cached<Hover[]>('socketbook-types', 'types.ts', ['typescript', 'twoslash', '@types/node']);

let twoslasher: ReturnType<typeof createTwoslasher> | undefined;

async function startCompiler() {
  const [{ createTwoslasher }, { default: ts }] = await Promise.all([import('twoslash'), import('typescript')]);
  return createTwoslasher({
    vfsRoot: projectDir,
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ['lib.esnext.d.ts'],
      types: ['node'],
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
    },
    handbookOptions: { noErrors: true },
  });
}

/** The first paragraph of a documentation comment, without its markup. */
function firstOf(docs = ''): string {
  const [first = ''] = docs.split(/\n\s*\n|```/);
  return first
    .replace(/\{@link\s+([^\s}|]+)[^}]*\}/g, '$1')
    .replaceAll('`', '')
    .replace(/\s+/g, ' ')
    .trim();
}

async function hoversOf(lesson: Lesson, file: string): Promise<Hover[]> {
  const texts = [...sources(lessonsDir, lesson.id, file).values()];
  const kept = answers.find(texts);
  if (kept) return kept;
  twoslasher ??= await startCompiler();
  // Uses another name than the file's own, because later imports must find the file itself.
  const { nodes } = twoslasher(`// @filename: ${nameOf(lesson.id, 'asked.ts')}\n${texts[0]}`, 'ts');
  const hovers = nodes.flatMap((node) => {
    if (node.type !== 'hover') return [];
    const signature = node.text.replace(/^\(alias\) |\nimport .*$/g, '');
    const text = [signature, firstOf(node.docs)].filter(Boolean).join('\n\n');
    return [{ line: node.line, column: node.character, length: node.length, text }];
  });
  return answers.keep(texts, hovers);
}

/** The names in all possible listings of a lesson's TypeScript programs, with their types. */
export async function typesOf(lesson: Lesson): Promise<Types> {
  const texts = new Map<string, number>();
  const listings: Types['listings'] = {};
  for (const file of lesson.programs.filter((name) => name.endsWith('.ts'))) {
    const source = readText(lesson.id, file, 'missing');
    const hovers = await hoversOf(lesson, file);
    const regions = ['', ...regionsOf(source, file).map(({ name }) => name)];
    listings[file] = Object.fromEntries(
      regions.map((region) => {
        const { lines, margin } = cut(source, file, region || undefined);
        const names = lines.flatMap((number, line) =>
          hovers
            .filter((hover) => hover.line === number)
            .map((hover): Name => {
              if (!texts.has(hover.text)) texts.set(hover.text, texts.size);
              return [line, hover.column - margin, hover.length, texts.get(hover.text) ?? 0];
            }),
        );
        return [region, names];
      }),
    );
  }
  return { texts: [...texts.keys()], listings };
}
