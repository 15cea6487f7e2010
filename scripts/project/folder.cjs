// Rejects a project folder whose path contains a character that does not work. Like runtime.cjs, this runs on Node 18 and later.

const { dirname } = require('node:path');

// Vite cuts a file name at # and ?. Astro decodes % once too often, and does not escape " in the code it generates. Node
// replaces * in the path of a package, and rejects \ in it. An entry of PATH ends at a colon. On Windows, \ and : are in
// every path.
const impossible = process.platform === 'win32' ? /[#%]/ : /[#%?"*\\:\p{Cc}]/u;

/**
 * Checks the path of a folder.
 * @param {string} folder
 * @returns {string | undefined} one line that describes the problem, or undefined
 */
exports.problemOf = (folder) => {
  const found = impossible.exec(folder);
  if (found === null) return undefined;
  const [shown, path] = [found[0], folder].map((text) => JSON.stringify(text));
  return `${path}: Socketbook does not work in a folder with ${shown} in its path; move it or rename the folder, then try again`;
};

/** If the project's own folder has such a path, prints that line and ends the process with exit code 2. */
exports.refuseImpossible = () => {
  const problem = exports.problemOf(dirname(dirname(__dirname)));
  if (problem === undefined) return;
  console.error(problem);
  process.exit(2);
};
