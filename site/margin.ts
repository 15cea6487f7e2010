// Places the annotations of a listing beside their lines, without a script and without inline styles, which the
// Content-Security-Policy of the pages blocks. site/styles/margin.css does the rest.
import { type MdastNode, type MdxJsxFlowElement, mdxToMdast } from 'satteri';
import { type Annotation, locateAnnotations, quotesOf } from '../scripts/course/annotations.ts';
import { nameOf, readText } from '../scripts/course/lesson.ts';
import { attribute } from '../scripts/course/mdx.ts';
import { cut } from '../scripts/course/regions.ts';

/** The number of lines between each annotation and the one before it; for the first, from the beginning of the listing. */
function skipsOf(annotations: readonly Annotation[]): number[] {
  let above = 1;
  return annotations.map(({ line }) => {
    const skip = Math.max(0, line - above);
    above += skip;
    return skip;
  });
}

/**
 * Gives each annotation the class of the lines above it: "l7" for seven.
 * @param html the annotations, a list with one item each
 */
export function standing(html: string, annotations: readonly Annotation[]): string {
  const skips = skipsOf(annotations);
  return html.replace(
    /<li>(.*?)<\/li>/gs,
    (_, text: string) => `<li class="l${skips.shift() ?? 0}"><p>${text}</p></li>`,
  );
}

/**
 * The style of the classes l0, l1, … of a lesson: a number of lines, in the custom property `--l`.
 * @param lesson the lesson's folder, as in "03-server-client"
 * @param prose the lesson in one language
 */
export function lineStyle(lesson: string, prose: string): string {
  const { children } = mdxToMdast(prose) as { children: MdastNode[] };
  const numbers = children
    .filter((node) => node.type === 'mdxJsxFlowElement' && node.name === 'Code')
    .flatMap((node) => {
      const code = node as MdxJsxFlowElement;
      const file = attribute(code, 'file') ?? '';
      const { text } = cut(readText(lesson, file, 'missing'), nameOf(lesson, file), attribute(code, 'region'));
      return [text.split('\n').length, ...skipsOf(locateAnnotations(quotesOf(code), text, file))];
    });
  return [...new Set(numbers)].map((lines) => `.l${lines}{--l:${lines}}`).join('');
}
