// What scan() is asked, and what it answers.

export interface ScanOptions {
  /** The ports to ask, 1 to 65535, in any order. */
  ports: readonly number[];
  /** The most connections at once; found out if left out. */
  workers?: number | undefined;
  /** How long to wait for one answer, ms; found out if left out. */
  timeout?: number | undefined;
  /** Stops the scan when it is aborted. */
  signal?: AbortSignal | undefined;
  /** Called after each answer. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  done: number;
  total: number;
}

export interface ScanResult {
  /** The address that was asked. */
  address: string;
  /** The ports by answer, each list ascending. */
  open: number[];
  closed: number[];
  filtered: number[];
  /** The ports that were not asked: empty, unless it ended early. */
  left: number[];
  /** Why it ended early, if it was not aborted: an `errno`. */
  failure: number | undefined;
  /** How many of the filtered ports said nothing at all. */
  silent: number;
  /** How many of the filtered were not silent, by error code. */
  errors: Record<string, number>;
  /** How often a port was asked that stayed silent. */
  rounds: number;
  /** How many ports answered only when they were asked again. */
  late: number;
  /** Whether asking the silent ports once more might help. */
  uncertain: boolean;
  /** The host answered at first, and no longer at the end. */
  gone: boolean;
  seconds: number;
  /** The most workers at once; fewer, if a limit of ours was met. */
  workers: number;
  /** How often each limit of ours was met, by error code. */
  limits: Record<string, number>;
}
