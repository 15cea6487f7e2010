// Validates progress, in the same way for the command line, the notebook's server and the browser.
import type { Progress } from './merge.ts';

/** A description of the accepted values, and a test for them. */
interface Form {
  accepted: string;
  isGood(value: unknown): boolean;
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

// Date turns a day that does not exist, such as February 30, into another day.
const isTime = (value: unknown) =>
  typeof value === 'string' && time.test(value) && new Date(value).toJSON()?.startsWith(value.slice(0, 16)) === true;

const moment: Form = { accepted: 'a date and a time in UTC, as in 2026-01-31T12:00:00Z', isGood: isTime };

/** The fields of progress besides its version, and the format of their entries. */
const forms: Readonly<Record<Exclude<keyof Progress, 'version'>, Form>> = {
  read: moment,
  answered: { accepted: 'a text', isGood: (value) => typeof value === 'string' },
  passed: moment,
  tries: { accepted: 'a whole number from 0 on', isGood: (value) => Number.isSafeInteger(value) && Number(value) >= 0 },
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first part of a value that is not valid progress: its path, and what is accepted there. */
export function flawOf(value: unknown): { path: string[]; accepted: string } | undefined {
  if (!isObject(value)) return { path: [], accepted: 'an object' };
  if (value.version !== 1) return { path: ['version'], accepted: '1' };
  for (const [kind, { accepted, isGood }] of Object.entries(forms)) {
    const entries = value[kind] === undefined ? {} : value[kind];
    if (!isObject(entries)) return { path: [kind], accepted: 'an object' };
    const bad = Object.entries(entries).find(([, entry]) => !isGood(entry));
    if (bad !== undefined) return { path: [kind, bad[0]], accepted };
  }
  return undefined;
}

/** The valid entries of a value, as progress. All other entries are left out. */
export function goodEntries(value: unknown): Progress {
  const given = isObject(value) ? value : {};
  const good = (kind: keyof typeof forms) => {
    const entries = isObject(given[kind]) ? Object.entries(given[kind]) : [];
    // An assignment to __proto__ would set the prototype.
    return Object.fromEntries(entries.filter(([id, entry]) => id !== '__proto__' && forms[kind].isGood(entry)));
  };
  return {
    version: 1,
    read: good('read'),
    answered: good('answered'),
    passed: good('passed'),
    tries: good('tries'),
  } as Progress;
}
