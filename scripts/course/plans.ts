// The plans for a class: lessons/plans.json says which sections each session shows. Their minutes are those of the notes for teachers.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { oneOf } from '../project/meant.ts';
import { Problem } from '../project/problem.ts';
import { exercises } from './exercises.ts';
import { languages } from './languages.ts';
import { lessonIds, lessonsDir, parseJson } from './lesson.ts';
import { listOf, record, strictObject, whole } from './shape.ts';
import { readNotes, type SectionNotes } from './teach.ts';

const file = 'plans.json';
const minutes = whole(1, 240);

const planFacts = strictObject({
  id: v.pipe(v.string(), v.regex(/^\d+x\d+$/, 'sessions and minutes, as in "3x90"')),
  minutes,
  start: minutes,
  end: minutes,
  work: strictObject({ least: minutes, most: minutes }),
  sessions: listOf(strictObject({ show: record(v.string(), listOf(v.string(), 1)), work: listOf(v.string(), 1) }), 1),
});

/** A section of a lesson in a plan. */
export interface PlannedSection {
  lesson: string;
  id: string;
  minutes: number;
  /** The cells and pairs to run. */
  cells: string[];
}

/** What pupils do by themselves: an exercise, as in "03/echo-lines", or a section. */
export type OwnWork = { exercise: string } | { lesson: string; id: string };

export interface Session {
  shown: PlannedSection[];
  work: OwnWork[];
  /** What remains for it, in minutes. */
  workMinutes: number;
  /**
   * The sections of its lessons that no session of the plan shows. They stand in the last session of their lesson; those of a
   * lesson of which nothing is shown, in the last session of all.
   */
  leftOut: PlannedSection[];
}

export interface Plan {
  id: string;
  /** Of each session. */
  minutes: number;
  /** For arriving and what is left from last time, and for the last question. */
  start: number;
  end: number;
  /** How many minutes of own work a session must have. */
  work: { least: number; most: number };
  sessions: Session[];
}

const sum = (sections: readonly PlannedSection[]) => sections.reduce((all, one) => all + one.minutes, 0);

/** The sections of a lesson that have notes, in order. @throws Problem if there is no such lesson, or it has no notes */
function sectionsIn(lesson: string, where: string, root: string): PlannedSection[] {
  const known = lessonIds(root);
  if (!known.includes(lesson)) throw new Problem(where, `no lesson "${lesson}"; ${oneOf(lesson, known)}`);
  const notes = readNotes(lesson, languages[0], root);
  if (notes === undefined) throw new Problem(where, `lesson "${lesson}" has no notes for teachers, and so no minutes`);
  return notes.sections.map(({ id, minutes, cells }: SectionNotes) => ({ lesson, id, minutes, cells }));
}

/** A section by its id. @throws Problem if the notes have none of this id */
function sectionOf(lesson: string, id: string, where: string, root: string): PlannedSection {
  const all = sectionsIn(lesson, where, root);
  const found = all.find((section) => section.id === id);
  if (found) return found;
  throw new Problem(
    where,
    `${lesson} has no section "${id}" with notes; ${oneOf(
      id,
      all.map((one) => one.id),
    )}`,
  );
}

/** @throws Problem if there is no such exercise or section */
function workOf(name: string, where: string, root: string): OwnWork {
  const [lesson = '', id] = name.split('#');
  if (id !== undefined) return { lesson, id: sectionOf(lesson, id, where, root).id };
  const known = exercises(root).map((one) => one.id);
  if (known.includes(name)) return { exercise: name };
  throw new Problem(where, `no exercise "${name}"; ${oneOf(name, known)}, or a section, as in "LESSON#ID"`);
}

function planOf(facts: v.InferOutput<typeof planFacts>, root: string): Plan {
  const sessions = facts.sessions.map(({ show, work }, index) => {
    const where = `lessons/${file}: ${facts.id}: session ${index + 1}`;
    const shown = Object.entries(show).flatMap(([lesson, ids]) => ids.map((id) => sectionOf(lesson, id, where, root)));
    const workMinutes = facts.minutes - facts.start - facts.end - sum(shown);
    return { shown, work: work.map((name) => workOf(name, where, root)), workMinutes, where };
  });
  const lessonsOf = (shown: readonly PlannedSection[]) => [...new Set(shown.map(({ lesson }) => lesson))];
  const isShown = ({ lesson, id }: PlannedSection) =>
    sessions.some(({ shown }) => shown.some((one) => one.lesson === lesson && one.id === id));
  const touched = new Set(sessions.flatMap(({ shown }) => lessonsOf(shown)));
  const untouched = lessonIds(root).filter((lesson) => !touched.has(lesson));
  return {
    ...facts,
    sessions: sessions.map(({ shown, work, workMinutes, where }, index) => {
      const later = sessions.slice(index + 1).flatMap((one) => lessonsOf(one.shown));
      const ending = lessonsOf(shown).filter((lesson) => !later.includes(lesson));
      const last = index === sessions.length - 1 ? untouched : [];
      const leftOut = [...ending, ...last]
        .flatMap((lesson) => sectionsIn(lesson, where, root))
        .filter((one) => !isShown(one));
      return { shown, work, workMinutes, leftOut };
    }),
  };
}

/**
 * The plans of a course; none if it has no file of them.
 * @throws Problem that names the plan, the session and what is unknown
 */
export function readPlans(root = lessonsDir): Plan[] {
  const path = join(root, file);
  if (!existsSync(path)) return [];
  const schema = strictObject({ plans: v.array(planFacts) });
  const { plans } = parseJson(schema, readFileSync(path, 'utf8'), `lessons/${file}`);
  return plans.map((plan) => planOf(plan, root));
}
