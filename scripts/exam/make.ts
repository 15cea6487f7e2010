// Makes a test from a key: a folder for the pupils, without any answer, and one for the teacher.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lang, languages } from '../course/languages.ts';
import { projectDir } from '../course/lesson.ts';
import { checkModule } from '../judge/outside.ts';
import { Problem } from '../project/problem.ts';
import { Draw } from './draw.ts';
import { fillProgram, fillText } from './fill.ts';
import { type Prediction, predictions, type Said } from './predictions.ts';
import { transcript } from './transcript.ts';
import { drawAskAll, drawMend, type Planted, type Variant } from './variant.ts';
import { criteria, examWords } from './words.ts';

const template = join(projectDir, 'scripts', 'exam', 'template');
const read = (...path: string[]) => readFileSync(join(template, ...path), 'utf8').replaceAll('\r\n', '\n');

/** The parts of "ask-all" that the rubric counts, by criterion: the names of the functions in its check. */
export const askAllParts = {
  failure: ['refusing', 'cutting', 'keepingSilent'],
  cleans: ['closing', 'ending', 'exitCode'],
} as const;

/** What the marking reads: answers.json in the teacher's folder. */
export interface Answers {
  letters: string[];
  planted: Planted[];
}

export interface Made {
  name: string;
  pupils: string;
  teacher: string;
}

function put(folder: string, file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** The program of an exercise, with its own path in the comment. */
const programOf = (
  folder: string,
  file: string,
  { values }: Variant,
  chosen: Readonly<Record<string, string>>,
  name: string,
) =>
  fillProgram(read(folder, file), values, chosen, `${folder}/${file}`).replaceAll(
    'practice/TEST/',
    `practice/${name}/`,
  );

/** Writes an exercise: texts and stub for both, the rest for the teacher. */
function writeExercise(
  folder: string,
  { variant, stub, solution, parts }: { variant: Variant; stub: string; solution: string; parts: readonly string[] },
  { pupils, teacher }: Made,
): void {
  for (const place of [pupils, teacher]) {
    for (const lang of languages) {
      put(place, `${folder}/${lang}.md`, fillText(read(folder, `${lang}.md`), variant.values, `${folder}/${lang}.md`));
    }
    put(place, `${folder}/stub.ts`, stub);
  }
  put(teacher, `${folder}/solution.ts`, solution);
  put(
    teacher,
    `${folder}/check.ts`,
    read(folder, 'check.ts').replace(/'(\.\.\/)+judge\/check\.ts'/, `'${checkModule}'`),
  );
  put(teacher, `${folder}/variant.json`, `${JSON.stringify(variant.values, null, 2)}\n`);
  for (const part of parts) {
    const text = `import { parts } from '../../check.ts';\n\nexport default parts['${part}'];\n`;
    put(teacher, `${folder}/parts/${part}/check.ts`, text);
  }
}

const fence = (text: string, kind = '') => `\`\`\`${kind}\n${text.trimEnd()}\n\`\`\``;

/** A choice as Markdown. */
const choiceText = (said: Said, lang: Lang, letter: string) =>
  typeof said === 'string' ? `${letter}.\n\n${fence(said, 'text')}` : `${letter}. ${said[lang]}`;

function sheet(name: string, made: readonly Prediction[], seen: readonly string[], lang: Lang): string {
  const words = examWords(lang);
  const questions = made.map(
    ({ program, choices }, index) =>
      `### ${index + 1}\n\n${fence(program, 'ts')}\n\n${choices
        .map((choice, at) => choiceText(choice, lang, String.fromCharCode(65 + at)))
        .join('\n\n')}\n\n${words.answer} ____`,
  );
  const blank = `| ${words.mendTable.map(() => ' ').join(' | ')} |`;
  return `${[
    `# ${words.sheet} ${name}`,
    `${words.name} ____________________`,
    words.rules.map((rule) => `- ${rule}`).join('\n'),
    words.how(name),
    `## ${words.predictionsPart}`,
    words.predictionsTask,
    ...questions,
    `## ${words.mendPart}`,
    words.mendSheet,
    fence(seen.join('\n'), 'text'),
    `| ${words.mendTable.join(' | ')} |\n|${words.mendTable.map(() => ' --- |').join('')}\n${Array(3).fill(blank).join('\n')}`,
    `## ${words.askPart}`,
    words.askSheet,
  ].join('\n\n')}\n`;
}

function answerSheet(
  { key, name, letters, planted, seen }: Answers & { key: string; name: string; seen: readonly string[] },
  lang: Lang,
): string {
  const words = examWords(lang);
  const rows = criteria.map((one) => `| ${[words.criteria[one], ...words.points[one]].join(' | ')} |`);
  return `${[
    `# ${words.answersTitle(name)}`,
    words.keyWas(key),
    `## ${words.rightLetters}`,
    letters.map((letter, index) => `${index + 1}: ${letter}`).join(', '),
    `## ${words.planted}`,
    planted.map((id) => `- ${words.mistakes[id]}`).join('\n'),
    `## ${words.rightTranscript}`,
    fence(seen.join('\n'), 'text'),
    `## ${words.rubric}`,
    words.rubricHow(name),
    `| | 0 | 1 | 2 | 3 |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`,
  ].join('\n\n')}\n`;
}

/**
 * Makes a test.
 * @param dir absolute path; the test is written into `dir`/pupils/NAME and `dir`/teacher/NAME
 * @throws Problem if one of the folders exists, or a program of the test does not run
 */
export async function makeTest(key: string, dir: string, isThere: string): Promise<Made> {
  const draw = new Draw(key);
  const { name } = draw;
  const made: Made = { name, pupils: join(dir, 'pupils', name), teacher: join(dir, 'teacher', name) };
  for (const folder of [made.pupils, made.teacher]) if (existsSync(folder)) throw new Problem(folder, isThere);
  try {
    const mend = drawMend(draw);
    const planted = Object.fromEntries(mend.planted.map((id) => [id, id]));
    writeExercise(
      '1-mend',
      {
        variant: mend,
        stub: programOf('1-mend', 'program.ts', mend, { ...mend.right, ...planted }, name),
        solution: programOf('1-mend', 'program.ts', mend, mend.right, name),
        parts: mend.planted,
      },
      made,
    );
    const askAll = drawAskAll(draw);
    writeExercise(
      '2-ask-all',
      {
        variant: askAll,
        stub: programOf('2-ask-all', 'stub.ts', askAll, {}, name),
        solution: programOf('2-ask-all', 'program.ts', askAll, askAll.right, name),
        parts: [...askAllParts.failure, ...askAllParts.cleans],
      },
      made,
    );
    const asked = await predictions(draw, (file, text) => put(made.teacher, `predictions/${file}`, text));
    const letters = asked.map(({ right }) => right);
    const seen = await transcript(join(made.teacher, '1-mend', 'stub.ts'), mend.values);
    const seenRight = await transcript(join(made.teacher, '1-mend', 'solution.ts'), mend.values);
    for (const lang of languages) {
      put(made.pupils, `sheet.${lang}.md`, sheet(name, asked, seen, lang));
      put(
        made.teacher,
        `answers.${lang}.md`,
        answerSheet({ key, name, letters, planted: mend.planted, seen: seenRight }, lang),
      );
    }
    const hint = languages.map((lang) => `# ${examWords(lang).predictionsFile}\n`).join('');
    put(made.pupils, 'predictions.txt', `${hint}${letters.map((_, index) => `${index + 1}:\n`).join('')}`);
    put(
      made.teacher,
      'answers.json',
      `${JSON.stringify({ letters, planted: mend.planted } satisfies Answers, null, 2)}\n`,
    );
    return made;
  } catch (error) {
    for (const folder of [made.pupils, made.teacher]) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
