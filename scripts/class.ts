// What a class has understood:  npm run class -- FILE …

import { collect } from './class/collect.ts';
import { csvOf } from './class/csv.ts';
import { questionsOf } from './class/questions.ts';
import { byName, reportLines } from './class/tables.ts';
import { tallyExercises, tallyQuestions } from './class/tally.ts';
import { classWords } from './class/words.ts';
import { exercises, outsideExercises } from './course/exercises.ts';
import { lessonIds } from './course/lesson.ts';
import { readLine } from './practice/command-line.ts';
import { Problem } from './project/problem.ts';
import { fromHere } from './project/working-folder.ts';
import { quoted } from './terminal/args.ts';
import { command, refusal } from './terminal/command.ts';
import { oneLine } from './terminal/printable.ts';
import { standardScreen } from './terminal/screen.ts';

export async function main() {
  const {
    lang,
    words: common,
    help,
    options,
    values,
    rest,
  } = readLine(process.argv.slice(2), {
    summary: (_, said) => classWords(said).accepted,
    values: {
      judge: (_, said) => classWords(said).aFolder,
      exercises: (_, said) => classWords(said).aFolder,
      html: (_, said) => classWords(said).aFile,
    },
    flags: ['names', 'csv'],
    most: Number.POSITIVE_INFINITY,
  });
  const words = classWords(lang);
  if (help) return console.log(words.usage);
  const has = (name: string) => options.some((option) => option.name === name);
  if (rest.length === 0) throw new Problem('npm run class', words.noFiles);
  if (has('names') && !has('html')) throw new Problem('--names', words.namesNeedHtml);
  const outside = options
    .filter(({ name }) => name === 'exercises')
    .flatMap(({ value }) => outsideExercises(fromHere(value)));
  const all = [...exercises(), ...outside];

  let unread = 0;
  const tell = (sentence: string) => {
    console.error(sentence);
    process.exitCode = 1;
  };
  const collected = collect(rest, common, words, (sentence) => {
    unread += 1;
    tell(sentence);
  });
  const { judge, html } = values;
  const pupils =
    judge === undefined
      ? collected
      : await (await import('./class/proofs.ts')).prove(collected, fromHere(judge), {
          exercises: all,
          common,
          words,
          tell,
          progress: (sentence) => process.stderr.isTTY && console.error(sentence),
        });
  if (pupils.length === 0) return;
  const report = {
    pupils: byName(pupils, lang),
    lessons: lessonIds(),
    exercises: all,
    exerciseTallies: tallyExercises(pupils, all),
    isJudged: judge !== undefined,
    unread,
  };
  const questions = questionsOf(lang);
  if (html !== undefined) {
    const { pageOf, writePage } = await import('./class/page.ts');
    try {
      writePage(pageOf(report, has('names'), lang), fromHere(html), `--html ${quoted(html)}`, words);
    } catch (error) {
      throw refusal(error, common);
    }
    console.error(oneLine(words.reportWritten(html)));
  }
  if (has('csv')) process.stdout.write(csvOf(report, questions, words));
  else {
    console.log(reportLines(report, tallyQuestions(pupils, questions), lang, standardScreen(), words).join('\n'));
  }
}

if (import.meta.main) await command(main);
