import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Both,
  type Heard,
  type Judge,
  quote,
} from '../../../../scripts/judge/check.ts';

const families = '01-socket-concepts#three-families';
const ends = '01-socket-concepts#four-values-name-a-connection';
const talk = '01-socket-concepts#one-conversation-in-each';
const calls = '01-socket-concepts#the-calls-of-a-stream-one-by-one';

/** Longer than one piece, and twice as many bytes as characters. */
const characters = 100_000;
const answer = 'é'.repeat(characters);
const bytes = Buffer.byteLength(answer);

/** How long nothing may move on a connection, ms. */
const limit = 3000;
/** A slow answer takes longer than that, and no pause in it does. */
const pause = 1100;
const slowly = ['no', 'hurry', 'here'];

export default async function check(judge: Judge) {
  const fail = (id: string, saw: Both, wanted: Both, see: string) =>
    judge.fail(id, { saw, wanted, see });
  const name = (host: string) =>
    host.includes(':') ? `[${host}]` : host;

  /** A server at an address; undefined where this machine lacks it. */
  async function open(address: string) {
    const visits: { client: string; heard: Promise<Heard> }[] = [];
    try {
      const port = await judge.serve((talk) => {
        const { remoteAddress = '', remotePort } = talk.socket;
        const client = `${name(remoteAddress)}:${remotePort}`;
        const heard = talk.hear();
        visits.push({ client, heard });
        heard.then(({ state }) => {
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
  async function visit(host: string, address: string) {
    const server = await open(address);
    if (server === undefined) return;
    const { port, visits } = server;
    const run = await judge.run(host, port).ends();
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
    const lines = run.stdout.trim().split(/\r?\n/);
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
    fail(
      Number(count) === characters ? 'characters' : 'first-piece',
      {
        en: `the server answered ${bytes} bytes (${characters} characters) and ended the connection; your program counted ${count}`,
        zh: `服务器回答了 ${bytes} 个字节（${characters} 个字符），然后结束连接；程序数出 ${count}`,
      },
      { en: quote(wanted[2] ?? ''), zh: quote(wanted[2] ?? '') },
      calls,
    );
  }

  /** Has the program visit a port that brings nothing. */
  async function visitNobody(port: number, why: Both) {
    const program = judge.run('127.0.0.1', port);
    await program.prints(() => false);
    const wanted = {
      en: 'one line on standard error, no line "answer:", and exit code 1',
      zh: '在标准错误上打印一行，不打印 "answer:" 一行，退出码为 1',
    };
    if (program.outcome === undefined) {
      const seconds = judge.patience / 1000;
      fail(
        'no-deadline',
        {
          en: `${why.en}; ${seconds} s later your program still ran`,
          zh: `${why.zh}；过了 ${seconds} 秒程序还在运行`,
        },
        wanted,
        calls,
      );
    }
    const run = await program.ends();
    const lines = run.stderr
      .split('\n')
      .filter((text) => text.trim() !== '');
    if (run.code !== 1 || run.stdout.includes('answer:')) {
      fail(
        'exit-code',
        {
          en: `${why.en}; your program printed ${quote(run.stdout)} and ended with exit code ${run.code}`,
          zh: `${why.zh}；程序打印了 ${quote(run.stdout)}，退出码是 ${run.code}`,
        },
        wanted,
        talk,
      );
    }
    if (lines.length === 1) return;
    fail(
      lines.length === 0 ? 'no-word' : 'many-lines',
      {
        en: `${why.en}; your program wrote ${lines.length} lines to standard error: ${quote(run.stderr)}`,
        zh: `${why.zh}；程序在标准错误上写了 ${lines.length} 行：${quote(run.stderr)}`,
      },
      wanted,
      talk,
    );
  }

  /** Has the program visit a server that never sends anything. */
  async function visitSilent() {
    const port = await judge.serve(() => {});
    const begun = performance.now();
    const why = {
      en: 'the server accepted the connection and stayed silent',
      zh: '服务器接受了连接，却一直沉默',
    };
    await visitNobody(port, why);
    const waited = Math.round(performance.now() - begun);
    if (waited >= limit * 0.9) return;
    fail(
      'too-early',
      {
        en: `${why.en}; your program gave up after ${waited} ms`,
        zh: `${why.zh}；程序只等了 ${waited} 毫秒就放弃了`,
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
    const port = await judge.serve(async (talk) => {
      if ((await talk.hear()).state !== 'ended') return;
      for (const piece of slowly) {
        // Slow on purpose: nothing is waited for here.
        await sleep(pause, undefined, { ref: false });
        talk.send(piece);
      }
      talk.end();
    });
    const run = await judge.run('127.0.0.1', port).ends();
    const wanted = `answer: ${slowly.join('').length} bytes`;
    if (run.code === 0 && run.stdout.includes(wanted)) return;
    fail(
      'slow-answer',
      {
        en: `the server answered in three pieces, one every ${pause} ms; your program printed ${quote(run.stdout)}, said ${quote(run.stderr)} and ended with exit code ${run.code}`,
        zh: `服务器分三段回答，每 ${pause} 毫秒一段；程序打印了 ${quote(run.stdout)}，标准错误上是 ${quote(run.stderr)}，退出码是 ${run.code}`,
      },
      {
        en: `${quote(wanted)} and exit code 0: only silence is limited to three seconds, not the whole conversation`,
        zh: `${quote(wanted)}，退出码为 0：三秒限制的是沉默，不是整场对话`,
      },
      calls,
    );
  }

  await visit('127.0.0.1', '127.0.0.1');
  await visit('::1', '::1');
  // The first address that a program under the judge gets for it.
  await visit('localhost', '127.0.0.1');

  await visitNobody(judge.closedPort(), {
    en: 'nobody listened on the port',
    zh: '端口上没有人监听',
  });
  const broken = await judge.serve(async (talk) => {
    if ((await talk.hear()).state !== 'ended') return;
    talk.send('half an');
    talk.reset();
  });
  await visitNobody(broken, {
    en: 'the server reset the connection in the middle of its answer',
    zh: '服务器应答到一半，复位了连接',
  });
  // Both take seconds, so they run side by side.
  const visits = [visitSilent(), visitSlow()];
  for (const one of await Promise.allSettled(visits)) {
    if (one.status === 'rejected') throw one.reason;
  }
}
