// Imports the test whose path it is given, and tries it with a right
// function and wrong ones. With a name behind the path, it has the
// test report on that one.

import { pathToFileURL } from 'node:url';

type PortOf = (text: string) => unknown;

const within = (port: number) => port >= 1 && port <= 65535;
const digits = (text: string) => /^[0-9]+$/.test(text);
const right: PortOf = (text) => {
  const port = Number(text);
  return digits(text) && within(port) ? port : undefined;
};
const byNumber: PortOf = (text) => {
  const port = Number(text);
  return Number.isInteger(port) && within(port) ? port : undefined;
};
/** As parseInt does: reads digits, and leaves what is behind them. */
const byParseInt: PortOf = (text) => {
  const port = Number(/^[0-9]+/.exec(text)?.[0]);
  return within(port) ? port : undefined;
};
/** Right, but for one text. */
const but =
  (odd: string, answer: unknown): PortOf =>
  (text) =>
    text === odd ? answer : right(text);

const functions: Record<string, PortOf> = {
  right,
  'takes-0': but('0', 0),
  'takes-65536': but('65536', 65536),
  'refuses-1': but('1', undefined),
  'refuses-65535': but('65535', undefined),
  'takes-empty': but('', 0),
  'number-text': (text) => right(text) && text,
  'refuses-all': () => undefined,
  number: byNumber,
  'parse-int': byParseInt,
};

const [path = '', name] = process.argv.slice(2);
const tested = await import(pathToFileURL(path).href);

function say(...words: string[]) {
  console.log(['importer', ...words].join(': '));
}

function tryOut(name: string, portOf: PortOf) {
  try {
    const texts = tested.failures(portOf);
    if (!Array.isArray(texts)) {
      say(name, 'no array', JSON.stringify(texts) ?? 'nothing');
      return;
    }
    const innocent = texts.find((text) => right(text) === portOf(text));
    if (innocent === undefined) say(name, 'found', `${texts.length}`);
    else say(name, 'blamed', JSON.stringify(innocent) ?? 'nothing');
  } catch (error) {
    say(name, 'threw', `${error}`.split('\n')[0] ?? '');
  }
}

for (const needed of ['failures', 'report']) {
  if (typeof tested[needed] !== 'function') say('no', needed);
}
/** Has it report on a function, and says what it should report. */
function tryReport(portOf: PortOf) {
  const texts: string[] = tested.failures(portOf);
  tested.report(portOf);
  console.log(`importer: wanted: ${JSON.stringify(texts)}`);
}

// Without its name: a test sees what a function does, not what it is.
const nameless =
  (portOf: PortOf): PortOf =>
  (text) =>
    portOf(text);

if (name !== undefined) tryReport(nameless(functions[name] ?? right));
else if (typeof tested.failures === 'function') {
  for (const [name, portOf] of Object.entries(functions)) {
    tryOut(name, nameless(portOf));
  }
}
