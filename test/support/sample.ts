// A sample of pages for tests in a browser, which npm test looks at in place of all pages. `npm run test:all` looks at all of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWhole } from './extent.ts';

/** The kinds of elements in a page: tag, role, and classes without those that hold a number. A drawing or code is one element. */
function kindsIn(html: string): Set<string> {
  const attribute = (name: string, attributes: string) => new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
  const classes = (attributes: string) =>
    attribute('class', attributes)
      .split(/\s+/)
      .filter((name) => !/\d/.test(name))
      .sort();
  const tags = html
    .replace(/(?<=<(svg|pre)\b[^>]*>).*?(?=<\/\1>)/gs, '')
    .matchAll(/<([a-z][a-z0-9-]*)((?:\s[^<>]*)?)>/g);
  return new Set(
    tags.map(([, tag, attributes = '']) => [tag, attribute('role', attributes), ...classes(attributes)].join(' ')),
  );
}

/**
 * Chooses a few small pages that together have every kind of element which the pages have.
 * @param dist the folder of the built site
 * @param paths the paths of the pages, each with a slash at the end
 * @param most how many to choose; fewer have most kinds, not every kind
 * @returns all of them if `isWhole`
 */
export function samplePages(dist: string, paths: readonly string[], most = paths.length): string[] {
  if (isWhole) return [...paths];
  const pages = paths.map((path) => {
    const html = readFileSync(join(dist, path, 'index.html'), 'utf8');
    return { path, size: html.length, kinds: kindsIn(html) };
  });
  const left = new Set(pages.flatMap(({ kinds }) => [...kinds]));
  const chosen: string[] = [];
  while (left.size > 0 && chosen.length < most) {
    // A page takes as long as it is long, and some time to open.
    const worth = ({ kinds, size }: (typeof pages)[number]) => kinds.intersection(left).size / (size + 20_000);
    const best = pages.reduce((one, other) => (worth(other) > worth(one) ? other : one));
    chosen.push(best.path);
    for (const kind of best.kinds) left.delete(kind);
  }
  return chosen;
}
