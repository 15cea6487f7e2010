import { readFileSync } from 'node:fs';

/** The processes that a process has started. Empty if it has ended, or if the system has no /proc. */
export function children(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** A process's children, and theirs. */
export const descendants = (pid: number): number[] => children(pid).flatMap((child) => [child, ...descendants(child)]);
