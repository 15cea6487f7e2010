// Turns a list of ports, as people write it, into numbers.
//
//   '22,80,8000-8002' becomes [22, 80, 8000, 8001, 8002]

const accepted =
  'ports from 1 to 65535 and ranges of them, as in 22,80,8000-8100';

/**
 * The ports that a list names, ascending, each once.
 * @param text ports and ranges, separated by commas
 * @throws RangeError that names the bad part
 */
export function parsePorts(text: string): number[] {
  // One place for every port: what is named twice is there once.
  const named = new Uint8Array(65_536);
  for (const part of text.split(',')) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const first = Number(from);
    const last = Number(to);
    if (!(first >= 1 && first <= last && last <= 65_535)) {
      throw new RangeError(`bad ports "${part}": ${accepted}`);
    }
    named.fill(1, first, last + 1);
  }
  const ports: number[] = [];
  for (let port = 1; port < named.length; port++) {
    if (named[port] === 1) ports.push(port);
  }
  return ports;
}
