/** A pause as long as this is drawn as a gap, ms. */
export const longPause = 30;

/** A pause in a ladder, from `y` to `end`. */
export interface Gap {
  y: number;
  end: number;
  label: string;
}

/** The parts of a line from `top` to the bottom of a ladder outside the gaps, and inside them. */
export function linesOf(
  { gaps, height }: { gaps: readonly Gap[]; height: number },
  top: number,
): { solid: [number, number][]; dashed: [number, number][] } {
  const solid: [number, number][] = [];
  let from = top;
  for (const { y, end } of gaps) {
    solid.push([from, y]);
    from = end;
  }
  solid.push([from, height]);
  return { solid: solid.filter(([a, b]) => b > a), dashed: gaps.map(({ y, end }) => [y, end]) };
}
