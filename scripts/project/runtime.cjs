// Every npm script loads this file first (node -r). It is plain JavaScript because it must run on any installed Node. If the
// running Node is not the project's own, it prints one line with a remedy. It also ends the process when npm ends, because
// an npm that is killed by SIGKILL does not end the processes it started.
const { readFileSync } = require('node:fs');
require('./folder.cjs').refuseImpossible();

const { wanted, running, machine, isPackaged } = require('./node-version.cjs');

if (running < wanted) {
  console.error(
    `Socketbook runs on Node ${wanted}, which "npm ci" installs into this folder; found only Node ${process.version}. ` +
      (isPackaged
        ? 'Run "npm ci --include=optional --no-ignore-scripts" here, then try again.'
        : `There is no package of it for ${machine}: install Node ${wanted} yourself, then try again.`),
  );
  process.exit(1);
}

/** The interval at which the process checks whether npm still runs, ms. */
const pace = 250;

/** The command line of a process, its words separated by \0; undefined if the system has no /proc. */
function commandLineOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (_) {
    return undefined;
  }
}

/** The process that started this one. Skips a shell that npm started in between (`sh -c`). */
function parentPid() {
  if (!/^\S*sh\0-c\0/.test(commandLineOf(process.ppid) || '')) return process.ppid;
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8'))[1]);
  } catch (_) {
    return process.ppid;
  }
}

// On Windows a process keeps its parent's number after the parent has ended, so the end of npm cannot be detected there.
if (
  process.env.npm_lifecycle_event !== undefined &&
  process.platform !== 'win32' &&
  require('node:worker_threads').isMainThread
) {
  const npm = parentPid();
  // If npm ended before this line, the parent is process 1 or another process that adopts orphans.
  const commandLine = commandLineOf(npm);
  if (commandLine === undefined ? npm === 1 : !/npm|node|yarn|bun/.test(commandLine)) process.exit(1);
  setInterval(() => {
    if (parentPid() !== npm) process.kill(process.pid, 'SIGTERM');
  }, pace).unref();
}
