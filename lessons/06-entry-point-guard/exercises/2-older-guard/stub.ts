// A guard for a Node that does not know import.meta.main.
//
//   npx tsx practice/06-entry-point-guard/older-guard.ts

export function isProgram(url: string, started: string | undefined) {
  // Compares two names. It should find out whether both are one file.
  return url === `file://${started}`;
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
