// Judges a pupil's program from outside, by its behaviour.
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Exercise, hasCheck, isOutside } from '../course/exercises.ts';
import { type Lang, languages } from '../course/languages.ts';
import { partsOf, pathOf } from '../course/pages.ts';
import { startLab } from '../lab/lab.ts';
import { realPath } from '../project/files.ts';
import { freePort } from '../project/free-port.ts';
import { Problem } from '../project/problem.ts';
import type { Check, Judge } from './check.ts';
import { otherLoopbackHosts } from './loopback.ts';
import { serveChecks } from './outside.ts';
import { closedPort, listenNear, silentPort } from './ports.ts';
import { Pupil } from './pupil.ts';
import { RestartableServer } from './restartable.ts';
import { openTalkServer, Talk } from './talk.ts';
import { boundedVerdict, inLanguage, type Mistake, type Translated, type Verdict, Wrong } from './verdict.ts';

/** The default time limit of every wait, ms: long enough for a busy machine. */
const usualPatience = 10_000;

/** Ends a check because nothing can change the verdict any more: what is known of the programs then decides it. */
class Hopeless extends Error {}

export interface JudgeOptions {
  /** The time limit of every wait, ms. */
  patience?: number;
  /** The most processor time without a pause, s: a program that needs more is in a loop without end. */
  mostComputing?: number;
  /** Aborts the judgement when its result is no longer needed. */
  signal?: AbortSignal;
}

/**
 * The longest pause of the judge's process that is allowed, ms, if the check names no other. The checks leave this much room in
 * their measurements. After a longer pause on a busy machine, the judge answered late and its measurements are wrong.
 */
const mostLate = 1000;
/** The most times a program is judged. If the judge was late each time, the last verdict counts. */
const mostTimes = 3;

/** Measures how long this process pauses. @returns a function that ends the measurement and returns the longest pause, ms */
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
 * Judges a program, and judges it again if the judge itself was late. Every process it started has ended when it returns.
 * @param program the pupil's file, absolute path; the path may contain links. The program may read the folder of this path.
 * @throws an error of the judge itself; the signal's reason if it is aborted
 */
export async function judge(exercise: Exercise, program: string, options: JudgeOptions = {}): Promise<Verdict> {
  if (!hasCheck(exercise))
    throw new Problem(`exercise ${exercise.id}`, 'it has no check.ts here, so it cannot be judged');
  if (isOutside(exercise)) serveChecks();
  const { default: check } = (await import(pathToFileURL(join(exercise.dir, 'check.ts')).href)) as { default: Check };
  for (let times = 1; ; times++) {
    const lateness = watchLateness();
    let allowed = mostLate;
    const allowPause = (ms: number) => {
      allowed = ms;
    };
    try {
      const verdict = boundedVerdict(await judgeOnce(exercise, check, program, allowPause, options));
      if (lateness() <= allowed || times === mostTimes) return verdict;
    } finally {
      lateness();
    }
  }
}

async function judgeOnce(
  exercise: Exercise,
  check: Check,
  program: string,
  allowPause: Judge['allowPause'],
  { patience = usualPatience, mostComputing, signal }: JudgeOptions,
): Promise<Verdict> {
  // An entry-point guard compares the path that started the program with the module's own path, in which Node has
  // resolved the links.
  const file = realPath(program);
  const home = dirname(program);
  const pupils: Pupil[] = [];
  const closers: (() => unknown)[] = [];
  let isOver = false;
  /** A check may still run after its judgement was aborted. Whatever it opens then is closed at once. */
  const own = (close: () => unknown) => (isOver ? void close() : void closers.push(close));
  const start = (path: string, args: (string | number)[], readable: string[]) => {
    if (isOver) throw new Error('the judgement is over');
    const pupil = new Pupil(path, args.map(String), patience, readable, mostComputing);
    pupil.onHopeless = () => reject(new Hopeless());
    pupils.push(pupil);
    return pupil;
  };
  const { promise: hopeless, reject } = Promise.withResolvers<never>();
  hopeless.catch(() => {});
  const untried: Translated[] = [];
  let mistake: Mistake | undefined;
  try {
    signal?.throwIfAborted();
    const checking = check({
      file,
      patience,
      allowPause,
      run: (...args) => start(file, args, [home]),
      runBeside: (name, ...args) => start(join(exercise.dir, name), args, [exercise.dir, home, file]),
      async connect(port, host = '127.0.0.1') {
        const talk = await Talk.connect(port, host, patience);
        own(() => talk.socket.destroy());
        return talk;
      },
      async serve(answer, host = '127.0.0.1') {
        const { port, close } = await openTalkServer(answer, host, patience);
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
      async restartable(host = '127.0.0.1', port?: number) {
        const server = new RestartableServer(host, port ?? (await freePort('tcp')));
        own(() => server.stop());
        return server;
      },
      otherLoopbackHosts: (count) => otherLoopbackHosts(count),
      async silentPort() {
        const opened = await silentPort();
        if (opened !== undefined) own(opened.close);
        return opened?.port;
      },
      async lab() {
        const lab = await startLab({ ipv6: false });
        own(() => lab.close());
        return lab;
      },
      after: own,
      untried: (what) => untried.push(what),
      fail(id, say) {
        throw new Wrong({ id, ...say });
      },
    });
    await Promise.race([checking, hopeless, ...(signal ? [abortion(signal)] : [])]);
  } catch (error) {
    if (!(error instanceof Wrong || error instanceof Hopeless)) throw error;
    mistake = pupils.find((pupil) => pupil.isComputing)?.endless;
    if (error instanceof Wrong) mistake ??= error.mistake;
  } finally {
    isOver = true;
    // The programs end first, so that no program fails because the judge closes a connection. Only after that is it certain
    // which programs had ended by themselves.
    await Promise.all(pupils.map((pupil) => pupil.kill()));
    for (const close of closers.reverse()) await close();
  }
  const broken = pupils.map((pupil) => pupil.syntaxError).find((one) => one !== undefined);
  const crash = pupils.map((pupil) => pupil.crash).find((one) => one !== undefined);
  if (broken !== undefined) mistake = broken;
  else if (crash !== undefined) {
    mistake = {
      id: 'crashed',
      saw:
        mistake && mistake.id !== 'crashed'
          ? {
              en: `${inLanguage(mistake.saw, 'en')}; the program crashed: ${crash.en}`,
              zh: `${inLanguage(mistake.saw, 'zh')}；程序因错误终止：${crash.zh}`,
            }
          : { en: `the program crashed: ${crash.en}`, zh: `程序因错误终止：${crash.zh}` },
      wanted: mistake?.wanted ?? { en: 'a program that runs without an error', zh: '程序运行时不出错' },
      ...(mistake?.see !== undefined && { see: mistake.see }),
    };
  }
  if (mistake === undefined) return { passed: true, ...(untried.length > 0 && { untried }) };
  return { passed: false, ...mistake, ...(mistake.see !== undefined && (await sectionOf(mistake.see))) };
}

/** Rejects with the signal's reason when the signal is aborted. */
const abortion = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

/**
 * A section, as in "03-server-client#half-close", with its page and its heading in each language.
 * @throws Problem if no page of the lesson has such a section
 */
async function sectionOf(see: string): Promise<{ see: string; heading: Translated }> {
  // Not before a program fails: the reader of MDX is one of the largest modules.
  const { headingsOf, idsOf } = await import('../course/mdx.ts');
  const [lesson = '', id = ''] = see.split('#');
  for (const part of partsOf(lesson)) {
    const place = idsOf(lesson, part, languages[0]).indexOf(id);
    if (place < 0) continue;
    const inEach = languages.map((lang) => [lang, headingsOf(lesson, part, lang)[place] ?? id]);
    const page = `${lesson}/${pathOf(part)}`.replace(/\/$/, '');
    return { see: `${page}#${id}`, heading: Object.fromEntries(inEach) as Record<Lang, string> };
  }
  throw new Problem(`lessons/${lesson}`, `no section "${id}"`);
}
