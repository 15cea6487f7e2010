// What `npm run practice` and `npm run class` say, in every language.

import { type Lang, languages } from '../course/languages.ts';
import type { Trouble } from '../project/files.ts';

/** A sentence about a file that cannot be used: gets a limit or the system's words, and the system's code. */
type Troubles = Readonly<Record<Trouble, (message: string, code: string) => string>>;

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
const listed = (values: readonly string[]) => values.join(', ');

const en = {
  usage: `usage: npm run practice [-- EXERCISE | OPTION …]
Shows the exercise you are at, and judges your file each time you save it.

  EXERCISE           goes to one, as in 03/echo-lines; its beginning is enough
                     if no other one begins so
  --list             lists all exercises, and ends
  --check EXERCISE   judges one once, and ends: exit code 0 if it passes,
                     1 if not
  --export FILE      copies your progress into a new file
  --import FILE      joins the progress of a file to yours
  --lang LANGUAGE    ${languages.join(' or ')}; otherwise as LC_ALL, LC_MESSAGES or LANG say

Your files are in practice/. Nothing in them is ever overwritten.`,

  accepted: `an exercise, --list, --check, --export, --import, --lang and --help are accepted`,
  unknown: (value: string) => `unknown argument ${value}`,
  onlyOne: (one: string, other: string) => `${one} and ${other}`,
  oneAtATime: 'one of them at a time',
  noValue: (option: string) => `no value after ${option}`,
  anExercise: 'name an exercise, as in 03/echo-lines',
  aFile: 'name a file',
  badLang: (value: string) => `bad --lang ${value}`,
  languages: languages.join(' or '),
  noExercise: (value: string) => `no exercise ${value}`,
  manyExercises: (value: string) => `more than one exercise begins with ${value}`,
  thereAre: (ids: readonly string[]) => `there are ${listed(ids)}`,
  noneYet: 'the course has no exercises yet',
  badExport: (file: string) => `bad --export ${file}`,
  badImport: (file: string) => `bad --import ${file}`,
  newFile: 'there is such a file already; name a new one',

  exported: (file: string) => `Your progress was copied into ${file}.`,
  imported: (passed: number, all: number) =>
    `The progress of the file was joined to yours: ${passed} of ${count(all, 'exercise')} passed.`,
  damaged: (file: string, aside: string) =>
    `The progress in ${file} could not be read; it was kept as ${aside}, and progress begins anew.`,

  lesson: (number: number, title: string) => `Lesson ${number}: ${title}`,
  exercise: (number: number, of: number, title: string) => `Exercise ${number} of ${of}: ${title}`,
  passedBefore: 'passed',
  summary: (passed: number, all: number) => `${passed} of ${count(all, 'exercise')} passed`,
  yourFile: (file: string) => `Your file: ${file}`,
  judgedAtSave: 'It is judged each time you save it.',
  keys: (enter: boolean) =>
    `${enter ? 'A letter, then Enter: ' : ''}h hint, s solution, c check now, n next, p previous, l list, r reset, q quit`,
  judging: (id: string) => `The judge is looking at ${id} …`,
  stillJudging: 'The judge is looking at just this already.',
  savedAgain: 'It was saved again meanwhile. Once more:',
  judgeFailed: (id: string, why: string) => `The judge itself failed at ${id}, which is no fault of yours: ${why}`,
  passes: (id: string, tries: number) => `${id}: passed, at the ${ordinal(tries)} try.`,
  passesAgain: (id: string) => `${id}: it passes. n goes to the next.`,
  passesOnce: (id: string) => `${id}: it passes.`,
  notYet: (id: string) => `${id}: not yet.`,
  offered: 's shows a solution, and why it is so.',
  allPassed: 'You have passed every exercise of the course.',
  hint: (number: number, of: number) => `Hint ${number} of ${of}: `,
  noMoreHints: (of: number) => `These were all ${of} hints. s shows the solution.`,
  solution: (id: string) => `A solution of ${id}:`,
  why: 'Why: ',
  askSolution: (id: string) => `${id} has not passed yet. Show its solution all the same?`,
  askReset: (file: string) => `Begin ${file} again? What you wrote is kept as a copy.`,
  yesNo: (enter: boolean) => `y for yes, anything else for no${enter ? ', then Enter' : ''}`,
  leftAsItIs: 'Left as it is.',
  atBeginning: (file: string) => `${file} is as it was at the beginning.`,
  reset: (file: string, copy: string) => `${file} begins again. What you wrote is in ${copy}.`,
  madeAnew: (file: string) => `${file} was gone; it begins again.`,
  isLast: 'This is the last exercise.',
  isFirst: 'This is the first exercise.',
  states: {
    passed: 'passed',
    tried: (tries: number) => count(tries, 'try', 'tries'),
    open: 'not tried',
  },
  bye: 'Until next time: npm run practice',

  troubles: {
    missing: () => 'no such file',
    folder: () => 'a folder is in the place of this file (EISDIR); move it away',
    notAFile: () => 'not a plain file but a pipe, a socket or a device; move it away',
    noFolder: () => 'a file is in the place of a folder; move it away',
    brokenLink: () => 'a link that leads nowhere; remove it, or make what it names',
    tooLarge: (limit) => `larger than ${limit}; move it away`,
    tooMany: (limit) => `${limit} kept copies are there already; delete some`,
    notAllowed: (_, code) => `the system does not allow to read or write it (${code})`,
    readOnly: () => 'the disk is read-only (EROFS)',
    full: (_, code) => `the disk is full (${code})`,
    other: (message) => message,
  } as Troubles,

  classUsage: `usage: npm run class -- FILE … [--lang LANGUAGE]
A table of progress files: who is where, and which exercises are hard.
The file's name is the pupil.

  FILE               a file of progress (npm run practice -- --export FILE),
                     or a folder of such files
  --lang LANGUAGE    ${languages.join(' or ')}; otherwise as LC_ALL, LC_MESSAGES or LANG say`,
  classAccepted: 'files, --lang and --help are accepted',
  noFiles: 'name a file of progress, or a folder of them',
  emptyFolder: 'no .json file in this folder',
  skipped: (why: string) => `${why}; skipped`,
  columns: ['pupil', 'lessons read', 'questions answered', 'exercises passed', 'now at'],
  done: 'all passed',
  hardColumns: ['exercise', 'tried, not passed', 'their tries (median)', ''],
  nobodyStuck: 'Every exercise that was tried was passed, too.',
};

function ordinal(number: number): string {
  const teen = number % 100 > 10 && number % 100 < 14;
  return `${number}${(!teen && ['', 'st', 'nd', 'rd'][number % 10]) || 'th'}`;
}

export type Words = typeof en;

const zh: Words = {
  usage: `用法：npm run practice [-- 练习 | 选项 …]
显示当前的练习；每次保存你的文件，都会自动评测。

  练习               转到某道练习，如 03/echo-lines；只写开头也行，
                     只要没有别的练习也这样开头
  --list             列出全部练习，然后结束
  --check 练习       评测一次，然后结束：通过时退出码为 0，否则为 1
  --export 文件      把你的进度复制到一个新文件
  --import 文件      把文件里的进度并入你的进度
  --lang 语言        ${languages.join(' 或 ')}；不写时由 LC_ALL、LC_MESSAGES 或 LANG 决定

你的文件都在 practice/ 里，绝不会被覆盖。`,

  accepted: '可以写一道练习、--list、--check、--export、--import、--lang 和 --help',
  unknown: (value) => `无法识别的参数 ${value}`,
  onlyOne: (one, other) => `${one} 和 ${other}`,
  oneAtATime: '一次只能用其中一个',
  noValue: (option) => `${option} 后面缺少内容`,
  anExercise: '请写一道练习，如 03/echo-lines',
  aFile: '请写一个文件',
  badLang: (value) => `--lang ${value} 不对`,
  languages: languages.join(' 或 '),
  noExercise: (value) => `没有练习 ${value}`,
  manyExercises: (value) => `不止一道练习以 ${value} 开头`,
  thereAre: (ids) => `现有 ${ids.join('、')}`,
  noneYet: '课程里还没有练习',
  badExport: (file) => `--export ${file} 不行`,
  badImport: (file) => `--import ${file} 不行`,
  newFile: '已经有这个文件，请换一个新的名字',

  exported: (file) => `你的进度已复制到 ${file}。`,
  imported: (passed, all) => `文件里的进度已经并入：${all} 道练习通过了 ${passed} 道。`,
  damaged: (file, aside) => `${file} 里的进度无法读取，已保留为 ${aside}，进度从头开始。`,

  lesson: (number, title) => `第 ${number} 课：${title}`,
  exercise: (number, of, title) => `练习 ${number}/${of}：${title}`,
  passedBefore: '已通过',
  summary: (passed, all) => `${all} 道练习通过了 ${passed} 道`,
  yourFile: (file) => `你的文件：${file}`,
  judgedAtSave: '每次保存都会自动评测。',
  keys: (enter) =>
    `${enter ? '输入一个字母，再按 Enter：' : ''}h 提示，s 参考答案，c 马上评测，n 下一题，p 上一题，l 列表，r 从头再来，q 退出`,
  judging: (id) => `正在评测 ${id} ……`,
  stillJudging: '正在评测的就是这一份。',
  savedAgain: '评测时文件又保存过，重新评测：',
  judgeFailed: (id, why) => `评测 ${id} 时评测程序自己出错了，不是你的问题：${why}`,
  passes: (id, tries) => `${id}：通过了，第 ${tries} 次评测。`,
  passesAgain: (id) => `${id}：通过了。按 n 到下一题。`,
  passesOnce: (id) => `${id}：通过了。`,
  notYet: (id) => `${id}：还没有通过。`,
  offered: '按 s 看参考答案，以及为什么这样写。',
  allPassed: '课程的练习已全部通过。',
  hint: (number, of) => `提示 ${number}/${of}：`,
  noMoreHints: (of) => `${of} 条提示都看过了。按 s 看参考答案。`,
  solution: (id) => `${id} 的参考答案：`,
  why: '为什么：',
  askSolution: (id) => `${id} 还没有通过。仍要看参考答案吗？`,
  askReset: (file) => `${file} 从头再来吗？你写的内容会另存一份。`,
  yesNo: (enter) => `y 表示是，其他键表示否${enter ? '，再按 Enter' : ''}`,
  leftAsItIs: '保持原样。',
  atBeginning: (file) => `${file} 就是一开始的样子。`,
  reset: (file, copy) => `${file} 已从头开始。你写的内容保存在 ${copy}。`,
  madeAnew: (file) => `${file} 不见了，已重新建立。`,
  isLast: '这是最后一题。',
  isFirst: '这是第一题。',
  states: {
    passed: '已通过',
    tried: (tries) => `评测过 ${tries} 次`,
    open: '未做',
  },
  bye: '下次再来：npm run practice',

  troubles: {
    missing: () => '没有这个文件',
    folder: () => '这里应当是文件，却是一个文件夹（EISDIR），请把它移开',
    notAFile: () => '不是普通文件，而是管道、套接字或设备，请把它移开',
    noFolder: () => '这里应当是文件夹，却是一个文件，请把它移开',
    brokenLink: () => '这个链接指向的文件不存在，请删除链接，或建立它指向的文件',
    tooLarge: (limit) => `超过 ${limit}，请把它移开`,
    tooMany: (limit) => `已经保留了 ${limit} 份，请删除一些`,
    notAllowed: (_, code) => `系统不允许读写（${code}）`,
    readOnly: () => '磁盘是只读的（EROFS）',
    full: (_, code) => `磁盘已满（${code}）`,
    other: (message) => message,
  },

  classUsage: `用法：npm run class -- 文件 … [--lang 语言]
把进度文件汇总成表：每个学生学到哪里，哪些练习最难。文件名就是学生的名字。

  文件               进度文件（npm run practice -- --export 文件），
                     或者放着这些文件的文件夹
  --lang 语言        ${languages.join(' 或 ')}；不写时由 LC_ALL、LC_MESSAGES 或 LANG 决定`,
  classAccepted: '可以写文件、--lang 和 --help',
  noFiles: '请写进度文件，或者放着它们的文件夹',
  emptyFolder: '文件夹里没有 .json 文件',
  skipped: (why) => `${why}；已跳过`,
  columns: ['学生', '已读课数', '已答问题', '通过练习', '当前练习'],
  done: '全部通过',
  hardColumns: ['练习', '试过但未通过', '他们的次数（中位数）', ''],
  nobodyStuck: '试过的练习都通过了。',
};

/** What the commands say in a language. */
export const wordsOf = (lang: Lang): Words => ({ en, zh })[lang];
