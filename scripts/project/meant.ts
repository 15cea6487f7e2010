// What a user may have meant by a name that does not exist.
import { distances } from './distances.ts';

/** A longer text is no misspelt name. */
const longest = 60;

/** What people type for a name: all of it, or what follows its number, its lesson or its dashes. */
const formsOf = (name: string): string[] => [name, name.replace(/^(\d\d-|\d\d\/|--?)/, ''), name.replace(/^.*\//, '')];

/** The most mistakes in a name of this length. */
const tolerance = (length: number) => (length < 4 ? 1 : Math.min(4, Math.ceil(length / 4)));

/**
 * The name that a text is nearest to, or the only one that contains it.
 * @returns undefined if no name is near, or several are equally near
 */
export function meant(typed: string, names: readonly string[]): string | undefined {
  const small = typed.toLowerCase();
  if (small.length < 2 || small.length > longest) return undefined;
  const far = names.map((name) => {
    const forms = formsOf(name.toLowerCase()).flatMap((form) =>
      formsOf(small).map((own) => distances(own, form).whole),
    );
    return { name, mistakes: Math.min(...forms) };
  });
  const least = Math.min(...far.map(({ mistakes }) => mistakes));
  const nearest = far.filter(({ mistakes }) => mistakes === least && mistakes <= tolerance(small.length));
  const containing = names.filter((name) => small.length > 2 && name.toLowerCase().includes(small));
  const [only, ...others] = nearest.length > 0 ? nearest.map(({ name }) => name) : containing;
  return others.length > 0 ? undefined : only;
}

/** The sentence before what is accepted. */
export const didYouMean = (name: string, accepted: string): string =>
  `did you mean ${name}? ${accepted.charAt(0).toUpperCase()}${accepted.slice(1)}`;

/** What to do about a name that does not exist: the one that was meant, and all that there are. */
export function oneOf(typed: string, names: readonly string[]): string {
  const near = meant(typed, names);
  const all = `choose one of ${names.join(', ')}`;
  return near === undefined ? all : didYouMean(near, all);
}
