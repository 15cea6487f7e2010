import {
  irregular,
  type Judge,
  quote,
  type Talk,
  unexpected,
  watch,
} from '../../../../scripts/judge/check.ts';

const lesson = '05-threaded-scan';
const queue = `${lesson}#a-queue-and-some-workers`;
const race = `${lesson}#check-then-take`;
const ending = '02-create-sockets#the-program-that-does-not-end';
/** How long the program sleeps when it has read what was sent, ms. */
const settled = 120;

interface Visit {
  talk: Talk;
  /** The port it comes from. */
  from: number | undefined;
  answered: boolean;
  /** What it says, once it has said it; nothing if it never does. */
  said: Promise<string>;
}

export default async function check(judge: Judge) {
  const [workers = 0] = irregular(1, 3, 5);
  const [more = 0] = irregular(1, 6, 9);
  const count = workers + more;
  /** What the server answers, by the number that it is told. */
  const answers = irregular(count + 1, 101, 99_999);
  const visits: Visit[] = [];
  /** Where the judge's own connections come from. */
  const ours = new Set<number>();
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
    look();
  });

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
   * Waits until all are inside who can come now. The program has done
   * what it can, and connections are accepted in the order in which
   * they were made: ours comes behind all others.
   */
  async function letAllIn(): Promise<void> {
    await pupil.rests(settled);
    const marker = await judge.connect(port);
    const { localPort = 0 } = marker.socket;
    ours.add(localPort);
    await until(() => visits.some(({ from }) => from === localPort));
    marker.end();
  }

  const pupil = judge.run(port, workers, count);
  const wanted = {
    en:
      `${workers} visits at once, never more; when one is over, the ` +
      'next one begins',
    zh: `同时有 ${workers} 次访问，不会更多；一次结束，下一次就开始`,
  };
  const fail = (id: string, en: string, zh: string, see = queue) =>
    judge.fail(id, { saw: { en, zh }, wanted, see });

  // As many as there may be. One that has given up proves that the
  // others will not come.
  const givenUp = () => real().some(({ talk }) => talk.socket.closed);
  await until(() => waiting().length >= workers || givenUp(), pupil);
  await letAllIn();
  const most = real().length;
  if (waiting().length < workers) {
    pupil.wasAwaited = most > 0;
    fail(
      ['no-visit', 'one-at-a-time'][most] ?? 'too-few',
      `the server answers once ${workers} visits wait at the same ` +
        `time; there were never more than ${most}`,
      `${workers} 次访问同时等待时，服务器才应答；` +
        `同时等待的访问最多只有 ${most} 次`,
    );
  }

  /** Fails if more visits are under way than may be. */
  async function countAll(id: string, en: string, zh: string) {
    await letAllIn();
    const now = waiting().length;
    if (now <= workers) return;
    fail(
      id,
      `${now} visits were under way at the same time${en}`,
      `${now} 次访问同时在进行${zh}`,
    );
  }
  await countAll('no-limit', '', '');
  const unfinished = waiting().find(
    ({ talk }) => !talk.heard.text.includes('\n'),
  );
  if (unfinished !== undefined) {
    const text = quote(unfinished.talk.heard.text);
    fail(
      'no-line-end',
      `a visit sent ${text} and no "\\n" after it, so the server waits for the rest of the line`,
      `一次访问发来 ${text}，后面没有 "\\n"，所以服务器还在等这一行的其余部分`,
    );
  }

  // The first is slow: it gets its answer last of all. Another gets
  // one, and the next has to come although the others still wait.
  const slow = waiting()[0];
  let lastAnswer = 0;
  /** One was answered, numbers were left, and no new visit came. */
  let stalled = false;
  for (let done = 1; ; done++) {
    const [next] = waiting()
      .filter((each) => each !== slow)
      .reverse();
    const visit = next ?? slow;
    if (visit === undefined || visit.answered) break;
    if (visit === slow) {
      // Its answer has to be the last one that the program adds.
      const others = real().filter((each) => each !== slow);
      const haveLeft = () =>
        others.every(({ talk }) => talk.socket.closed);
      await until(haveLeft, pupil);
      await pupil.rests(settled);
    }
    lastAnswer = answers[Number(await visit.said)] ?? 0;
    const text = `${lastAnswer}`;
    // The answer in two pieces: the visit is over when the server has
    // hung up, not before.
    visit.talk.send(text.slice(0, 2));
    if (done < 3) {
      await countAll(
        'leaves-early',
        `: to one of them the server had sent ${quote(text.slice(0, 2))}, ` +
          'the first digits of its answer, and had not hung up yet',
        `：服务器只向其中一次发了回答的开头 ${quote(text.slice(0, 2))}，` +
          '还没有挂断',
      );
    }
    visit.talk.send(text.slice(2));
    if (done < 3) {
      await countAll(
        'leaves-early',
        `: to one of them the server had sent its answer ${text}, and ` +
          'had not hung up yet',
        `：服务器已经向其中一次发了回答 ${text}，还没有挂断`,
      );
    }
    const before = real().length;
    visit.answered = true;
    visit.talk.end();
    if (before >= count) continue;
    if (stalled) {
      await letAllIn();
      // Nobody waits any more, so whoever is left has to come now.
      const isEmpty = () => waiting().length === 0;
      if (isEmpty()) await until(() => !isEmpty(), pupil);
      continue;
    }
    // It has left: so it has read the answer, and whatever the program
    // began before that has been sent.
    await until(() => visit.talk.socket.closed, pupil);
    const came = await until(() => real().length > before, pupil);
    stalled = !came;
    if (done < 6) await countAll('no-limit', '', '');
    else await real().at(-1)?.said;
  }

  const ended = await pupil.endsSoon();
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
  if (heard.length > count) {
    fail(
      'too-many',
      `the program was told to make ${count} visits; the server received ${told}`,
      `程序应当访问 ${count} 次，服务器收到的却是 ${told}`,
    );
  }
  if (stalled) {
    fail(
      'batches',
      `of ${workers} visits the server answered one and let ` +
        'the others wait; no new visit came before they were answered',
      `${workers} 次访问中，服务器回答了一次，让其余的等着；` +
        '在其余的得到回答之前，没有新的访问到来',
    );
  }
  const { stdout, outcome } = pupil;
  const sum = answers.slice(1).reduce((a, b) => a + b, 0);
  const line = `${count} visits, ${workers} at once, sum ${sum}\n`;
  const list = answers.map((answer, number) => `${number}: ${answer}`);
  const saw = {
    en: `the server gave these answers: ${list.slice(1).join(', ')}`,
    zh: `服务器的回答是：${list.slice(1).join('，')}`,
  };
  const wrong = (id: string, en: string, zh: string, see = queue) =>
    judge.fail(id, {
      saw: { en: `${saw.en}; ${en}`, zh: `${saw.zh}；${zh}` },
      wanted: {
        en: `${quote(line)} alone, and exit code 0`,
        zh: `只打印 ${quote(line)}，退出码是 0`,
      },
      see,
    });
  if (stdout !== line) {
    const printed = /sum (-?\d+)\n$/.exec(stdout)?.[1];
    if (Number(printed) === lastAnswer) {
      wrong(
        'lost-update',
        `the program printed the sum ${printed}, which is the answer ` +
          'that came last, alone. The worker read the sum before it ' +
          'waited for the answer, as `sum += await visit(…)` does, ' +
          'and wrote it after: what the others had added meanwhile ' +
          'was lost',
        `程序打印的总和 ${printed} 只是最后到来的那个回答。` +
          '工作者在等待回答之前就读出总和（`sum += await visit(…)` ' +
          '就是这样），等到之后才写回：其他工作者在此期间加上的都丢了',
        race,
      );
    }
    const { en, zh } = unexpected(stdout, line);
    wrong(
      'sum',
      `the program printed ${quote(stdout)}${en}`,
      `程序打印的是 ${quote(stdout)}${zh}`,
    );
  }
  if (!ended) {
    wrong(
      'hung',
      'the program printed the right line; then it did not end: a ' +
        'worker, a socket or a timer keeps it running',
      '程序打印的那一行是对的，之后却没有结束：' +
        '还有工作者、套接字或定时器让它继续运行',
      ending,
    );
  }
  if (outcome?.code === 0) return;
  wrong(
    'exit-code',
    `the program printed the right line and ended with exit code ${outcome?.code}`,
    `程序打印的那一行是对的，退出码却是 ${outcome?.code}`,
  );
}
