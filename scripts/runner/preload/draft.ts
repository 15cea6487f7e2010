// Loaded into a program whose reader has changed it in the page (node --import): the text on standard input takes the
// place of the program's file, which stays as it is. Everything else, its own imports too, is as in the file's run.

import { readFileSync, realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

// A program may be started by a link; what is loaded is the file itself.
const program = pathToFileURL(realpathSync.native(process.argv[1] ?? '')).href;
const source = readFileSync(0, 'utf8');

registerHooks({
  load(url, context, next) {
    if (url !== program) return next(url, context);
    return { format: url.endsWith('.cjs') ? 'commonjs' : 'module-typescript', source, shortCircuit: true };
  },
});
