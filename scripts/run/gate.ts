// Every program waits here (node --import) until its starter has told the keeper of it. A starter that ends before
// that leaves the pipe empty, and the program ends too instead of running where nobody knows of it.

import { closeSync, readSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  if (readSync(3, Buffer.alloc(1)) === 0) process.exit();
  closeSync(3);
}
