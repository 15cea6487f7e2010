// Every program waits here (node --import) until its starter has registered it with the reaper. If the starter ends before
// that, the pipe is empty, and the program ends, because no process could end it later.

import { closeSync, readSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  if (readSync(3, Buffer.alloc(1)) === 0) process.exit();
  closeSync(3);
}
