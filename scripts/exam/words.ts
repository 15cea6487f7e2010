// The texts of `npm run exam` and of the sheets that it writes, in every language.
import { type Lang, languages } from '../course/languages.ts';
import type { Planted } from './variant.ts';

/** The criteria of the rubric. */
export const criteria = ['reads', 'predicts', 'failure', 'cleans'] as const;
export type Criterion = (typeof criteria)[number];

type Mistakes = Readonly<Record<Planted, string>>;

const en = {
  usage: `usage: npm run exam -- new DIR [--key KEY] [--lang LANGUAGE]
       npm run exam -- mark DIR/teacher/NAME COLLECTED [--lang LANGUAGE]
Makes a test of two programs and six predictions, or marks what was handed in.

  new DIR            writes DIR/pupils/NAME, to hand out, and DIR/teacher/NAME
  --key KEY          the same key makes the same test; without one, a new key
                     is drawn. Pupils must not know it
  mark … COLLECTED   marks the folder of each pupil in COLLECTED
  --lang LANGUAGE    ${languages.join(' or ')}; default: from LC_ALL, LC_MESSAGES or LANG`,
  accepted: 'new DIR, mark TEST COLLECTED, --key, --lang and --help are accepted',
  aKey: 'a key of 8 characters or more',
  twoFolders: 'name the folder of the test (DIR/teacher/NAME), and the folder with the folders of the pupils',
  aFolder: 'name the folder to write the test into',
  isThere: 'already exists; remove it, or choose another folder or key',
  notATest: "not the teacher's folder of a test: answers.json is missing; it is DIR/teacher/NAME",
  keyOnlyNew: 'accepted only with new',
  nobody: 'no folder of a pupil in this folder',
  making: 'Running the programs of the test …',
  made: (pupils: string, teacher: string, key: string) =>
    `To hand out: ${pupils}\nTo keep:     ${teacher}\nKey:         ${key}`,
  marking: (pupil: string) => `marking ${pupil}`,
  pupil: 'pupil',
  all: 'points',

  sheet: 'Test',
  name: 'Name:',
  rules: [
    'Do part A first, on paper, with the computers closed. Then open them for the parts B and C.',
    'You may use the lessons and your own notes. You may not use the internet or the programs of others.',
    'Your programs are judged after you have handed them in.',
  ],
  predictionsPart: 'A. Predictions',
  predictionsTask:
    'What does each program print? Choose one answer. The programs have no error and use only this machine.',
  answer: 'Answer:',
  mendPart: 'B. Mend a server',
  mendSheet:
    'The text of the task is in `1-mend/en.md`, the server in `1-mend/stub.ts`. This is what four clients sent (`->`) and received (`<-`), in this order. For each of the three mistakes write the number of a line that shows it, and what is wrong with it.',
  mendTable: ['line', 'what is wrong', 'what causes it'],
  askPart: 'C. Write a program',
  askSheet: 'The task is in `2-ask-all/en.md`.',
  how: (name: string) =>
    `\`npm run practice -- --exercises ${name}\` shows the tasks and makes your files below \`practice/${name}/\`. Hand in that folder. If you answer part A in a file, copy \`predictions.txt\` into it.`,
  predictionsFile: 'Write a letter after each number.',

  answersTitle: (name: string) => `Test ${name}: answers and rubric`,
  keyWas: (key: string) => `Made with the key \`${key}\`. Keep it, and this folder, away from the pupils.`,
  rightLetters: 'Right answers',
  planted: 'The three mistakes',
  rightTranscript: 'What the clients of the mended server see',
  rubric: 'Rubric',
  rubricHow: (name: string) =>
    `\`npm run exam -- mark DIR/teacher/${name} COLLECTED\` counts these points. Look at the sheet before you keep those for reading: a pupil who names the right lines has read the output, even if the program is not mended.`,
  criteria: {
    reads: 'reads output',
    predicts: 'predicts',
    failure: 'handles failure',
    cleans: 'cleans up',
  } as Readonly<Record<Criterion, string>>,
  points: {
    reads: ['no mistake found', 'one mistake mended, or shown on the sheet', 'two', 'all three'],
    predicts: ['0 or 1 right', '2 or 3 right', '4 or 5 right', 'all 6 right'],
    failure: ['none', 'one of: refused, cut off, silent', 'two of them', 'all three'],
    cleans: [
      'none',
      'one of: closes a connection when it is done, ends at once, exit code',
      'two of them',
      'all three',
    ],
  } as Readonly<Record<Criterion, readonly string[]>>,
  mistakes: {
    'half-line': 'treats each piece as whole lines (`half-line`)',
    'broken-character': 'decodes each piece alone, so a character in two pieces breaks (`broken-character`)',
    crashed: 'has no error handler, so a reset ends the server (`crashed`)',
    'still-counted': 'counts a client out only after its FIN, not after a reset (`still-counted`)',
    shared: 'has one number for all clients (`shared`)',
    'not-ended': 'does not end the connection (`not-ended`)',
    'not-serving': 'stops listening when one client leaves (`not-serving`)',
  } as Mistakes,
};

export type ExamWords = typeof en;

const zh: ExamWords = {
  usage: `用法：npm run exam -- new 文件夹 [--key 密钥] [--lang 语言]
      npm run exam -- mark 文件夹/teacher/名称 收来的文件夹 [--lang 语言]
生成一份测验：两道编程题和六道预测题；或者评阅学生交来的答案。

  new 文件夹         写出“文件夹/pupils/名称”（发给学生）和
                     “文件夹/teacher/名称”（教师自己保存）
  --key 密钥         同一个密钥生成同一份测验；省略时随机产生一个。
                     不能让学生知道
  mark …             按评分标准评阅“收来的文件夹”里每个学生的文件夹
  --lang 语言        ${languages.join(' 或 ')}；默认由 LC_ALL、LC_MESSAGES 或 LANG 决定`,
  accepted: '可以使用 new 文件夹、mark 测验 收来的文件夹、--key、--lang 和 --help',
  aKey: '密钥至少 8 个字符',
  twoFolders: '请指定测验的文件夹（文件夹/teacher/名称），以及包含各学生文件夹的文件夹',
  aFolder: '请指定写入测验的文件夹',
  isThere: '已经存在；请删除它，或者换一个文件夹或密钥',
  notATest: '不是测验的教师文件夹：缺少 answers.json；应当是“文件夹/teacher/名称”',
  keyOnlyNew: '只能与 new 一起使用',
  nobody: '这个文件夹里没有学生的文件夹',
  making: '正在运行测验里的程序……',
  made: (pupils, teacher, key) => `发给学生：${pupils}\n自己保存：${teacher}\n密钥：　　${key}`,
  marking: (pupil) => `正在评阅 ${pupil}`,
  pupil: '学生',
  all: '总分',

  sheet: '测验',
  name: '姓名：',
  rules: [
    '先合上电脑，在纸上做 A 部分。然后打开电脑，做 B、C 两部分。',
    '可以看课文和自己的笔记，不可以上网，也不可以用别人的程序。',
    '程序交上来以后再评测。',
  ],
  predictionsPart: 'A. 预测',
  predictionsTask: '每个程序打印什么？选出一个答案。程序没有错误，只使用这台机器。',
  answer: '答案：',
  mendPart: 'B. 修好一个服务器',
  mendSheet:
    '题目在 `1-mend/zh.md` 里，服务器在 `1-mend/stub.ts` 里。下面按顺序列出四个客户端发送（`->`）和收到（`<-`）的内容。请为三处错误各写出能说明它的一行的行号，以及那一行有什么不对。',
  mendTable: ['行号', '有什么不对', '原因'],
  askPart: 'C. 写一个程序',
  askSheet: '题目在 `2-ask-all/zh.md` 里。',
  how: (name) =>
    `\`npm run practice -- --exercises ${name}\` 显示题目，并在 \`practice/${name}/\` 里建立你的文件。请把这个文件夹交上来。如果在文件里回答 A 部分，把 \`predictions.txt\` 复制到里面。`,
  predictionsFile: '在每个题号后面写一个字母。',

  answersTitle: (name) => `测验 ${name}：答案与评分标准`,
  keyWas: (key) => `用密钥 \`${key}\` 生成。密钥和这个文件夹都不要让学生看到。`,
  rightLetters: '正确答案',
  planted: '三处错误',
  rightTranscript: '改正以后，客户端看到的内容',
  rubric: '评分标准',
  rubricHow: (name) =>
    `\`npm run exam -- mark 文件夹/teacher/${name} 收来的文件夹\` 会算出这些分数。“读懂输出”一项请对照试卷再定：学生写对了行号，就是读懂了输出，即使程序没有改好。`,
  criteria: { reads: '读懂输出', predicts: '预测', failure: '处理失败', cleans: '善后' },
  points: {
    reads: ['没有找到错误', '改正一处，或在试卷上指出一处', '两处', '三处'],
    predicts: ['对 0 或 1 道', '对 2 或 3 道', '对 4 或 5 道', '6 道全对'],
    failure: ['都没有', '拒绝、中断、沉默三者之一', '其中两项', '三项都有'],
    cleans: ['都没有', '用完就关闭连接、立即结束、退出码三者之一', '其中两项', '三项都有'],
  },
  mistakes: {
    'half-line': '把到达的每一段当成完整的行（`half-line`）',
    'broken-character': '每一段单独转成文本，分在两段里的字符就坏了（`broken-character`）',
    crashed: '没有错误处理，一次复位就让服务器终止（`crashed`）',
    'still-counted': '客户端发送 FIN 才减少计数，复位时不减（`still-counted`）',
    shared: '所有客户端共用一个数（`shared`）',
    'not-ended': '没有结束连接（`not-ended`）',
    'not-serving': '一个客户端离开后就不再监听（`not-serving`）',
  },
};

/** The texts of `npm run exam` in a language. */
export const examWords = (lang: Lang): ExamWords => ({ en, zh })[lang];
