import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import * as v from 'valibot';
import { Problem } from '../project/problem.ts';
import { entriesOf, fileNames } from './course-files.ts';
import { variations } from './normalizers.ts';
import { needs } from './requirements.ts';
import { listOf, nonEmptyText, problemOf, strictObject, textUpTo, whole } from './shape.ts';

// Not import.meta.dirname: the site's build bundles this file and moves it. npm runs every command in the project's folder.
export const projectDir = process.cwd();
export const lessonsDir = join(projectDir, 'lessons');

const matching = (form: RegExp, accepted: string) => v.pipe(v.string(), v.regex(form, accepted));
const kebab = matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'write it in kebab-case, as in "echo-server"');
const lessonName = matching(/^\d\d-[a-z0-9]+(-[a-z0-9]+)*$/, 'name a lesson folder, as in "03-server-client"');
const programName = matching(/^[\w.-]+\.(ts|cjs)$/, 'name a program of this folder, as in "scan.ts"');

/** The default is false. */
const flag = v.optional(v.boolean(), false);
/** The default is an empty list. */
const optionalList = <Item extends v.GenericSchema>(item: Item) => v.optional(v.array(item), []);

/** Whether the packets are recorded, too: all of them, or those up to the answer to each connection request. */
const wireFact = v.optional(v.union([v.literal(true), v.literal('answer')], 'true or "answer"'));

const cellFacts = v.pipe(
  strictObject({
    name: kebab,
    file: programName,
    args: optionalList(v.string()),
    host: flag,
    exit: v.optional(whole(0, 255), 0),
    lab: flag,
    until: v.optional(v.literal('stopped')),
    ready: v.optional(nonEmptyText, 'listening on '),
    port: v.optional(whole(1024, 65_535)),
    visits: optionalList(kebab),
    with: v.optional(kebab),
    threads: flag,
    input: flag,
    typed: v.optional(listOf(v.pipe(textUpTo(200), v.regex(/^\P{Cc}*$/u, 'a line of text')), 0, 20), []),
    link: v.optional(matching(/^[\w.-]+$/, 'a plain file name')),
    needs: optionalList(v.picklist(needs)),
    wire: wireFact,
    varies: optionalList(v.picklist(variations)),
  }),
  v.forward(
    v.check(
      ({ input, typed }) => input || typed.length === 0,
      'only with "input": true, because another program reads no input',
    ),
    ['typed'],
  ),
  v.forward(
    v.check(
      ({ input, until }) => !input || until === undefined,
      'not with "until": the end of its input ends it, not Ctrl-C',
    ),
    ['input'],
  ),
  v.readonly(),
);

/** The server and the client of one conversation, shown and recorded together. */
const pairFacts = v.pipe(strictObject({ name: kebab, server: kebab, client: kebab, wire: wireFact }), v.readonly());

const lessonFacts = strictObject({
  after: v.array(lessonName),
  cells: listOf(cellFacts, 1),
  pairs: optionalList(pairFacts),
  tool: optionalList(programName),
  translated: flag,
  deeperExercises: optionalList(kebab),
  core: optionalList(kebab),
});

/** One way to run one program; the fields are explained in docs/authoring.md. */
export type Cell = v.InferOutput<typeof cellFacts>;

/** A cell of a program that no lesson.json describes, with the usual facts where none are given. @throws ValiError */
export const asCell = (facts: v.InferInput<typeof cellFacts>): Cell => v.parse(cellFacts, facts);

export type Pair = v.InferOutput<typeof pairFacts>;

export interface Lesson {
  /** The folder's name, for example "03-server-client". */
  id: string;
  /** 3 for "03-server-client". */
  number: number;
  /** Absolute path of the folder. */
  dir: string;
  after: string[];
  cells: Cell[];
  pairs: Pair[];
  /** The modules of a tool, which may be longer than a program that shows one idea. */
  tool: string[];
  /** The slugs of the exercises that belong to the page "Going deeper". The others belong to the core. */
  deeperExercises: string[];
  /** The ids of the sections that a teacher shows who has little time. Empty: all. */
  core: string[];
  /** Whether its prose must be in sync in every language. If not, a page may exist in one language only. */
  translated: boolean;
  /** The folder's programs, sorted by name. */
  programs: string[];
}

/** The names of the lesson folders, in the order of the course. */
export function lessonIds(root = lessonsDir): string[] {
  if (!existsSync(root)) throw new Problem(root, "no such folder; run this in the project's own folder");
  return entriesOf(root)
    .filter((entry) => entry.isDirectory() && v.is(lessonName, entry.name))
    .map((entry) => entry.name);
}

/** The path of a lesson's file for messages and captions. `file` may start with `../` for a file of another lesson. */
export const nameOf = (id: string, file: string) => posix.join('lessons', id, file);

/** Reads a text file of a lesson. @throws Problem if it is missing */
export function readText(id: string, file: string, remedy: string, root = lessonsDir): string {
  try {
    return readFileSync(join(root, id, file), 'utf8').replaceAll('\r\n', '\n');
  } catch {
    throw new Problem(nameOf(id, file), remedy);
  }
}

/**
 * Reads JSON of a known shape.
 * @param name the file, for the messages
 * @throws Problem that names file, field and mistake
 */
export function parseJson<Shape>(schema: v.GenericSchema<unknown, Shape>, text: string, name: string): Shape {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Problem(name, `not JSON: ${(error as Error).message}`);
  }
  const read = v.safeParse(schema, json);
  if (read.success) return read.output;
  throw problemOf(read.issues[0], name, 'the whole file');
}

/**
 * Reads and validates one lesson's facts.
 * @throws Problem that names file, field and remedy
 */
export function readLesson(id: string, root = lessonsDir): Lesson {
  const name = nameOf(id, 'lesson.json');
  const text = readText(id, 'lesson.json', 'missing; every lesson needs one, see docs/authoring.md', root);
  const facts = parseJson(lessonFacts, text, name);
  const dir = join(root, id);
  const programs = fileNames(dir).filter((name) => /\.(ts|cjs)$/.test(name));
  return { id, number: Number(id.slice(0, 2)), dir, programs, ...facts };
}

/** @throws Problem if the lesson has no such cell */
export function cellOf(lesson: Lesson, name: string): Cell {
  const cell = lesson.cells.find((one) => one.name === name);
  if (!cell) {
    const known = lesson.cells.map((one) => one.name).join(', ');
    throw new Problem(nameOf(lesson.id, 'lesson.json'), `no cell "${name}"; it has: ${known}`);
  }
  return cell;
}

/** @throws Problem if the lesson has no such pair */
export function pairOf(lesson: Lesson, name: string): Pair {
  const pair = lesson.pairs.find((one) => one.name === name);
  if (!pair) {
    const known = lesson.pairs.map((one) => one.name).join(', ') || 'none';
    throw new Problem(nameOf(lesson.id, 'lesson.json'), `no pair "${name}"; it has: ${known}`);
  }
  return pair;
}

/** The file with the recorded lines of a pair. */
export const talkOf = (pair: Pair) => `${pair.name}.pair.txt`;

/** The file with the recorded output of a cell. */
export const recordingOf = (cell: Cell) => `${cell.name}.out.txt`;

/** The recorded output of a cell. @throws Problem if the cell was never recorded */
export function readRecording(lesson: Lesson, cell: Cell): string {
  const remedy = `missing; run "npm run record -- ${lesson.id}"`;
  return readText(lesson.id, recordingOf(cell), remedy, dirname(lesson.dir));
}
