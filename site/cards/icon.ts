// The site's sign for home screens and lists of apps, which take no SVG.
import { colour, sign } from './drawing.ts';

/** An icon in one size. */
export interface Icon {
  pixels: number;
  /** Where it stands, its corners are cut off: it fills its square. */
  whole?: boolean;
  /** Where it stands, all but a circle of four fifths may be cut off: the sign keeps well inside. */
  maskable?: boolean;
}

/** Every icon, by what its file's name says of it. */
export const icons: Record<string, Icon> = {
  180: { pixels: 180, whole: true },
  192: { pixels: 192 },
  512: { pixels: 512 },
  'maskable-512': { pixels: 512, whole: true, maskable: true },
};

/** Draws an icon. @returns an SVG of its size */
export function drawIcon({ pixels, whole, maskable }: Icon): string {
  const around = maskable ? Math.round(pixels * 0.08) : 0;
  const ground = whole ? `<path fill="${colour('accent')}" d="M0 0h${pixels}v${pixels}H0z"/>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}">
${ground}${sign(around, around, pixels - 2 * around)}
</svg>`;
}
