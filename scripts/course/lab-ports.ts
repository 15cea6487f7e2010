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

/** The first port of the lab in recordings and in the commands on the pages: `npm run lab -- --from 4401`. */
export const labFrom = 4401;

/** The ports of a lab that starts at `from`, by name. */
export function fixedLabPorts(from = labFrom): Record<string, number> {
  return Object.fromEntries(labNames.map((name, index) => [name, from + index]));
}
