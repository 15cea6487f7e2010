// What must be the same each time a cell is captured.

import type { Ladder } from '../../course/wire-file.ts';
import { Problem } from '../../project/problem.ts';

/**
 * A ladder without what TCP may do differently in each run: acknowledgments that only acknowledge, except the third segment of
 * the handshake; how data is cut into segments, and whether FIN comes with the last of them; what is sent again. Times, ports
 * and sequence numbers are left out, too. ">" is sent by the end that began, "<" by the other.
 */
export function normalForm({ over, ends, rungs }: Ladder): string {
  const steps: { from: 0 | 1; what: string; bytes: number }[] = [];
  let isOpen = false;
  for (const { from, what, bytes = 0, again } of rungs) {
    if (again) continue;
    const isSyn = what.includes('SYN');
    if (what.length === 1 && what[0] === 'ACK') {
      if (isOpen || from === 1) continue;
      isOpen = true;
    }
    // Data comes before a FIN of the same segment (RFC 9293 §3.1).
    const parts = what.length === 1 ? what : what.filter((one) => one !== 'ACK');
    for (const one of [...parts].sort((a, b) => Number(b === 'data') - Number(a === 'data'))) {
      const last = steps.at(-1);
      if (one === 'data' && last?.what === 'data' && last.from === from) last.bytes += bytes;
      else {
        const isSized = one === 'data' || one === 'datagram';
        steps.push({ from, what: isSyn && what.includes('ACK') ? 'SYN/ACK' : one, bytes: isSized ? bytes : 0 });
      }
    }
  }
  const kind = ends[0] === ends[1] ? `${over} to itself` : over;
  return `${kind}: ${steps.map(({ from, what, bytes }) => `${from === 0 ? '>' : '<'} ${what}${bytes > 0 ? ` ${bytes}` : ''}`).join(', ')}`;
}

/**
 * Compares what crossed the wire with the recording, in the normal form.
 * @param name the file of the recording
 * @throws Problem that names the first ladder that differs
 */
export function compareWire(name: string, recorded: readonly Ladder[], captured: readonly Ladder[]): void {
  const [expected, actual] = [recorded, captured].map((ladders) => ladders.map(normalForm)) as [string[], string[]];
  for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
    if (expected[index] === actual[index]) continue;
    throw new Problem(
      `${name}: ladder ${index + 1}`,
      `out of date: the recording has ${expected[index] ?? 'no such ladder'}; now captured: ${actual[index] ?? 'no such ladder'}`,
    );
  }
}
