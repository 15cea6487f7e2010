// Turns the real path into a URL, and takes a failure for a no.

import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export const isProgram = (url: string, started = '') => {
  try {
    return pathToFileURL(realpathSync(started)).href === url;
  } catch {
    return false;
  }
};

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
