// Marks what pupils have handed in for a test, with the rubric.
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { judgeCopy, leadsAway } from '../class/proofs.ts';
import { entriesOf } from '../course/course-files.ts';
import { type Exercise, outsideExercises } from '../course/exercises.ts';
import { parseJson } from '../course/lesson.ts';
import { Problem } from '../project/problem.ts';
import { oneLine } from '../terminal/printable.ts';
import { askAllParts } from './make.ts';
import type { Criterion, ExamWords } from './words.ts';

const answersSchema = v.object({ letters: v.array(v.string()), planted: v.array(v.string()) });

/** The most bytes of a file with predictions. */
const mostPredictions = 10_000;

/** The points of a pupil, 0 to 3 for each criterion, and how many predictions are right. */
export interface Mark {
  name: string;
  points: Record<Criterion, number>;
  right: number;
}

/** The points for so many right predictions of six. */
export const pointsFor = (right: number): number => (right >= 6 ? 3 : Math.floor(right / 2));

/** The letters that a pupil has written after the numbers: "1: B", "2 c". The last one counts if there are several. */
export function lettersIn(text: string): Map<number, string> {
  const found = text.matchAll(/^\s*(\d)\s*[:.)=：]?\s*([A-Da-d])\s*$/gm);
  return new Map([...found].map(([, number, letter = '']) => [Number(number), letter.toUpperCase()]));
}

/** A file of a pupil: in a copy of practice/, in a folder with that copy, or by itself. Links are not followed. */
function fileOf(folder: string, test: string, name: string): string | undefined {
  const places = [join(folder, test, name), join(folder, 'practice', test, name), join(folder, name)];
  return places.find((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile() && !leadsAway(folder, path));
}

/** How many parts of an exercise a program passes, each judged by itself. */
async function partsPassed(exercise: Exercise, parts: readonly string[], program: string | undefined): Promise<number> {
  let passed = 0;
  for (const part of program === undefined ? [] : parts) {
    const verdict = await judgeCopy({ ...exercise, dir: join(exercise.dir, 'parts', part) }, program ?? '');
    if (verdict.passed) passed += 1;
  }
  return passed;
}

/**
 * Marks the pupils of a test.
 * @param test the teacher's folder, absolute path
 * @param collected a folder with a folder for each pupil, absolute path
 * @param progress gets the name of a pupil who is about to be marked
 * @throws Problem if one of them is not what it should be
 */
export async function markTest(
  test: string,
  collected: string,
  words: ExamWords,
  progress: (name: string) => void,
): Promise<Mark[]> {
  if (!existsSync(join(test, 'answers.json'))) throw new Problem(test, words.notATest);
  const { letters, planted } = parseJson(
    answersSchema,
    readFileSync(join(test, 'answers.json'), 'utf8'),
    'answers.json',
  );
  const [mend, askAll] = outsideExercises(test);
  if (mend === undefined || askAll === undefined) throw new Problem(test, words.notATest);
  const name = basename(test);
  const folders = existsSync(collected) ? entriesOf(collected).filter((entry) => entry.isDirectory()) : [];
  if (folders.length === 0) throw new Problem(collected, words.nobody);
  const marks: Mark[] = [];
  for (const entry of folders) {
    const folder = join(collected, entry.name);
    progress(oneLine(entry.name));
    const file = fileOf(folder, name, 'predictions.txt');
    const isReadable = file !== undefined && lstatSync(file).size <= mostPredictions;
    const given = lettersIn(isReadable ? readFileSync(file, 'utf8') : '');
    const right = letters.filter((letter, index) => given.get(index + 1) === letter).length;
    const program = fileOf(folder, name, 'ask-all.ts');
    marks.push({
      name: oneLine(entry.name),
      right,
      points: {
        reads: await partsPassed(mend, planted, fileOf(folder, name, 'mend.ts')),
        predicts: pointsFor(right),
        failure: await partsPassed(askAll, askAllParts.failure, program),
        cleans: await partsPassed(askAll, askAllParts.cleans, program),
      },
    });
  }
  return marks;
}
