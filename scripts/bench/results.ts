// The shape of bench.json: what `npm run bench` saves, and the charts of lessons 04 and 05 show.
import type { Measure } from './measure.ts';
import type { Form } from './programs.ts';

export type { Form, Measure };

/** A kind of target. How much concurrency saves depends on it. */
export type PlaceName = 'loopback' | 'silent' | 'wire';

export interface Bench {
  date: string;
  machine: { cpu: string; cores: number; os: string };
  /** The version of each program that was measured. */
  versions: { node: string; nmap?: string; python?: string };
  /** Programs that were not measured because they are not installed. */
  missing: string[];
  /** The load average over one minute when the measurement started. */
  load: number;
  /** A note on the conditions of the measurement, for the reader. */
  note?: string;
  /** Time by number of workers of `pool.ts`. */
  workers: { place: PlaceName; points: Measure[] }[];
  /** A comparison of all forms of scan. */
  forms: { place: PlaceName; bars: (Measure & { form: Form })[] }[];
  /** Time by number of ports, on loopback. */
  growth: { form: Form; points: Measure[] }[];
}
