import type { Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import {
  type Both,
  type Judge,
  quote,
  randomWord,
} from '../../../../scripts/judge/check.ts';

const lesson = '07-a-scanner-worth-keeping';
const keeping = `${lesson}#one-line-for-a-program`;
const changing = `${lesson}#what-has-changed`;
const saying = `${lesson}#what-the-port-says`;
const gently = `${lesson}#gently`;
const goesOn = '02-create-sockets#the-program-that-does-not-end';
const stopping = '03-server-client#ctrl-c-during-a-conversation';

/** How long the judge waits for a line that is due, ms. */
const due = 10_000;
/** The judge may pause for so long, ms, and its servers still greet. */
const pause = 600;
/** More rounds in a second than this are too many; 10 are asked for. */
const most = 20;
/** A connection that was begun so long ago, ms, should be closed. */
const closedBy = 4000;

export default async function check(judge: Judge) {
  judge.allowPause(pause);
  const silent = await judge.silentPort();
  // The silent port is one of 127.0.0.1.
  const [own] = silent === undefined ? judge.otherLoopbackHosts(1) : [];
  const [steady, leaving, coming] = [
    await judge.restartable(own),
    await judge.restartable(own),
    await judge.restartable(own),
  ];
  const { host } = steady;
  const greet = (text: string | Buffer) => (socket: Socket) =>
    socket.write(text);
  await steady.start(greet(`${randomWord()}\n`));
  await leaving.start();
  const filtered = silent === undefined ? [] : [silent];
  if (silent === undefined) {
    judge.untried({
      en: 'port that stays silent',
      zh: '一直沉默的端口',
    });
  }
  const servers = [steady, leaving, coming];
  const ports = servers
    .map(({ port }) => port)
    .concat(filtered)
    .join();
  const pupil = judge.run(host, ports);

  const story = {
    en: `given ${host} and ${quote(ports)}`,
    zh: `给出 ${host} 和 ${quote(ports)}`,
  };
  const fail = (id: string, saw: Both, right: Both, see: string) =>
    judge.fail(id, {
      saw: {
        en: `${story.en}; ${saw.en}`,
        zh: `${story.zh}；${saw.zh}`,
      },
      wanted: right,
      see,
    });
  let read = 0;

  /** The next line of the program has to be this one. */
  async function expectEvent(id: string, wanted: object, see: string) {
    const lines = (text: string) => text.split('\n').slice(0, -1);
    const said = await pupil.prints(
      (text) => lines(text).length > read,
      due,
    );
    const line = lines(said)[read];
    const right = JSON.stringify(wanted);
    const both = { en: right, zh: right };
    if (line === undefined) {
      if (pupil.outcome?.stderr === '') await pupil.ends();
      const saw = {
        en: `the line that was due did not come; in all your program printed ${quote(said)}`,
        zh: `该来的一行没有来；程序打印的全部内容是 ${quote(said)}`,
      };
      fail(id === 'start' ? 'start' : 'not-told', saw, both, see);
      return;
    }
    read += 1;
    const saw = {
      en: `your program printed the line ${quote(line)}`,
      zh: `程序打印了这一行：${quote(line)}`,
    };
    let event: object;
    try {
      event = Object(JSON.parse(line));
    } catch {
      fail('not-json', saw, both, keeping);
      return;
    }
    if (isDeepStrictEqual({ ...event }, wanted)) return;
    const silenced = { ...event, says: '' };
    const isSaid = isDeepStrictEqual(silenced, { ...wanted, says: '' });
    fail(isSaid ? 'says' : id, saw, both, isSaid ? saying : see);
  }

  /** Waits until the program has begun two rounds more. */
  async function rounds() {
    const over = pupil.prints(() => false, due).then(() => false);
    const visit = () => steady.visited().then(() => true);
    const first = await Promise.race([visit(), over]);
    const second = first && (await Promise.race([visit(), over]));
    if (second || pupil.outcome !== undefined) return;
    const saw = {
      en: `your program asked port ${steady.port} ${first ? 'once' : 'not once'} in the next ${due / 1000} s`,
      zh: `接下来的 ${due / 1000} 秒里，程序询问端口 ${steady.port} ${first ? '一' : '零'}次`,
    };
    const right = {
      en: 'a round at least every three seconds',
      zh: '至少每三秒一轮',
    };
    fail('too-seldom', saw, right, changing);
  }

  const tell = (happened: Both) => {
    story.en += `; ${happened.en}`;
    story.zh += `；${happened.zh}`;
  };

  const open = [steady.port, leaving.port].sort((a, b) => a - b);
  const start = {
    event: 'start',
    open,
    closed: [coming.port],
    filtered,
  };
  await expectEvent('start', start, keeping);
  await rounds();

  leaving.stop();
  tell({
    en: `the server on port ${leaving.port} was stopped`,
    zh: `端口 ${leaving.port} 的服务器停了`,
  });
  const change = { event: 'change', port: leaving.port };
  const gone = { ...change, from: 'open', to: 'closed' };
  await expectEvent('no-change', gone, changing);
  await rounds();

  // A line with control characters, and another line behind it.
  const word = randomWord();
  const long = 'x'.repeat(100);
  await coming.start(greet(`${word}\x1b[2J\x07\r\n${word}\n`));
  tell({
    en: `a server was started on port ${coming.port} that sends a line with control characters`,
    zh: `端口 ${coming.port} 上启动了一个服务器，它发来带控制字符的一行`,
  });
  const came = { event: 'change', port: coming.port, from: 'closed' };
  const says = `${word}.[2J..`;
  await expectEvent(
    'no-change',
    { ...came, to: 'open', says },
    changing,
  );
  await rounds();

  await leaving.start(
    greet(Buffer.from(`\xff${word}${long}`, 'latin1')),
  );
  tell({
    en: `a server was started on port ${leaving.port} that sends 100 characters and no line end`,
    zh: `端口 ${leaving.port} 上启动了一个服务器，它发来 100 个字符，没有行尾`,
  });
  const cut = `.${word}${long}`.slice(0, 60);
  const back = { ...change, from: 'closed', to: 'open', says: cut };
  await expectEvent('no-change', back, changing);
  await rounds();

  expectClosed();

  const stop = { event: 'stop' };
  pupil.interrupt();
  const ctrlC = { en: 'Ctrl-C was pressed', zh: '按下了 Ctrl-C' };
  const { stdout, code } = await pupil.ends(ctrlC);
  tell({
    en: 'then nothing changed until Ctrl-C',
    zh: '然后直到 Ctrl-C 都没有变化',
  });
  const left = stdout.split('\n').slice(read).join('\n').trim();
  if (left === '' || code !== 0) {
    const saw = {
      en: `after it your program printed ${quote(left)} and ended with exit code ${code ?? 130}`,
      zh: `之后程序打印了 ${quote(left)}，以退出码 ${code ?? 130} 结束`,
    };
    const right = JSON.stringify(stop);
    const wish = {
      en: `${right}, and exit code 0`,
      zh: `${right}，退出码为 0`,
    };
    fail('no-stop', saw, wish, stopping);
  }
  await expectEvent('no-change', stop, changing);
  await expectPace();

  /** By the clock of the program itself. */
  function expectClosed() {
    const requests = pupil.requestsTo(steady.port);
    const now = requests.at(-1)?.begin ?? 0;
    const left = requests.filter(
      ({ begin, closed }) =>
        closed === Infinity && now - begin > closedBy,
    );
    if (left.length <= 1) return;
    const saw = {
      en: `of ${requests.length} connections to port ${steady.port}, ${left.length} were still open after ${closedBy / 1000} s`,
      zh: `到端口 ${steady.port} 的 ${requests.length} 条连接里，有 ${left.length} 条过了 ${closedBy / 1000} 秒还开着`,
    };
    const right = {
      en: 'each connection closed when its answer is known',
      zh: '得到回答之后关闭每条连接',
    };
    fail('connection-left', saw, right, goesOn);
  }

  /** Without a silent port. By the clock of the program itself. */
  async function expectPace() {
    const only = await judge.restartable(own);
    await only.start();
    const brisk = judge.run(host, only.port);
    const over = brisk.prints(() => false, due);
    for (let round = 0; round < 5; round++) {
      await Promise.race([only.visited(), over]);
    }
    const asked = brisk.requestsTo(only.port);
    await brisk.kill();
    const [first, last] = [asked.at(0), asked.at(-1)];
    if (first === undefined || last === undefined) return;
    const seconds = (last.begin - first.begin) / 1000;
    if ((asked.length - 1) / seconds <= most) return;
    const saw = {
      en: `your program asked its only port ${asked.length} times in ${seconds.toFixed(2)} s`,
      zh: `程序在 ${seconds.toFixed(2)} 秒里询问了唯一的端口 ${asked.length} 次`,
    };
    const right = {
      en: 'at most ten rounds in a second',
      zh: '每秒最多十轮',
    };
    fail('too-often', saw, right, gently);
  }
}
