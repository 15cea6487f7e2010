// The types of the answers of the notebook's server, for the server and the page.

import type { Variation } from '../../scripts/course/normalizers.ts';
import type { Progress } from '../../scripts/pupil/merge.ts';
import type { Call, Cut } from '../../scripts/runner/call.ts';

export type { Call, Cut };

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
  /** Whether the program reads its command line. */
  takesArgs: boolean;
  /** For a cell that runs until it is stopped: the start of the line that it prints when it is ready. */
  ready?: string;
  /** The cell whose program must be running. */
  with?: string;
  /** For a server: how many clients came to it in its recording. */
  visits: number;
  /** What may differ between two runs, as in `lesson.json`. */
  varies: readonly Variation[];
  threads: boolean;
  /** Whether the reader may type into it. */
  input: boolean;
  /** The lines that were typed into it for its recording. */
  typed: string[];
  /** A digest of the code and everything it imports. */
  digest: string;
  /** Whether the recording was made from this code. */
  recorded: boolean;
  /** The requirements that this machine does not meet. */
  lacking: string[];
}

/** The data that a page needs to run the cells of its lesson. */
export interface Facts {
  /** A digest of the sources of the page. */
  build: string;
  /** The nonce with which the editor may add styles to the page. */
  nonce: string;
  words: Record<string, string>;
  lab: Service[];
  /** The present ports of the lab and of the lesson's servers, by the usual ones, where they differ; only if some do. */
  moved?: Record<string, number>;
  cells: Record<string, CellFacts>;
}

/** The state of the pages on the server. */
export interface Build {
  /** A digest of their sources. */
  digest: string;
  /** Whether a later change is being built, or its build failed. */
  state: 'ready' | 'building' | 'failed';
}

/** An error that TypeScript finds. Line and column are counted from 1, `length` in UTF-16 units, as an editor counts. */
export interface Diagnostic {
  line: number;
  column: number;
  length: number;
  message: string;
  /** Whether the program cannot start with it. */
  stops: boolean;
}

/** The outcome of a run. */
export interface End {
  code: number | null;
  ms: number;
  stopped: boolean;
  limit?: string;
  line?: number;
  /** The uncaught error that ended it, in a sentence, and how many lines at the end of its standard error are Node's report. */
  crash?: { said: string; lines: number };
}

/**
 * The events of a run, one line of JSON each: `id` first, `end` last. Of a cell in a pair, `times` holds when each line that
 * ends in the text was printed, ms of a clock that all programs share; `calls` has the times of
 * the same clock.
 */
export type RunEvent =
  | { id: string }
  | { stdout: string; times?: number[] }
  | { stderr: string; times?: number[] }
  | { calls: Call[]; cut?: Cut }
  | { end: End };

/** The pupil's own file of an exercise. */
export interface Work {
  /** Its path in the project. */
  file: string;
  text: string;
}

/** The verdict: the explanation of the solution, or what was seen, what was expected, and the section to read. */
export interface Judged {
  passed: boolean;
  said: string[];
  /** The section that explains the mistake, as in "03-server-client#half-close": where the last of the sentences leads. */
  see?: string;
  progress: Progress;
}
