// Makes a program or a text of a test from its template.
import { Problem } from '../project/problem.ts';

/** The values that a template gets. */
export type Values = Readonly<Record<string, string | number | boolean>>;

/** A literal of TypeScript, in the quotes of the course. A list stands as it is written. */
const literal = (value: string | number | boolean): string =>
  typeof value === 'string' && !/^\[[\d, ]+\]$/.test(value)
    ? `'${value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`
    : String(value);

/** A value of a template. @throws Problem if it is missing */
function lookUp(values: Values, name: string, file: string): string | number | boolean {
  const value = values[name];
  if (value === undefined) throw new Problem(file, `no value "${name}"`);
  return value;
}

/**
 * A program of the template with other values and other lines. In it
 * - `const leave = 'bye'; // variant: leave` gets the value `leave`;
 * - the lines from `//[ name` to `//]` are alternatives. The first, which is used without a choice, is code; the others begin with
 *   `//| other` and are comments, so that the template itself is a program.
 * @param chosen the alternatives that are used, by name
 * @throws Problem if the template has no such value or alternative
 */
export function fillProgram(
  source: string,
  values: Values,
  chosen: Readonly<Record<string, string>>,
  file: string,
): string {
  const lines: string[] = [];
  const left = new Set(Object.keys(chosen));
  let block: { name: string; alternatives: Map<string, string[]>; now: string } | undefined;
  for (const line of source.split('\n')) {
    const [, begun] = /^\s*\/\/\[ (\S+)$/.exec(line) ?? [];
    const [, other] = /^\s*\/\/\| (\S+)$/.exec(line) ?? [];
    if (begun !== undefined) block = { name: begun, alternatives: new Map([['', []]]), now: '' };
    else if (block === undefined) {
      lines.push(
        line.replace(/= .*; \/\/ variant: (\w+)$/, (_, name: string) => `= ${literal(lookUp(values, name, file))};`),
      );
    } else if (other !== undefined) {
      block.alternatives.set(other, []);
      block.now = other;
    } else if (/^\s*\/\/\]$/.test(line)) {
      const want = chosen[block.name] ?? '';
      const text = block.alternatives.get(want);
      if (text === undefined) throw new Problem(file, `"${block.name}" has no alternative "${want}"`);
      left.delete(block.name);
      lines.push(...text);
      block = undefined;
    } else block.alternatives.get(block.now)?.push(block.now === '' ? line : line.replace(/\/\/ ?/, ''));
  }
  const [unknown] = left;
  if (unknown !== undefined) throw new Problem(file, `no alternatives "${unknown}"`);
  return lines.join('\n');
}

/** A text of the template: `{{name}}` becomes the value. @throws Problem if a value is missing */
export const fillText = (text: string, values: Values, file: string): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(lookUp(values, name, file)));
