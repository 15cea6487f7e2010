// Draws how far a scan has come: on standard error, and only where
// a person is looking. Used by scan.ts.

let lastDrawn = -Infinity;

/** Draws a line over the last one, ten times a second at most. */
export function drawProgress(text: string): void {
  const now = performance.now();
  if (!process.stderr.isTTY || now < lastDrawn + 100) return;
  lastDrawn = now;
  process.stderr.write(`\r${text}`);
}

/** Wipes the line away, so that something else can stand there. */
export function clearProgress(): void {
  if (!process.stderr.isTTY) return;
  process.stderr.clearLine(0);
  process.stderr.cursorTo(0);
}
