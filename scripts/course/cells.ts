import { Problem } from '../project/problem.ts';
import { fixedLabPorts, labFrom } from './lab-ports.ts';
import { type Cell, cellOf, type Lesson } from './lesson.ts';

/** Port numbers as a list with ranges: [1, 2, 3, 7] is "1-3,7". */
export function portList(ports: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const port of [...ports].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && port === run.last + 1) run.last = port;
    else runs.push({ first: port, last: port });
  }
  return runs.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

const placeholder = /\{([\w-]*)\}/g;

/** The servers that a cell's arguments name but this lab does not have. */
export const missingFrom = (lab: Record<string, number>, cell: Cell): string[] =>
  cell.args
    .flatMap((arg) => [...arg.matchAll(placeholder)].map(([, name = '']) => name))
    .filter((name) => !['', 'lab', 'port'].includes(name) && !Object.hasOwn(lab, name));

/**
 * The arguments of a cell, with values in place of its placeholders.
 * @param lab the lab's ports by name; `{lab}` is replaced by all of them
 * @param port the value of `{port}`
 * @throws Problem for an unknown placeholder
 */
export function fillArgs(lesson: Lesson, cell: Cell, lab: Record<string, number>, port: number | undefined): string[] {
  return cell.args.map((arg) =>
    arg.replace(placeholder, (_, name: string) => {
      if (name === 'lab') return portList(Object.values(lab));
      const value = name === 'port' ? port : lab[name];
      if (value === undefined) {
        throw new Problem(
          `lessons/${lesson.id}/lesson.json: cell ${cell.name}`,
          `no value for {${name}}; use {port}, {lab} or ${Object.keys(lab)
            .map((one) => `{${one}}`)
            .join(', ')}`,
        );
      }
      return String(value);
    }),
  );
}

/** The value of `{port}` on the page: the cell's own port, or the port of the cell it runs with. */
export function namedPort(lesson: Lesson, cell: Cell): number | undefined {
  return cell.with === undefined ? cell.port : cellOf(lesson, cell.with).port;
}

/**
 * The port of a cell that stands in the text of its program, because its arguments do not have it. The first programs of the
 * course take no arguments.
 */
export function writtenPort(lesson: Lesson, cell: Cell): number | undefined {
  return cell.args.some((arg) => arg.includes('{port}')) ? undefined : namedPort(lesson, cell);
}

const occurrences = (port: number) => new RegExp(`(?<!\\d)${port}(?!\\d)`, 'g');

/** Whether a text has this number. */
export const namesPort = (text: string, port: number): boolean => occurrences(port).test(text);

/** The text of a program with other ports. `ports` has the new number for each number in the text. */
export function withPorts(text: string, ports: Readonly<Record<string, number>>): string {
  return Object.entries(ports).reduce((now, [from, to]) => now.replace(occurrences(Number(from)), String(to)), text);
}

/** The command that runs a cell in a terminal, with the same arguments as its recording. */
export function commandOf(lesson: Lesson, cell: Cell): string {
  const args = fillArgs(lesson, cell, fixedLabPorts(), namedPort(lesson, cell));
  const file = `lessons/${lesson.id}/${cell.file}`;
  const quoted = args.map((arg) => (/^[\w.,:/=-]+$/.test(arg) ? arg : `"${arg}"`));
  const run = ['npx tsx', cell.link ?? file, ...quoted].join(' ');
  return cell.link === undefined ? run : `ln -s ${file} ${cell.link} && ${run}`;
}

/** Divides a recording into what was typed, line by line in the order of `typed`, and what was printed. */
export function markTyped(recording: string, typed: readonly string[]): { text: string; isTyped: boolean }[] {
  const waiting = [...typed];
  const parts: { text: string; isTyped: boolean }[] = [];
  for (const line of recording.split(/(?<=\n)/)) {
    const isTyped = line === `${waiting[0]}\n`;
    if (isTyped) waiting.shift();
    const last = parts.at(-1);
    if (last?.isTyped === isTyped) last.text += line;
    else parts.push({ text: line, isTyped });
  }
  return parts;
}

/** The command that starts the lab on the ports that a cell's command uses. */
export const labCommand = `npm run lab -- --from ${labFrom}`;
