// Answers for its own file, whatever it is asked.

export function isProgram(_url: string, _started: string | undefined) {
  return import.meta.main;
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
