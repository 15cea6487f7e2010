import { Problem } from '../project/problem.ts';

/** A part of a program, as the page shows it. */
export interface Listing {
  text: string;
  /** The line number of each line in the program's file, from 1, and the number of columns of indentation removed. */
  lines: number[];
  margin: number;
}

const marker = /^\s*\/\/ #(region|endregion)\b *(.*)$/;

interface Region {
  name: string;
  start: number;
  end: number;
}

/**
 * The regions of a program, in order of their first line.
 * @throws Problem if a region has no name, a name occurs twice, or a region is not closed
 */
export function regionsOf(source: string, file: string): Region[] {
  const open: Region[] = [];
  const regions: Region[] = [];
  for (const [index, line] of source.split('\n').entries()) {
    const match = marker.exec(line);
    if (!match) continue;
    const where = `${file}:${index + 1}`;
    const name = (match[2] ?? '').trim();
    if (name === '') throw new Problem(where, `#${match[1]} has no name; write "// #${match[1]} NAME"`);
    if (match[1] === 'region') {
      if (regions.some((region) => region.name === name)) {
        throw new Problem(where, `two regions are named "${name}"; rename one`);
      }
      const region = { name, start: index + 1, end: -1 };
      regions.push(region);
      open.push(region);
    } else {
      const region = open.pop();
      if (region?.name !== name) {
        throw new Problem(
          where,
          `#endregion ${name} closes ${region ? `"${region.name}"` : 'nothing'}; pair the markers`,
        );
      }
      region.end = index;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) {
    throw new Problem(
      `${file}:${unclosed.start}`,
      `region "${unclosed.name}" is not closed; add "// #endregion ${unclosed.name}"`,
    );
  }
  return regions;
}

/**
 * Cuts a region (or, without a name, the whole program) out of a program. Removes the markers and the common indentation.
 * @throws Problem if the program has no such region, or its markers are wrong
 */
export function cut(source: string, file: string, name?: string): Listing {
  const regions = regionsOf(source, file);
  const lines = source.replace(/\n$/, '').split('\n');
  const region = name === undefined ? { start: 0, end: lines.length } : regions.find((one) => one.name === name);
  if (!region) {
    const known = regions.map((one) => one.name).join(', ') || 'none';
    throw new Problem(file, `no region "${name}"; it has: ${known}`);
  }
  const kept = lines
    .map((text, index) => ({ text, number: index + 1 }))
    .slice(region.start, region.end)
    .filter(({ text }) => !marker.test(text));
  const margin = Math.min(...kept.filter(({ text }) => text.trim()).map(({ text }) => text.search(/\S/)));
  const isBlank = (at: number) => !kept[at]?.text.trim();
  // Remove blank lines at both ends, and one of two blank lines around a removed marker.
  const shown = kept.filter(
    (_, at) => !(isBlank(at) && (isBlank(at - 1) || kept.slice(at).every(({ text }) => !text.trim()))),
  );
  return {
    text: shown.map(({ text }) => text.slice(margin)).join('\n'),
    lines: shown.map(({ number }) => number),
    margin,
  };
}
