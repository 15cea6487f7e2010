import { Problem } from '../scripts/problem.ts';

const files = import.meta.glob<{ default: (props: { lang: string }) => unknown }>('./figures/*.astro', { eager: true });

/** The drawing of that name in site/figures/. @throws Problem when there is none */
export function drawing(name: string, where: string) {
  const file = files[`./figures/${name}.astro`];
  if (file) return file.default;
  const known = Object.keys(files).map((path) => path.slice('./figures/'.length, -'.astro'.length));
  throw new Problem(where, `no figure "${name}"; there are ${known.join(', ')}`);
}
