// Every npm script starts with this. It is plain old JavaScript, because it must run on whatever
// Node is installed: it says in one line what to do when the project's own Node is not the one running.
require('./folder.cjs').refuseImpossible();

const wanted = Number(require('../package.json').dependencies.node.match(/\d+/)[0]);
const running = Number(process.versions.node.split('.')[0]);

if (running < wanted) {
  console.error(
    `Socketbook runs on Node ${wanted}, which "npm ci" installs into this folder; found only Node ${process.version}. ` +
      'Run "npm ci --no-ignore-scripts" here, then try again.',
  );
  process.exit(1);
}
