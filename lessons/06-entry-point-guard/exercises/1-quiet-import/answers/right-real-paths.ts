// The guard for an older Node: compares real paths.

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const names = new Map([
  [22, 'ssh'],
  [80, 'http'],
  [443, 'https'],
]);

export function serviceOf(port: number): string {
  return names.get(port) ?? 'unknown';
}

function main() {
  const port = Number(process.argv[2] ?? 22);
  console.log(`${port} is ${serviceOf(port)}`);
}

const self = realpathSync(fileURLToPath(import.meta.url));
const started = realpathSync(process.argv[1] ?? '.');
if (self === started) main();
