// Imports the file whose path it is given, and asks its function
// about an open port, a closed one, and one that never answers.

import { pathToFileURL } from 'node:url';

const [path = '', open, closed, silent] = process.argv.slice(2);
const { isOpen } = await import(pathToFileURL(path).href);

async function ask(what: string, port: string | undefined) {
  if (port === undefined) return;
  const start = performance.now();
  let answer: string;
  try {
    answer = JSON.stringify(await isOpen(Number(port))) ?? 'nothing';
  } catch (error) {
    answer = `${error}`.split('\n')[0] ?? '';
  }
  const took = Math.round(performance.now() - start);
  console.log(`importer: ${what}: ${took}: ${answer}`);
}

if (typeof isOpen !== 'function') {
  console.log('importer: no isOpen');
} else {
  await ask('open', open);
  await ask('closed', closed);
  await ask('silent', silent);
}
