// Serves the published pages that `npm run build` made:  node scripts/preview.ts [--port PORT] [--host [ADDRESS]]
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { type Pages, readPages } from '../site/server/pages.ts';
import { serve } from '../site/server/server.ts';
import { projectDir } from './course/lesson.ts';
import { Problem } from './project/problem.ts';
import { command } from './terminal/command.ts';
import { readServeOptions } from './terminal/serve-options.ts';

/** Reads the pages that `npm run build` made, with the base path of that build. @throws Problem if there are none */
function builtSite(): { base: string; pages: Pages } {
  const dist = join(projectDir, 'dist');
  try {
    const { start_url } = JSON.parse(readFileSync(join(dist, 'manifest.webmanifest'), 'utf8'));
    const base = String(start_url);
    return { base, pages: readPages(dist, { base }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Problem('dist/', 'there is no built site; make one with "npm run build"');
  }
}

/** The IPv4 addresses of this machine: other machines can use them to reach a server that listens on all addresses. */
const addresses = () =>
  Object.values(networkInterfaces())
    .flat()
    .filter((one) => one?.family === 'IPv4')
    .map((one) => one?.address ?? '');

export async function main() {
  const options = readServeOptions(process.argv.slice(2), 'preview');
  if (options === undefined) return;
  const { port, host } = options;
  const { base, pages } = builtSite();
  const { origin } = await serve({ port, host, pages });
  const shown =
    host === '0.0.0.0' ? addresses().map((address) => `http://${address}:${new URL(origin).port}`) : [origin];
  console.log(
    ['dist/ is served at', '', ...shown.map((one) => `    ${one}${base}`), '', 'Ctrl-C stops it.'].join('\n'),
  );
}

if (import.meta.main) await command(main);
