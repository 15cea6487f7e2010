// The texts of `npm run class`, in every language.
import { type Lang, languages } from '../course/languages.ts';

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

const en = {
  usage: `usage: npm run class -- FILE … [OPTION …]
Shows from progress files how far each pupil is, which questions the class got
wrong, and which exercises are hard. A file has the name of its pupil.

  FILE               a progress file (npm run practice -- --export FILE), or a
                     folder: its .json files, and the progress.json in each
                     of its folders, which is then named after the pupil
  --judge DIR        judges the programs in DIR/PUPIL/ again, a copy of the
                     pupil's folder practice/. Only what passes counts
  --exercises DIR    adds the exercises in DIR, which are not of the course
  --html FILE        writes a report to project, in both languages, no names
  --names            puts the names of the pupils into that report
  --csv              prints a table for a spreadsheet instead
  --lang LANGUAGE    ${languages.join(' or ')}; default: from LC_ALL, LC_MESSAGES or LANG

The exit code is 1 if a file could not be read, and 2 for a wrong command line.`,
  accepted: 'files, --judge, --exercises, --html, --names, --csv, --lang and --help are accepted',
  aFolder: 'name a folder',
  aFile: 'name a file',
  noFiles: 'name a progress file, or a folder of progress files',
  emptyFolder: 'no .json file in this folder',
  notAFolder: 'no such folder',
  noFolder: 'there is no such folder',
  notAReport: 'this file exists and is not a report of npm run class; name another one',
  namesNeedHtml: 'accepted only with --html',
  skipped: (why: string) => `${why}; skipped`,
  judging: (done: number, of: number, pupil: string, id: string) => `judging ${done} of ${of}: ${pupil}, ${id}`,
  judgeFailed: (pupil: string, id: string, why: string) => `the judge failed at ${id} of ${pupil}: ${why}`,
  noProgram: 'no program was handed in',
  isStub: 'the program is the starting code, unchanged',
  isLink: 'the program is a link, which is not followed',
  failed: (mistake: string) => `the program does not pass (${mistake})`,
  noFolderFor: (name: string) => `${name}: no folder of this pupil`,
  reportWritten: (file: string) => `Report: ${file}`,

  columns: ['pupil', 'lessons read', 'questions answered', 'exercises passed', 'now at'],
  judgedColumns: ['pupil', 'lessons read', 'questions answered', 'exercises proved', 'claimed, not proved', 'now at'],
  done: 'all passed',
  exerciseColumns: ['exercise', 'passed', 'not passed', 'tries (median)', 'most tries', ''],
  noneTried: 'No exercise has been tried.',
  questionColumns: ['question', 'answered', 'right', 'choices', ''],
  legend: '✓ right   ✗ the wrong answer most often chosen',
  noneAnswered: 'No question has been answered.',
  claims: 'Claimed in the progress file, not proved by a program:',

  csv: {
    pupil: 'pupil',
    read: 'lessons read',
    answered: 'questions answered',
    right: 'questions right',
    passed: 'exercises passed',
    unproved: 'claimed, not proved',
    tries: 'tries',
    isPassed: 'passed',
    isProved: 'proved',
    isUnproved: 'claimed, not proved',
    isTried: 'not passed',
  },

  title: 'Class report',
  language: 'Language of the report',
  overview: 'Where the class is',
  pupils: (number: number) => count(number, 'pupil'),
  unread: (number: number) =>
    `${count(number, 'progress file')} could not be read and ${number === 1 ? 'is' : 'are'} not counted.`,
  unproved: (number: number) => `${count(number, 'passed exercise')} claimed, not proved by a program: not counted.`,
  lesson: 'lesson',
  readBy: 'read by',
  of: (some: number, all: number) => `${some} of ${all}`,
  questions: 'Questions, the hardest first',
  questionOf: (lesson: number, number: number) => `Lesson ${lesson}, question ${number}`,
  rightOf: (right: number, answered: number) => `${right} of ${answered} right`,
  choice: 'choice',
  chosenBy: 'chosen by',
  right: 'right',
  worst: 'the wrong answer most often chosen',
  exercises: 'Exercises by tries',
  exercise: 'exercise',
  passed: 'passed',
  notPassed: 'tried, not passed',
  median: 'tries (median)',
  most: 'most tries',
  forTeacher: 'For the teacher',
  unknown: '–',
};

export type ClassWords = typeof en;

const zh: ClassWords = {
  usage: `用法：npm run class -- 文件 … [选项 …]
根据进度文件显示：每个学生学到哪里，全班哪些测验题答错，哪些编程题较难。
文件名就是学生的名字。

  文件               进度文件（npm run practice -- --export 文件），或文件夹：
                     其中的 .json 文件，以及各子文件夹里的 progress.json；
                     后一种情况下，子文件夹的名字就是学生的名字
  --judge 文件夹     重新评测“文件夹/学生/”里的程序，“文件夹/学生/”就是
                     这个学生的 practice/ 文件夹。只有评测通过的才算通过
  --exercises 文件夹 加上这个文件夹里的编程题，它们不属于本课程
  --html 文件        写一份可以投影的报告，中英双语，不含学生姓名
  --names            在报告里写上学生的姓名
  --csv              改为打印一张表，供电子表格软件使用
  --lang 语言        ${languages.join(' 或 ')}；默认由 LC_ALL、LC_MESSAGES 或 LANG 决定

有文件无法读取时退出码为 1，命令行有误时为 2。`,
  accepted: '可以使用文件、--judge、--exercises、--html、--names、--csv、--lang 和 --help',
  aFolder: '请指定一个文件夹',
  aFile: '请指定一个文件',
  noFiles: '请指定进度文件，或包含进度文件的文件夹',
  emptyFolder: '文件夹里没有 .json 文件',
  notAFolder: '没有这个文件夹',
  noFolder: '没有这个文件夹',
  notAReport: '文件已经存在，而且不是 npm run class 写的报告，请换一个文件名',
  namesNeedHtml: '只能与 --html 一起使用',
  skipped: (why) => `${why}；已跳过`,
  judging: (done, of, pupil, id) => `正在评测 ${done}/${of}：${pupil}，${id}`,
  judgeFailed: (pupil, id, why) => `评测 ${pupil} 的 ${id} 时，评测程序出错：${why}`,
  noProgram: '没有交程序',
  isStub: '程序就是初始代码，没有改动',
  isLink: '程序是一个链接，评测不跟随链接',
  failed: (mistake) => `程序没有通过（${mistake}）`,
  noFolderFor: (name) => `${name}：没有这个学生的文件夹`,
  reportWritten: (file) => `报告：${file}`,

  columns: ['学生', '已读课数', '已答测验题', '已通过编程题', '当前编程题'],
  judgedColumns: ['学生', '已读课数', '已答测验题', '评测通过', '记为通过，未经证实', '当前编程题'],
  done: '全部通过',
  exerciseColumns: ['编程题', '通过', '未通过', '评测次数（中位数）', '最多次数', ''],
  noneTried: '还没有人做过编程题。',
  questionColumns: ['测验题', '回答', '正确', '各选项', ''],
  legend: '✓ 正确选项   ✗ 选得最多的错误选项',
  noneAnswered: '还没有人回答过测验题。',
  claims: '进度文件里记为通过、但没有程序证实的编程题：',

  csv: {
    pupil: '学生',
    read: '已读课数',
    answered: '已答测验题',
    right: '答对',
    passed: '已通过编程题',
    unproved: '记为通过，未经证实',
    tries: '评测次数',
    isPassed: '通过',
    isProved: '评测通过',
    isUnproved: '记为通过，未经证实',
    isTried: '未通过',
  },

  title: '班级报告',
  language: '报告的语言',
  overview: '全班学到哪里',
  pupils: (number) => `${number} 名学生`,
  unread: (number) => `有 ${number} 个进度文件无法读取，没有计入。`,
  unproved: (number) => `有 ${number} 道编程题记为通过，但没有程序证实，没有计入。`,
  lesson: '课',
  readBy: '读完的人数',
  of: (some, all) => `${some}/${all}`,
  questions: '测验题，最难的在前',
  questionOf: (lesson, number) => `第 ${lesson} 课，第 ${number} 道测验题`,
  rightOf: (right, answered) => `${answered} 人回答，${right} 人答对`,
  choice: '选项',
  chosenBy: '选择的人数',
  right: '正确',
  worst: '选得最多的错误选项',
  exercises: '编程题与评测次数',
  exercise: '编程题',
  passed: '通过',
  notPassed: '做过，未通过',
  median: '评测次数（中位数）',
  most: '最多次数',
  forTeacher: '供教师使用',
  unknown: '–',
};

/** The texts of `npm run class` in a language. */
export const classWords = (lang: Lang): ClassWords => ({ en, zh })[lang];
