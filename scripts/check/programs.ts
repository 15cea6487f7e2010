import { type Lesson, nameOf, readText } from '../course/lesson.ts';
import { regionsOf } from '../course/regions.ts';
import { gather, Problem } from '../project/problem.ts';

/** The most columns in a line of a program. A phone can show this many. */
const widest = 72;
const mostRegions = 4;

/** Checks the programs of one lesson: line width, regions, a header with the command, and that every program is used. */
export function checkPrograms(lesson: Lesson, root: string): Problem[] {
  const problems: Problem[] = [];
  const sources = new Map(lesson.programs.map((file) => [file, readText(lesson.id, file, 'missing', root)]));
  const used = new Set(lesson.cells.map((cell) => cell.file));
  for (const source of sources.values()) {
    for (const match of source.matchAll(/(?:from |import |require\(|new URL\()['"]\.\/([^'"]+)['"]/g))
      used.add(match[1] ?? '');
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
