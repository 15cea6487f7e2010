// Imports the file whose path it is given, and asks its guard.

import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, started = '', path = ''] = process.argv;
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
}
