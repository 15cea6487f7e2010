// Imports the file whose path it is given, and wants only its
// function.

import { pathToFileURL } from 'node:url';

const [path = ''] = process.argv.slice(2);
const { serviceOf } = await import(pathToFileURL(path).href);
const here = typeof serviceOf === 'function';
console.log(`importer: ${here ? serviceOf(443) : 'no serviceOf'}`);
