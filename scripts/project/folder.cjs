// Some characters in the path of the project's folder cannot be made to work. Like runtime.cjs, this runs on any Node from 18 on.

const { dirname } = require('node:path');

// Vite takes what follows # and ? for no part of a file's name. Astro decodes % once too often, and does not escape " in what it
// generates. Node replaces * in the path of a package, and refuses \ in one. PATH ends at a colon. On Windows \ and : are in every path.
const impossible = process.platform === 'win32' ? /[#%]/ : /[#%?"*\\:\p{Cc}]/u;

/**
 * Looks at the path of a folder.
 * @param {string} folder
 * @returns {string | undefined} one line on what is wrong with it, or undefined
 */
exports.problemOf = (folder) => {
  const found = impossible.exec(folder);
  if (found === null) return undefined;
  const [shown, path] = [found[0], folder].map((text) => JSON.stringify(text));
  return `${path}: Socketbook does not work in a folder with ${shown} in its path; move it or rename the folder, then try again`;
};

/** Ends the process with 2 and that line if the project's own folder is such a one. */
exports.refuseImpossible = () => {
  const problem = exports.problemOf(dirname(dirname(__dirname)));
  if (problem === undefined) return;
  console.error(problem);
  process.exit(2);
};
