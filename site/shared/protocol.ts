// What the notebook's server tells the page: the shapes of its answers, for both ends.

import type { Progress } from '../../scripts/pupil/merge.ts';

/** A server of the lab. */
export interface Service {
  name: string;
  protocol: string;
  host: string;
  port: number;
  does: string;
}

export interface CellFacts {
  file: string;
  args: string[];
  /** It runs until it is stopped, and this is how the line begins that says it is up. */
  ready?: string;
  /** The cell whose program must be up. */
  with?: string;
  threads: boolean;
  /** Stands for the code and what it imports. */
  digest: string;
  /** The recording was made of just this code. */
  recorded: boolean;
  /** What this machine lacks. */
  lacking: string[];
}

/** What a page must know to run the cells of its lesson. */
export interface Facts {
  /** Stands for what the page was made of. */
  build: string;
  /** With it a style may be added to the page: by the editor. */
  nonce: string;
  words: Record<string, string>;
  lab: Service[];
  cells: Record<string, CellFacts>;
}

/** The pages that the server has. */
export interface Build {
  /** Stands for what they were made of. */
  digest: string;
  /** What has changed since is being built, or could not be built. */
  state: 'ready' | 'building' | 'failed';
}

/** How a run ended. */
export interface End {
  code: number | null;
  ms: number;
  stopped: boolean;
  limit?: string;
  line?: number;
}

/** What happens in a run, a line of JSON each: `id` first, `end` last. */
export type RunEvent = { id: string } | { stdout: string } | { stderr: string } | { end: End };

/** The pupil's own file of an exercise. */
export interface Work {
  /** Its path in the project. */
  file: string;
  text: string;
}

/** What the judge said of it: why it is right, or what was seen, what was expected, and where to read. */
export interface Judged {
  passed: boolean;
  said: string[];
  progress: Progress;
}
