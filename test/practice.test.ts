import { type ChildProcess, execFileSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { exercises, textOf } from '../scripts/course/exercises.ts';
import { languages } from '../scripts/course/languages.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { watchFile } from '../scripts/practice/watch.ts';
import { type Words, wordsOf } from '../scripts/practice/words.ts';
import { terminal } from '../scripts/project/astro.ts';
import { watch } from '../scripts/project/wait.ts';
import type { Progress } from '../scripts/pupil/merge.ts';
import { table, width, wrap } from '../scripts/terminal/columns.ts';
import { langOfTerminal } from '../scripts/terminal/language.ts';
import { plain } from '../scripts/terminal/markdown.ts';
import { CommandHost } from './support/commands.ts';
import { patience } from './support/patience.ts';

const { LC_ALL, LC_MESSAGES, LANG, NO_COLOR, NODE_DISABLE_COLORS, FORCE_COLOR, CI, ...environment } = terminal;
// The tests start the command about eighty times. The cache keeps what Node compiled the first time.
const compiled = mkdtempSync(join(tmpdir(), 'socketbook-compiled-'));
afterAll(() => rmSync(compiled, { recursive: true }));
environment.NODE_COMPILE_CACHE = compiled;

// A small course: two lessons, and three exercises that ask for one word, in a copy of the project.
let stock: string;
let project: string;
let host: CommandHost;
/** The process that runs sessions one after the other, and the one that it runs. */
let sessions: ChildProcess;
let hosted: Session | undefined;
const children: ChildProcess[] = [];

const rightAnswer = "console.log('right');\n";
const wrongAnswer = "console.log('wrong');\n";
const stub = "// Prints a word.\nconsole.log('stub');\n";

const lessonText = (title: string, heading: string) => `---
title: "${title}"
summary: "-"
question: "-"
objectives: ["-", "-", "-"]
keyPoints: ["-", "-", "-"]
---

## ${heading}
`;

const exerciseText = (title: string, words: { hints: string[]; why: string; task: string }) =>
  `---\n${JSON.stringify({ title, hints: words.hints, why: words.why })}\n---\n\n${words.task}\n`;

function makeExercise(
  lesson: string,
  folder: string,
  titles: { en: string; zh: string },
  saw = 'JSON.stringify(stdout)',
) {
  const dir = join(stock, 'lessons', lesson, 'exercises', folder);
  mkdirSync(dir, { recursive: true });
  const task = 'Print **one** word, `right`. See [a page](https://example.org/).';
  const hints = ['Which *word*?', 'The one that is not wrong.'];
  const file = (name: string, text: string) => writeFileSync(join(dir, name), text);
  file('en.md', exerciseText(titles.en, { hints, why: 'Because it is right.', task }));
  file(
    'zh.md',
    exerciseText(titles.zh, { hints: ['哪个词？', '不错的那个。'], why: '因为它对。', task: '打印一个词。' }),
  );
  file('stub.ts', stub);
  file('solution.ts', `// The solution of ${folder}.\n${rightAnswer}`);
  file(
    'check.ts',
    `export default async function check(judge) {
      const { stdout } = await judge.run().ends();
      if (stdout === 'right, alone\\n') judge.untried({ en: 'friend', zh: '朋友' });
      if (stdout.startsWith('right')) return;
      judge.fail('wrong-word', { saw: ${saw}, wanted: { en: 'the word', zh: '那个词' }, see: '${lesson}#words' });
    }\n`,
  );
}

beforeAll(() => {
  stock = realpathSync(mkdtempSync(join(tmpdir(), 'socketbook-practice-')));
  cpSync(join(projectDir, 'scripts'), join(stock, 'scripts'), { recursive: true });
  cpSync(join(projectDir, 'package.json'), join(stock, 'package.json'));
  symlinkSync(join(projectDir, 'node_modules'), join(stock, 'node_modules'), 'junction');
  makeExercise('01-first', '1-word', { en: 'A word', zh: '一个词' });
  makeExercise('01-first', '2-words', { en: 'Its worth', zh: '它的价值' });
  makeExercise('02-second', '1-last', { en: 'The last', zh: '最后一个' }, 'stdout');
  for (const [id, en, zh] of [
    ['01-first', 'First things', '第一件事'],
    ['02-second', 'Second things', '第二件事'],
  ] as const) {
    writeFileSync(join(stock, 'lessons', id, 'en.mdx'), lessonText(en, 'Words'));
    writeFileSync(join(stock, 'lessons', id, 'zh.mdx'), lessonText(zh, '词'));
  }
  project = stock;
  const script = join(stock, 'scripts/practice.ts');
  host = new CommandHost(stock);
  const options = { cwd: stock, env: environment, execArgv: [], stdio: ['pipe', 'pipe', 'pipe', 'ipc'] as 'pipe'[] };
  sessions = fork(join(projectDir, 'test/support/session-host.ts'), [script], options);
  sessions.setMaxListeners(0);
});
afterAll(async () => {
  await host.close();
  sessions.kill();
});
afterEach(async () => {
  await hosted?.quits();
  hosted = undefined;
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  }
  rmSync(join(project, 'practice'), { recursive: true, force: true });
});
afterAll(() => rmSync(stock, { recursive: true }));

const inProject = (...path: string[]) => join(project, ...path);
const workOf = (lesson: string, slug: string) => inProject('practice', lesson, `${slug}.ts`);
const word = () => workOf('01-first', 'word');
const progressFile = () => inProject('practice', 'progress.json');
const kept = () => JSON.parse(readFileSync(progressFile(), 'utf8')) as Progress;

function put(file: string, text: string) {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

/** Saves a file in one step, like editors that rename a new file. */
function save(file: string, text: string) {
  writeFileSync(`${file}~`, text);
  renameSync(`${file}~`, file);
}

const progressOf = (some: Partial<Progress>) =>
  `${JSON.stringify({ version: 1, read: {}, answered: {}, passed: {}, tries: {}, ...some })}\n`;

const today = '2026-11-25T08:00:00.000Z';

/** The command while it runs. */
class Session {
  readonly child: ChildProcess;
  /** Two pipes: what is printed on one may arrive before what was printed on the other earlier. */
  readonly #printed = [
    { text: '', seen: 0 },
    { text: '', seen: 0 },
  ];
  readonly #events = watch(patience.timeout);

  constructor(child: ChildProcess) {
    this.child = child;
    for (const [index, stream] of [child.stdout, child.stderr].entries()) {
      stream
        ?.removeAllListeners('data')
        .setEncoding('utf8')
        .on('data', (text) => {
          const printed = this.#printed[index];
          if (printed) printed.text += text;
          this.#events.look();
        });
    }
    child.on('close', () => this.#events.look());
  }

  /** Both outputs, standard error last. */
  get output(): string {
    return this.#printed.map(({ text }) => text).join('');
  }

  /**
   * Waits for a text on one of the outputs, after the texts that earlier calls saw there. Resolves with that output up to the end of
   * that text.
   */
  async sees(text: string): Promise<string> {
    const found = () => this.#printed.find((one) => one.text.includes(text, one.seen));
    await this.#events.until(() => found() !== undefined || this.hasEnded);
    const printed = found();
    if (printed === undefined) {
      const why = this.hasEnded ? 'it ended' : `it waited ${patience.timeout} ms`;
      const rest = this.#printed.map((one) => one.text.slice(one.seen)).join('');
      throw new Error(`${why} and never said ${JSON.stringify(text)}:\n${rest}`);
    }
    const end = printed.text.indexOf(text, printed.seen) + text.length;
    const came = printed.text.slice(printed.seen, end);
    printed.seen = end;
    return came;
  }

  types(text: string): void {
    this.child.stdin?.write(text);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Ends a session whose process runs others. Both of its outputs have a NUL at their ends. */
  async quits(): Promise<void> {
    this.child.send('quit');
    await this.#events.until(() => this.output.match(/\0/g)?.length === 2 || this.hasEnded);
  }

  /** Waits until the command ends. Resolves with its exit code. */
  async ends(): Promise<number | null> {
    if (!this.hasEnded) await once(this.child, 'close');
    return this.child.exitCode;
  }
}

/** Starts a command in a process of its own. */
function launch(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { cwd: project, env: { ...environment, ...env } });
  children.push(child);
  return new Session(child);
}
const practiseAlone = () => launch(process.execPath, ['scripts/practice.ts']);

/** Starts a session in the process that runs one after the other. */
async function practise(args: readonly string[] = [], env: Record<string, string> = {}) {
  await hosted?.quits();
  hosted = new Session(sessions);
  sessions.send({ args, env: { ...environment, ...env } });
  return hosted;
}

/** Waits until a session watches the file. */
async function started(session: Session | Promise<Session> = practise()) {
  await (await session).sees('q quit');
  return session;
}

/** Runs the command to its end, in a process that runs many. */
const told = (...args: string[]) => host.run('practice', args, environment);

/** Runs the command to its end, in a process of its own. */
function run(args: readonly string[], env: Record<string, string> = {}, input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/practice.ts', ...args], {
    cwd: project,
    env: { ...environment, ...env },
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run practice:', () => {
  test('it starts with the first exercise, shows the position, and creates the file from the stub', async () => {
    const session = practiseAlone();
    const said = await session.sees('q quit');
    expect(said).toContain('Lesson 1: First things\nExercise 1 of 2: A word\n01/word · 0 of 3 exercises passed\n');
    expect(said).toContain('Print one word, `right`. See a page.');
    expect(said).toContain('Your file: practice/01-first/word.ts');
    expect(said).toContain('A letter, then Enter: h hint');
    expect(readFileSync(word(), 'utf8')).toBe(stub);
    session.types('q\n');
    await session.sees('Until next time');
    expect(await session.ends()).toBe(0);
  });

  test("it does not change the pupil's file, and judges it only after a save or the key c", async () => {
    put(word(), wrongAnswer);
    const session = await started();
    expect(readFileSync(word(), 'utf8')).toBe(wrongAnswer);
    session.types('c\n');
    expect(await session.sees('See: lesson 1')).not.toContain('stub');
    expect(session.output.match(/Judging /g)).toHaveLength(1);
  });

  test('the key h shows one hint at a time, with the number of hints', async () => {
    const session = await started();
    session.types('h\n');
    await session.sees('Hint 1 of 2: Which word?\n');
    expect(session.output).not.toContain('not wrong');
    session.types('ｈ\n'); // as a Chinese keyboard may write it
    await session.sees('Hint 2 of 2: The one that is not wrong.\n');
    session.types('H\n');
    await session.sees('You have seen all 2 hints.');
  });

  test('it shows what is wrong after a save of a wrong answer, and moves to the next exercise after a right one', async () => {
    const session = await started();
    writeFileSync(word(), wrongAnswer);
    await session.sees(
      '01/word: does not pass yet.\n  Seen: "wrong\\n"\n  Expected: the word\n  See: lesson 1, “Words”\n',
    );
    expect(kept()).toMatchObject({ passed: {}, tries: { '01/word': 1 } });
    writeFileSync(word(), rightAnswer);
    await session.sees('01/word: passed, at the 2nd try.\ns shows a solution and explains it.\n');
    await session.sees('Exercise 2 of 2: Its worth\n01/words · 1 of 3 exercises passed');
    expect(kept().passed['01/word']).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(kept().tries).toEqual({ '01/word': 2 });
    await session.sees('q quit');
    session.types('s\n');
    await session.sees('  // The solution of 1-word.\n');
    await session.sees('Why: Because it is right.\n');
    session.types('s\n');
    await session.sees('01/words has not passed yet. Show its solution anyway?');
  });

  test('it moves to the next exercise that has not passed, from the last to the first, and reports when all have passed', async () => {
    put(progressFile(), progressOf({ passed: { '01/words': today } }));
    const session = await started(practise(['02/last']));
    writeFileSync(workOf('02-second', 'last'), rightAnswer);
    await session.sees('02/last: passed, at the 1st try.');
    await session.sees('Exercise 1 of 2: A word\n01/word · 2 of 3');
    await session.sees('q quit');
    session.types('h\ns\n');
    await session.sees('01/word has not passed yet.');
    session.types('n\n');
    await session.sees('Nothing changed.');
    writeFileSync(word(), rightAnswer);
    await session.sees('You have passed every exercise of the course.');
    writeFileSync(word(), `${rightAnswer}\n`);
    await session.sees('01/word: passed.');
    session.types('l\n');
    await session.sees('3 of 3 exercises passed');
    expect(kept().tries).toEqual({ '01/word': 1, '02/last': 1 });
  });

  test('it stays at an exercise that had already passed', async () => {
    put(progressFile(), progressOf({ passed: { '01/word': today } }));
    const session = await practise(['01/word']);
    await session.sees('A word (passed)');
    await session.sees('q quit');
    writeFileSync(word(), rightAnswer);
    await session.sees('01/word: passed. n goes to the next exercise.\n');
    session.types('s\n');
    await session.sees('The solution of 1-word.');
    expect(kept().passed['01/word']).toBe(today);
  });

  test('it starts at the first exercise that has not passed', async () => {
    put(progressFile(), progressOf({ passed: { '01/word': today } }));
    await (await practise()).sees('Exercise 2 of 2: Its worth');
  });

  test('it notices every save of an editor that saves by renaming', async () => {
    const session = await started();
    save(word(), wrongAnswer);
    await session.sees('Seen: "wrong\\n"');
    save(word(), "console.log('other');\n");
    await session.sees('Seen: "other\\n"');
    save(word(), rightAnswer);
    await session.sees('01/word: passed');
  });

  test('it uses the last of two saves in a row', async () => {
    const session = await started();
    writeFileSync(word(), wrongAnswer);
    writeFileSync(word(), rightAnswer);
    await session.sees('01/word: passed');
    await session.sees('q quit');
    writeFileSync(workOf('01-first', 'words'), rightAnswer);
    writeFileSync(workOf('01-first', 'words'), wrongAnswer);
    await session.sees('01/words: does not pass yet.\n  Seen: "wrong\\n"');
    expect(session.output).not.toContain('01/words: passed');
  });

  test('it does not judge a save that changes nothing', async () => {
    const session = await started();
    save(word(), stub);
    save(word(), wrongAnswer);
    await session.sees('Seen: "wrong\\n"');
    expect(session.output.match(/Judging /g)).toHaveLength(1);
  });

  /** A program that connects to the test when it runs, and prints what the test sends to it. */
  async function controlled() {
    const server = createServer();
    server.listen({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // Other tests scan this machine. A connection that does not send "here" is not from the program.
    const program = `import { connect } from 'node:net';
const socket = connect(${port}, '127.0.0.1').on('data', (data) => console.log(String(data)));
socket.write('here');\n`;
    server.on('connection', (socket) => socket.on('error', () => {}));
    const runs = () =>
      new Promise<Socket>((resolve) => {
        server.on('connection', (socket) => socket.once('data', () => resolve(socket)));
      });
    return { program, runs, close: () => server.close() };
  }

  test('a save during a judgement ends the judgement and its program, and the newest text is judged', async () => {
    const { program, runs, close } = await controlled();
    const session = await started();
    const running = runs();
    save(word(), program);
    const gone = once((await running).resume(), 'close');
    save(word(), wrongAnswer);
    save(word(), "console.log('newest');\n");
    await gone;
    const said = await session.sees('Seen: "newest\\n"');
    expect(said).toContain('The file was saved again in the meantime.');
    expect(said).not.toContain('passed');
    expect(said).not.toContain('"wrong');
    expect(kept()).toMatchObject({ passed: {}, tries: { '01/word': 1 } });
    close();
  });

  test('the keys work during a judgement, and the verdict names its exercise without changing the current one', async () => {
    const { program, runs, close } = await controlled();
    const session = await started();
    const running = runs();
    save(word(), program);
    const socket = await running;
    session.types('c\n');
    await session.sees('This version is already being judged.');
    session.types('n\n');
    await session.sees('Its worth');
    await session.sees('q quit');
    socket.end('right');
    await session.sees('01/word: passed.\n');
    session.types('s\n');
    await session.sees('The solution of 1-word.');
    session.types('h\n');
    await session.sees('Hint 1 of 2');
    expect(kept().passed).toHaveProperty('01/word');
    close();
  });

  test.each(['q\n', 'SIGINT'])(
    'the key %j ends the session and the program that is being judged at once',
    async (how) => {
      const { program, runs, close } = await controlled();
      const session = await started(practiseAlone());
      const running = runs();
      save(word(), program);
      const socket = await running;
      const gone = once(socket.resume(), 'close');
      if (how === 'SIGINT') session.child.kill(how);
      else session.types(how);
      expect(await session.ends()).toBe(0);
      await gone;
      expect(session.output).toMatch(/Until next time: npm run practice\n$/);
      close();
    },
  );

  test('it shows the solution of an exercise that has not passed only after the answer yes', async () => {
    const session = await started();
    for (const answer of ['n\n', '\n', 's\n']) {
      session.types('s\n');
      await session.sees('y for yes, anything else for no, then Enter');
      session.types(answer);
      await session.sees('Nothing changed.');
    }
    expect(session.output).not.toContain('The solution of');
    session.types('s\n');
    await session.sees('y for yes');
    session.types('y\n');
    await session.sees('The solution of 1-word.');
    await session.sees('Why: Because it is right.');
  });

  test("the key r asks first, keeps a copy of the pupil's version, and does not judge the stub", async () => {
    const session = await started();
    session.types('r\n');
    await session.sees('practice/01-first/word.ts is already the starting code.');
    for (const count of [1, 2]) {
      save(word(), `${wrongAnswer}// ${count}\n`);
      await session.sees('See: lesson 1');
      session.types('r\n');
      await session.sees('Reset practice/01-first/word.ts?');
      session.types('n\n');
      await session.sees('Nothing changed.');
      expect(readFileSync(word(), 'utf8')).toContain(`// ${count}`);
      session.types('r\n');
      await session.sees('then Enter');
      session.types('y\n');
      await session.sees(`Your version is in\npractice/01-first/word.kept-${count}.ts.\n`);
      expect(readFileSync(word(), 'utf8')).toBe(stub);
      expect(readFileSync(workOf('01-first', `word.kept-${count}`), 'utf8')).toBe(`${wrongAnswer}// ${count}\n`);
      // While another process runs to its end, the next save has not happened: enough time to judge the stub.
      expect(run(['--list']).status).toBe(0);
    }
    save(word(), rightAnswer);
    await session.sees('01/word: passed, at the 3rd try.');
    expect(session.output).not.toContain('"stub');
  });

  test('it creates a missing file again before it judges it', async () => {
    const session = await started();
    unlinkSync(word());
    session.types('c\n');
    await session.sees('practice/01-first/word.ts was missing. It was created again.');
    await session.sees('Seen: "stub\\n"');
    rmSync(join(word(), '..'), { recursive: true });
    session.types('c\n');
    await session.sees('Seen: "stub\\n"');
    writeFileSync(word(), rightAnswer);
    await session.sees('01/word: passed');
  });

  test('the keys n and p move through all exercises and report the first and the last, and l lists them with their state', async () => {
    put(progressFile(), progressOf({ passed: { '01/word': today }, tries: { '01/words': 12 } }));
    const session = await started(practise(['01/word']));
    session.types('p\n');
    await session.sees('This is the first exercise.');
    session.types('n\n');
    await session.sees('Its worth');
    session.types('l\n');
    await session.sees(
      [
        'Lesson 1: First things',
        '   01/word   passed     A word',
        '>  01/words  12 tries   Its worth',
        '',
        'Lesson 2: Second things',
        '   02/last   not tried  The last',
        '',
        '1 of 3 exercises passed',
      ].join('\n'),
    );
    session.types('n\n');
    await session.sees('The last');
    session.types('n\n');
    await session.sees('This is the last exercise.');
    session.types('p\n');
    await session.sees('Its worth');
  });

  test('any other key shows the list of keys', async () => {
    const session = await started();
    for (const key of ['?', 'x', 'help', 'constructor', '__proto__']) {
      session.types(`${key}\n`);
      await session.sees('h hint');
    }
  });

  test('it runs the commands of its input without a terminal, and ends at the end of the input', () => {
    put(word(), rightAnswer);
    const { status, stdout, stderr } = run([], { FORCE_COLOR: '1' }, 'h\nc');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('01/word: passed');
    expect(stdout).not.toContain('\u001b');
  });

  test('it removes cursor movements from what a program printed', async () => {
    const session = await started(practise(['02/last']));
    writeFileSync(workOf('02-second', 'last'), "console.log('\\u001b[2J\\u0007\\u009b2J\\u202e');\n");
    await session.sees('02/last: does not pass yet.');
    await session.sees('See: lesson 2');
    expect(session.output).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test('it reports a failure of the judge as such, and continues', async () => {
    const check = inProject('lessons', '01-first', 'exercises', '1-word', 'check.ts');
    const before = readFileSync(check, 'utf8');
    writeFileSync(check, "export default async () => { throw new Error('broken judge'); };\n");
    try {
      const session = await started(practiseAlone());
      session.types('c\n');
      await session.sees('This is not your mistake: broken judge');
      expect(existsSync(progressFile())).toBe(false);
      session.types('h\n');
      await session.sees('Hint 1 of 2');
    } finally {
      writeFileSync(check, before);
    }
  });

  test('it shows Chinese texts with --lang zh', async () => {
    const session = await practise([], { LANG: 'zh_CN.UTF-8' });
    await session.sees('第 1 课：第一件事\n编程题 1/2：一个词\n01/word · 3 道编程题已通过 0 道\n\n打印一个词。\n');
    await session.sees('q 退出');
    session.types('h\n');
    await session.sees('提示 1/2：哪个词？');
    writeFileSync(word(), wrongAnswer);
    await session.sees('01/word：尚未通过。\n  看到："wrong\\n"\n  应当：那个词\n  参见：第 1 课《词》\n');
    session.types('s\n');
    await session.sees('y 表示是');
    session.types('是\n');
    await session.sees('为什么：因为它对。');
  });
});

describe('the progress of npm run practice:', () => {
  test('progress that the page writes in the meantime is kept', async () => {
    const session = await started();
    const read = { '01-first': today };
    put(progressFile(), progressOf({ read, answered: { '01/q': 'a' }, tries: { '01/word': 5 } }));
    writeFileSync(word(), rightAnswer);
    await session.sees('01/word: passed, at the 6th try.');
    expect(kept()).toMatchObject({ read, answered: { '01/q': 'a' }, tries: { '01/word': 6 } });
  });

  test('a damaged progress file is renamed and reported in one sentence, also during a session, which continues', async () => {
    put(progressFile(), '{ "version": 1,');
    const session = await started();
    await session.sees(
      'The progress in practice/progress.json could not be read. The file was kept as practice/progress.damaged-1.json, and your progress starts again from zero.\n',
    );
    put(progressFile(), progressOf({ tries: { '01/word': -1 } }));
    writeFileSync(word(), rightAnswer);
    await session.sees('practice/progress.damaged-2.json');
    await session.sees('01/words · 1 of 3');
    expect(readFileSync(inProject('practice', 'progress.damaged-1.json'), 'utf8')).toBe('{ "version": 1,');
    expect(kept().passed).toHaveProperty('01/word');
    put(progressFile(), '[]');
    session.types('l\n');
    await session.sees('practice/progress.damaged-3.json');
    await session.sees('0 of 3 exercises passed');
    put(progressFile(), 'nothing');
    expect(await told('--list', '--lang', 'zh')).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(
        /^.*里的进度无法读取。原文件已保留为 practice\/progress\.damaged-4\.json，进度从零开始。\n$/,
      ),
    });
  });

  test('progress that the system refuses to save is reported, and the session continues', async () => {
    // With the new entry, the file would be larger than a progress file may be.
    put(progressFile(), progressOf({ answered: { q: 'x'.repeat(999_850) } }));
    const session = await started();
    const before = readFileSync(progressFile(), 'utf8');
    writeFileSync(word(), rightAnswer);
    await session.sees('practice/progress.json: larger than 1000 KB');
    await session.sees('01/word: passed');
    expect(readFileSync(progressFile(), 'utf8')).toBe(before);
    await session.sees('Its worth');
  });

  test('exported progress is imported completely, and the earlier of two dates is kept', async () => {
    const mine = { read: { '01-first': today }, passed: { '01/word': today }, tries: { '01/word': 3 } };
    const theirs = { passed: { '01/word': '2026-01-01T00:00:00.000Z', '02/last': today }, answered: { q: 'b' } };
    put(progressFile(), progressOf(mine));
    const file = inProject('practice', 'copy.json');
    expect(await told('--export', 'practice/copy.json')).toEqual({
      status: 0,
      stdout: `Your progress was copied into ${file}.\n`,
      stderr: '',
    });
    writeFileSync(progressFile(), `${progressOf(theirs)}`);
    writeFileSync(file, `\ufeff${readFileSync(file, 'utf8')}`); // as some editors save it
    expect(await told('--import', 'practice/copy.json')).toEqual({
      status: 0,
      stdout: 'Progress imported: 2 of 3 exercises passed.\n',
      stderr: '',
    });
    expect(kept()).toEqual({
      version: 1,
      read: mine.read,
      answered: theirs.answered,
      passed: theirs.passed,
      tries: mine.tries,
    });
  });

  test('--export never overwrites a file, and --import of a file without progress changes nothing', async () => {
    put(progressFile(), progressOf({ read: { '01-first': today } }));
    put(inProject('practice', 'other.json'), '{ "some":\n"thing" }');
    const before = readFileSync(progressFile(), 'utf8');
    for (const [option, what] of [
      ['--export', 'this file already exists; name a new one'],
      ['--import', 'version: not accepted; expected 1'],
    ] as const) {
      const { status, stdout, stderr } = await told(option, 'practice/other.json');
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(`bad ${option} "practice/other.json": ${what}`);
    }
    put(inProject('practice', 'other.json'), 'no\nJSON\nat all');
    const { status, stderr } = await told('--import', 'practice/other.json');
    expect({ status, lines: stderr.match(/\n/g)?.length }).toEqual({ status: 2, lines: 1 });
    const hostile = [JSON.stringify({ version: 1, read: { 'a\n\u001b[2J\u009b2J': 1 } }), '{ "\u001b[2J'];
    for (const text of hostile) {
      put(inProject('practice', 'hostile.json'), text);
      const { status, stderr } = await told('--import', 'practice/hostile.json');
      expect(status).toBe(2);
      expect(stderr).toMatch(/^\P{Cc}+\n$/u);
    }
    expect(readFileSync(inProject('practice', 'other.json'), 'utf8')).toBe('no\nJSON\nat all');
    expect(readFileSync(progressFile(), 'utf8')).toBe(before);
  });
});

describe('files that cannot be used:', () => {
  const isWindows = process.platform === 'win32';
  const pipe = (file: string) => {
    mkdirSync(join(file, '..'), { recursive: true });
    execFileSync('mkfifo', [file]);
  };
  const link = (to: string) => (file: string) => {
    mkdirSync(join(file, '..'), { recursive: true });
    symlinkSync(to, file);
  };
  const large = (file: string) => {
    put(file, '');
    truncateSync(file, 2 ** 30);
  };
  const folderAt = (file: string) => void mkdirSync(file, { recursive: true });
  const fileAt = (file: string) => put(file, '');

  const practice = () => inProject('practice');
  const lesson = () => inProject('practice', '01-first');
  const { troubles } = wordsOf('en');
  test.each<[name: string, file: () => string, make: (file: string) => void, why: string]>([
    ["a folder at the program's path", word, folderAt, troubles.folder('', '')],
    ["a pipe at the program's path", word, pipe, troubles.notAFile('', '')],
    ["a device at the program's path", word, link('/dev/zero'), troubles.notAFile('', '')],
    ["a broken link at the program's path", word, link('nowhere'), troubles.brokenLink('', '')],
    ['a program of a gigabyte', word, large, troubles.tooLarge('100 KB', '')],
    ['a folder at the path of the progress', progressFile, folderAt, troubles.folder('', '')],
    ['a pipe at the path of the progress', progressFile, pipe, troubles.notAFile('', '')],
    ['a broken link at the path of the progress', progressFile, link('nowhere'), troubles.brokenLink('', '')],
    ['a progress file of a gigabyte', progressFile, large, troubles.tooLarge('1000 KB', '')],
    ["a file at the path of a lesson's folder", lesson, fileAt, troubles.noFolder('', '')],
    ["a pipe at the path of a lesson's folder", lesson, pipe, troubles.noFolder('', '')],
  ])('%s is refused in one line with exit code 2, and does not change', async (name, file, make, why) => {
    if (isWindows && !name.startsWith('a folder')) return;
    make(file());
    const before = lstatSync(file());
    const { status, stdout, stderr } = await told();
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`: ${why}\n`);
    expect(stderr).toMatch(/^practice\/[^\n]*\n$/);
    expect((await told('--lang', 'zh')).stderr).toMatch(/^practice\/[^\n]*\p{Script=Han}[^\n]*\n$/u);
    expect(lstatSync(file()).ino).toBe(before.ino);
  });

  test.skipIf(isWindows)('a file or a broken link at practice/ is reported in one line', async () => {
    for (const make of [fileAt, link('nowhere')]) {
      make(practice());
      const { status, stdout, stderr } = await told();
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^practice(\/[^\n]*)?: [^\n]*\n$/);
      rmSync(practice());
    }
  });

  test.skipIf(isWindows)("a pipe at the program's path is reported, and the session continues", async () => {
    const session = await started();
    unlinkSync(word());
    pipe(word());
    session.types('c\n');
    await session.sees('practice/01-first/word.ts: a pipe, a socket or a device, not a plain file');
    session.types('h\n');
    await session.sees('Hint 1 of 2');
    unlinkSync(word());
    save(word(), rightAnswer);
    await session.sees('01/word: passed');
  });

  test.skipIf(isWindows)('--import refuses a pipe in one line', async () => {
    pipe(inProject('practice', 'copy.json'));
    const { status, stderr } = await told('--import', 'practice/copy.json');
    expect(status).toBe(2);
    expect(stderr).toBe(`bad --import "practice/copy.json": ${troubles.notAFile('', '')}\n`);
  });
});

describe('links:', () => {
  const elsewhere = () => inProject('elsewhere');
  afterEach(() => rmSync(elsewhere(), { recursive: true, force: true }));

  test('a right answer passes if practice/ is a link to another folder', async () => {
    mkdirSync(elsewhere());
    symlinkSync(elsewhere(), inProject('practice'), 'junction');
    put(word(), rightAnswer);
    expect(await told('--check', '01/word')).toEqual({ status: 0, stdout: '01/word: passed.\n', stderr: '' });
    expect(kept().passed).toHaveProperty('01/word');
    expect(existsSync(join(elsewhere(), 'progress.json'))).toBe(true);
    rmSync(inProject('practice'));
  });

  test.skipIf(process.platform === 'win32')(
    'a right answer passes if the program is a link, and cannot read the folder of the linked file',
    async () => {
      put(join(elsewhere(), 'word.ts'), rightAnswer);
      put(join(elsewhere(), 'secret.txt'), 'secret');
      mkdirSync(join(word(), '..'), { recursive: true });
      symlinkSync(join(elsewhere(), 'word.ts'), word());
      expect(await told('--check', '01/word')).toMatchObject({ status: 0, stdout: '01/word: passed.\n' });
      const curious = `import { readFileSync } from 'node:fs';
        try { readFileSync(import.meta.dirname + '/secret.txt'); } catch { console.log('right'); }\n`;
      writeFileSync(join(elsewhere(), 'word.ts'), curious);
      expect(await told('--check', '01/word')).toMatchObject({ status: 0 });
    },
  );

  test('a right answer passes if the project is reached through a link', () => {
    symlinkSync(project, elsewhere(), 'junction');
    try {
      put(word(), rightAnswer);
      const { status, stdout } = spawnSync(process.execPath, ['scripts/practice.ts', '--check', '01/word'], {
        cwd: elsewhere(),
        env: environment,
        encoding: 'utf8',
      });
      expect({ status, stdout }).toEqual({ status: 0, stdout: '01/word: passed.\n' });
    } finally {
      unlinkSync(elsewhere());
    }
  });
});

describe('progress files in the encodings of other systems:', () => {
  const text = progressOf({ tries: { '01/word': 3 }, answered: { 李雷: 'é' } });
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  test.each([
    ['UTF-16, little end first', little],
    ['UTF-16, big end first', Buffer.from(little).swap16()],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
  ])('%s is read and imported', async (_, bytes) => {
    put(progressFile(), '');
    writeFileSync(progressFile(), bytes);
    writeFileSync(inProject('practice', 'copy.json'), bytes);
    expect(await told('--list')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('3 tries') });
    expect(await told('--import', 'practice/copy.json')).toMatchObject({ status: 0, stderr: '' });
    expect(kept()).toMatchObject({ tries: { '01/word': 3 }, answered: { 李雷: 'é' } });
  });

  test.each([
    ['an empty file', Buffer.alloc(0), 'the file is empty'],
    ['a file that is compressed', gzipSync(text), 'compressed with gzip; unpack it first'],
  ])('%s is renamed, and --import refuses it in one line', async (_, bytes, why) => {
    put(inProject('practice', 'copy.json'), '');
    writeFileSync(inProject('practice', 'copy.json'), bytes);
    expect(await told('--import', 'practice/copy.json')).toEqual({
      status: 2,
      stdout: '',
      stderr: `bad --import "practice/copy.json": ${why}\n`,
    });
    writeFileSync(progressFile(), bytes);
    expect(await told('--list')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('progress.damaged-1.json'),
    });
    expect(readFileSync(inProject('practice', 'progress.damaged-1.json'))).toEqual(bytes);
  });
});

test('--export and --import resolve a path against the folder in which npm was called', () => {
  put(progressFile(), progressOf({ tries: { '01/word': 3 } }));
  const there = inProject('lessons', '01-first');
  const npm = (...args: string[]) =>
    spawnSync('npm', ['run', '--silent', 'practice', '--', ...args], {
      cwd: there,
      env: environment,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
  try {
    expect(npm('--export', 'mine.json')).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(there)).toContain('mine.json');
    expect(existsSync(inProject('mine.json'))).toBe(false);
    expect(npm('--import', './mine.json')).toMatchObject({ status: 0, stderr: '' });
  } finally {
    rmSync(join(there, 'mine.json'), { force: true });
  }
});

describe('the options of npm run practice:', () => {
  test('--list lists the exercises and creates no file', async () => {
    const { status, stdout, stderr } = await told('--list');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('>  01/word   not tried  A word\n   01/words  not tried  Its worth\n');
    expect(stdout).toMatch(/0 of 3 exercises passed\n$/);
    expect(existsSync(inProject('practice'))).toBe(false);
  });

  test('--list in Chinese aligns its columns', async () => {
    put(progressFile(), progressOf({ tries: { '01/word': 3 } }));
    const { stdout } = await told('--list', '--lang=zh');
    const columns = ['一个词', '它的价值', '最后一个'].map((title) => {
      const line = stdout.split('\n').find((one) => one.includes(title)) ?? '';
      return width(line.slice(0, line.indexOf(title)));
    });
    expect(new Set(columns).size).toBe(1);
  });

  test('--check judges once, and exits 0 or 1', () => {
    put(workOf('02-second', 'last'), wrongAnswer);
    const failed = run(['--check', '02/l']);
    expect(failed).toMatchObject({ status: 1, stderr: '' });
    expect(failed.stdout).toBe(
      '02/last: does not pass yet.\n  Seen: wrong\n  Expected: the word\n  See: lesson 2, “Words”\n',
    );
    put(workOf('02-second', 'last'), rightAnswer);
    expect(run(['--check', '02/last'])).toEqual({ status: 0, stdout: '02/last: passed.\n', stderr: '' });
    expect(kept()).toMatchObject({ passed: { '02/last': expect.any(String) }, tries: { '02/last': 2 } });
  });

  test('--check prints its verdict even if it cannot be saved, with the reason', async () => {
    mkdirSync(progressFile(), { recursive: true });
    put(word(), rightAnswer);
    const { status, stdout, stderr } = await told('--check', '01/word');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '01/word: passed.\n' });
    expect(stderr).toMatch(/^.*EISDIR.*\n$/);
    put(word(), wrongAnswer);
    const failed = await told('--check', '01/word');
    expect(failed).toMatchObject({ status: 1, stdout: expect.stringMatching(/^01\/word: does not pass yet\.\n/) });
    expect(failed.stderr).toMatch(/^.*EISDIR.*\n$/);
  });

  test.each([['--list'], ['--import', 'practice/copy.json'], []])(
    '%j reports in one line that progress cannot be read',
    async (...args) => {
      mkdirSync(progressFile(), { recursive: true });
      put(inProject('practice', 'copy.json'), progressOf({}));
      const { status, stdout, stderr } = await told(...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^.*EISDIR.*\n$/);
    },
  );

  test('--check reports a part that was skipped because this machine does not have it', async () => {
    put(word(), "console.log('right, alone');\n");
    const check = async (lang: string) => (await told('--check', '01/word', '--lang', lang)).stdout;
    expect(await check('en')).toBe('01/word: passed.\n  Skipped: this machine has no friend.\n');
    expect(await check('zh')).toContain('\n  已跳过，因为这台机器没有：朋友。\n');
  });

  test('an exercise can be named by a unique prefix, and by its full name even if that is a prefix of another', async () => {
    await (await practise(['02/'])).sees('The last');
    await (await practise(['01/word'])).sees('A word');
  });

  test.each(['en', 'zh'] as const)('--help in %s fits into 80 columns', async (lang) => {
    const { status, stdout, stderr } = await told('--help', '--lang', lang);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${wordsOf(lang).usage}\n`, stderr: '' });
    for (const line of stdout.split('\n')) expect(width(line)).toBeLessThan(80);
  });

  const { accepted } = wordsOf('en');
  const known = 'choose one of 01/word, 01/words, 02/last';
  test.each<[string[], string]>([
    [['01/nothing'], `no exercise "01/nothing": ${known}`],
    [['01/wor'], 'more than one exercise starts with "01/wor": choose one of 01/word, 01/words'],
    [[''], `more than one exercise starts with "": ${known}`],
    [['a\nb\u001b[2J'], `no exercise "a\\nb\\u001b[2J": ${known}`],
    [['01/word', '02/last'], `unknown argument "02/last": ${accepted}`],
    [['--check'], 'no value after --check: name an exercise, as in 03/echo-lines'],
    [['--check', '--list'], 'no value after --check: name an exercise, as in 03/echo-lines'],
    [['--check='], 'no value after --check: name an exercise, as in 03/echo-lines'],
    [['--check', '07/x'], `no exercise "07/x": ${known}`],
    [['--export'], 'no value after --export: name a file'],
    [['--import', 'nowhere.json'], 'bad --import "nowhere.json": no such file'],
    [['--lang', 'fr'], 'bad --lang "fr": en or zh'],
    [['--lang'], 'no value after --lang: en or zh'],
    [['--list', '--check', '01/word'], '--list and --check: use only one of them at a time'],
    [['--list', '01/word'], '--list and "01/word": use only one of them at a time'],
    [['--list=x'], `unknown argument "--list=x": ${accepted}`],
    [['--watch'], `unknown argument "--watch": ${accepted}`],
    [['--constructor'], `unknown argument "--constructor": ${accepted}`],
    [['--toString=x'], `unknown argument "--toString=x": ${accepted}`],
    [['-l'], `unknown argument "-l": ${accepted}`],
    [['--lang', 'zh', '07/x'], '没有编程题 "07/x": 请选择 01/word、01/words、02/last'],
  ])('%j is refused in one line', async (args, line) => {
    put(progressFile(), progressOf({}));
    expect(await told(...args)).toEqual({ status: 2, stdout: '', stderr: `${line}\n` });
    expect(readdirSync(inProject('practice'))).toEqual(['progress.json']);
  });

  test('a file that cannot be created is named in one line', async () => {
    put(inProject('practice', '01-first'), 'a file in place of the folder');
    const { status, stderr } = await told();
    expect(status).toBe(2);
    expect(stderr).toMatch(/^practice\/01-first.*\n$/);
  });
});

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;

describe.skipIf(!hasScript)('npm run practice in a terminal (needs script of util-linux):', () => {
  const inTerminal = (args: string, env: Record<string, string> = {}) =>
    launch('script', ['-qefc', `${process.execPath} scripts/practice.ts ${args}`, '/dev/null'], {
      TERM: 'xterm-256color',
      ...env,
    });

  test('it reads single keys, and prints colours', async () => {
    const session = inTerminal('');
    expect(await session.sees('q quit')).not.toContain('Enter');
    session.types('h');
    await session.sees('Hint 1 of 2');
    session.types('\u001b[B'); // an arrow is no letter
    session.types('s');
    await session.sees('anything else for no\r\n');
    session.types('\r');
    await session.sees('Nothing changed.');
    expect(session.output.match(/h hint/g)).toHaveLength(1);
    writeFileSync(word(), wrongAnswer);
    await session.sees('\u001b[31m01/word: does not pass yet.');
    session.types('q');
    await session.sees('Until next time');
    expect(await session.ends()).toBe(0);
  });

  test('it prints no escape sequences in a dumb terminal, and reads lines', async () => {
    const session = inTerminal('', { TERM: 'dumb', FORCE_COLOR: '1', COLORTERM: 'truecolor' });
    await session.sees('A letter, then Enter: ');
    await session.sees('q quit');
    session.types('h\r');
    await session.sees('Hint 1 of 2');
    writeFileSync(word(), wrongAnswer);
    await session.sees('See: lesson 1');
    session.types('q\r');
    await session.sees('Until next time');
    expect(await session.ends()).toBe(0);
    expect(session.output).not.toMatch(/[^\P{Cc}\r\n]/u);
  });

  test('Ctrl-C ends it and restores the terminal', async () => {
    const session = launch(
      'script',
      ['-qefc', `${process.execPath} scripts/practice.ts; echo exit code $?; stty -a`, '/dev/null'],
      { TERM: 'xterm' },
    );
    await session.sees('q quit');
    session.types('\u0003');
    await session.sees('exit code 0');
    await session.sees(' icanon');
  });

  test('it prints no colours if NO_COLOR is set', async () => {
    const session = inTerminal('', { NO_COLOR: '1', FORCE_COLOR: '1' });
    await session.sees('q quit');
    session.types('c');
    await session.sees('See: lesson 1');
    expect(session.output).not.toContain('\u001b');
  });
});

describe('watchFile()', () => {
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'socketbook-watch-')));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const never = 2 ** 31 - 1;

  test('notices a save in place and a save by renaming with folder events alone', async () => {
    const file = join(folder, 'a.ts');
    writeFileSync(file, '0');
    let tell = (_: string) => {};
    const next = () =>
      new Promise<string>((resolve) => {
        tell = resolve;
      });
    const watching = watchFile(file, (text) => tell(text), never);
    try {
      const saves = [
        (text: string) => writeFileSync(file, text),
        (text: string) => {
          writeFileSync(`${file}.new`, text);
          renameSync(`${file}.new`, file);
        },
        (text: string) => {
          renameSync(file, `${file}~`);
          writeFileSync(file, text);
        },
      ];
      for (const [index, save] of [...saves, ...saves].entries()) {
        const seen = next();
        save(`${index + 1}`);
        expect(await seen).toBe(`${index + 1}`);
      }
    } finally {
      watching.close();
    }
  });

  test('does not report a save that changes nothing', async () => {
    const files = ['c.ts', 'd.ts'].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, 'before');
    const seen: string[] = [];
    let tell = () => {};
    const watching = files.map((file) =>
      watchFile(
        file,
        (text) => {
          seen.push(`${file.at(-4)} ${text}`);
          tell();
        },
        never,
      ),
    );
    // The folder sends its events to both watchers in one order, so the first has read the file before the second reports.
    const [first = '', second = ''] = files;
    const save = async (text: string) => {
      writeFileSync(first, text);
      const told = new Promise<void>((resolve) => {
        tell = () => seen.at(-1)?.startsWith('d') && resolve();
      });
      writeFileSync(second, String(seen.length));
      await told;
    };
    await save('before');
    await save('after');
    await save('after');
    for (const one of watching) one.close();
    expect(seen).toEqual(['d 0', 'c after', 'd 1', 'd 3']);
  });

  test('notices a change by polling if the folder sends no events', async () => {
    const file = join(folder, 'later', 'b.ts');
    const seen = new Promise<string>((resolve) => {
      const watching = watchFile(
        file,
        (text) => {
          watching.close();
          resolve(text);
        },
        20,
      );
    });
    put(file, 'text');
    expect(await seen).toBe('text');
  });
});

describe('texts in the terminal:', () => {
  const cjk = fc.constantFrom(...'套接字，。（）《》“”：，ｈ');
  const latin = fc.constantFrom(...'abc.`-()/ ');
  const text = fc.array(fc.oneof(cjk, latin, fc.string({ unit: 'grapheme', maxLength: 2 })), { maxLength: 200 });
  const bare = (lines: readonly string[]) => lines.join('').replace(/\s/g, '');

  test('wrap() returns lines that are never too wide, and keeps every character', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 10, max: 90 }), (parts, columns) => {
        const paragraph = parts.join('');
        const lines = wrap(paragraph, columns, '> ');
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
        expect(bare(lines)).toBe(bare([`> ${paragraph}`]));
      }),
    );
  });

  test('width() counts every character as the package string-width does', () => {
    const characters = Array.from({ length: 0x3100 }, (_, code) => String.fromCharCode(code));
    expect(characters.filter((one) => width(one) !== stringWidth(one))).toEqual([]);
    expect(width('“a — b …”')).toBe(stringWidth('“a — b …”'));
  });

  test('wrap() counts two columns for a full-width character, starts no line with a closing mark and ends none with an opening one', () => {
    expect(width('套接字（socket）')).toBe(16);
    expect(width('é e\u0301')).toBe(3);
    expect(['👍', '👨‍👩‍👧', '🇨🇳', '⚠️', '﹙', '✓'].map(width)).toEqual([2, 2, 2, 2, 2, 1]);
    expect(wrap('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 4)).toEqual(['👨‍👩‍👧👨‍👩‍👧', '👨‍👩‍👧']);
    expect(wrap('套接字，监听（端口）', 6)).toEqual(['套接', '字，监', '听（端', '口）']);
    expect(wrap('套接字（端口）', 8)).toEqual(['套接字', '（端口）']);
    expect(wrap('一二，三', 4)).toEqual(['一', '二，', '三']);
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('prints `a b c` then', 12)).toEqual(['prints', '`a b c` then']);
    expect(
      table(
        [
          ['a', '1'],
          ['套接', '22'],
        ],
        [1],
      ),
    ).toEqual(['a      1', '套接  22']);
  });

  test('plain() removes the marks of Markdown, and keeps those of code', () => {
    const markdown = [
      'Some **bold** and *soft* words,',
      'a [link](https://x.example/) and `a * b`, 第一行，',
      '第二行。',
      '',
      '1. one',
      '   two',
      '2. three `x`',
      '',
      '```ts',
      'const a = 1;',
      '```',
    ].join('\n');
    expect(plain(markdown, 79)).toEqual([
      'Some bold and soft words, a link and `a * b`, 第一行，第二行。',
      '',
      '1. one two',
      '2. three `x`',
      '',
      '  const a = 1;',
    ]);
  });

  test.each(languages)('every exercise of the course fits into 80 columns, in %s', (lang) => {
    for (const exercise of exercises()) {
      const { task, hints, why } = textOf(exercise, lang);
      for (const line of [task, ...hints, why].flatMap((one) => plain(one, 79))) {
        expect(width(line), `${exercise.id}: ${line}`).toBeLessThan(80);
      }
    }
  });

  test.each<[Record<string, string>, string]>([
    [{}, 'en'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'en_GB' }, 'en'],
    [{ LANG: 'en_GB', LC_ALL: 'zh' }, 'zh'],
    [{ LANG: 'zh_CN', LC_ALL: '' }, 'zh'],
    [{ LANG: 'fr_FR' }, 'en'],
  ])('langOfTerminal() reads the variables %j as %s', (env, lang) => {
    expect(langOfTerminal(env)).toBe(lang);
  });

  test('the texts of the commands exist in every language', () => {
    const shape = (words: Words) =>
      Object.entries(words).map(([key, value]) => [key, typeof value, Array.isArray(value) ? value.length : 0]);
    for (const lang of languages) expect(shape(wordsOf(lang))).toEqual(shape(wordsOf('en')));
    expect(
      Object.values(wordsOf('zh')).filter((value) => typeof value === 'string' && /[a-z]{4} [a-z]{4}/.test(value)),
    ).toEqual([]);
  });
});
