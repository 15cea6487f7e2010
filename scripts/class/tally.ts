// Counts what a class answered and how often it tried.
import type { Exercise } from '../course/exercises.ts';
import type { Pupil } from './collect.ts';
import type { Question } from './questions.ts';

/** The answers of a class to one question. */
export interface QuestionTally {
  question: Question;
  answered: number;
  right: number;
  /** How many chose each choice, in their order. */
  counts: number[];
  /** The indexes of the wrong choices that were chosen most often. Several if they are equal; none if nobody was wrong. */
  worst: number[];
}

/** What a class did with one exercise. */
export interface ExerciseTally {
  exercise: Exercise;
  passed: number;
  /** How many pupils have tried it and not passed. */
  stuck: number;
  /** The median and the most tries of these pupils; of all pupils who tried it if each has passed. */
  median: number;
  most: number;
}

/** The median: the middle number, or the mean of the two middle numbers. 0 for no numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle - 1)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** The index of a pupil's first choice; undefined without an answer, or if the question has no such choice. */
export function choiceOf({ progress }: Pupil, { id, choices }: Question): number | undefined {
  const answer = Object.hasOwn(progress.answered, id) ? progress.answered[id] : undefined;
  return answer !== undefined && /^[1-9]$/.test(answer) && Number(answer) <= choices.length
    ? Number(answer) - 1
    : undefined;
}

/** The questions that were answered, those with the most wrong answers first, by share and then by number. */
export function tallyQuestions(pupils: readonly Pupil[], questions: readonly Question[]): QuestionTally[] {
  return questions
    .map((question) => {
      const counts = question.choices.map(() => 0);
      for (const pupil of pupils) {
        const choice = choiceOf(pupil, question);
        if (choice !== undefined) counts[choice] = (counts[choice] ?? 0) + 1;
      }
      const wrong = counts.map((count, index) => (question.choices[index]?.right ? 0 : count));
      const most = Math.max(0, ...wrong);
      const answered = counts.reduce((sum, count) => sum + count, 0);
      return {
        question,
        counts,
        answered,
        right: answered - wrong.reduce((sum, count) => sum + count, 0),
        worst: wrong.flatMap((count, index) => (count > 0 && count === most ? [index] : [])),
      };
    })
    .filter(({ answered }) => answered > 0)
    .toSorted((a, b) => a.right / a.answered - b.right / b.answered || b.answered - a.answered);
}

/** The exercises that were tried or passed, those at which most pupils are stuck first. */
export function tallyExercises(pupils: readonly Pupil[], all: readonly Exercise[]): ExerciseTally[] {
  return all
    .map((exercise) => {
      const { id } = exercise;
      const has = ({ progress }: Pupil) => Object.hasOwn(progress.passed, id);
      const triesOf = (some: readonly Pupil[]) =>
        some.map(({ progress }) => (Object.hasOwn(progress.tries, id) ? (progress.tries[id] ?? 0) : 0)).filter(Boolean);
      const stuck = triesOf(pupils.filter((pupil) => !has(pupil)));
      const tries = triesOf(pupils);
      return {
        exercise,
        passed: pupils.filter(has).length,
        stuck: stuck.length,
        median: median(stuck.length > 0 ? stuck : tries),
        most: Math.max(0, ...tries),
      };
    })
    .filter(({ passed, stuck }) => passed + stuck > 0)
    .toSorted((a, b) => b.stuck - a.stuck || b.median - a.median);
}
