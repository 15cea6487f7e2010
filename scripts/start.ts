// The notebook:  node scripts/start.ts [--port PORT]
import { randomBytes } from 'node:crypto';
import { watch } from 'node:fs';
import { basename } from 'node:path';
import { builtPages } from '../site/server/build.ts';
import { Token } from '../site/server/guard.ts';
import { Lab } from '../site/server/lab.ts';
import { readPages } from '../site/server/pages.ts';
import { answer } from '../site/server/routes.ts';
import { Runs } from '../site/server/runs.ts';
import { type Served, serve } from '../site/server/server.ts';
import { invitation, pageCounter } from '../site/server/start-messages.ts';
import { TypeCheck } from '../site/server/type-check.ts';
import type { Build } from '../site/shared/protocol.ts';
import { lessonsDir } from './course/lesson.ts';
import { command } from './terminal/command.ts';
import { oneLine } from './terminal/printable.ts';
import { readServeOptions } from './terminal/serve-options.ts';

/** The delay between the last change and the build, ms. An editor writes a file in several steps. */
const settleTime = 100;

/**
 * Builds the pages again each time a lesson changes, one build at a time.
 * @param style as in readPages
 * @param tell gets the state of each build
 */
function rebuildOnChange(notebook: Served, style: string, tell: (build: Partial<Build>) => void): void {
  let soon: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();
  const rebuild = async () => {
    try {
      const folder = await builtPages();
      notebook.pages = readPages(folder, { style });
      tell({ digest: basename(folder), state: 'ready' });
    } catch (error) {
      console.error(oneLine((error as Error).message));
      tell({ state: 'failed' });
    }
  };
  const onChange = () => {
    tell({ state: 'building' });
    clearTimeout(soon);
    soon = setTimeout(() => {
      turn = turn.then(rebuild);
    }, settleTime);
  };
  const onError = (error: unknown) =>
    console.error(oneLine(`changes of lessons are not shown until the next start: ${(error as Error).message}`));
  // Where the system has no more watches (inotify(7): ENOSPC, EMFILE), this throws.
  try {
    watch(lessonsDir, { recursive: true }, onChange).on('error', onError);
  } catch (error) {
    onError(error);
  }
}

export async function main() {
  const options = readServeOptions(process.argv.slice(2), 'start');
  if (options === undefined) return;
  // The editor adds styles to the page (CSP Level 3, section 2.3.1: a nonce).
  const nonce = randomBytes(16).toString('base64url');
  const style = `'nonce-${nonce}'`;
  const counter = pageCounter(process.stderr);
  const folder = await builtPages(counter.count);
  counter.end();
  let build: Build = { digest: basename(folder), state: 'ready' };
  const runs = new Runs();
  const typeCheck = new TypeCheck();
  const lab = new Lab();
  const token = new Token();
  const notebook = await serve({
    port: options.port,
    pages: readPages(folder, { style }),
    live: {
      token,
      answer: (route, request, response) =>
        answer(route, request, response, { runs, typeCheck, lab: () => lab.open(), build: () => build, nonce }),
    },
  });
  const end = async () => {
    await notebook.close();
    await Promise.all([runs.end(), typeCheck.end(), lab.close()]);
    process.exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  runs.open();
  lab.open().catch((error: Error) => console.error(oneLine(error.message)));
  rebuildOnChange(notebook, style, (now) => {
    build = { ...build, ...now };
  });
  console.log(invitation(notebook.origin, token.text));
}

if (import.meta.main) await command(main);
