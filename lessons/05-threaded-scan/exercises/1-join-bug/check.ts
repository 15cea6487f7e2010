import {
  irregular,
  type Judge,
  quote,
  type Talk,
  unexpected,
  watch,
} from '../../../../scripts/judge/check.ts';

const see = '05-threaded-scan#the-await-in-the-wrong-loop';
const race = '05-threaded-scan#check-then-take';
/** How long the program sleeps when it has read what was sent, ms. */
const settled = 100;

export default async function check(judge: Judge) {
  const [count = 0] = irregular(1, 13, 20);
  const numbers = irregular(count, 101, 99_999);
  const sum = numbers.reduce((a, b) => a + b, 0);
  const wantedLine = `${count} visits, sum ${sum}\n`;

  // The server answers nobody until all have come.
  const waiting: Talk[] = [];
  const ours = new Set<number | undefined>();
  const { look, until } = watch(judge.patience);
  const port = await judge.serve((talk) => {
    const from = talk.socket.remotePort;
    waiting.push(talk);
    talk.socket.on('close', () => {
      // Somebody who scans this machine is no visit.
      const { state } = talk.heard;
      if (state === 'reset') waiting.splice(waiting.indexOf(talk), 1);
      look();
    });
    inside.add(from);
    look();
  });
  const inside = new Set<number | undefined>();
  const visits = () =>
    waiting.filter(({ socket }) => !ours.has(socket.remotePort));
  const pupil = judge.run(port, count);

  const fail = (id: string, en: string, zh: string, where = see) =>
    judge.fail(id, {
      saw: { en, zh },
      wanted: {
        en:
          `${count} visits that wait at the same time, then ` +
          `${quote(wantedLine)} alone, and exit code 0`,
        zh:
          `${count} 次访问同时在等，然后只打印 ` +
          `${quote(wantedLine)}，退出码是 0`,
      },
      see: where,
    });
  /** Fails if it has printed something although answers are missing. */
  const tooSoon = (id: string, en: string, zh: string) => {
    if (pupil.stdout === '') return;
    fail(
      id,
      `the program printed ${quote(pupil.stdout)} ${en}`,
      `${zh}，程序就打印了 ${quote(pupil.stdout)}`,
    );
  };

  // One that has given up proves that the others will not come.
  const givenUp = () => visits().some((talk) => talk.socket.closed);
  await until(() => visits().length >= count || givenUp(), pupil);
  // Has it begun more than it should? Connections are accepted in the
  // order in which they were made, so ours comes behind all others.
  await pupil.rests(settled);
  const marker = await judge.connect(port);
  const { localPort } = marker.socket;
  ours.add(localPort);
  await until(() => inside.has(localPort));
  marker.end();

  const most = visits().length;
  if (most < count) {
    // That it has given up is no surprise.
    pupil.wasAwaited = most > 0;
    tooSoon(
      'too-soon',
      'before the server had answered anybody',
      '服务器还没有应答任何访问',
    );
    fail(
      ['no-visit', 'one-at-a-time'][most] ?? 'too-few',
      `the server answers once ${count} visits wait at the same ` +
        `time; there were never more than ${most}`,
      `${count} 次访问同时等待时，服务器才应答；` +
        `同时等待的访问最多只有 ${most} 次`,
    );
  }
  if (most > count) {
    fail(
      'too-many',
      `the program was told to make ${count} visits; ${most} came`,
      `程序应当访问 ${count} 次，却来了 ${most} 次`,
    );
  }
  tooSoon(
    'too-soon',
    'before the server had answered anybody',
    '服务器还没有应答任何访问',
  );

  // Each answer comes in two pieces, and the last long after the rest.
  const answers = visits().map((talk, index) => {
    const text = `${numbers[index]}`;
    const at = 1 + (index % (text.length - 1));
    return { talk, first: text.slice(0, at), rest: text.slice(at) };
  });
  for (const { talk, first } of answers) talk.send(first);
  await pupil.rests(settled);
  const tellFirst = answers.map(({ first }) => first).join(', ');
  tooSoon(
    'first-piece',
    'when the server had sent the first digits of its answers ' +
      `(${tellFirst}), and had not hung up`,
    `服务器只发了各个回答的开头几位（${tellFirst}），还没有挂断`,
  );
  const last = answers.splice(irregular(1, 0, count - 1)[0] ?? 0, 1);
  const lastNumber = last.map(({ first, rest }) => first + rest).join();
  for (const part of [answers, last]) {
    for (const { talk, rest } of part) {
      talk.send(`${rest}\n`);
      talk.end();
    }
    if (part === last) break;
    await pupil.rests(settled);
    tooSoon(
      'too-soon',
      `when ${count - 1} of ${count} visits had been answered`,
      `${count} 次访问才应答了 ${count - 1} 次`,
    );
  }

  const ended = await pupil.endsSoon();
  const { stdout, outcome } = pupil;
  const came = visits().length;
  if (came > count) {
    fail(
      'too-many',
      `the program was told to make ${count} visits; ${came} came`,
      `程序应当访问 ${count} 次，却来了 ${came} 次`,
    );
  }
  const all = numbers.join(', ');
  const saw = {
    en:
      `all ${count} visits waited at the same time and were ` +
      `answered with the numbers ${all}`,
    zh: `${count} 次访问同时在等，得到的回答是 ${all}`,
  };
  if (stdout !== wantedLine) {
    const printed = /sum (-?\d+)\n$/.exec(stdout)?.[1];
    if (printed === lastNumber) {
      fail(
        'lost-update',
        `${saw.en}; the program printed the sum ${printed}, which ` +
          'is the last of these answers alone. It read the sum before ' +
          'it waited for the answer, as `sum += await …` does, and ' +
          'wrote it after, so all other answers were lost',
        `${saw.zh}；程序打印的总和 ${printed} 只是其中最后一个回答。` +
          '它在等待回答之前就读出总和（`sum += await …` 就是这样），' +
          '等到之后才写回，其余的回答都丢了',
        race,
      );
    }
    const { en, zh } = unexpected(stdout, wantedLine);
    fail(
      'sum',
      `${saw.en}; the program printed ${quote(stdout)}${en}`,
      `${saw.zh}；程序打印的是 ${quote(stdout)}${zh}`,
    );
  }
  if (!ended) {
    fail(
      'hung',
      `${saw.en}, and the program printed the right line; then it ` +
        'did not end: a socket or a timer keeps it running',
      `${saw.zh}，程序打印的那一行也对，之后却没有结束：` +
        '还有套接字或定时器让它继续运行',
      '02-create-sockets#the-program-that-does-not-end',
    );
  }
  if (outcome?.code === 0) return;
  fail(
    'exit-code',
    `the program printed the right line and ended with exit code ${outcome?.code}`,
    `程序打印的那一行是对的，退出码却是 ${outcome?.code}`,
  );
}
