import { randomInt } from 'node:crypto';
import {
  type Both,
  type Judge,
  type Pupil,
  quote,
  randomWord,
  type Talk,
} from '../../../../scripts/judge/check.ts';

const silence = '04-sequential-scan#what-one-silent-port-costs';
const pieces = '03-server-client#one-read-is-not-one-message';
const frame = '03-server-client#messages-need-a-frame';
const refused = '04-sequential-scan#three-answers-not-two';
const hangUp = '04-sequential-scan#somebody-hung-up';

/** How long the judge waits for the end of the program, ms. */
const patience = 6000;
/** A program that sleeps for so long in one go never ends, ms: nothing that it may wait for takes longer. */
const idle = 3500;
/** How often an answer that was in time may be missed on a busy machine. */
const mostTries = 3;
const quit = 'QUIT\r\n';

/** A server or a port, and what the program should print of it. */
interface Case {
  id: string | ((stdout: string, received: string) => string);
  lines: string[];
  see: string;
  when: Both;
  /** The server's part; it gets each connection. */
  answer?: (talk: Talk) => unknown;
  /** The port, if the judge has no server there. */
  port?: number;
  /** Whether a wrong output was certainly the program's fault, and not that of a busy machine. */
  isSure?: (stdout: string) => boolean;
  /** Whether the program must send QUIT; if left out, it may. */
  quits?: boolean;
}

// What has arrived in the meantime is read first, also on a busy machine.
const pauseOf = (ms: number) =>
  new Promise((done) => setTimeout(() => setImmediate(done), ms));
const hasQuit = (talk: Talk) =>
  talk.hear((text) => text.includes('\n'));

export default async function check(judge: Judge) {
  /** Runs the program once. @returns how to judge it, or nothing if it is right */
  async function meet(one: Case) {
    let talk: Talk | undefined;
    const port =
      one.port ??
      (await judge.serve(async (met) => {
        talk ??= met;
        await one.answer?.(met);
      }));
    const pupil = judge.run(port);
    const began = performance.now();
    await Promise.race([
      pupil.prints(() => false, patience),
      pupil
        .rests(idle)
        .then((rests) =>
          rests ? '' : pupil.prints(() => false, patience),
        ),
    ]);
    const ran = performance.now() - began;
    const received = talk?.heard.text ?? '';
    const { stdout, outcome } = pupil;
    // What ended without an error message is no crash.
    if (outcome?.stderr === '') await pupil.ends();
    const wanted = `${one.lines.join('\n')}\n`;
    const quitsRight =
      one.quits === undefined || received === (one.quits ? quit : '');
    if (stdout === wanted && outcome?.code === 0 && quitsRight) return;
    const missed =
      stdout === 'no banner\n' || stdout.endsWith('no reply\n');
    return {
      // A busy machine may have made it miss a line that was in time.
      maybeLate: missed && stdout !== wanted,
      isSure: one.isSure?.(stdout) ?? true,
      fail: () => tell(one, pupil, received, wanted, quitsRight, ran),
    };
  }

  async function tell(
    { id, when, see }: Case,
    pupil: Pupil,
    received: string,
    wanted: string,
    quitsRight: boolean,
    ran: number,
  ) {
    const { stdout, outcome } = pupil;
    const also = { en: '', zh: '' };
    if (!quitsRight) {
      also.en = `, and the server received ${quote(received)}`;
      also.zh = `，服务器收到的是 ${quote(received)}`;
    }
    let mistake = typeof id === 'string' ? id : id(stdout, received);
    if (outcome === undefined) {
      mistake = 'hung';
      const seconds = Math.floor(ran / 1000);
      also.en += `, and still ran after ${seconds} s`;
      also.zh += `，过了 ${seconds} 秒还在运行`;
    } else if (outcome.code !== 0) {
      also.en += `, with exit code ${outcome.code}`;
      also.zh += `，退出码是 ${outcome.code}`;
      if (stdout === wanted) mistake = 'exit-code';
    }
    judge.fail(mistake, {
      saw: {
        en: `${when.en}; the program printed ${quote(stdout)}${also.en}`,
        zh: `${when.zh}；程序打印的是 ${quote(stdout)}${also.zh}`,
      },
      wanted:
        quitsRight || mistake === 'hung'
          ? {
              en: `${quote(wanted)}, and exit code 0`,
              zh: `${quote(wanted)}，退出码是 0`,
            }
          : {
              en: `${quote(quit)} for the server once its first line is whole, and nothing before that`,
              zh: `服务器的第一行到齐之后，向它发送 ${quote(quit)}，在此之前什么也不发`,
            },
      see: quitsRight ? see : frame,
    });
  }

  const banner = `220 ${randomWord()}.example  é${randomWord()}`;
  const reply = `221 ${randomWord()}  bye`;
  const both = [banner, reply];
  const none = ['no banner'];
  const quoted = quote(`${banner}\r\n`);
  const [half, rest] = [reply.slice(0, 7), reply.slice(7)];
  // As far from a second as twice as long is: a busy machine may delay
  // either.
  const early = randomInt(650, 690);
  const late = randomInt(1700, 2100);

  /** Greets, and answers once it has been told QUIT. */
  const greeter =
    (answer: (talk: Talk) => unknown, greeting = `${banner}\r\n`) =>
    async (talk: Talk) => {
      talk.send(greeting);
      const { text } = await hasQuit(talk);
      if (text.includes('\n')) await answer(talk);
    };

  const plain: Case = {
    id: (stdout, received) => {
      if (received !== quit) return 'no-quit';
      return stdout.includes('\r') ? 'line-end' : 'wrong-lines';
    },
    lines: both,
    see: frame,
    quits: true,
    // This server ends the connection only after the program has.
    answer: greeter(async (talk) => {
      talk.send(`${reply}\r\n`);
      await talk.hear();
      talk.end();
    }),
    when: {
      en: `a server sent ${quoted}, and ${quote(`${reply}\r\n`)} once it had received a line; it did not end the connection`,
      zh: `服务器发来 ${quoted}，收到一行之后再发来 ${quote(`${reply}\r\n`)}，没有结束连接`,
    },
  };
  const bare: Case = {
    id: 'line-end',
    lines: both,
    see: frame,
    answer: greeter((talk) => {
      talk.send(`${reply}\n`);
      talk.end();
    }, `${banner}\n`),
    when: {
      en: `a server that ends its lines with "\\n" sent ${quote(`${banner}\n`)}, and ${quote(`${reply}\n`)} after QUIT`,
      zh: `行尾用 "\\n" 的服务器发来 ${quote(`${banner}\n`)}，收到 QUIT 之后再发来 ${quote(`${reply}\n`)}`,
    },
  };
  // The first piece holds a line and the beginning of the next. That
  // the program sends QUIT proves that it has read all of that piece.
  const pieced: Case = {
    id: (stdout) =>
      stdout === `${banner}\n${rest}\n` ? 'rest-lost' : 'half-line',
    lines: both,
    see: pieces,
    answer: greeter((talk) => {
      talk.send(`${rest}\r\n`);
      talk.end();
    }, `${banner}\r\n${half}`),
    when: {
      en: `a server sent ${quote(`${banner}\r\n${half}`)} in one piece, and ${quote(`${rest}\r\n`)} after QUIT`,
      zh: `服务器在一段里发来 ${quote(`${banner}\r\n${half}`)}，收到 QUIT 之后再发来 ${quote(`${rest}\r\n`)}`,
    },
  };
  const atOnce: Case = {
    id: 'wrong-lines',
    lines: both,
    see: pieces,
    answer: async (talk) => {
      talk.send(`${banner}\r\n${reply}\r\n222 more\r\n`);
      await talk.hear();
      talk.end();
    },
    when: {
      en: `a server sent three lines at once, ${quote(`${banner}\r\n${reply}\r\n222 more\r\n`)}`,
      zh: `服务器一次发来三行 ${quote(`${banner}\r\n${reply}\r\n222 more\r\n`)}`,
    },
  };
  const halfOnly: Case = {
    id: 'half-line',
    lines: none,
    see: frame,
    answer: (talk) => talk.send(banner),
    when: {
      en: `a server sent ${quote(banner)}, and never the rest of the line`,
      zh: `服务器发来 ${quote(banner)}，这一行的其余部分始终没有来`,
    },
  };
  const halfThenEnd: Case = {
    id: 'half-line-at-end',
    lines: none,
    see: frame,
    answer: (talk) => {
      talk.send(banner);
      talk.end();
    },
    when: {
      en: `a server sent ${quote(banner)} without a line end, and then its FIN`,
      zh: `服务器发来 ${quote(banner)}，没有行尾，接着是 FIN`,
    },
  };
  const halfReply: Case = {
    id: 'half-line-at-end',
    lines: [banner, 'no reply'],
    see: frame,
    answer: greeter((talk) => {
      talk.send(reply);
      talk.end();
    }),
    when: {
      en: `a server sent ${quoted}, and after QUIT ${quote(reply)} without a line end, and then its FIN`,
      zh: `服务器发来 ${quoted}，收到 QUIT 之后发来 ${quote(reply)}，没有行尾，接着是 FIN`,
    },
  };
  const spaced = `  ${banner} \t`;
  const leaves: Case = {
    id: (stdout) =>
      stdout.trim().startsWith(banner) && !stdout.startsWith(spaced)
        ? 'changed'
        : 'no-reply',
    lines: [spaced, 'no reply'],
    see: frame,
    answer: greeter((talk) => talk.end(), `${spaced}\r\n`),
    when: {
      en: `a server sent ${quote(`${spaced}\r\n`)}, received QUIT and ended the connection`,
      zh: `服务器发来 ${quote(`${spaced}\r\n`)}，收到 QUIT 之后，没有回答就结束了连接`,
    },
  };
  const resets: Case = {
    id: 'banner-lost',
    lines: [banner, 'no reply'],
    see: hangUp,
    answer: greeter((talk) => talk.reset()),
    when: {
      en: `a server sent ${quoted}, received QUIT and reset the connection`,
      zh: `服务器发来 ${quoted}，收到 QUIT 之后复位了连接`,
    },
  };
  const resetsFirst: Case = {
    id: 'reset',
    lines: none,
    see: hangUp,
    answer: (talk) => talk.reset(),
    when: {
      en: 'a server accepted the connection and reset it',
      zh: '服务器接受连接之后复位了它',
    },
  };
  const silent: Case = {
    id: (_, received) =>
      received === '' ? 'silence' : 'quit-too-soon',
    lines: none,
    see: silence,
    quits: false,
    when: {
      en: 'a server accepted the connection and never sent anything',
      zh: '服务器接受连接之后，什么也没有发送',
    },
  };
  // Sends something all the time, but is no quicker to end its line.
  const slow: Case = {
    id: 'late-line',
    lines: none,
    see: silence,
    answer: (talk) => {
      const drip = setInterval(() => talk.send('.'), 100);
      const end = setTimeout(() => {
        clearInterval(drip);
        talk.send(`\r\n${reply}\r\n`);
      }, late);
      talk.socket.on('close', () => {
        clearInterval(drip);
        clearTimeout(end);
      });
      talk.socket.on('end', () => talk.end());
    },
    when: {
      en: `a server sent "." ten times a second, and ended its first line only after ${late} ms`,
      zh: `服务器每秒发来十次 "."，过了 ${late} 毫秒才结束第一行`,
    },
  };
  const slowReply: Case = {
    id: 'late-reply',
    lines: [banner, 'no reply'],
    see: silence,
    answer: greeter(async (talk) => {
      await pauseOf(late);
      if (talk.heard.state === 'open') talk.send(`${reply}\r\n`);
    }),
    when: {
      en: `a server sent ${quoted}, and its second line only ${late} ms after QUIT`,
      zh: `服务器发来 ${quoted}，收到 QUIT 之后过了 ${late} 毫秒才发来第二行`,
    },
  };
  // A program is wrong if it gave up before the line was sent. It may
  // have read the line late, if the machine is busy.
  let sent = 0;
  const inTime: Case = {
    id: (stdout) =>
      stdout.startsWith('no banner')
        ? 'too-soon'
        : 'one-second-for-both',
    lines: both,
    see: silence,
    isSure: (stdout) => sent < (stdout === 'no banner\n' ? 1 : 2),
    answer: async (talk) => {
      sent = 0;
      await pauseOf(early);
      if (talk.heard.state !== 'open') return;
      sent = 1;
      talk.send(`${banner}\r\n`);
      const { text } = await hasQuit(talk);
      if (!text.includes('\n')) return;
      await pauseOf(early);
      if (talk.heard.state !== 'open') return;
      sent = 2;
      talk.send(`${reply}\r\n`);
    },
    when: {
      en: `a server sent its first line after ${early} ms, and its second line ${early} ms after QUIT: each within a second`,
      zh: `服务器过了 ${early} 毫秒发来第一行，收到 QUIT 之后又过了 ${early} 毫秒发来第二行：每一行都在一秒之内`,
    },
  };
  const closed: Case = {
    id: 'nobody',
    lines: none,
    see: refused,
    port: judge.closedPort(),
    when: {
      en: 'no program listened on the port',
      zh: '没有程序监听这个端口',
    },
  };
  const cases = [plain, bare, pieced, atOnce, leaves, closed];
  cases.push(halfThenEnd, halfReply, resets, resetsFirst);
  cases.push(halfOnly, silent, slow, slowReply, inTime);
  // Not every system can make a port that never answers.
  const never = await judge.silentPort();
  if (never !== undefined) {
    cases.push({
      id: 'silence',
      lines: none,
      see: silence,
      port: never,
      when: {
        en: 'the port never answered the request for a connection',
        zh: '端口从不回答连接请求',
      },
    });
  }

  // Four at a time, and judged in this order.
  while (cases.length > 0) {
    const some = cases.splice(0, 4);
    const met = await Promise.all(some.map(meet));
    for (const [at, one] of some.entries()) {
      let wrong = met[at];
      let isSure = wrong?.isSure;
      for (
        let tries = 1;
        wrong?.maybeLate && tries < mostTries;
        tries++
      ) {
        wrong = await meet(one);
        isSure ||= wrong?.isSure;
      }
      if (wrong?.maybeLate && !isSure) continue;
      await wrong?.fail();
    }
  }
}
