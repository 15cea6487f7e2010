// The limits of every program that the runner starts.

/** The most open descriptors of a reader's program, and of a program of the course. */
export const readersDescriptors = 1024;
export const courseDescriptors = 4096;

/** The longest a run may take unless its starter says otherwise, ms. */
export const usualTimeLimit = 60_000;
/** The time from Ctrl-C to SIGKILL, ms. */
export const usualStopLimit = 5000;

/** The most characters that are kept of the beginning of each stream unless the starter says otherwise, and of its end. */
export const usualHeadLimit = 1_000_000;
export const tailLimit = 20_000;
/** A run that prints more characters than this is stopped. */
export const outputLimit = 10_000_000;

/** The most memory of a run: the heap of V8, MB, and all of its memory, bytes. */
export const heapLimit = 256;
export const memoryLimit = 512 * 1024 * 1024;
/** The time between two measurements of a run's memory, ms. */
export const memoryPace = 100;
