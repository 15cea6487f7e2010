// Every program waits here (node --import) until its starter has told the reaper of it. If the starter ends before that,
// the pipe is empty, and the program ends instead of running where no process would end it.

import { closeSync, readSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  if (readSync(3, Buffer.alloc(1)) === 0) process.exit();
  closeSync(3);
}
