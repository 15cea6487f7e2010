// The difference between two clocks of Linux: a packet has the time of CLOCK_REALTIME, a line that of CLOCK_MONOTONIC, which
// `process.hrtime` reads. See clock_gettime(2).

/** How often the difference is measured. A process that is interrupted measures one that is too small. */
const attempts = 5;

/** The time of the system's clock minus that of `process.hrtime`, µs. It takes up to 5 ms, and is exact to some µs. */
export function clockDifference(): number {
  let difference = Number.NEGATIVE_INFINITY;
  for (let attempt = 0; attempt < attempts; attempt++) {
    // Date.now() has whole milliseconds, so its time is exact when it changes.
    const before = Date.now();
    let now = before;
    while (now === before) now = Date.now();
    difference = Math.max(difference, now * 1e3 - Number(process.hrtime.bigint()) / 1e3);
  }
  return difference;
}
