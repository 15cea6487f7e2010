import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Both,
  freePort,
  type Heard,
  type Judge,
  type Pupil,
  quote,
  randomWord,
  type Talk,
  tell,
} from '../../../../scripts/judge/check.ts';

const calls = '01-socket-concepts#the-calls-of-a-stream-one-by-one';
const ends = '01-socket-concepts#four-values-name-a-connection';
const talks = '01-socket-concepts#one-conversation-in-each';
const listens = '03-server-client#the-server-listens';

/** A client that has been let in. */
interface Guest {
  talk: Talk;
  who: Both;
  /** All that it should have heard so far. */
  due: string;
}

const first = { en: 'the first client', zh: '第一个客户端' };
const second = { en: 'the second client', zh: '第二个客户端' };
const nothing = { en: '', zh: '' };

/** How long a program of which both clients have gone may still run, ms. */
const atOnce = 4000;
/** How long an answer to a piece may take, ms. */
const soon = 4000;

/** Some text that has capitals. */
const phrase = () =>
  Array.from({ length: randomInt(1, 4) }, randomWord).join(' ');

export default async function check(judge: Judge) {
  /** Fails with what came, behind the beginning of a sentence. */
  const fail = (
    id: string,
    { en, zh }: Both,
    heard: Heard,
    wanted: string,
    see: string,
  ): never => {
    const saw = tell(heard);
    const came = typeof saw === 'string' ? { en: saw, zh: saw } : saw;
    return judge.fail(id, {
      saw: {
        en: `${en} got ${came.en}`,
        zh: `${zh}，收到的是：${came.zh}`,
      },
      wanted: {
        en: `${quote(wanted)}, and the connection still open`,
        zh: `${quote(wanted)}，连接仍然开着`,
      },
      see,
    });
  };

  /** Comes in, and is told its own end. */
  async function enter(
    port: number,
    who: Both,
    after = nothing,
  ): Promise<Guest> {
    const talk = await judge.connect(port);
    if (talk.heard.state === 'refused') {
      judge.fail(who === second ? 'one-client' : 'nobody-let-in', {
        saw: {
          en: `${after.en}${who.en} was refused`,
          zh: `${after.zh}${who.zh}被拒绝了`,
        },
        wanted: {
          en: 'two clients are accepted, also if the first one has gone before the second one comes',
          zh: '接受两个客户端，即使第一个在第二个到来之前已经离开',
        },
        see: calls,
      });
    }
    const end = `127.0.0.1:${talk.socket.localPort ?? '?'}`;
    const due = `you are ${end}\n`;
    const heard = await talk.hear((text) => text.includes('\n'), soon);
    if (heard.text === due && heard.state === 'open') {
      return { talk, who, due };
    }
    const isOwn = heard.text === `you are 127.0.0.1:${port}\n`;
    return fail(
      isOwn ? 'own-end' : 'no-greeting',
      {
        en: `${after.en}${who.en}, whose end is ${end},`,
        zh: `${after.zh}${who.zh}这一端是 ${end}`,
      },
      heard,
      due,
      ends,
    );
  }

  /** Sends a piece, and wants it back in capitals. */
  async function say(
    guest: Guest,
    piece: string,
    id: string,
    after = nothing,
  ) {
    const { talk, who, due } = guest;
    guest.due += piece.toUpperCase();
    talk.send(piece);
    const heard = await talk.hear(
      (all) => all.length >= guest.due.length,
      soon,
    );
    if (heard.text === guest.due && heard.state === 'open') return;
    const news = heard.text.slice(due.length);
    const isHalf =
      news === '' && heard.state === 'silent' && !piece.includes('\n');
    const isOther = !piece.toUpperCase().startsWith(news);
    const other = isOther ? 'other-answer' : id;
    fail(
      news === piece
        ? 'no-capitals'
        : isHalf
          ? 'waits-for-line'
          : other,
      {
        en: `${after.en}${who.en} sent ${quote(piece)}${isHalf ? ', a piece without a line end,' : ''} and`,
        zh: `${after.zh}${who.zh}发送 ${quote(piece)}${isHalf ? '（这一段没有换行符）' : ''}`,
      },
      { ...heard, text: news },
      piece.toUpperCase(),
      id === 'no-answer' ? talks : calls,
    );
  }

  /** Starts the program on a port of the judge's choice. */
  async function startAt(): Promise<{ program: Pupil; port: number }> {
    for (let again = 0; ; again += 1) {
      const asked = await freePort('tcp');
      const program = judge.run(asked);
      await program.prints((out) => /^listening on .*\n/m.test(out));
      const isTaken = program.stderr.includes('EADDRINUSE');
      if (isTaken && program.outcome !== undefined && again < 3) {
        await program.ends();
        continue;
      }
      const port = await program.listening();
      if (port === asked) return { program, port };
      judge.fail('other-port', {
        saw: {
          en: `given the port ${asked}, your program printed ${quote(program.stdout)}`,
          zh: `给出端口 ${asked}，程序打印了 ${quote(program.stdout)}`,
        },
        wanted: {
          en: `"listening on 127.0.0.1:${asked}": only for port 0 does the system choose`,
          zh: `"listening on 127.0.0.1:${asked}"：只有端口 0 才由系统挑选`,
        },
        see: listens,
      });
    }
  }

  /** Starts the program on a port that the system chooses. */
  async function start() {
    const program = judge.run(0);
    const port = await program.listening();
    const line = `listening on 127.0.0.1:${port}`;
    if (program.stdout.split(/\r?\n/).includes(line))
      return { program, port };
    return judge.fail('not-listening', {
      saw: quote(program.stdout),
      wanted: { en: `the line "${line}"`, zh: `一行 "${line}"` },
      see: listens,
    });
  }

  /** Lets two clients in. */
  async function open({
    program,
    port,
  }: Awaited<ReturnType<typeof start>>) {
    const anna = await enter(port, first);
    await say(anna, `${phrase()}\n`, 'no-answer');
    const bert = await enter(port, second);
    // What the program does when he comes is done when he has been
    // answered twice.
    await say(bert, `${phrase()}\n`, 'no-answer');
    await say(bert, `${phrase()}\n`, 'no-answer');
    return { program, port, anna, bert };
  }

  /** A third client is refused. */
  async function closed(port: number, id: string, what: Both) {
    const third = await judge.connect(port);
    if (third.heard.state === 'refused') return;
    judge.fail(id, {
      saw: {
        en: `${what.en}, a third one came, and its connection was accepted`,
        zh: `${what.zh}，又来了第三个，它的连接被接受了`,
      },
      wanted: {
        en: 'the third client is refused, because your program stops listening when the second client comes, whether or not the first one is still there',
        zh: '第三个客户端被拒绝：第二个客户端一来，不论第一个还在不在，程序都不再监听这个端口',
      },
      see: calls,
    });
  }

  /** The program ends by itself; a failed socket is no reason to fail. */
  async function over(program: Pupil, how: Both) {
    await program.prints(() => false, atOnce);
    if (program.outcome === undefined) {
      judge.fail('hung', {
        saw: {
          en: `${how.en}, and your program still ran ${atOnce / 1000} s later; it was stopped`,
          zh: `${how.zh}，过了 ${atOnce / 1000} 秒程序还在运行，已被停止`,
        },
        wanted: {
          en: 'a program that ends by itself as soon as both clients have gone, because nothing is left open',
          zh: '两个客户端都离开之后，再没有什么开着，程序立即自己结束',
        },
        see: calls,
      });
    }
    const { code, stderr } = await program.ends();
    if (code === 0) return;
    const why = stderr.split('\n').find((line) => /Error\b/.test(line));
    if (why === undefined) {
      judge.fail('exit-code', {
        saw: {
          en: `${how.en}, and your program ended with exit code ${code} and said ${quote(stderr)}`,
          zh: `${how.zh}，程序的退出码是 ${code}，标准错误上是 ${quote(stderr)}`,
        },
        wanted: { en: 'exit code 0', zh: '退出码为 0' },
        see: calls,
      });
    }
    judge.fail('no-error-handler', {
      saw: {
        en: `${how.en}, and your program ended with exit code ${code}: ${quote(why)}`,
        zh: `${how.zh}，程序以退出码 ${code} 结束：${quote(why)}`,
      },
      wanted: {
        en: 'a program that treats a reset as the end of one conversation, and ends with exit code 0 after both clients have left',
        zh: '程序把复位当作一次对话的结束，两个客户端都离开之后，以退出码 0 结束',
      },
      see: talks,
    });
  }

  /** A client says goodbye, and its conversation is over. */
  async function leave({ talk, who }: Guest) {
    talk.end();
    const { state } = await talk.hear(undefined, atOnce);
    if (state !== 'silent') return;
    judge.fail('hung', {
      saw: {
        en: `${who.en} ended its side of the connection, and your program kept the other side open for ${atOnce / 1000} s`,
        zh: `${who.zh}结束了自己这一侧，程序那一侧 ${atOnce / 1000} 秒之后仍然开着`,
      },
      wanted: {
        en: 'a client that ends its side has gone: the program ends its own side, too',
        zh: '客户端结束自己这一侧，就是离开了：程序也要结束自己那一侧',
      },
      see: talks,
    });
  }

  // The second client leaves, then the first breaks off.
  async function secondLeaves() {
    const { program, port, anna, bert } = await open(await startAt());
    const both = {
      en: 'two clients were there',
      zh: '已经有两个客户端',
    };
    await closed(port, 'third-client', both);
    const after = {
      en: 'after the second client had come, ',
      zh: '第二个客户端进来之后，',
    };
    await say(anna, `${phrase()}\n`, 'stopped-talking', after);
    // Piece by piece: neither a line nor a second piece is waited for.
    for (const guest of [anna, bert]) {
      await say(guest, phrase(), 'no-answer', after);
      await say(guest, ` déjà ${phrase()}, 2`, 'no-answer', after);
    }
    await leave(bert);
    const alone = {
      en: 'after the second client had left, ',
      zh: '第二个客户端离开之后，',
    };
    await say(anna, `${phrase()}\n`, 'cut-off', alone);
    await say(anna, `${phrase()}\n`, 'cut-off', alone);
    anna.talk.reset();
    await over(program, {
      en: 'the second client had left, the first one reset its connection',
      zh: '第二个客户端已经离开，第一个复位了连接',
    });
  }

  // One of the two goes, and the other one goes on.
  async function oneGoes(leaver: Both, isReset: boolean) {
    const { program, anna, bert } = await open(await start());
    const [goes, stays] =
      leaver === first ? [anna, bert] : [bert, anna];
    if (isReset) goes.talk.reset();
    else await leave(goes);
    const after = isReset
      ? {
          en: `after ${leaver.en} had reset its connection, `,
          zh: `${leaver.zh}复位连接之后，`,
        }
      : {
          en: `after ${leaver.en} had left, `,
          zh: `${leaver.zh}离开之后，`,
        };
    const { talk, due, who } = stays;
    const piece = `${phrase()}\n`;
    talk.send(piece);
    const whole = due + piece.toUpperCase();
    const left = await talk.hear(
      (text) => text.length >= whole.length,
      soon,
    );
    await leave(stays);
    // A program that fails by the reset says so; that comes first.
    await over(program, {
      en: isReset
        ? `${leaver.en} reset its connection, and the other one left`
        : `${leaver.en} left, then the other one`,
      zh: isReset
        ? `${leaver.zh}复位了连接，另一个随后离开`
        : `${leaver.zh}先离开，另一个随后离开`,
    });
    if (left.text === whole) return;
    fail(
      'cut-off',
      {
        en: `${after.en}${who.en} sent ${quote(piece)} and`,
        zh: `${after.zh}${who.zh}发送 ${quote(piece)}`,
      },
      { ...left, text: left.text.slice(due.length) },
      piece.toUpperCase(),
      calls,
    );
  }

  // The first client has gone before the second one comes.
  async function oneByOne(isReset: boolean) {
    const { program, port } = await start();
    const anna = await enter(port, first);
    await say(anna, `${phrase()}\n`, 'no-answer');
    if (isReset) anna.talk.reset();
    else await leave(anna);
    const gone = isReset
      ? {
          en: 'the first client had reset its connection before the second one came',
          zh: '第一个客户端复位连接之后，第二个才到来',
        }
      : {
          en: 'the first client had left before the second one came',
          zh: '第一个客户端离开之后，第二个才到来',
        };
    const after = { en: `${gone.en}; `, zh: `${gone.zh}；` };
    const bert = await enter(port, second, after);
    await say(bert, `${phrase()}\n`, 'no-answer', after);
    await say(bert, `${phrase()}\n`, 'no-answer', after);
    await closed(port, 'counts-present', gone);
    await leave(bert);
    await over(program, gone);
  }

  // Both are silent for a while, and are still there.
  async function silence() {
    const { program, anna, bert } = await open(await start());
    const pause = randomInt(2100, 2500);
    // A silence on purpose: nothing is waited for here.
    await sleep(pause);
    const after = {
      en: `after a silence of ${pause} ms, `,
      zh: `沉默 ${pause} 毫秒之后，`,
    };
    await say(anna, `${phrase()}\n`, 'sent-away', after);
    await say(bert, `${phrase()}\n`, 'sent-away', after);
    await Promise.all([leave(anna), leave(bert)]);
    await over(program, {
      en: 'both clients had left',
      zh: '两个客户端都离开了',
    });
  }

  // The verdict is that of the first trial in this order that fails.
  const quiet = silence();
  quiet.catch(() => {});
  await secondLeaves();
  const trials = [
    oneByOne(false),
    oneByOne(true),
    oneGoes(second, true),
    oneGoes(first, true),
    oneGoes(first, false),
    quiet,
  ];
  for (const trial of trials) trial.catch(() => {});
  for (const trial of trials) await trial;
}
