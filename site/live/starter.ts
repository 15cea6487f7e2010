import { readFileSync } from 'node:fs';

/** How often it is looked whether npm is still there, ms. */
const pace = 500;

/** The process that started this one. A shell that npm put between (`sh -c`) is passed over where there is /proc. */
function starter(): string {
  const direct = String(process.ppid);
  try {
    if (!readFileSync(`/proc/${direct}/cmdline`, 'utf8').startsWith('sh\0-c\0')) return direct;
    return /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${direct}/status`, 'utf8'))?.[1] ?? direct;
  } catch {
    return direct;
  }
}

/** Ends this process when npm, which started it, has ended: killed with SIGKILL, npm takes nobody with it. */
export function endWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = starter();
  setInterval(() => {
    if (starter() !== npm) process.kill(process.pid, 'SIGTERM');
  }, pace).unref();
}
