// Compares a URL with a path.

export function isProgram(url: string, started: string | undefined) {
  return url === started;
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
