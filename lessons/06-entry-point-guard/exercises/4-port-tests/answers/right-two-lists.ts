// Keeps the good texts and the bad ones in two lists.

type PortOf = (text: string) => number | undefined;

const portOf: PortOf = (text) => {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65535 ? port : undefined;
};

const good = [1, 2, 22, 80, 8080, 65534, 65535];
const bad = ['', '0', '65536', '99999', '-1', 'ssh', '1 2', '80/tcp'];
bad.push('0x50', '1e3', '8.0', ' 443 ', '+22', '1_000');

export const failures = (portOf: PortOf) => [
  ...good.map(String).filter((text, at) => portOf(text) !== good[at]),
  ...bad.filter((text) => portOf(text) !== undefined),
];

export const report = (portOf: PortOf) => {
  const wrong = failures(portOf).map((text) => JSON.stringify(text));
  process.exitCode = wrong.length > 0 ? 1 : 0;
  const lines = wrong.map((text) => `wrong: ${text}`);
  console.log(lines.join('\n') || 'passed');
};

if (import.meta.main) report(portOf);
