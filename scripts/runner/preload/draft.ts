// Loaded (node --import) into a program that the reader has changed in the page. The text on standard input replaces the
// program's file, which is not changed on disk. Everything else, including imports, works as for the file.

import { readFileSync, realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

// A program may be started through a link, but Node loads the file that the link points to.
const program = pathToFileURL(realpathSync.native(process.argv[1] ?? '')).href;
const source = readFileSync(0, 'utf8');

registerHooks({
  load(url, context, next) {
    if (url !== program) return next(url, context);
    return { format: url.endsWith('.cjs') ? 'commonjs' : 'module-typescript', source, shortCircuit: true };
  },
});
