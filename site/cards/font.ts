// The font of the pictures. It comes with npm in a hundred files, each with some of the characters.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Font } from 'harfbuzzjs';
import { projectDir } from '../../scripts/lesson.ts';

export const fontPackage = '@fontsource-variable/noto-sans-sc';
const locate = createRequire(join(projectDir, 'package.json')).resolve;

interface Subset {
  file: string;
  holds: (codePoint: number) => boolean;
}

/** Reads ranges as CSS writes them: "U+0-FF,U+131". */
function rangesOf(text: string): Subset['holds'] {
  const ranges = text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().slice('U+'.length).split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
  });
  return (codePoint) => ranges.some(([from, to]) => from <= codePoint && codePoint <= to);
}

/** Where two files hold a character the later one counts, as in CSS: so the last is the first here. */
function readSubsets(): Subset[] {
  const ranges = JSON.parse(readFileSync(locate(`${fontPackage}/unicode.json`), 'utf8')) as Record<string, string>;
  return Object.entries(ranges)
    .map(([name, text]) => ({
      file: locate(`${fontPackage}/files/noto-sans-sc-${name.replace(/[[\]]/g, '')}-wght-normal.woff2`),
      holds: rangesOf(text),
    }))
    .reverse();
}

interface Opened {
  font: Font;
  /** Those that it really has: some of its range may be missing. */
  characters: ReadonlySet<number>;
}

async function read(file: string): Promise<Opened> {
  const { default: decompress } = await import('woff2-encoder/decompress');
  const { Blob, Face, Font } = await import('harfbuzzjs');
  const face = new Face(new Blob(await decompress(readFileSync(file))));
  return { font: new Font(face), characters: new Set(face.collectUnicodes()) };
}

let subsets: Subset[] | undefined;
const opened = new Map<string, Promise<Opened>>();

/**
 * Opens the files that a text needs, and no others.
 * @returns which of them has each of its characters; one that the font lacks is left out
 */
export async function openFont(text: string): Promise<Map<string, Font>> {
  subsets ??= readSubsets();
  const fonts = new Map<string, Font>();
  for (const character of new Set(text)) {
    const codePoint = character.codePointAt(0) ?? 0;
    for (const { file } of subsets.filter(({ holds }) => holds(codePoint))) {
      const reading = opened.get(file) ?? read(file);
      opened.set(file, reading);
      const { font, characters } = await reading;
      if (!characters.has(codePoint)) continue;
      fonts.set(character, font);
      break;
    }
  }
  return fonts;
}
