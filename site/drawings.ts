import { Problem } from '../scripts/project/problem.ts';

const files = import.meta.glob<{ default: (props: { lang: string }) => unknown }>('../lessons/figures/*.astro', {
  eager: true,
});

/** The drawing with this name in lessons/figures/. @throws Problem if there is none */
export function drawing(name: string, where: string) {
  const file = files[`../lessons/figures/${name}.astro`];
  if (file) return file.default;
  const known = Object.keys(files).map((path) => path.slice('../lessons/figures/'.length, -'.astro'.length));
  throw new Problem(where, `no figure "${name}"; choose one of ${known.join(', ')}`);
}
