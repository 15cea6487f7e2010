import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Both,
  type Heard,
  type Judge,
  quote,
  randomWord,
} from '../../../../scripts/judge/check.ts';

const families = '01-socket-concepts#three-families';
const ends = '01-socket-concepts#four-values-name-a-connection';
const talk = '01-socket-concepts#one-conversation-in-each';
const calls = '01-socket-concepts#the-calls-of-a-stream-one-by-one';

/** Longer than one piece, and twice as many bytes as characters. */
const textAnswer = () => 'é'.repeat(randomInt(80_000, 120_000));
/** Longer than one piece, and no text in UTF-8. */
const binaryAnswer = () => randomBytes(randomInt(90_000, 150_000));

/** How long nothing may move on a connection, ms. */
const limit = 3000;
/** A deadline of three seconds ends earlier than this on any machine, ms. */
const late = 4800;
/** A program that sleeps for so long in one go has no deadline of three seconds, on any machine, ms. */
const asleep = 3500;
/** A slow answer takes longer than three seconds, and no pause in it does. */
const pauses = () => [1, 2, 3].map(() => randomInt(1050, 1200));
/** A program that says "hello" and its end so far apart waited for something. */
const apart = 1500;

export default async function check(judge: Judge) {
  const fail = (id: string, saw: Both, wanted: Both, see: string) =>
    judge.fail(id, { saw, wanted, see });
  const name = (host: string) =>
    host.includes(':') ? `[${host}]` : host;

  interface Visit {
    client: string;
    heard: Promise<Heard>;
    /** How long after its first byte the client's side ended, ms. */
    gap: number;
  }

  /** A server at an address; undefined where this machine lacks it. */
  async function open(address: string, answer: string | Uint8Array) {
    const visits: Visit[] = [];
    try {
      const port = await judge.serve((talk) => {
        const { remoteAddress = '', remotePort } = talk.socket;
        const client = `${name(remoteAddress)}:${remotePort}`;
        const heard = talk.hear();
        const visit = { client, heard, gap: 0 };
        visits.push(visit);
        let since = Number.NaN;
        talk.socket.once('data', () => {
          since = performance.now();
        });
        heard.then(({ state }) => {
          visit.gap = performance.now() - since;
          if (state !== 'ended') return;
          talk.send(answer);
          talk.end();
        });
      }, address);
      return { port, visits };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code))
        throw error;
      judge.untried({
        en: `${address} (${code})`,
        zh: `${address}（${code}）`,
      });
      return undefined;
    }
  }

  /** Has the program visit a server that stands at `address`. */
  async function visit(
    host: string,
    address: string,
    answer: string | Uint8Array,
  ) {
    const server = await open(address, answer);
    if (server === undefined) return;
    const { port, visits } = server;
    const bytes = Buffer.byteLength(answer);
    const program = judge.run(host, port);
    await program.prints(() => false);
    const run = await program.ends();
    // Connections are accepted in the order in which they came: when
    // one of the judge's own has ended, no other is still to come.
    const own = await judge.connect(port, address);
    own.end();
    await own.hear();
    const came = visits.length > 1 ? visits[0] : undefined;
    const client = came?.client ?? '';
    const said = (await came?.heard)?.text ?? '';
    const given = `${host} ${port}`;
    const family = address.includes(':') ? 'IPv6' : 'IPv4';
    const wanted = [
      `server: ${family} ${name(address)}:${port}`,
      `client: ${family} ${client}`,
      `answer: ${bytes} bytes`,
    ];
    const lines = run.stdout.replace(/\r?\n$/, '').split(/\r?\n/);
    const [serverLine = '', clientLine = '', answerLine = ''] = lines;

    if (came === undefined) {
      fail(
        'no-connection',
        {
          en: `given "${given}", your program printed ${quote(run.stdout)}, and did not connect to the server`,
          zh: `给出 "${given}"，程序打印了 ${quote(run.stdout)}，没有连接服务器`,
        },
        {
          en: `a connection to ${name(address)}:${port}`,
          zh: `建立一条到 ${name(address)}:${port} 的连接`,
        },
        talk,
      );
    }
    if (said !== 'hello') {
      fail(
        'no-hello',
        {
          en: `given "${given}", your program connected and sent ${quote(said)}`,
          zh: `给出 "${given}"，程序建立了连接，发送的是 ${quote(said)}`,
        },
        {
          en: '"hello", then the end of your side of the connection',
          zh: '发送 "hello"，然后结束自己这一侧',
        },
        talk,
      );
    }
    if ((came?.gap ?? 0) > apart) {
      const gap = Math.round(came?.gap ?? 0);
      fail(
        'no-end',
        {
          en: `given "${given}", your program sent "hello"; its side of the connection ended ${gap} ms later, and the program ended with exit code ${run.code} and said ${quote(run.stderr)}`,
          zh: `给出 "${given}"，程序发送了 "hello"；${gap} 毫秒之后它这一侧才结束，程序的退出码是 ${run.code}，标准错误上是 ${quote(run.stderr)}`,
        },
        {
          en: '"hello", and then at once the end of your side of the connection: the server waits for it before it answers',
          zh: '发送 "hello" 之后立即结束自己这一侧：服务器等它结束之后才回答',
        },
        talk,
      );
    }
    if (run.code !== 0) {
      fail(
        'failed',
        {
          en: `given "${given}", your program ended with exit code ${run.code} and said ${quote(run.stderr)}`,
          zh: `给出 "${given}"，程序的退出码是 ${run.code}，标准错误上是 ${quote(run.stderr)}`,
        },
        {
          en: 'three lines and exit code 0: the server answers as soon as your side of the connection has ended',
          zh: '三行输出，退出码为 0：你这一侧一结束，服务器就会应答',
        },
        calls,
      );
    }
    const line = (id: string, at: number, see: string) =>
      fail(
        id,
        {
          en: `given "${given}", line ${at + 1} was ${quote(lines[at] ?? '')}`,
          zh: `给出 "${given}"，第 ${at + 1} 行是 ${quote(lines[at] ?? '')}`,
        },
        { en: quote(wanted[at] ?? ''), zh: quote(wanted[at] ?? '') },
        see,
      );
    if (serverLine !== wanted[0]) {
      const others = [
        [`server: ${family} ${address}:${port}`, 'brackets'],
        [`server: IPv4 ${name(address)}:${port}`, 'family'],
      ];
      const isName = host !== address && serverLine.includes(host);
      const other = others.find(([text]) => text === serverLine)?.[1];
      const id = isName ? 'name' : other;
      line(id ?? 'server-end', 0, families);
    }
    if (clientLine !== wanted[1]) line('client-end', 1, ends);
    if (answerLine === wanted[2] && lines.length === 3) return;
    const count = /^answer: (\d+) bytes$/.exec(answerLine)?.[1];
    if (count === undefined || lines.length !== 3) {
      fail(
        'other-lines',
        {
          en: `given "${given}", your program printed ${quote(run.stdout)}`,
          zh: `给出 "${given}"，程序打印了 ${quote(run.stdout)}`,
        },
        { en: quote(wanted.join('\n')), zh: quote(wanted.join('\n')) },
        talk,
      );
    }
    const isText = typeof answer === 'string';
    const characters = isText ? answer.length : undefined;
    const what = isText
      ? {
          en: `${bytes} bytes (${characters} characters)`,
          zh: `${bytes} 个字节（${characters} 个字符）`,
        }
      : {
          en: `${bytes} bytes that are no text in UTF-8`,
          zh: `${bytes} 个字节，不是 UTF-8 文本`,
        };
    const isCharacters = Number(count) === characters;
    const isMore = Number(count) > bytes;
    fail(
      isCharacters
        ? 'characters'
        : isMore || !isText
          ? 'counts-text'
          : 'first-piece',
      {
        en: `the server answered ${what.en} and ended the connection; your program counted ${count}`,
        zh: `服务器回答了 ${what.zh}，然后结束连接；程序数出 ${count}`,
      },
      { en: quote(wanted[2] ?? ''), zh: quote(wanted[2] ?? '') },
      calls,
    );
  }

  const failing = {
    en: 'one line on standard error, no line "answer:", and exit code 1',
    zh: '在标准错误上打印一行，不打印 "answer:" 一行，退出码为 1',
  };

  /**
   * Has the program visit a port that brings nothing.
   * @param since the moment of the last move on the connection, as soon as there is one
   */
  async function visitNobody(
    host: string,
    port: number,
    why: Both,
    since = () => Number.NaN,
    id = 'no-deadline',
    again = 0,
  ): Promise<void> {
    const program = judge.run(host, port);
    let rest = late;
    let sleeps = false;
    const sleeping = program.rests(asleep).then((rests) => {
      sleeps = rests;
      return rests ? '' : program.prints(() => false);
    });
    while (rest > 0 && !sleeps && program.outcome === undefined) {
      await Promise.race([program.prints(() => false, rest), sleeping]);
      rest = since() + late - performance.now();
    }
    if (program.outcome === undefined) {
      await program.kill();
      if (sleeps) tooLate(asleep, why, id);
      // This machine may have been slow. It looks again.
      if (again > 0) tooLate(late, why, id);
      return visitNobody(host, port, why, since, id, again + 1);
    }
    const run = await program.ends();
    const lines = run.stderr
      .split('\n')
      .filter((text) => text.trim() !== '');
    if (run.code !== 1 || run.stdout.includes('answer:')) {
      fail(
        'exit-code',
        {
          en: `${why.en}; your program printed ${quote(run.stdout)}, said ${quote(run.stderr)} and ended with exit code ${run.code}`,
          zh: `${why.zh}；程序打印了 ${quote(run.stdout)}，标准错误上是 ${quote(run.stderr)}，退出码是 ${run.code}`,
        },
        failing,
        talk,
      );
    }
    if (lines.length === 1) return;
    fail(
      lines.length === 0 ? 'no-word' : 'many-lines',
      {
        en: `${why.en}; your program wrote ${lines.length} lines to standard error, ${quote(run.stderr)}, and ${quote(run.stdout)} to standard output`,
        zh: `${why.zh}；程序在标准错误上写了 ${lines.length} 行：${quote(run.stderr)}；标准输出上是 ${quote(run.stdout)}`,
      },
      failing,
      talk,
    );
  }

  function tooLate(ms: number, why: Both, id: string): never {
    return fail(
      id,
      {
        en: `${why.en}; ${ms} ms later your program had not given up`,
        zh: `${why.zh}；过了 ${ms} 毫秒，程序还没有放弃`,
      },
      {
        en: `the program gives up when nothing has moved for three seconds: ${failing.en}`,
        zh: `三秒没有任何动静，程序就放弃：${failing.zh}`,
      },
      calls,
    );
  }

  /** Has the program visit a server that falls silent for good. */
  async function visitSilent(answer: string, again = 0): Promise<void> {
    let since = Number.NaN;
    const port = await judge.serve(async (talk) => {
      since = performance.now();
      if ((await talk.hear()).state !== 'ended' || answer === '')
        return;
      // A part of the answer comes, and the clock begins anew.
      await sleep(randomInt(900, 1200), undefined, { ref: false });
      talk.send(answer);
      since = performance.now();
    });
    const why =
      answer === ''
        ? {
            en: 'the server accepted the connection and stayed silent',
            zh: '服务器接受了连接，却一直沉默',
          }
        : {
            en: `the server answered ${quote(answer)}, did not end the connection, and fell silent`,
            zh: `服务器回答了 ${quote(answer)}，没有结束连接，然后一直沉默`,
          };
    const id = answer === '' ? 'no-deadline' : 'half-a-deadline';
    await visitNobody('127.0.0.1', port, why, () => since, id);
    const ms = Math.round(performance.now() - since);
    if (ms >= limit * 0.9) return;
    // The judge may have been slow to see the connection. It looks again.
    if (again < 2) return visitSilent(answer, again + 1);
    fail(
      'too-early',
      {
        en: `${why.en}; your program gave up after ${ms} ms`,
        zh: `${why.zh}；程序只等了 ${ms} 毫秒就放弃了`,
      },
      {
        en: 'a program that gives up when nothing has moved for three seconds',
        zh: '三秒没有任何动静之后，程序才放弃',
      },
      calls,
    );
  }

  /** Has the program visit a server whose answer takes its time. */
  async function visitSlow() {
    const times = pauses();
    let sent = 0;
    const port = await judge.serve(async (talk) => {
      if ((await talk.hear()).state !== 'ended') return;
      for (const pause of times) {
        // Slow on purpose: nothing is waited for here.
        await sleep(pause, undefined, { ref: false });
        const piece = randomWord();
        sent += piece.length;
        talk.send(piece);
      }
      talk.end();
    });
    const program = judge.run('127.0.0.1', port);
    await program.prints(() => false);
    const run = await program.ends();
    const wanted = `answer: ${sent} bytes`;
    const lines = run.stdout.split(/\r?\n/);
    if (run.code === 0 && lines.includes(wanted)) return;
    const list = times.join(', ');
    fail(
      'slow-answer',
      {
        en: `the server answered in three pieces, after pauses of ${list} ms; your program printed ${quote(run.stdout)}, said ${quote(run.stderr)} and ended with exit code ${run.code}`,
        zh: `服务器分三段回答，每段之前依次停顿 ${list} 毫秒；程序打印了 ${quote(run.stdout)}，标准错误上是 ${quote(run.stderr)}，退出码是 ${run.code}`,
      },
      {
        en: `the line ${quote(`answer: N bytes`)} for all three pieces and exit code 0: only silence is limited to three seconds, not the whole conversation`,
        zh: `一行 ${quote(`answer: N bytes`)}，三段都算在内，退出码为 0：三秒限制的是沉默，不是整场对话`,
      },
      calls,
    );
  }

  // These take seconds, so they run beside the others. The verdict is
  // that of the first one below that fails.
  const slow = [visitSilent(''), visitSlow(), visitSilent('half an')];
  for (const one of slow) one.catch(() => {});

  await visit('127.0.0.1', '127.0.0.1', textAnswer());
  await visit('::1', '::1', textAnswer());
  // The first address that a program under the judge gets for it.
  await visit('localhost', '127.0.0.1', binaryAnswer());
  const [other] = judge.otherLoopbackHosts(1);
  if (other === undefined) {
    judge.untried({
      en: 'loopback address beside 127.0.0.1',
      zh: '127.0.0.1 以外的环回地址',
    });
  } else await visit(other, other, binaryAnswer());

  const refusing = {
    en: 'nobody listened on the port',
    zh: '端口上没有人监听',
  };
  for (const host of ['127.0.0.1', 'localhost']) {
    await visitNobody(host, judge.closedPort(), {
      en: `given the host ${host}, ${refusing.en}`,
      zh: `主机是 ${host}，${refusing.zh}`,
    });
  }
  const broken = await judge.serve(async (talk) => {
    if ((await talk.hear()).state !== 'ended') return;
    talk.send('half an');
    talk.reset();
  });
  await visitNobody('127.0.0.1', broken, {
    en: 'the server reset the connection in the middle of its answer',
    zh: '服务器应答到一半，复位了连接',
  });
  for (const one of slow) await one;
}
