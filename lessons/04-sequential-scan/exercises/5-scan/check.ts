import { randomInt } from 'node:crypto';
import {
  type Both,
  type Judge,
  quote,
  type Talk,
} from '../../../../scripts/judge/check.ts';

const lesson = '04-sequential-scan';
const loop = `${lesson}#every-port-one-at-a-time`;
const limits = `${lesson}#when-the-limit-is-your-own`;
const silence = `${lesson}#what-one-silent-port-costs`;

/** The least that a wait may take, as a part of the timeout. */
const least = 0.9;
/** How much later than the timeout a wait may end, ms. */
const grace = 400;
/** How long the judge waits for the end of a scan beside its waits, ms. */
const patience = 5000;

/** A wait that was longer than its timeout allows, ms. */
interface Lateness {
  timeout: number;
  waited: number;
}

interface Port {
  port: number;
  kind: string;
  is: 'open' | 'closed' | 'filtered';
}

/** Where the lesson speaks of a kind of port. */
const sections: Record<string, string> = {
  open: `${lesson}#three-answers-not-two`,
  closed: `${lesson}#three-answers-not-two`,
  filtered: silence,
  hangup: `${lesson}#somebody-hung-up`,
  reset: `${lesson}#somebody-hung-up`,
};

const names: Record<string, Both> = {
  open: { en: 'a server listens', zh: '有服务器在监听' },
  closed: { en: 'no program listens', zh: '没有程序监听' },
  filtered: { en: 'it never answers', zh: '从不回答' },
  hangup: {
    en: 'a server accepts and sends its FIN at once',
    zh: '服务器接受连接之后立即发送 FIN',
  },
  reset: {
    en: 'a server accepts and resets at once',
    zh: '服务器接受连接之后立即复位',
  },
};

const tell = (ports: Port[]): Both => ({
  en: ports
    .map(({ port, kind }) => `${port} (${names[kind]?.en})`)
    .join(', '),
  zh: ports
    .map(({ port, kind }) => `${port}（${names[kind]?.zh}）`)
    .join('、'),
});

export default async function check(judge: Judge) {
  /** Runs the program. `compare` compares what it printed. */
  async function scan(timeout: number, ports: Port[]) {
    const numbers = ports.map(({ port }) => port);
    const of = (is: string) =>
      ports.filter((each) => each.is === is).length;
    const pupil = judge.run(timeout, ...numbers);
    const limit = of('filtered') * (timeout + grace) + patience;
    await pupil.prints(() => false, limit);
    const { stdout, stderr, outcome } = pupil;
    // What ended without an error message is no crash.
    if (outcome && !/^\w*Error\b/m.test(stderr)) await pupil.ends();
    const told = tell(ports);
    const wanted = [
      ...ports.map(({ port, is }) => `${port} is ${is}`),
      `${of('open')} open, ${of('closed')} closed, ` +
        `${of('filtered')} filtered`,
    ];
    const text = `${wanted.join('\n')}\n`;
    const code = of('open') > 0 ? 0 : 1;
    const wrong = (id: string, see: string, saw = { en: '', zh: '' }) =>
      judge.fail(id, {
        saw: {
          en: `for the ports ${told.en} and a timeout of ${timeout} ms, the program printed ${quote(stdout)}${saw.en}`,
          zh: `端口是 ${told.zh}，超时时间是 ${timeout} 毫秒；程序打印的是 ${quote(stdout)}${saw.zh}`,
        },
        wanted: {
          en: `${quote(text)}, and exit code ${code}`,
          zh: `${quote(text)}，退出码 ${code}`,
        },
        see,
      });

    const compare = async () => {
      if (outcome === undefined) {
        return wrong('hung', silence, {
          en: `, and still ran after ${(limit / 1000).toFixed(0)} s`,
          zh: `，过了 ${(limit / 1000).toFixed(0)} 秒还在运行`,
        });
      }
      const lines = stdout.trimEnd().split('\n');
      // Ended by an error, before it was done: the judge tells which.
      const early = lines.length < wanted.length;
      if (early && stderr.includes('Error')) {
        wrong('no-verdict', loop);
      }
      await pupil.ends();
      for (const { port, kind, is } of ports) {
        const prefix = `${port} is `;
        const line = lines.find((each) => each.startsWith(prefix));
        const said = line?.slice(prefix.length);
        if (said === is) continue;
        const see = sections[kind] ?? loop;
        if (said === undefined) wrong('no-verdict', loop);
        wrong(`${kind}-called-${said}`.replace(/[^a-z-]/g, ''), see);
      }
      const summary = wanted.at(-1) ?? '';
      if (lines.join('\n') === wanted.join('\n')) {
        if (outcome.code === code) return;
        wrong('exit-code', loop, {
          en: `, and ended with exit code ${outcome.code}`,
          zh: `，退出码是 ${outcome.code}`,
        });
      }
      if (lines.at(-1) === summary || lines.length < wanted.length) {
        wrong('order', loop);
      }
      const soon = /\d open/.test(lines.slice(0, -1).join('\n'));
      wrong(soon ? 'summary-too-soon' : 'summary', loop);
    };
    return { pupil, compare };
  }

  const serve = async (
    kind: string,
    answer: (talk: Talk) => void,
  ): Promise<Port> => ({
    port: await judge.serve(answer),
    kind,
    is: 'open',
  });
  const open = await serve('open', (talk) => talk.socket.resume());
  const reset = await serve('reset', (talk) => talk.reset());
  const hangup = await serve('hangup', (talk) => talk.end());
  const closed: Port = {
    port: judge.closedPort(),
    kind: 'closed',
    is: 'closed',
  };
  // Never in ascending order, and one of them twice.
  const shuffled = [open, closed, reset, hangup].sort(
    (a, b) => b.port - a.port,
  );
  const first = shuffled.splice(randomInt(2), 1);
  const twice = [...first, ...shuffled, ...first];
  const some = await Promise.all([
    scan(randomInt(1000, 2000), [open, closed, reset]),
    scan(randomInt(1000, 2000), twice),
    scan(randomInt(1000, 2000), [closed]),
  ]);
  for (const { compare } of some) await compare();

  // Not every system can make a port that never answers.
  const silent = await Promise.all([
    judge.silentPort(),
    judge.silentPort(),
    judge.silentPort(),
  ]);
  if (silent.includes(undefined)) {
    return askBeyond(judge, open.port, closed.port);
  }
  const [one, two, three] = silent.map((port) => ({
    port,
    kind: 'filtered',
    is: 'filtered',
  })) as [Port, Port, Port];

  const before = open;
  const after = await serve('open', (talk) => talk.socket.resume());

  /**
   * One scan with two silent ports, and beside it one with a longer
   * timeout. Returns the wait that was too long, if one was.
   */
  async function compareWaits(): Promise<Lateness | undefined> {
    const short = randomInt(230, 330);
    const long = randomInt(820, 900);
    const ports = [closed, before, one, two, after];
    const [scanned, other] = await Promise.all([
      scan(short, ports),
      scan(long, [three, open]),
    ]);
    await scanned.compare();
    await other.compare();

    const told = tell(ports);
    const fail = (id: string, saw: Both, wanted: Both) =>
      judge.fail(id, {
        saw: {
          en: `for the ports ${told.en} and a timeout of ${short} ms, ${saw.en}`,
          zh: `端口是 ${told.zh}，超时时间是 ${short} 毫秒；${saw.zh}`,
        },
        wanted,
        see: loop,
      });
    const single: Both = {
      en: `one port at a time, and ${short} ms for each port that never answers`,
      zh: `一次一个端口，每个从不回答的端口等 ${short} 毫秒`,
    };
    const close: Both = {
      en: 'a socket that is closed when its port has its verdict',
      zh: '一个端口得出判定，就关闭它的套接字',
    };
    const [a] = scanned.pupil.requestsTo(one.port);
    const [b] = scanned.pupil.requestsTo(two.port);
    const [c] = other.pupil.requestsTo(three.port);
    const [first] = scanned.pupil.requestsTo(before.port);
    const [last] = scanned.pupil.requestsTo(after.port);
    if (!a || !b || !c || !first || !last) {
      return fail(
        'not-asked',
        {
          en: 'the program did not ask each of them',
          zh: '程序没有逐个去问',
        },
        { en: 'a request to each port', zh: '每个端口都发出请求' },
      );
    }
    if (b.begin < a.end) {
      if (b.begin - a.begin < short / 2) {
        fail(
          'all-at-once',
          {
            en: 'both ports that never answer were asked at the same time',
            zh: '两个从不回答的端口是同时问的',
          },
          single,
        );
      }
      fail(
        'socket-left',
        {
          en: 'the request to the first silent port was still waiting when the second was asked',
          zh: '问第二个沉默的端口时，对第一个的请求还在等待',
        },
        close,
      );
    }
    const waits = [
      { timeout: short, waited: a.end - a.begin },
      { timeout: short, waited: b.end - b.begin },
      { timeout: long, waited: c.end - c.begin },
    ];
    const soon = waits.find(
      ({ timeout, waited }) => waited < least * timeout,
    );
    if (soon) failWait('too-soon', soon.timeout, soon.waited);
    if (last.begin < first.closed) {
      fail(
        'socket-left',
        {
          en: 'the connection to the first server was still open when the last port was asked',
          zh: '问最后一个端口时，与第一个服务器的连接还开着',
        },
        close,
      );
    }
    // Of the two with the same timeout, the one that was less late.
    const less =
      a.end - a.begin < b.end - b.begin ? waits[0] : waits[1];
    return [less, waits[2]].find(
      (wait) => wait && wait.waited > wait.timeout + grace,
    );
  }

  function failWait(
    id: string,
    timeout: number,
    waited: number,
  ): never {
    judge.fail(id, {
      saw: {
        en: `with a timeout of ${timeout} ms, the program waited for ${Math.round(waited)} ms on a port that never answers`,
        zh: `超时时间是 ${timeout} 毫秒，程序在一个从不回答的端口上等了 ${Math.round(waited)} 毫秒`,
      },
      wanted: {
        en: `a wait of ${timeout} ms: the first argument`,
        zh: `等 ${timeout} 毫秒：这是第一个参数`,
      },
      see: loop,
    });
  }

  // What was late twice was not late because of the machine.
  const late = (await compareWaits()) && (await compareWaits());
  if (late) failWait('too-late', late.timeout, late.waited);
  await askBeyond(judge, open.port, closed.port);
}

/** A port that no program can ask. */
async function askBeyond(judge: Judge, open: number, closed: number) {
  const timeout = randomInt(1000, 2000);
  const beyond = randomInt(65_536, 99_999);
  const pupil = judge.run(timeout, open, beyond, closed);
  await pupil.prints(() => false, patience);
  if (pupil.outcome !== undefined) await pupil.ends();
  const { stdout, stderr, outcome } = pupil;
  const oneLine = /^[^\n]+\n?$/.test(stderr);
  const summed = /\d open/.test(stdout);
  if (outcome?.code !== 1 || summed || !oneLine) {
    const end = outcome
      ? {
          en: `exit code ${outcome.code}`,
          zh: `退出码是 ${outcome.code}`,
        }
      : { en: 'still ran', zh: '还在运行' };
    let id = oneLine ? 'exit-code' : 'not-one-line';
    if (summed) id = 'not-asked';
    judge.fail(outcome ? id : 'hung', {
      saw: {
        en: `for the ports ${open}, ${beyond}, ${closed}, of which ${beyond} cannot be asked, the program printed ${quote(stdout)}, on standard error ${quote(stderr)}, ${end.en}`,
        zh: `端口是 ${open}、${beyond}、${closed}，其中 ${beyond} 无法去问；程序打印的是 ${quote(stdout)}，标准错误上是 ${quote(stderr)}，${end.zh}`,
      },
      wanted: {
        en: 'no summary, one line on standard error, and exit code 1',
        zh: '没有汇总，标准错误上有一行，退出码是 1',
      },
      see: limits,
    });
  }
}
