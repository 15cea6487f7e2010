// The temporary folder of a run: sbook-PID-RANDOM, where PID is the process that started the run. The name is short, because the
// path of a socket in it has at most 103 bytes on macOS (sys/un.h), where the folder for temporary files takes 56 of them.
import { lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process.ts';

const nameOfFolder = /^sbook-(\d+)-\w+$/;

/**
 * Creates an empty folder that only this user can enter. Returns its real path.
 * @throws Error if there is no temporary folder, or it is not writable
 */
export const makeFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), `sbook-${process.pid}-`)));

/**
 * How a folder is removed. Windows refuses while a process that is being ended still has a file open there; Node then tries again
 * (Node docs, fs.rm, maxRetries).
 */
const wholly = { recursive: true, force: true, maxRetries: 5 } as const;

/** Removes the folder of a run and its content, asynchronously. If that fails, the folder is swept later. */
export const removeFolder = (folder: string): Promise<void> => rm(folder, wholly).catch(() => {});

/** Whether an entry of the temporary folder is the folder of a run whose process has ended. */
function isLeftOver(name: string): boolean {
  const pid = nameOfFolder.exec(name)?.[1];
  if (pid === undefined || isAlive(Number(pid))) return false;
  // It must not be a link or belong to another user.
  const found = lstatSync(join(tmpdir(), name), { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid);
}

/** Removes the folders of runs whose process ended without removing them, for example because the reaper was also killed. */
export function sweepFolders(): void {
  let names: string[];
  try {
    names = readdirSync(tmpdir());
  } catch {
    return; // It is swept later.
  }
  for (const name of names.filter(isLeftOver)) {
    try {
      rmSync(join(tmpdir(), name), wholly);
    } catch {
      // A later sweep tries again.
    }
  }
}
