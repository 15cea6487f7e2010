import { randomInt } from 'node:crypto';
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import {
  type Judge,
  quote,
  randomWord,
  type Translated,
} from '../../../../scripts/judge/check.ts';

const use = '02-create-sockets#a-udp-socket-is-bound-not-connected';
const nobody = '02-create-sockets#nobody-is-there';
const end = '02-create-sockets#the-program-that-does-not-end';
const host = '127.0.0.1';

/**
 * A program that waits for one second gets an answer that comes so long after its ping, and has given up before a later
 * one, ms. What it prints tells how long it waited, on a slow machine, too.
 */
const inTime = () => randomInt(780, 830);
const outOfTime = () => randomInt(1500, 1600);
/** A program that runs for that long after its ping has no deadline, ms. */
const tooLate = 4000;
/** An answered program that goes on for that long waits for its clock, ms. */
const soon = 700;

const linesOf = (text: string) =>
  text.split(/\r?\n/).filter((line) => line !== '');

async function open(judge: Judge) {
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  judge.after(() => socket.close());
  socket.bind(0, host);
  await once(socket, 'listening');
  return socket;
}

export default async function check(judge: Judge) {
  const peer = await open(judge);
  const stranger = await open(judge);
  const { port } = peer.address();

  /** Runs the program to its end, if it has one soon enough. */
  async function run(port: number, pinged?: Promise<unknown>) {
    const program = judge.run(port);
    const over = program.prints(() => false);
    await Promise.race([over, pinged]);
    await program.prints(() => false, tooLate);
    const ended = program.outcome !== undefined;
    const code = ended ? (await program.ends()).code : undefined;
    const { stdout, stderr } = program;
    return { stdout, stderr, ended, code };
  }

  /** Lets the program ping. Tells how it ended, and how soon. */
  async function ping(react: (from: RemoteInfo) => void) {
    const heard: string[] = [];
    let since = Number.NaN;
    let begin = () => {};
    const pinged = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const hear = (message: Buffer, from: RemoteInfo) => {
      if (heard.length === 0) since = performance.now();
      heard.push(String(message));
      begin();
      react(from);
    };
    peer.on('message', hear);
    const end = await run(port, pinged);
    const waited = performance.now() - since;
    peer.off('message', hear);
    return { ...end, heard, waited };
  }
  /** What the port answers in the trial at hand. */
  let pong = '';
  const answer = ({ port, address }: RemoteInfo) =>
    peer.send(pong, port, address);

  /** A machine may be too busy to bring the answer in a second. */
  async function answered(react: (from: RemoteInfo) => void) {
    const first = await ping(react);
    const isLate =
      first.stdout === '' &&
      linesOf(first.stderr).includes('no answer');
    return isLate ? ping(react) : first;
  }

  type End = Awaited<ReturnType<typeof run>>;
  const result = ({ stdout, stderr, ended, code }: End) => {
    const [out, err] = [quote(stdout), quote(stderr)];
    const seconds = tooLate / 1000;
    const then = ended
      ? { en: `ended with exit code ${code}`, zh: `退出码为 ${code}` }
      : {
          en: `still ran ${seconds} s later`,
          zh: `过了 ${seconds} 秒还在运行`,
        };
    return {
      en:
        `the program printed ${out}, on standard error ${err}, and ` +
        `${then.en}`,
      zh: `程序打印了 ${out}，标准错误上是 ${err}，${then.zh}`,
    };
  };
  function fail(
    id: string,
    what: { en: string; zh: string },
    got: End,
    wanted: Translated,
    see: string,
  ): never {
    const { en, zh } = result(got);
    judge.fail(id, {
      saw: { en: `${what.en}; ${en}`, zh: `${what.zh}；${zh}` },
      wanted,
      see,
    });
  }

  const printed = () => ({
    en: `${quote(`${pong}\n`)} on standard output, nothing else there, and exit code 0`,
    zh: `标准输出上是 ${quote(`${pong}\n`)}，此外什么也没有，退出码为 0`,
  });

  // An answer may have blanks at its edges, and it may be empty.
  const answers = [
    ` ${randomWord()}, ${randomWord()} é `,
    randomWord(),
    '',
  ];
  const times: number[] = [];
  for (const text of answers) {
    pong = text;
    const plain = await answered(answer);
    if (plain.heard[0] !== 'ping' || plain.heard.length > 1) {
      const came = plain.heard.map(quote).join(', ');
      const what =
        came === ''
          ? { en: 'no datagram came', zh: '一个数据报也没有收到' }
          : { en: `what came was ${came}`, zh: `收到的是 ${came}` };
      const wanted = {
        en: 'one datagram, "ping"',
        zh: '一个数据报 "ping"',
      };
      const isMany = plain.heard.every((text) => text === 'ping');
      const id = isMany && came !== '' ? 'many-pings' : 'no-ping';
      fail(id, what, plain, wanted, use);
    }
    const isPrinted =
      plain.stdout.replace('\r\n', '\n') === `${text}\n`;
    if (!isPrinted || plain.code !== 0) {
      const isEmpty = text === '' && !isPrinted;
      fail(
        isPrinted
          ? 'not-ended'
          : isEmpty
            ? 'empty-answer'
            : 'no-answer',
        text === ''
          ? {
              en: 'the port answered with an empty datagram',
              zh: '端口回答了一个空数据报',
            }
          : {
              en: `the port answered ${quote(text)}`,
              zh: `端口回答了 ${quote(text)}`,
            },
        plain,
        printed(),
        isPrinted ? end : use,
      );
    }
    times.push(plain.waited);
  }

  // The machine may be busy: two of three are in time.
  const took = times.sort((a, b) => a - b)[1] ?? 0;
  if (took > soon) {
    const ms = Math.round(took);
    judge.fail('not-at-once', {
      saw: {
        en:
          'the port answered at once, three times; the program went on for ' +
          `${ms} ms or more in two of them before it ended`,
        zh: `端口三次都立即回答；其中两次程序至少又过了 ${ms} 毫秒才结束`,
      },
      wanted: {
        en: 'the end of the program as soon as the answer is there',
        zh: '应答一到，程序就结束',
      },
      see: end,
    });
  }

  // The stranger's datagram is there before the answer is sent.
  const strange = `${randomWord()} ${randomWord()}`;
  pong = randomWord();
  const mixed = await answered((from) => {
    stranger.send(strange, from.port, from.address, () => answer(from));
  });
  if (mixed.stdout !== `${pong}\n` || mixed.code !== 0) {
    fail(
      'any-sender',
      {
        en:
          `another port sent ${quote(strange)}, and only then the ` +
          `right one answered ${quote(pong)}`,
        zh: `另一个端口先发来 ${quote(strange)}，正确的端口随后才回答 ${quote(pong)}`,
      },
      mixed,
      printed(),
      use,
    );
  }

  /** Lets the program ping, and answers after a pause. */
  async function slowly(
    pause: number,
    meanwhile: (from: RemoteInfo) => void,
  ) {
    const timers: NodeJS.Timeout[] = [];
    const stop = () => timers.forEach(clearInterval);
    judge.after(stop);
    const end = await ping((from) => {
      if (timers.length > 0) return;
      timers.push(
        setInterval(() => meanwhile(from), 100),
        setTimeout(() => answer(from), pause),
      );
    });
    stop();
    return end;
  }

  // The stranger goes on, and changes nothing: the clock runs on.
  const long = outOfTime();
  const silence = () =>
    slowly(long, ({ port, address }) =>
      stranger.send(strange, port, address),
    );
  const quiet = {
    en:
      `another port sent ${quote(strange)} again and again, and the ` +
      `right one kept silent for ${long} ms`,
    zh: `另一个端口不断发来 ${quote(strange)}，正确的端口沉默了 ${long} 毫秒`,
  };
  const none = {
    en:
      'the line "no answer" on standard error, nothing on standard ' +
      'output, and exit code 1, after one second',
    zh: '一秒之后标准错误上有一行 "no answer"，标准输出上什么也没有，退出码为 1',
  };
  pong = randomWord();
  const isLate = () => lonely.stdout === `${pong}\n`;
  let lonely = await silence();
  // A machine may be too busy to have the clock ring in time.
  if (isLate()) lonely = await silence();
  if (lonely.heard.length > 1) {
    const count = lonely.heard.length;
    const what = {
      en: `${quiet.en}; ${count} datagrams came`,
      zh: `${quiet.zh}；收到了 ${count} 个数据报`,
    };
    const one = {
      en: 'one datagram, "ping"',
      zh: '一个数据报 "ping"',
    };
    fail('many-pings', what, lonely, one, use);
  }
  if (isLate() || !lonely.ended) {
    const what = {
      en: `${quiet.en}, then it answered ${quote(pong)}`,
      zh: `${quiet.zh}，然后回答了 ${quote(pong)}`,
    };
    fail('no-deadline', what, lonely, none, nobody);
  }
  if (lonely.stdout !== '') {
    fail('standard-output', quiet, lonely, none, nobody);
  }
  if (!linesOf(lonely.stderr).includes('no answer')) {
    fail('no-word', quiet, lonely, none, nobody);
  }
  if (lonely.code !== 1) fail('exit-code', quiet, lonely, none, nobody);

  // An answer after less than a second is in time.
  const short = inTime();
  for (let again = 0; again < 4; again += 1) {
    const slow = await slowly(short, () => {});
    if (slow.stdout === `${pong}\n` && slow.code === 0) break;
    if (again < 3) continue;
    const what = {
      en: `the port answered ${quote(pong)} after ${short} ms`,
      zh: `端口过了 ${short} 毫秒回答 ${quote(pong)}`,
    };
    const wait = printed();
    fail(
      'too-early',
      what,
      slow,
      {
        en: `${wait.en}, because a wait of one second is not over yet`,
        zh: `${wait.zh}，因为一秒还没有过完`,
      },
      nobody,
    );
  }

  // A port whose socket chose itself as its partner is dead to others.
  const holder = await open(judge);
  const dead = holder.address().port;
  holder.connect(dead, host);
  await once(holder, 'connect');
  const gone = await run(dead);
  const lines = linesOf(gone.stderr);
  if (lines.length !== 1 || gone.stdout !== '' || gone.code !== 1) {
    fail(
      lines.length > 1 ? 'stack-trace' : 'nobody-there',
      { en: 'no program used the port', zh: '没有程序使用这个端口' },
      gone,
      {
        en: 'one line on standard error, and exit code 1',
        zh: '标准错误上只有一行，退出码为 1',
      },
      nobody,
    );
  }
}
