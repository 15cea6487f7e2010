import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where temporary files are quick: in memory, if the system has a folder for that and it is large enough. Copies of the project have
 * 700 files, and to create and remove one takes a disk three times as long.
 */
function quickest(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > 1e9 ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** The folder for all temporary files of this run of the tests. It is removed when the run ends. */
export const scratch: string = mkdtempSync(join(quickest(), 'socketbook-tests-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

// What Node compiled while the tests run. They start the same commands, and the same modules in each test file. In the environment
// of this process, because the processes of the test files read it when they start.
process.env.NODE_COMPILE_CACHE = join(scratch, 'compiled');
