// Keeps the function to itself.

const names = new Map([
  [22, 'ssh'],
  [80, 'http'],
  [443, 'https'],
]);

function serviceOf(port: number): string {
  return names.get(port) ?? 'unknown';
}

function main() {
  const port = Number(process.argv[2] ?? 22);
  console.log(`${port} is ${serviceOf(port)}`);
}

if (import.meta.main) main();
