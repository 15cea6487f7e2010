// Removes types in a thread of its own: see strip.ts. A text that is nested too deep damages Node's compiler for good, and every
// later text fails. The thread ends then, and takes the damaged compiler with it.
import { stripTypeScriptTypes } from 'node:module';
import { parentPort } from 'node:worker_threads';

/** The errors of the text itself (Node docs, Errors). */
const errorsOfTheText = ['ERR_INVALID_TYPESCRIPT_SYNTAX', 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'];

parentPort?.on('message', ({ id, text }: { id: number; text: string }) => {
  try {
    parentPort?.postMessage({ id, code: stripTypeScriptTypes(text) });
  } catch (error) {
    if (!errorsOfTheText.includes((error as NodeJS.ErrnoException).code ?? '')) process.exit();
    parentPort?.postMessage({ id });
  }
});
