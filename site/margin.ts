// Places the annotations of a listing beside their lines, without a script and without inline styles, which the
// Content-Security-Policy of the pages blocks. site/styles/margin.css does the rest.
import type { Remark } from '../scripts/course/annotations.ts';

/** The most lines that a listing with annotations may have. */
export const mostLines = 80;

/** The style of the classes l0, l1, …: a number of lines, in the custom property `--l`. */
export const lineStyle = Array.from({ length: mostLines + 1 }, (_, lines) => `.l${lines}{--l:${lines}}`).join('');

/**
 * Gives each annotation the class of the number of lines between it and the annotation before it.
 * @param html the annotations, a list with one item each
 */
export function standing(html: string, remarks: readonly Remark[]): string {
  let [index, above] = [0, 1];
  return html.replace(/<li>(.*?)<\/li>/gs, (_, text: string) => {
    const line = Math.max(above, remarks[index++]?.line ?? 0);
    const skip = line - above;
    above = line;
    return `<li class="l${skip}"><p>${text}</p></li>`;
  });
}
