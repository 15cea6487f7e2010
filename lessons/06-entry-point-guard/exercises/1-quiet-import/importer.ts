// Imports the file whose path it is given, and wants only its
// function. The ports before the path are those it asks about.

import { pathToFileURL } from 'node:url';

const args = process.argv.slice(2);
const path = args.at(-1) ?? '';
const { serviceOf } = await import(pathToFileURL(path).href);
const here = typeof serviceOf === 'function';
const names = here ? args.slice(0, -1).map(Number).map(serviceOf) : [];
console.log(`importer: ${here ? names.join(' ') : 'no serviceOf'}`);
