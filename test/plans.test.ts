// The plans for a class: their minutes come from the notes for teachers, and fill their hours exactly.
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPlans } from '../scripts/check/plans.ts';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds, lessonsDir, readLesson } from '../scripts/course/lesson.ts';
import { type PlannedSection, readPlans } from '../scripts/course/plans.ts';
import { openingId, readNotes } from '../scripts/course/teach.ts';

const nameOf = ({ lesson, id }: PlannedSection) => `${lesson}#${id}`;
const minutesIn = (sections: readonly PlannedSection[]) => sections.reduce((sum, { minutes }) => sum + minutes, 0);

describe.each(readPlans())('the plan $id', ({ id, minutes, start, end, sessions }) => {
  test('fills its hours, with the minutes of the notes', () => {
    const [count, length] = id.split('x').map(Number);
    expect([sessions.length, minutes]).toEqual([count, length]);
    let whole = 0;
    for (const { shown, workMinutes } of sessions) {
      for (const { lesson, id, minutes } of shown) {
        expect(readNotes(lesson, languages[0])?.sections.find((one) => one.id === id)?.minutes).toBe(minutes);
      }
      expect(workMinutes).toBeGreaterThan(0);
      whole += start + minutesIn(shown) + workMinutes + end;
    }
    expect(whole).toBe(270);
  });

  test('shows or leaves out each section of the course, once', () => {
    const all = lessonIds().flatMap((lesson) =>
      (readNotes(lesson, languages[0])?.sections ?? []).map((one) => `${lesson}#${one.id}`),
    );
    const named = sessions.flatMap(({ shown, leftOut }) => [...shown, ...leftOut]).map(nameOf);
    expect(named.sort()).toEqual(all.sort());
  });

  test('shows some of every lesson that others build on, in the order of the course', () => {
    const order = sessions.flatMap(({ shown }) => shown.map(({ lesson }) => lesson));
    expect(order).toEqual(order.toSorted());
    // The last lesson is for those who want more.
    expect([...new Set(order)]).toEqual(lessonIds().slice(0, 6));
  });
});

test('the plans are 3 x 90 and 6 x 45 minutes', () => {
  expect(readPlans().map(({ id }) => id)).toEqual(['3x90', '6x45']);
});

test('the short path of the presenter is what the plan of 45 minutes shows of a lesson', () => {
  const sections = readPlans()
    .find(({ id }) => id === '6x45')
    ?.sessions.flatMap(({ shown }) => shown);
  for (const lesson of lessonIds()) {
    const own = sections?.filter((one) => one.lesson === lesson && one.id !== openingId) ?? [];
    // The plan has no time for the last lesson.
    if (own.length > 0) expect(readLesson(lesson).core, lesson).toEqual(own.map(({ id }) => id));
  }
});

describe('npm run check', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'socketbook-plans-'));
    // What the plans are read from: the notes, and which exercises there are.
    const isNeeded = (path: string) => statSync(path).isDirectory() || /teach\.\w+\.md$|plans\.json$/.test(path);
    cpSync(lessonsDir, root, { recursive: true, filter: isNeeded });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  // On one line.
  const plans = JSON.stringify(JSON.parse(readFileSync(join(lessonsDir, 'plans.json'), 'utf8')));
  const problemsWith = (from: string | RegExp, to: string) => {
    const changed = plans.replace(from, to);
    expect(changed).not.toBe(plans);
    writeFileSync(join(root, 'plans.json'), changed);
    return checkPlans(root).map(({ message }) => message);
  };

  test('finds nothing in the plans of the course', () => {
    expect(checkPlans(lessonsDir)).toEqual([]);
  });

  test.each([
    [
      'a session that shows too much',
      '"four-values-name-a-connection"]',
      '"four-values-name-a-connection", "who-calls-what"]',
      /3x90: session 1: leaves 4 of 90 minutes for own work; from 12 to 30; show fewer/,
    ],
    [
      'a session that shows too little',
      '"the-server-listens",',
      '',
      /3x90: session 2: leaves 38 of 90 minutes for own work/,
    ],
    [
      'a section that is shown twice',
      '"scan-only-what-is-yours"]',
      '"scan-only-what-is-yours", "scan-only-what-is-yours"]',
      /3x90: session 2: 04-sequential-scan#scan-only-what-is-yours is shown twice/,
    ],
    [
      'an unknown section',
      '"three-answers-not-two"',
      '"three-answers"',
      /3x90: session 2: 04-sequential-scan has no section "three-answers" with notes; did you mean three-answers-not-two\? Choose one of opening, /,
    ],
    [
      'an unknown lesson',
      '"06-entry-point-guard":["imp',
      '"07-tls":["imp',
      /session 3: no lesson "07-tls"; choose one of 01-socket-concepts, /,
    ],
    [
      'an unknown exercise',
      '"03/echo-lines"',
      '"03/echo"',
      /session 2: no exercise "03\/echo"; did you mean 03\/echo-lines\? Choose one of 01\/four-values, .*, or a section, as in "LESSON#ID"/,
    ],
    ['a plan with another name', '"id":"6x45"', '"id":"5x45"', /5x45: has 6 sessions of 45 minutes; name it so/],
    ['a misspelt field', '"start":5', '"begin":5', /plans\.json: plans\.0\.start: missing/],
    [
      'a session that shows a list',
      /"show":\{.*?\}/,
      '"show":[]',
      /plans\.0\.sessions\.0\.show: expected an object, received Array$/,
    ],
    [
      'a lesson of which nothing is shown',
      /"show":\{.*?\}/,
      '"show":{"06-x":[]}',
      /sessions\.0\.show\.06-x: .* >=1 but received 0$/,
    ],
    [
      'a lesson with the name of a property of each object',
      '"show":{',
      '"show":{"constructor":["a"],',
      /session 1: no lesson "constructor"/,
    ],
  ])('names %s', (_, from, to, message) => {
    expect(problemsWith(from, to).join('\n')).toMatch(message);
  });
});
