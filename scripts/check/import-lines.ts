import { type MdastNode, mdxToMdast } from 'satteri';
import ts from 'typescript';

/** What an import line names, and the number of the line, from 1. */
interface ImportLine {
  name: string;
  line: number;
}

/** Reads the import lines of code: `import`, `export … from`, `import()` and `require()`. In Astro's files, those of its scripts, too. */
function inCode(source: string, firstLine = 1): ImportLine[] {
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName, pos }) => ({
    name: fileName,
    line: firstLine + source.slice(0, pos).split('\n').length - 1,
  }));
}

/**
 * Reads the import lines of a file. In prose these are the lines outside of its listings.
 * @param path its ending says how it is read: .mdx is prose, everything else is code
 */
export function importLines(path: string, source: string): ImportLine[] {
  if (!path.endsWith('.mdx')) return inCode(source);
  const { children } = mdxToMdast(source) as { children: MdastNode[] };
  return children.flatMap((node) => (node.type === 'mdxjsEsm' ? inCode(node.value, node.position?.start.line) : []));
}
