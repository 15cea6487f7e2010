// The temporary folder of a run: socketbook-PID-RANDOM, where PID is the process that watches over the run.
import { lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const nameOfFolder = /^socketbook-(\d+)-\w+$/;

/**
 * Makes an empty folder that only this user may enter. Returns its real path.
 * @throws Error when there is no temporary folder, or it refuses
 */
export const makeFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), `socketbook-${process.pid}-`)));

/** Removes the folder of a run and all in it, while other work goes on. One that cannot be removed now is swept later. */
export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true }).catch(() => {});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a file of the temporary folder is a folder of a run, and the process of that run has ended. */
function isLeftOver(name: string): boolean {
  const pid = nameOfFolder.exec(name)?.[1];
  if (pid === undefined || isAlive(Number(pid))) return false;
  // Not a link, and not another user's.
  const found = lstatSync(join(tmpdir(), name), { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid);
}

/** Removes the folders of runs whose process ended without removing them, as when the reaper was killed, too. */
export function sweepFolders(): void {
  let names: string[];
  try {
    names = readdirSync(tmpdir());
  } catch {
    return; // It is swept later.
  }
  for (const name of names.filter(isLeftOver)) {
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another time.
    }
  }
}
