// Runs Astro's command line, always in the same environment:
//   node site/astro.mjs dev | build | check
import { accessSync, constants } from 'node:fs';
import { command } from '../scripts/terminal/command.ts';
import { siteAddress } from './address.ts';
import { repository } from './repository.ts';

process.env.ASTRO_TELEMETRY_DISABLED = '1';
process.env.ASTRO_DISABLE_UPDATE_CHECK = 'true';
// Keeps Astro's server in the foreground: with this variable set, Astro does not check whether to start it in the background.
process.env.ASTRO_DEV_BACKGROUND = '1';
// Each command has its own mode: a build for production, a server for development.
delete process.env.NODE_ENV;

await command(async () => {
  siteAddress();
  repository();
  // If the folder is not writable, print one line.
  if (process.argv[2] === 'build') accessSync(process.cwd(), constants.W_OK);
  if (process.argv[2] === 'dev') {
    console.log(
      'This server is for authors: it updates the pages after each change, and runs no programs. For the notebook, run "npm start".',
    );
  }
  await import('../node_modules/astro/bin/astro.mjs');
});
