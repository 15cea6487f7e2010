/** The lab's TCP services, in the order of their ports. */
export const labNames: readonly string[] = [
  'ssh',
  'smtp',
  'http',
  'echo',
  'slow',
  'reset',
  'silent',
  'filtered',
  'closed',
];

/** Where the lab stands in recordings and in the commands that the pages show: `npm run lab -- --from 4401`. */
export const labFrom = 4401;

/** The ports of a lab that starts at `from`, by name. */
export function fixedLabPorts(from = labFrom): Record<string, number> {
  return Object.fromEntries(labNames.map((name, index) => [name, from + index]));
}
