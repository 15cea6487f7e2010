// The options of scan(), and its result.

export interface ScanOptions {
  /** The ports to scan, 1 to 65535, in any order. */
  ports: readonly number[];
  /** The most connections at once; adaptive if left out. */
  workers?: number | undefined;
  /** How long to wait for one answer, ms; adaptive if left out. */
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
  /** The address that was scanned. */
  address: string;
  /** The ports by answer, each list ascending. */
  open: number[];
  closed: number[];
  filtered: number[];
  /** The ports not scanned: empty, unless the scan ended early. */
  left: number[];
  /** The `errno` that ended the scan early; not set by an abort. */
  failure: number | undefined;
  /** How many filtered ports sent no answer at all. */
  silent: number;
  /** How many filtered ports were not silent, by error code. */
  errors: Record<string, number>;
  /** How often a port that stayed silent was probed. */
  rounds: number;
  /** How many ports answered only when probed again. */
  late: number;
  /** Whether probing the silent ports once more might help. */
  uncertain: boolean;
  /** Whether the host answered at first, and stopped answering. */
  gone: boolean;
  seconds: number;
  /** The most workers at once; fewer if a local limit was met. */
  workers: number;
  /** How often each limit of this machine was met, by error code. */
  limits: Record<string, number>;
}
