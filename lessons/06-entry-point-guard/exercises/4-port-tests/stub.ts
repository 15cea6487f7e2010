// A test of functions that read a port from a text.
//
//   npx tsx practice/06-entry-point-guard/port-tests.ts

export type PortOf = (text: string) => number | undefined;

const portOf: PortOf = (text) => {
  const port = Number(text);
  const isPort = /^[0-9]+$/.test(text) && port >= 1 && port <= 65535;
  return isPort ? port : undefined;
};

// Tries one text by eye. It should be a test, and for any function.
console.log(`portOf('80') is ${portOf('80')}`);
