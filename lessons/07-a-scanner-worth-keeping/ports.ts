// Turns a list of ports, as people write it, into numbers. Used by
// scan.ts: '22,80,8000-8002' becomes [22, 80, 8000, 8001, 8002].

const accepted =
  'ports and ranges from 1 to 65535, as in 22,80,8000-8100';

/**
 * The ports that a list names, ascending, each once.
 * @param text ports and ranges, separated by commas
 * @throws RangeError that names the bad part
 */
export function parsePorts(text: string): number[] {
  // One box for each port, 0 to 65535. A box that is ticked twice is
  // ticked, and reading them in order sorts the ports.
  const boxes = new Uint8Array(65536);
  for (const part of text.split(',')) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const first = Number(from);
    const last = Number(to);
    if (!(1 <= first && first <= last && last <= 65535)) {
      throw new RangeError(`bad ports "${part}": ${accepted}`);
    }
    boxes.fill(1, first, last + 1);
  }
  return [...boxes.keys()].filter((port) => boxes[port] === 1);
}
