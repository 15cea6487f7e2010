// Has the whole program inside the guard.

const names = new Map([
  [22, 'ssh'],
  [80, 'http'],
  [443, 'https'],
]);

export function serviceOf(port: number): string {
  return names.get(port) ?? 'unknown';
}

if (import.meta.main) {
  const port = Number(process.argv[2] ?? 22);
  console.log(`${port} is ${serviceOf(port)}`);
}
