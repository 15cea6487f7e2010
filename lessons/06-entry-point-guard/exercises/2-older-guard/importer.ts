// Imports the file whose path it is given, and asks its guard. Given
// the file of which it is a copy, it asks about that one, too.

import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, started = '', path = '', original] = process.argv;
const other = pathToFileURL(path).href;
const { isProgram } = await import(other);
const self = import.meta.url;
const missing = join(dirname(started), 'missing.ts');

function ask(what: string, url: string, name: string | undefined) {
  let answer: string;
  try {
    answer = JSON.stringify(isProgram(url, name)) ?? 'nothing';
  } catch (error) {
    answer = `${error}`.split('\n')[0] ?? '';
  }
  console.log(`importer: ${what}: ${answer}`);
}

if (typeof isProgram !== 'function') {
  console.log('importer: no isProgram');
} else {
  ask('itself', self, started);
  ask('other', other, started);
  ask('no name', self, undefined);
  ask('missing', self, missing);
  if (original !== undefined) {
    ask('copy', pathToFileURL(original).href, started);
  }
}
