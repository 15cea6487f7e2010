// The texts of `npm run practice`, and of what other commands share with it, in every language.

import { type Lang, languages } from '../course/languages.ts';
import { didYouMean } from '../project/meant.ts';
import { flawsIn } from '../pupil/flaws.ts';
import { troublesIn } from '../terminal/troubles.ts';

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
const listed = (values: readonly string[]) => values.join(', ');

const en = {
  judgeUsage: `usage: npm run judge -- EXERCISE [FILE] [OPTION …]
Judges one program once. FILE is your file of the exercise by default. The exit
code is 0 if it passes, 1 if not, and 2 for a wrong command line.

  --exercises DIR    takes the exercise from DIR, not from the course
  --lang LANGUAGE    ${languages.join(' or ')}; default: from LC_ALL, LC_MESSAGES or LANG`,
  judgeAccepted: 'an exercise, a file, --exercises, --lang and --help are accepted',
  mistakeOf: (id: string, mistake: string) => `${id}: does not pass (${mistake}).`,

  usage: `usage: npm run practice [-- EXERCISE | OPTION …]
Shows your current exercise, and judges your file each time you save it.

  EXERCISE           goes to this exercise, as in 03/echo-lines; a prefix is
                     enough if only one exercise starts with it
  --list             lists all exercises, then exits
  --check EXERCISE   judges this exercise once, then exits: with code 0 if it
                     passes, 1 if not
  --export FILE      copies your progress into a new file
  --import FILE      adds the progress in a file to yours
  --exercises DIR    takes the exercises in DIR, your teacher's for example,
                     instead of those of the course
  --lang LANGUAGE    ${languages.join(' or ')}; default: from LC_ALL, LC_MESSAGES or LANG

Your files are in practice/. Nothing in them is ever overwritten.`,

  accepted: 'an exercise, --list, --check, --export, --import, --exercises, --lang and --help are accepted',
  unknown: (value: string) => `unknown argument ${value}`,
  onlyOne: (one: string, other: string) => `${one} and ${other}`,
  oneAtATime: 'use only one of them at a time',
  noValue: (option: string) => `no value after ${option}`,
  anExercise: 'name an exercise, as in 03/echo-lines',
  aFile: 'name a file',
  aFolder: 'name a folder',
  badLang: (value: string) => `bad --lang ${value}`,
  languages: languages.join(' or '),
  noExercise: (value: string) => `no exercise ${value}`,
  manyExercises: (value: string) => `more than one exercise starts with ${value}`,
  thereAre: (ids: readonly string[]) => `choose one of ${listed(ids)}`,
  near: didYouMean,
  noneYet: 'the course has no exercises yet',
  badExport: (file: string) => `bad --export ${file}`,
  badImport: (file: string) => `bad --import ${file}`,
  newFile: 'this file already exists; name a new one',

  exported: (file: string) => `Your progress was copied into ${file}.`,
  imported: (passed: number, all: number) => `Progress imported: ${passed} of ${count(all, 'exercise')} passed.`,
  damaged: (file: string, aside: string) =>
    `The progress in ${file} could not be read. The file was kept as ${aside}, and your progress starts again from zero.`,

  lesson: (number: number, title: string) => `Lesson ${number}: ${title}`,
  exercise: (number: number, of: number, title: string) => `Exercise ${number} of ${of}: ${title}`,
  passedBefore: 'passed',
  summary: (passed: number, all: number) => `${passed} of ${count(all, 'exercise')} passed`,
  yourFile: (file: string) => `Your file: ${file}`,
  judgedAtSave: 'It is judged each time you save it.',
  judgedLater: 'It is not judged here: hand it in.',
  savedOnly: 'Saved.',
  noHints: 'This exercise has no hints.',
  noSolution: 'There is no solution here.',
  outside: (name: string) => `Exercises: ${name}`,
  keys: (enter: boolean) =>
    `${enter ? 'A letter, then Enter: ' : ''}h hint, s solution, c check now, n next, p previous, l list, r reset, q quit`,
  judging: (id: string) => `Judging ${id} …`,
  stillJudging: 'This version is already being judged.',
  savedAgain: 'The file was saved again in the meantime. Judging it again:',
  judgeFailed: (id: string, why: string) => `The judge failed at ${id}. This is not your mistake: ${why}`,
  passes: (id: string, tries: number) => `${id}: passed, at the ${ordinal(tries)} try.`,
  passesAgain: (id: string) => `${id}: passed. n goes to the next exercise.`,
  passesOnce: (id: string) => `${id}: passed.`,
  notYet: (id: string) => `${id}: does not pass yet.`,
  offered: 's shows a solution and explains it.',
  allPassed: 'You have passed every exercise of the course.',
  hint: (number: number, of: number) => `Hint ${number} of ${of}: `,
  noMoreHints: (of: number) => `You have seen all ${of} hints. s shows the solution.`,
  solution: (id: string) => `A solution of ${id}:`,
  why: 'Why: ',
  askSolution: (id: string) => `${id} has not passed yet. Show its solution anyway?`,
  askReset: (file: string) => `Reset ${file}? A copy of your version is kept.`,
  yesNo: (enter: boolean) => `y for yes, anything else for no${enter ? ', then Enter' : ''}`,
  leftAsItIs: 'Nothing changed.',
  atBeginning: (file: string) => `${file} is already the starting code.`,
  reset: (file: string, copy: string) => `${file} was reset. Your version is in ${copy}.`,
  madeAnew: (file: string) => `${file} was missing. It was created again.`,
  isLast: 'This is the last exercise.',
  isFirst: 'This is the first exercise.',
  states: {
    passed: 'passed',
    tried: (tries: number) => count(tries, 'try', 'tries'),
    open: 'not tried',
  },
  bye: 'Until next time: npm run practice',

  troubles: troublesIn('en'),
  flaws: flawsIn('en'),
};

function ordinal(number: number): string {
  const teen = number % 100 > 10 && number % 100 < 14;
  return `${number}${(!teen && ['', 'st', 'nd', 'rd'][number % 10]) || 'th'}`;
}

export type Words = typeof en;

const zh: Words = {
  judgeUsage: `用法：npm run judge -- 编程题 [文件] [选项 …]
评测一个程序一次。默认评测你自己的文件。通过时退出码为 0，否则为 1；
命令行有误时为 2。

  --exercises 文件夹 从这个文件夹取编程题，而不是从本课程
  --lang 语言        ${languages.join(' 或 ')}；默认由 LC_ALL、LC_MESSAGES 或 LANG 决定`,
  judgeAccepted: '可以使用一道编程题、一个文件、--exercises、--lang 和 --help',
  mistakeOf: (id, mistake) => `${id}：没有通过（${mistake}）。`,

  usage: `用法：npm run practice [-- 编程题 | 选项 …]
显示当前的编程题；每次保存你的文件，都会自动评测。

  编程题             转到这道编程题，如 03/echo-lines；
                     如果没有歧义，可以只写开头
  --list             列出全部编程题，然后结束
  --check 编程题     评测一次，然后结束：通过时退出码为 0，否则为 1
  --export 文件      把你的进度复制到一个新文件
  --import 文件      把文件里的进度并入你的进度
  --exercises 文件夹 改用这个文件夹里的编程题，它们不属于本课程，例如老师出的题
  --lang 语言        ${languages.join(' 或 ')}；默认由 LC_ALL、LC_MESSAGES 或 LANG 决定

你的文件都在 practice/ 里，绝不会被覆盖。`,

  accepted: '可以使用一道编程题、--list、--check、--export、--import、--exercises、--lang 和 --help',
  unknown: (value) => `无法识别的参数 ${value}`,
  onlyOne: (one, other) => `${one} 和 ${other}`,
  oneAtATime: '一次只能用其中一个',
  noValue: (option) => `${option} 后面缺少值`,
  anExercise: '请指定一道编程题，如 03/echo-lines',
  aFile: '请指定一个文件',
  aFolder: '请指定一个文件夹',
  badLang: (value) => `--lang ${value} 无效`,
  languages: languages.join(' 或 '),
  noExercise: (value) => `没有编程题 ${value}`,
  manyExercises: (value) => `以 ${value} 开头的编程题不止一道`,
  thereAre: (ids) => `请选择 ${ids.join('、')}`,
  near: (name, remedy) => `是否想输入 ${name}？${remedy}`,
  noneYet: '课程里还没有编程题',
  badExport: (file) => `--export ${file} 失败`,
  badImport: (file) => `--import ${file} 失败`,
  newFile: '文件已经存在，请换一个文件名',

  exported: (file) => `你的进度已复制到 ${file}。`,
  imported: (passed, all) => `进度已导入：${all} 道编程题已通过 ${passed} 道。`,
  damaged: (file, aside) => `${file} 里的进度无法读取。原文件已保留为 ${aside}，进度从零开始。`,

  lesson: (number, title) => `第 ${number} 课：${title}`,
  exercise: (number, of, title) => `编程题 ${number}/${of}：${title}`,
  passedBefore: '已通过',
  summary: (passed, all) => `${all} 道编程题已通过 ${passed} 道`,
  yourFile: (file) => `你的文件：${file}`,
  judgedAtSave: '每次保存后自动评测。',
  judgedLater: '这里不评测，请交上去。',
  savedOnly: '已保存。',
  noHints: '这道题没有提示。',
  noSolution: '这里没有参考答案。',
  outside: (name) => `编程题：${name}`,
  keys: (enter) =>
    `${enter ? '输入一个字母，再按 Enter：' : ''}h 提示，s 参考答案，c 立即评测，n 下一题，p 上一题，l 列表，r 还原为初始代码，q 退出`,
  judging: (id) => `正在评测 ${id} ……`,
  stillJudging: '这一版正在评测。',
  savedAgain: '评测期间文件又保存过，重新评测：',
  judgeFailed: (id, why) => `评测 ${id} 时，评测程序出错。这不是你的错误：${why}`,
  passes: (id, tries) => `${id}：第 ${tries} 次评测，已通过。`,
  passesAgain: (id) => `${id}：已通过。按 n 转到下一题。`,
  passesOnce: (id) => `${id}：已通过。`,
  notYet: (id) => `${id}：尚未通过。`,
  offered: '按 s 看参考答案，以及为什么这样写。',
  allPassed: '课程的编程题已全部通过。',
  hint: (number, of) => `提示 ${number}/${of}：`,
  noMoreHints: (of) => `${of} 条提示已全部显示。按 s 看参考答案。`,
  solution: (id) => `${id} 的参考答案：`,
  why: '为什么：',
  askSolution: (id) => `${id} 尚未通过。仍要看参考答案吗？`,
  askReset: (file) => `把 ${file} 还原为初始代码吗？你的版本会另存为副本。`,
  yesNo: (enter) => `y 表示是，其他键表示否${enter ? '，再按 Enter' : ''}`,
  leftAsItIs: '没有改动。',
  atBeginning: (file) => `${file} 已经是初始代码。`,
  reset: (file, copy) => `${file} 已还原为初始代码。你的版本保存在 ${copy}。`,
  madeAnew: (file) => `找不到 ${file}，已用初始代码重新建立。`,
  isLast: '这是最后一题。',
  isFirst: '这是第一题。',
  states: {
    passed: '已通过',
    tried: (tries) => `评测过 ${tries} 次`,
    open: '未做',
  },
  bye: '下次再来：npm run practice',

  troubles: troublesIn('zh'),
  flaws: flawsIn('zh'),
};

/** The texts of the commands in a language. */
export const wordsOf = (lang: Lang): Words => ({ en, zh })[lang];
