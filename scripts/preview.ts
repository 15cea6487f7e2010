// Serves the built site from dist/:  node scripts/preview.ts [--port PORT] [--host [ADDRESS]]
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { siteAddress } from '../site/address.ts';
import { type Pages, readPages } from '../site/server/pages.ts';
import { serve } from '../site/server/server.ts';
import { projectDir } from './course/lesson.ts';
import { Problem } from './project/problem.ts';
import { command } from './terminal/command.ts';
import { readServeOptions } from './terminal/serve-options.ts';

function pagesAt(base: string): Pages {
  try {
    return readPages(join(projectDir, 'dist'), { base });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Problem('dist/', 'missing; run "npm run build"');
  }
}

/** The IPv4 addresses of this machine: other machines can use them to reach a server that listens on all addresses. */
const addresses = () =>
  Object.values(networkInterfaces())
    .flat()
    .filter((one) => one?.family === 'IPv4')
    .map((one) => one?.address ?? '');

async function main() {
  const { port, host } = readServeOptions(process.argv.slice(2), 'preview');
  const base = `${siteAddress().base.replace(/\/$/, '')}/`;
  const { origin } = await serve({ port, host, pages: pagesAt(base) });
  const shown =
    host === '0.0.0.0' ? addresses().map((address) => `http://${address}:${new URL(origin).port}`) : [origin];
  console.log(
    ['dist/ is served at', '', ...shown.map((one) => `    ${one}${base}`), '', 'Ctrl-C stops it.'].join('\n'),
  );
}

if (import.meta.main) await command(main);
