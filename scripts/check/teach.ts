// Checks the notes for teachers against the pages, the recordings and each other.
import { exercises } from '../course/exercises.ts';
import { type Lang, languages } from '../course/languages.ts';
import { cellOf, type Lesson, readLesson, readRecording, recordingOf } from '../course/lesson.ts';
import { idsOf, nodeText, readProse } from '../course/mdx.ts';
import { type Part, partsOf, writtenIn } from '../course/pages.ts';
import { pythonSection } from '../course/python.ts';
import {
  notesIn,
  openingId,
  type QuotedOutput,
  readNotes,
  type SectionNotes,
  type TeacherNotes,
} from '../course/teach.ts';
import { oneOf } from '../project/meant.ts';
import { gather, Problem } from '../project/problem.ts';
import { isPrinted } from './claims.ts';

/** A section of a page: its id, and whether it must have notes. */
interface Place {
  id: string;
  isRequired: boolean;
}

/**
 * The sections of a lesson in the order of its pages, with the ids that its first language gives them. Those of the core need notes,
 * except the one for readers who know Python.
 */
function placesOf(lesson: Lesson, root: string): Place[] {
  const onPage = (part: Part): Place[] => {
    const { tree, written } = readProse(lesson.id, part, languages[0], root);
    const ids = idsOf(lesson.id, part, languages[0], root);
    const headings = tree.children.filter((node) => node.type === 'heading');
    return headings.map((heading, index) => ({
      id: ids[index] ?? '',
      isRequired: part === 'core' && heading.depth === 2 && nodeText(heading) !== pythonSection[written],
    }));
  };
  return [{ id: openingId, isRequired: true }, ...partsOf(lesson.id, root).flatMap(onPage)];
}

/** Whether a line of a recording is the quoted one, in which `…` stands for any text. */
function isQuoted(printed: string, quoted: string): boolean {
  const parts = quoted.split('…').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.+')}$`, 'u').test(printed);
}

/** The recording that notes quote: of a cell of the lesson, or of another lesson, as in "03-server-client/backlog". */
function recordingNamed(lesson: Lesson, name: string, root: string): { recording: string; file: string } {
  const [id, cellName] = name.includes('/') ? (name.split('/', 2) as [string, string]) : [lesson.id, name];
  const owner = id === lesson.id ? lesson : readLesson(id, root);
  const cell = cellOf(owner, cellName);
  return { recording: readRecording(owner, cell), file: recordingOf(cell) };
}

function checkSection(
  lesson: Lesson,
  notes: TeacherNotes,
  section: SectionNotes,
  problems: Problem[],
  root: string,
): void {
  const where = `${notes.name}:${section.line}: ${section.id}`;
  const known = [...lesson.cells, ...lesson.pairs].map(({ name }) => name);
  for (const cell of section.cells.filter((one) => !known.includes(one)))
    problems.push(new Problem(where, `no cell "${cell}" to demonstrate; ${oneOf(cell, known)}`));
  for (const { cell, lines } of section.outputs) {
    try {
      const { recording, file } = recordingNamed(lesson, cell, root);
      if (isPrinted([lines], recording, isQuoted)) continue;
      const remedy = `${file} does not contain "${lines.join(' / ')}" in whole, consecutive lines`;
      problems.push(new Problem(where, remedy));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(new Problem(where, error.message));
    }
  }
}

/** Checks the sections of notes against those of the pages: none is unknown, none is missing, and their order is the same. */
function checkPlaces({ name, sections }: TeacherNotes, places: readonly Place[], problems: Problem[]): void {
  const ids = places.map(({ id }) => id);
  let last = -1;
  for (const { id, line } of sections) {
    const where = `${name}:${line}: ${id}`;
    const at = ids.indexOf(id);
    if (at < 0) problems.push(new Problem(where, `the lesson has no such section; choose one of ${ids.join(', ')}`));
    else if (at <= last) problems.push(new Problem(where, 'write each section once, in the order of the pages'));
    last = Math.max(last, at);
  }
  for (const { id } of places.filter(({ isRequired }) => isRequired))
    if (!sections.some((section) => section.id === id))
      problems.push(new Problem(`${name}: ${id}`, `this section of the core has no notes; add "## ${id}"`));
}

/**
 * Checks the notes of a lesson in each language in which they are written: they name sections, cells and exercises that exist, every
 * section of the core has its notes, and what they quote is in the recordings.
 * @returns one Problem for each mistake
 */
export function checkNotes(lesson: Lesson, root: string): Problem[] {
  const problems: Problem[] = [];
  // The ids of sections are made from the first language.
  const hasIds = writtenIn(lesson.id, 'core', root).includes(languages[0]);
  for (const lang of notesIn(lesson.id, root)) {
    gather(problems, () => {
      const notes = readNotes(lesson.id, lang, root);
      if (notes === undefined) return;
      if (hasIds) checkPlaces(notes, placesOf(lesson, root), problems);
      for (const section of notes.sections) checkSection(lesson, notes, section, problems, root);
      const known = exercises(root).map(({ id }) => id);
      for (const id of notes.exercises.filter((one) => !known.includes(one)))
        problems.push(new Problem(`${notes.name}: homework`, `no exercise "${id}"; ${oneOf(id, known)}`));
    });
  }
  return problems;
}

const quoted = ({ part, cell, lines }: QuotedOutput) => `${part}: ${cell}: ${lines.join(' / ')}`;

/** What the notes on a section must have in common in all languages, each with its name for a message. */
const facts = (section: SectionNotes): Record<string, string> => ({
  minutes: String(section.minutes),
  parts: Object.keys(section.parts).join(', '),
  'quoted output': section.outputs.map(quoted).join('; '),
  'cells to demonstrate': section.cells.join(', '),
});

/** The first difference between the notes in two languages: in their sections, minutes, parts, quoted output, cells or exercises. */
export function differencesOfNotes(lesson: Lesson, [one, other]: [Lang, Lang], root: string): Problem[] {
  const [here, there] = [one, other].map((lang) => readNotes(lesson.id, lang, root));
  if (here === undefined || there === undefined) return [];
  const differ = (where: string, what: string, found: string, wanted: string) =>
    found === wanted ? [] : [new Problem(where, `${what}: "${found}" where ${here.name} has "${wanted}"`)];
  const ids = ({ sections }: TeacherNotes) => sections.map(({ id }) => id).join(', ');
  const sections = there.sections.flatMap((section, index) => {
    const [found, wanted] = [facts(section), facts(here.sections[index] ?? section)];
    const where = `${there.name}:${section.line}: ${section.id}`;
    return Object.keys(found).flatMap((what) => differ(where, what, found[what] ?? '', wanted[what] ?? ''));
  });
  const problems = [
    ...differ(there.name, 'sections', ids(there), ids(here)),
    ...sections,
    ...differ(`${there.name}: homework`, 'exercises', there.exercises.join(', '), here.exercises.join(', ')),
  ];
  return problems.slice(0, 1);
}
