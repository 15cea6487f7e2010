// Astro's own command line, the same for everyone who starts it:
//   node site/astro.mjs dev | build | check
import { accessSync, constants } from 'node:fs';
import { command } from '../scripts/terminal/command.ts';
import { siteAddress } from './address.ts';

process.env.ASTRO_TELEMETRY_DISABLED = '1';
process.env.ASTRO_DISABLE_UPDATE_CHECK = 'true';
// Started by a coding agent, Astro's server would go into the background. This says that it is there already, so nothing looks.
process.env.ASTRO_DEV_BACKGROUND = '1';
// Each command has its own: a build for production, a server for development.
delete process.env.NODE_ENV;

await command(async () => {
  siteAddress();
  // A folder that cannot be written to is told in one line.
  if (process.argv[2] === 'build') accessSync(process.cwd(), constants.W_OK);
  if (process.argv[2] === 'dev') {
    console.log('For authors: the pages follow each change, and no program runs in them. "npm start" is the notebook.');
  }
  await import('../node_modules/astro/bin/astro.mjs');
});
