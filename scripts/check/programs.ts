import { posix } from 'node:path';
import { type Lesson, nameOf, readText } from '../course/lesson.ts';
import { regionsOf } from '../course/regions.ts';
import { filesNamedIn } from '../course/sources.ts';
import { gather, Problem } from '../project/problem.ts';

/** The most columns in a line of a program. A phone can show this many. */
const widest = 72;
const mostRegions = 4;
/** The most lines of a program that shows one idea. Region markers do not count, because a listing leaves them out. */
const mostLines = 80;

const lengthOf = (source: string) =>
  source
    .trimEnd()
    .split('\n')
    .filter((line) => !/^\s*\/\/ #(end)?region/.test(line)).length;

/** Checks that each program has at most 80 lines, unless lesson.json names it as a module of a tool, and that each named module exists. */
function checkLengths(lesson: Lesson, sources: ReadonlyMap<string, string>): Problem[] {
  const problems: Problem[] = [];
  for (const file of lesson.tool) {
    if (!sources.has(file))
      problems.push(
        new Problem(nameOf(lesson.id, 'lesson.json'), `no program "${file}" in this folder; remove it from "tool"`),
      );
  }
  for (const [file, source] of sources) {
    const lines = lengthOf(source);
    if (lines > mostLines && !lesson.tool.includes(file)) {
      const remedy = `${lines} lines; at most ${mostLines}, unless lesson.json names it in "tool"; shorten it or make it two programs`;
      problems.push(new Problem(nameOf(lesson.id, file), remedy));
    }
  }
  return problems;
}

/** Checks the programs of one lesson: line width, length, regions, a header with its command, and that each one is used. */
export function checkPrograms(lesson: Lesson, root: string): Problem[] {
  const problems: Problem[] = [];
  const sources = new Map(lesson.programs.map((file) => [file, readText(lesson.id, file, 'missing', root)]));
  problems.push(...checkLengths(lesson, sources));
  const used = new Set(lesson.cells.map((cell) => cell.file));
  for (const source of sources.values()) {
    for (const name of filesNamedIn(source)) used.add(posix.normalize(name));
  }
  for (const [file, source] of sources) {
    const name = nameOf(lesson.id, file);
    for (const [index, line] of source.split('\n').entries()) {
      if (line.length > widest) {
        problems.push(
          new Problem(`${name}:${index + 1}`, `${line.length} columns; break the line, the limit is ${widest}`),
        );
      }
    }
    if (!source.startsWith('//'))
      problems.push(
        new Problem(`${name}:1`, 'no header; explain in two to four lines what it shows and how to run it'),
      );
    if (!used.has(file))
      problems.push(new Problem(name, 'no cell runs it and no program imports it; add a cell to lesson.json'));
    gather(problems, () => {
      const regions = regionsOf(source, name);
      if (regions.length > mostRegions)
        problems.push(
          new Problem(name, `${regions.length} regions; use at most ${mostRegions}, or make it two programs`),
        );
    });
  }
  return problems;
}
