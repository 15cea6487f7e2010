// Puts the text in quotes by hand.

export type PortOf = (text: string) => number | undefined;

const portOf: PortOf = (text) => {
  const port = Number(text);
  const isPort = /^[0-9]+$/.test(text) && port >= 1 && port <= 65535;
  return isPort ? port : undefined;
};

const cases: [string, number | undefined][] = [
  // Inside, and on both edges.
  ['80', 80],
  ['1', 1],
  ['65535', 65535],
  // Just outside.
  ['0', undefined],
  ['65536', undefined],
  // No digits at all.
  ['', undefined],
  ['http', undefined],
  // Digits, and something else.
  ['80x', undefined],
  ['-80', undefined],
  ['+80', undefined],
  [' 80', undefined],
  ['80\n', undefined],
  ['80.5', undefined],
  ['80.0', undefined],
  // Other ways to write a number.
  ['1e3', undefined],
  ['0x50', undefined],
];

export function failures(portOf: PortOf): string[] {
  return cases
    .filter(([text, port]) => portOf(text) !== port)
    .map(([text]) => text);
}

export function report(portOf: PortOf): void {
  const wrong = failures(portOf);
  if (wrong.length === 0) {
    console.log('passed');
    return;
  }
  for (const text of wrong) {
    console.log(`wrong: "${text}"`);
  }
  process.exitCode = 1;
}

if (import.meta.main) report(portOf);
