// The exercises that are judged:  lessons/NN-name/exercises/N-slug/
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { oneOf } from '../project/meant.ts';
import { Problem } from '../project/problem.ts';
import { entriesOf } from './course-files.ts';
import { parseFrontmatter, splitFrontmatter } from './frontmatter.ts';
import { type Lang, languages } from './languages.ts';
import { lessonIds, lessonsDir, projectDir } from './lesson.ts';
import { listOf, nonEmptyText, problemOf, strictObject } from './shape.ts';

export interface Exercise {
  /** For example "03/echo-lines". */
  id: string;
  /** The lesson's folder, for example "03-server-client". */
  lesson: string;
  slug: string;
  /** Absolute path of its folder. */
  dir: string;
  /** The pupil's file, absolute path. */
  work: string;
}

/** The texts of an exercise in one language, as Markdown. */
export interface ExerciseText {
  title: string;
  task: string;
  /** The first hint is a question, the later ones reveal more. */
  hints: string[];
  /** An explanation of the solution. */
  why: string;
}

const facts = strictObject({ title: nonEmptyText, hints: listOf(nonEmptyText, 2), why: nonEmptyText });

/** The same of an exercise outside the course, which may be a test: it needs no hints, and no explanation. */
const outsideFacts = strictObject({
  title: nonEmptyText,
  hints: v.optional(v.array(nonEmptyText), []),
  why: v.optional(v.string(), ''),
});

const folder = /^\d-([a-z0-9]+(?:-[a-z0-9]+)*)$/;

/** Whether an exercise is not of the course: see outsideExercises. */
export const isOutside = ({ lesson }: Exercise): boolean => !/^\d\d-/.test(lesson);

/** Whether an exercise can be judged here. One that was handed out as a test may come without its check. */
export const hasCheck = ({ dir }: Exercise): boolean => existsSync(join(dir, 'check.ts'));

/** The exercises in the folder `home`, in order. */
const exercisesIn = (home: string, lesson: string, prefix: string): Exercise[] =>
  entriesOf(home).flatMap(({ name }) => {
    const slug = folder.exec(name)?.[1];
    if (slug === undefined) return [];
    const work = join(projectDir, 'practice', lesson, `${slug}.ts`);
    return [{ id: `${prefix}/${slug}`, lesson, slug, dir: join(home, name), work }];
  });

/** The exercises of a lesson, in order. */
export function exercisesOf(lesson: string, root = lessonsDir): Exercise[] {
  const home = join(root, lesson, 'exercises');
  return existsSync(home) ? exercisesIn(home, lesson, lesson.slice(0, 2)) : [];
}

/** The name of a folder of exercises outside the course. Those of the course begin with the number of a lesson. */
const outsideName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * The exercises in a folder outside the course, `DIR/N-slug/`. The name of the folder takes the place of a lesson: the exercise
 * `unseen-1/2-ask-all` has the id "unseen-1/ask-all" and the pupil's file practice/unseen-1/ask-all.ts.
 * @param dir absolute path
 * @throws Problem if the folder has no exercises, or a name that a lesson could have
 */
export function outsideExercises(dir: string): Exercise[] {
  const name = basename(dir);
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw new Problem(dir, 'no such folder');
  if (!outsideName.test(name)) {
    throw new Problem(dir, 'the name of the folder begins every id; write it in kebab-case, as in "unseen-1"');
  }
  const found = exercisesIn(dir, name, name);
  if (found.length === 0) throw new Problem(dir, 'no exercise in this folder; each is a folder such as 1-echo-lines/');
  return found;
}

/** All exercises, in the course's order. */
export const exercises = (root = lessonsDir): Exercise[] =>
  lessonIds(root).flatMap((lesson) => exercisesOf(lesson, root));

/** @throws Problem if there is no such exercise */
export function exerciseOf(id: string, root = lessonsDir): Exercise {
  const all = exercises(root);
  const found = all.find((one) => one.id === id);
  if (found) return found;
  throw new Problem(
    `no exercise "${id}"`,
    oneOf(
      id,
      all.map((one) => one.id),
    ),
  );
}

/** Reads a file of an exercise. @throws Problem if it is missing */
export function readPart(exercise: Exercise, file: string): string {
  try {
    return readFileSync(join(exercise.dir, file), 'utf8').replaceAll('\r\n', '\n');
  } catch {
    throw new Problem(`exercise ${exercise.id}: ${file}`, 'missing; docs/authoring.md lists the files of an exercise');
  }
}

/** The languages in which the texts of an exercise are written. */
export const languagesOf = ({ dir }: Exercise): Lang[] =>
  languages.filter((lang) => existsSync(join(dir, `${lang}.md`)));

/**
 * Reads the texts of an exercise in a language, `en.md` or `zh.md`; if it is not written in it, in one that it has.
 * @throws Problem that names the field
 */
export function textOf(exercise: Exercise, lang: Lang): ExerciseText {
  const known = languagesOf(exercise);
  const file = `${known.includes(lang) ? lang : (known[0] ?? lang)}.md`;
  const name = `exercise ${exercise.id}: ${file}`;
  const { yaml, body } = splitFrontmatter(readPart(exercise, file));
  const task = body.trim();
  const parsed = v.safeParse(isOutside(exercise) ? outsideFacts : facts, parseFrontmatter(yaml, name));
  if (!parsed.success) throw problemOf(parsed.issues[0], name, 'frontmatter');
  if (task === '') throw new Problem(name, 'has no task; write it below the frontmatter');
  return { ...parsed.output, task };
}
