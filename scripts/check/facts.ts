import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fillArgs, namedPort, namesPort, writtenPort } from '../course/cells.ts';
import { fileNames } from '../course/course-files.ts';
import { exercisesOf } from '../course/exercises.ts';
import { fixedLabPorts } from '../course/lab-ports.ts';
import { languages } from '../course/languages.ts';
import { type Cell, cellOf, type Lesson, nameOf, type Pair, readText, recordingOf, talkOf } from '../course/lesson.ts';
import { sectionIdsOf } from '../course/mdx.ts';
import { partsOf } from '../course/pages.ts';
import { readTalk } from '../course/pairs.ts';
import { readWire, wireFileOf } from '../course/wire-file.ts';
import { oneOf } from '../project/meant.ts';
import { gather, Problem } from '../project/problem.ts';
import { digestOf, digestOfPair, readDigests } from '../recording/digest.ts';

/** Checks what the schema of lesson.json cannot: every file that lesson.json names exists, and every recording in the folder has a cell. */
export function checkFacts(lesson: Lesson, ids: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const facts = nameOf(lesson.id, 'lesson.json');
  const report = (where: string, remedy: string) => problems.push(new Problem(where, remedy));
  const attempt = (action: () => void) => gather(problems, action);

  for (const earlier of lesson.after) {
    if (!ids.includes(earlier) || earlier >= lesson.id) {
      report(
        `${facts}: after`,
        `"${earlier}" is not an earlier lesson; name one of ${ids.filter((id) => id < lesson.id).join(', ') || 'none'}`,
      );
    }
  }
  const root = dirname(lesson.dir);
  const slugs = exercisesOf(lesson.id, root).map(({ slug }) => slug);
  for (const slug of lesson.deeperExercises.filter((one) => !slugs.includes(one))) {
    report(`${facts}: deeperExercises`, `no exercise "${slug}"; choose one of ${slugs.join(', ') || 'none'}`);
  }
  if (lesson.deeperExercises.length > 0 && !partsOf(lesson.id, root).includes('deeper')) {
    report(`${facts}: deeperExercises`, 'this lesson has no page "Going deeper"; write its prose, or remove the field');
  }
  attempt(() => {
    if (lesson.core.length === 0) return;
    const sections = partsOf(lesson.id, root).flatMap((part) => sectionIdsOf(lesson.id, part, languages[0], root));
    for (const id of lesson.core.filter((one) => !sections.includes(one)))
      report(`${facts}: core`, `no section "${id}"; choose some of ${sections.join(', ')}`);
  });
  const names = [...lesson.cells, ...lesson.pairs].map(({ name }) => name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    report(`${facts}: cell ${name}`, 'two cells have this name; rename one');
  }
  for (const cell of lesson.cells) {
    const where = `${facts}: cell ${cell.name}`;
    if (!lesson.programs.includes(cell.file))
      report(where, `no program "${cell.file}" in this folder; ${oneOf(cell.file, lesson.programs)}`);
    const placeholders = cell.args.join(' ').match(/\{[\w-]+\}/g) ?? [];
    if (cell.lab !== placeholders.some((one) => one !== '{port}')) {
      report(
        where,
        cell.lab
          ? '"lab" is true, but no argument names a port of the lab'
          : 'an argument names a port of the lab; set "lab": true',
      );
    }
    for (const other of [...cell.visits, ...(cell.with === undefined ? [] : [cell.with])])
      attempt(() => cellOf(lesson, other));
    if (cell.visits.length > 0 && cell.until !== 'stopped')
      report(where, '"visits" works only with "until": "stopped"; add it, or remove "visits"');
    attempt(() => checkCompanion(lesson, cell, where));
    attempt(() => {
      fillArgs(lesson, cell, fixedLabPorts(), namedPort(lesson, cell));
    });
    attempt(() => checkWrittenPort(lesson, cell, where));
    if (!existsSync(join(lesson.dir, recordingOf(cell)))) {
      report(nameOf(lesson.id, recordingOf(cell)), `missing; run "npm run record -- ${lesson.id}"`);
    }
  }
  const wired = [...lesson.cells, ...lesson.pairs].filter(({ wire }) => wire !== undefined);
  for (const one of wired) {
    attempt(() => {
      readWire(lesson, one);
    });
  }
  for (const pair of lesson.pairs) attempt(() => checkPair(lesson, pair, `${facts}: pair ${pair.name}`));
  attempt(() => {
    const digests = readDigests(lesson);
    const changed = [
      ...lesson.cells.filter((cell) => digests[cell.name] !== digestOf(lesson, cell)),
      ...lesson.pairs.filter((pair) => digests[pair.name] !== digestOfPair(lesson, pair)),
    ];
    if (changed.length === 0) return;
    const list = changed.map(({ name }) => name).join(', ');
    report(
      nameOf(lesson.id, 'recorded.json'),
      `changed since the recording: ${list}; run "npm run record -- ${lesson.id}"`,
    );
  });
  const recordings = new Set([...lesson.cells.map(recordingOf), ...lesson.pairs.map(talkOf), ...wired.map(wireFileOf)]);
  for (const file of fileNames(lesson.dir)) {
    if (/\.(?:(?:out|pair)\.txt|wire\.json)$/.test(file) && !recordings.has(file))
      report(nameOf(lesson.id, file), 'a recording without a cell; delete it');
  }
  return problems;
}

/** A pair is one conversation: a server, and the client that visits it. */
function checkPair(lesson: Lesson, pair: Pair, where: string): void {
  const [server, client] = [cellOf(lesson, pair.server), cellOf(lesson, pair.client)];
  if (server.visits.length === 0 || server.visits.some((name) => name !== client.name)) {
    throw new Problem(where, `"visits" of ${server.name} must name ${client.name}, and no other cell`);
  }
  if (client.with !== server.name) throw new Problem(where, `"with" of ${client.name} must name ${server.name}`);
  readTalk(lesson, pair);
}

function checkCompanion(lesson: Lesson, cell: Cell, where: string): void {
  if (cell.with === undefined) return;
  if (cellOf(lesson, cell.with).until !== 'stopped') {
    throw new Problem(where, `"with" names ${cell.with}, which ends by itself; it must have "until": "stopped"`);
  }
}

/** A port that no argument holds must stand in the text of the program, where the runner can replace it. */
function checkWrittenPort(lesson: Lesson, cell: Cell, where: string): void {
  const port = writtenPort(lesson, cell);
  if (port === undefined || namesPort(readText(lesson.id, cell.file, 'missing', dirname(lesson.dir)), port)) return;
  throw new Problem(
    where,
    `port ${port} is neither an argument nor in the text of ${cell.file}; add the argument "{port}"`,
  );
}
