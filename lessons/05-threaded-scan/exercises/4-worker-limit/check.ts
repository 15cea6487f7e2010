import {
  type Judge,
  quote,
  type Talk,
  watch,
} from '../../../../scripts/judge/check.ts';

const lesson = '05-threaded-scan';
const queue = `${lesson}#a-queue-and-some-workers`;
const race = `${lesson}#check-then-take`;
const workers = 4;
const count = 11;

interface Visit {
  talk: Talk;
  /** The port it comes from. */
  from: number | undefined;
  answered: boolean;
  /** What it says, once it has said it; nothing if it never does. */
  said: Promise<string>;
}

export default async function check(judge: Judge) {
  const visits: Visit[] = [];
  /** Where the judge's own connections come from. */
  const ours = new Set<number>();
  let answerAtOnce = false;
  // A visit that comes or goes can change what is waited for.
  const { look, until } = watch(judge.patience);

  const port = await judge.serve((talk) => {
    const said = talk
      .hear((text) => text.includes('\n'))
      .then(({ text }) => {
        look();
        return text.trimEnd();
      });
    const from = talk.socket.remotePort;
    const visit = { talk, from, answered: false, said };
    visits.push(visit);
    talk.socket.on('close', () => look());
    if (answerAtOnce) answer(visit);
    look();
  });

  /** Ten times the number. */
  async function answer(visit: Visit): Promise<void> {
    visit.answered = true;
    const number = Number(await visit.said);
    visit.talk.send(`${10 * number}`);
    visit.talk.end();
  }

  /** Who says nothing is no visit: somebody scans this machine. */
  const real = () =>
    visits.filter(({ from, talk }) => {
      return !ours.has(from ?? 0) && talk.heard.text !== '';
    });
  const waiting = () =>
    real().filter(({ talk, answered }) => {
      // It may have said all it has to say, and still listen.
      return !answered && talk.heard.state !== 'reset';
    });

  /**
   * Waits until everybody is inside who stood at the door. They come
   * in one after the other, so we go out and join the end of the queue.
   */
  async function letAllIn(): Promise<void> {
    const marker = await judge.connect(port);
    const { localPort = 0 } = marker.socket;
    ours.add(localPort);
    await until(() => visits.some(({ from }) => from === localPort));
    marker.end();
    for (const { said } of [...visits]) await said;
  }

  const pupil = judge.run(port, workers, count);
  const wanted = {
    en:
      `${workers} visits at once, never more; when one is over, the ` +
      'next one begins',
    zh: `同时有 ${workers} 次访问，不会更多；一次结束，下一次就开始`,
  };

  // As many as there may be. One that has given up proves that the
  // others will not come.
  const givenUp = () => real().some(({ talk }) => talk.socket.closed);
  await until(() => waiting().length >= workers || givenUp());
  const most = real().length;
  if (waiting().length < workers) {
    pupil.wasAwaited = most > 0;
    const few = ['no-visit', 'one-at-a-time'][most] ?? 'too-few';
    judge.fail(few, {
      saw: {
        en:
          `the server answers once ${workers} visits wait at the ` +
          `same time; there were never more than ${most}`,
        zh:
          `${workers} 次访问同时等待时，服务器才应答；` +
          `同时等待的访问最多只有 ${most} 次`,
      },
      wanted,
      see: queue,
    });
  }

  /** Fails if there are more than there may be. */
  async function countAll(): Promise<void> {
    await letAllIn();
    const now = waiting().length;
    if (now > workers) {
      judge.fail('no-limit', {
        saw: {
          en: `${now} visits waited at the same time`,
          zh: `${now} 次访问同时在等`,
        },
        wanted,
        see: queue,
      });
    }
  }
  await countAll();

  // The first is slow: it gets no answer. The newest gets one, and the
  // next has to come although the others still wait.
  for (let done = 1; done <= 4; done++) {
    const newest = waiting().at(-1);
    if (newest === undefined) break;
    await answer(newest);
    // It has left: so it has read the answer, and whatever the program
    // began before that has been sent.
    await until(() => newest.talk.socket.closed);
    const came = await until(() => real().length >= workers + done);
    if (!came) {
      judge.fail('batches', {
        saw: {
          en:
            `of ${workers} visits the server answered one and let ` +
            'the others wait; no new visit came',
          zh:
            `${workers} 次访问中，服务器回答了一次，让其余的等着；` +
            '再没有新的访问到来',
        },
        wanted,
        see: queue,
      });
    }
    await countAll();
  }

  // From now on everybody is answered at once.
  answerAtOnce = true;
  await Promise.all(waiting().map(answer));
  await pupil.prints(() => false);
  const heard = await Promise.all(real().map(({ said }) => said));
  const told = heard.join(', ');
  for (let number = 1; number <= count; number++) {
    const times = heard.filter((each) => each === `${number}`).length;
    if (times === 1) continue;
    judge.fail(times === 0 ? 'lost' : 'twice', {
      saw: {
        en:
          `the server received ${told}; ` +
          `${number} came ${times} times`,
        zh: `服务器收到的是 ${told}；${number} 报了 ${times} 次`,
      },
      wanted: {
        en: `the numbers from 1 to ${count}, each once`,
        zh: `1 到 ${count} 各报一次`,
      },
      see: race,
    });
  }
  const { stdout, outcome } = pupil;
  const sum = (10 * count * (count + 1)) / 2;
  const line = `${count} visits, ${workers} at once, sum ${sum}\n`;
  if (stdout === line && outcome?.code === 0) return;
  const seconds = judge.patience / 1000;
  judge.fail(outcome === undefined ? 'hung' : 'sum', {
    saw: {
      en:
        `the server answered the numbers from 1 to ${count} with ten ` +
        `times the number; the program printed ${quote(stdout)}` +
        (outcome ? '' : `, and still ran after ${seconds} s`),
      zh:
        `服务器对 1 到 ${count} 的每个数都答以它的十倍；` +
        `程序打印的是 ${quote(stdout)}` +
        (outcome ? '' : `，过了 ${seconds} 秒还在运行`),
    },
    wanted: {
      en: `${quote(line)}, and exit code 0`,
      zh: `${quote(line)}，退出码是 0`,
    },
    see: queue,
  });
}
