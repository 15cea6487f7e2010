// Judges a pupil's program by what it does, from outside.
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Exercise } from '../course/exercises.ts';
import { type Lang, languages } from '../course/languages.ts';
import { headingsOf, idsOf } from '../course/mdx.ts';
import { startLab } from '../lab/lab.ts';
import { realPath } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import type { Check } from './check.ts';
import { closedPort, listenNear } from './ports.ts';
import { Pupil } from './pupil.ts';
import { serve, Talk } from './talk.ts';
import { boundedVerdict, type Failure, inLanguage, type Pass, type Verdict, type Words, Wrong } from './verdict.ts';

/** How long the judge waits for anything, ms: long enough for a busy machine. */
const usualPatience = 10_000;

export interface JudgeOptions {
  /** How long to wait for anything, ms. */
  patience?: number;
  /** Ends the judgement: nobody wants it any more. */
  signal?: AbortSignal;
}

/**
 * How late the judge may be, ms: the checks leave as much room where they measure. When the judge's process stood still
 * for longer on a busy machine, it answered late and measured wrong.
 */
const mostLate = 1000;
/** How often it judges a program at most. If it was late each time, the last verdict counts. */
const mostTimes = 3;

/** Watches for how long this process stands still. @returns what ends the watch, and tells the longest time, ms */
function watchLateness(): () => number {
  const pace = 20;
  let last = performance.now();
  let longest = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last - pace);
    last = now;
  };
  const timer = setInterval(look, pace);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

/**
 * Judges a program, and again when the judge itself was late. Nothing of it is left running.
 * @param program the pupil's, absolute path; it may lead through links. It may read the folder it is named in.
 * @throws what goes wrong with the judge itself; the signal's reason when it is aborted
 */
export async function judge(exercise: Exercise, program: string, options: JudgeOptions = {}): Promise<Verdict> {
  for (let times = 1; ; times++) {
    const lateness = watchLateness();
    try {
      const verdict = boundedVerdict(await judgeOnce(exercise, program, options));
      if (lateness() <= mostLate || times === mostTimes) return verdict;
    } finally {
      lateness();
    }
  }
}

async function judgeOnce(
  exercise: Exercise,
  program: string,
  { patience = usualPatience, signal }: JudgeOptions,
): Promise<Verdict> {
  const { default: check } = (await import(pathToFileURL(join(exercise.dir, 'check.ts')).href)) as { default: Check };
  // A guard compares the path a program was started by with its own, which Node takes from where the links lead.
  const file = realPath(program);
  const home = dirname(program);
  const pupils: Pupil[] = [];
  const closers: (() => unknown)[] = [];
  let isOver = false;
  /** A check whose judgement was aborted may still be at work: what it opens now is closed at once. */
  const own = (close: () => unknown) => (isOver ? void close() : void closers.push(close));
  const start = (path: string, args: (string | number)[], readable: string[]) => {
    if (isOver) throw new Error('the judgement is over');
    const pupil = new Pupil(path, args.map(String), patience, readable);
    pupils.push(pupil);
    return pupil;
  };
  const untried: Words[] = [];
  let failure: Failure | undefined;
  try {
    signal?.throwIfAborted();
    const checking = check({
      file,
      patience,
      run: (...args) => start(file, args, [home]),
      runBeside: (name, ...args) => start(join(exercise.dir, name), args, [exercise.dir, home, file]),
      async connect(port, host = '127.0.0.1') {
        const talk = await Talk.connect(port, host, patience);
        own(() => talk.socket.destroy());
        return talk;
      },
      async serve(answer, host = '127.0.0.1') {
        const { port, close } = await serve(answer, host, patience);
        own(close);
        return port;
      },
      closedPort() {
        const { port, close } = closedPort();
        own(close);
        return port;
      },
      async portNear(wish, step, answer) {
        const { port, close } = await listenNear(wish, step, answer);
        own(close);
        return port;
      },
      async lab() {
        const lab = await startLab();
        own(() => lab.close());
        return lab;
      },
      after: own,
      untried: (what) => untried.push(what),
      fail(id, say) {
        throw new Wrong({ passed: false, id, ...say });
      },
    });
    await Promise.race([checking, ...(signal ? [abortion(signal)] : [])]);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    failure = error.failure;
  } finally {
    isOver = true;
    // First, so that nobody fails because the judge hangs up; and only then it is sure who had ended by itself.
    await Promise.all(pupils.map((pupil) => pupil.kill()));
    for (const close of closers.reverse()) await close();
  }
  const crash = pupils.map((pupil) => pupil.crash).find((one) => one !== undefined);
  if (crash !== undefined) {
    return {
      passed: false,
      id: 'crashed',
      saw: { en: `the program ended with: ${crash}`, zh: `程序因错误终止：${crash}` },
      wanted: failure?.wanted ?? { en: 'a program that goes on', zh: '程序继续运行' },
      see: failure?.see ?? `${exercise.lesson}#exercises`,
    };
  }
  return failure ?? { passed: true, ...(untried.length > 0 && { untried }) };
}

/** Rejects with the reason when it is aborted. */
const abortion = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

/** The heading of a section, in a language. */
function sectionTitle(see: string, lang: Lang): string {
  const [lesson = '', id = ''] = see.split('#');
  const title = headingsOf(lesson, lang)[idsOf(lesson).indexOf(id)];
  if (title === undefined) throw new Problem(`lessons/${lesson}/${languages[0]}.mdx`, `no section "${id}"`);
  return title;
}

/** What a program that passed was not tried with, in sentences. */
export const tellUntried = ({ untried = [] }: Pass, lang: Lang): string[] =>
  untried.map((what) =>
    lang === 'zh'
      ? `这台机器上没有：${inLanguage(what, lang)}。这一项没有试。`
      : `Not tried, for this machine has no ${inLanguage(what, lang)}.`,
  );

/** A failed verdict in sentences. */
export function explain({ saw, wanted, see }: Failure, lang: Lang): string[] {
  const lesson = Number(see.slice(0, 2));
  const title = sectionTitle(see, lang);
  return lang === 'zh'
    ? [`看到：${inLanguage(saw, lang)}`, `应当：${inLanguage(wanted, lang)}`, `参见：第 ${lesson} 课《${title}》`]
    : [`Seen: ${inLanguage(saw, lang)}`, `Expected: ${inLanguage(wanted, lang)}`, `See: lesson ${lesson}, “${title}”`];
}
