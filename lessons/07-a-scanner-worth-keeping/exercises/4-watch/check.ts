import {
  type Both,
  type Judge,
  type Pupil,
  quote,
  type RestartableServer,
} from '../../../../scripts/judge/check.ts';

const lesson = '07-a-scanner-worth-keeping';
const see = `${lesson}#what-has-changed`;
const gently = `${lesson}#gently`;
const goesOn = '02-create-sockets#the-program-that-does-not-end';
const stopping = '03-server-client#ctrl-c-during-a-conversation';

/** How long the judge waits for a line that is due, ms. */
const due = 5000;
/** More requests in a second than this are too many; 20 are asked for. */
const most = 40;

export default async function check(judge: Judge) {
  const [own] = judge.otherLoopbackHosts(1);
  const door = await judge.restartable(own);
  const { host, port } = door;
  await door.start();
  const pupil = judge.run(host, port);
  const story = {
    en: `given ${host} and ${port}`,
    zh: `给出 ${host} 和 ${port}`,
  };
  let wanted = '';

  const fail = (id: string, saw: Both, right: Both, at: string) =>
    judge.fail(id, { saw, wanted: right, see: at });

  /** The next line has to be this one, and it has to come. */
  async function expectLine(answer: string, happened: Both) {
    story.en += `; ${happened.en}`;
    story.zh += `；${happened.zh}`;
    const before = wanted;
    wanted += `${port} is ${answer}\n`;
    const said = await pupil.prints(
      (text) => text.length >= wanted.length,
      due,
    );
    const text = said.replaceAll('\r', '');
    if (text === wanted) return;
    const saw = {
      en: `${story.en}; your program printed ${quote(said)}`,
      zh: `${story.zh}；程序打印了 ${quote(said)}`,
    };
    if (pupil.outcome !== undefined) {
      pupil.wasAwaited ||= pupil.outcome.stderr === '';
      const ended = {
        en: `${saw.en} and ended with exit code ${pupil.outcome.code}`,
        zh: `${saw.zh}，以退出码 ${pupil.outcome.code} 结束`,
      };
      const wish = {
        en: 'a program that goes on until Ctrl-C',
        zh: '程序一直运行，直到按下 Ctrl-C',
      };
      fail('gave-up', ended, wish, see);
    }
    const isFirst = before === '' && text === '';
    const repeats = text.length > before.length;
    const id = isFirst
      ? 'no-first-line'
      : repeats
        ? 'no-change'
        : 'not-told';
    const right = quote(wanted);
    fail(id, saw, { en: right, zh: right }, see);
  }

  /** Waits until the program has asked four times more. */
  async function asksAgain() {
    const start = performance.now();
    const over = pupil.prints(() => false, due);
    let times = 0;
    const visit = () => door.visited().then(() => true);
    const none = over.then(() => false);
    while (times < 4 && (await Promise.race([visit(), none])))
      times += 1;
    if (times === 4 || pupil.outcome !== undefined) return;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    fail(
      'too-seldom',
      {
        en: `${story.en}; in the next ${seconds} s your program asked ${times} times`,
        zh: `${story.zh}；接下来的 ${seconds} 秒里，程序询问了 ${times} 次`,
      },
      {
        en: 'at least 2 questions in a second',
        zh: '每秒至少询问 2 次',
      },
      gently,
    );
  }

  await expectLine('open', {
    en: 'a server listened there',
    zh: '那里有服务器监听',
  });
  await asksAgain();
  expectOpenSockets(pupil, door);
  expectPace(pupil, port);
  door.stop();
  await expectLine('closed', {
    en: 'the server was stopped',
    zh: '服务器停了',
  });
  await door.start();
  await expectLine('open', {
    en: 'it was started again',
    zh: '服务器又启动了',
  });
  await asksAgain();

  // Nothing has changed since, and Ctrl-C prints nothing.
  pupil.interrupt();
  const { stdout, code } = await pupil.ends({
    en: 'after Ctrl-C',
    zh: '按下 Ctrl-C 之后',
  });
  if (stdout.replaceAll('\r', '') !== wanted) {
    const saw = {
      en: `${story.en}; then nothing changed until Ctrl-C. Your program printed ${quote(stdout)}`,
      zh: `${story.zh}；然后直到 Ctrl-C 都没有变化。程序打印了 ${quote(stdout)}`,
    };
    const right = quote(wanted);
    fail('no-change', saw, { en: right, zh: right }, see);
  }
  if (code === 0) return;
  const saw = {
    en: `Ctrl-C ended the program with exit code ${code ?? 130}`,
    zh: `按下 Ctrl-C，程序以退出码 ${code ?? 130} 结束`,
  };
  fail(
    'exit-code',
    saw,
    { en: 'exit code 0', zh: '退出码为 0' },
    stopping,
  );

  function expectOpenSockets(
    pupil: Pupil,
    { guests }: RestartableServer,
  ) {
    const requests = pupil.requestsTo(port);
    const left = requests.filter(({ closed }) => closed === Infinity);
    if (left.length <= 1 || guests.size <= 1) return;
    fail(
      'connection-left',
      {
        en: `${story.en}; after ${requests.length} questions, ${left.length} connections were still open`,
        zh: `${story.zh}；询问 ${requests.length} 次之后，还有 ${left.length} 条连接开着`,
      },
      {
        en: 'one connection at a time, closed before the next question',
        zh: '同一时间只有一条连接，下一次询问之前就关闭',
      },
      goesOn,
    );
  }

  /** By the clock of the program itself. */
  function expectPace(pupil: Pupil, port: number) {
    const requests = pupil.requestsTo(port);
    const [first, last] = [requests.at(0), requests.at(-1)];
    if (first === undefined || last === undefined) return;
    const seconds = (last.begin - first.begin) / 1000;
    const rate = (requests.length - 1) / seconds;
    if (rate <= most) return;
    fail(
      'too-often',
      {
        en: `${story.en}; your program asked ${requests.length} times in ${seconds.toFixed(2)} s`,
        zh: `${story.zh}；程序在 ${seconds.toFixed(2)} 秒里询问了 ${requests.length} 次`,
      },
      {
        en: 'at most 20 questions in a second',
        zh: '每秒最多询问 20 次',
      },
      gently,
    );
  }
}
