import { EventEmitter, once } from 'node:events';
import { type Judge, quote } from '../../../../scripts/judge/check.ts';

const lesson = '04-sequential-scan';
const loop = `${lesson}#every-port-one-at-a-time`;
const timeout = 2000;

interface Port {
  port: number;
  kind: string;
  is: 'open' | 'closed' | 'filtered';
}

const silence = `${lesson}#what-one-silent-port-costs`;

/** Where the lesson speaks of a kind of port. */
const sections: Record<string, string> = {
  open: `${lesson}#three-answers-not-two`,
  closed: `${lesson}#three-answers-not-two`,
  filtered: silence,
  reset: `${lesson}#somebody-hung-up`,
};

const names: Record<string, { en: string; zh: string }> = {
  open: { en: 'a server listens', zh: '有服务器在监听' },
  closed: { en: 'no program listens', zh: '没有程序监听' },
  filtered: { en: 'it never answers', zh: '从不回答' },
  reset: {
    en: 'a server accepts and resets at once',
    zh: '服务器接受连接之后立即复位',
  },
};

export default async function check(judge: Judge) {
  const lab = await judge.lab();
  const service = (name: string, kind: string, is: Port['is']) => ({
    port: lab.port(name),
    kind,
    is,
  });

  /** A server that notes when it is asked. */
  let seen: { port: number; at: number }[] = [];
  const bell = new EventEmitter();
  const witness = async (): Promise<Port> => {
    const port: number = await judge.serve((talk) => {
      seen.push({ port, at: performance.now() });
      talk.end();
      bell.emit('seen');
    });
    return { port, kind: 'open', is: 'open' };
  };

  /** Runs the program, and compares. How long it took, ms. */
  async function scan(ports: Port[]): Promise<number> {
    const numbers = ports.map(({ port }) => port);
    const start = performance.now();
    const pupil = judge.run(timeout, ...numbers);
    await pupil.prints(() => false);
    const took = performance.now() - start;
    const { stdout } = pupil;
    const told = {
      en: ports
        .map(({ port, kind }) => `${port} (${names[kind]?.en})`)
        .join(', '),
      zh: ports
        .map(({ port, kind }) => `${port}（${names[kind]?.zh}）`)
        .join('、'),
    };
    const of = (is: string) =>
      ports.filter((each) => each.is === is).length;
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
          en:
            `of the ports ${told.en} it printed ${quote(stdout)}` +
            saw.en,
          zh: `问的是 ${told.zh}；打印的是 ${quote(stdout)}${saw.zh}`,
        },
        wanted: {
          en: `${quote(text)}, and exit code ${code}`,
          zh: `${quote(text)}，退出码 ${code}`,
        },
        see,
      });

    if (pupil.outcome === undefined) {
      const seconds = judge.patience / 1000;
      wrong('hung', silence, {
        en: `, and still ran after ${seconds} s`,
        zh: `，过了 ${seconds} 秒还在运行`,
      });
    }
    const lines = stdout.trimEnd().split('\n');
    // Ended by an error, before it was done: the judge tells which.
    const early = lines.length < wanted.length;
    if (early && pupil.stderr.includes('Error')) {
      wrong('no-verdict', loop);
    }
    const outcome = await pupil.ends();
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
    if (lines.at(-1) !== summary) {
      const soon = /\d open/.test(lines.slice(0, -1).join('\n'));
      wrong(soon ? 'summary-too-soon' : 'summary', loop);
    }
    if (lines.join('\n') !== wanted.join('\n')) wrong('order', loop);
    if (outcome.code !== code) {
      wrong('exit-code', loop, {
        en: `, and ended with exit code ${outcome.code}`,
        zh: `，退出码是 ${outcome.code}`,
      });
    }
    return took;
  }

  const open = service('echo', 'open', 'open');
  const closed = service('closed', 'closed', 'closed');
  const reset = service('reset', 'reset', 'open');
  await scan([open, closed, reset]);
  await scan([closed]);

  // Not every system can make a port that never answers.
  if (lab.missing.some((one) => one.name === 'filtered')) return;
  const another = await judge.lab();
  const silent = [lab, another].map((each): Port => {
    return {
      port: each.port('filtered'),
      kind: 'filtered',
      is: 'filtered',
    };
  });
  const first = await witness();
  const second = await witness();

  // One at a time: both silent ports were waited for between the two
  // servers, and before the end. Half of that is what asking both at
  // once would take; what is more than that, and not all, leaves room
  // for a machine on which we hear late of anything.
  const least = 1.5 * timeout;
  for (let tries = 0; tries < 3; tries++) {
    seen = [];
    const took = await scan([closed, first, ...silent, second]);
    // The program may have ended before we looked.
    const signal = AbortSignal.timeout(judge.patience);
    const timesOf = ({ port }: Port) =>
      seen.filter((one) => one.port === port).map(({ at }) => at);
    const heard = () =>
      [first, second].every((one) => timesOf(one).length > 0);
    while (!heard() && !signal.aborted) {
      await once(bell, 'seen', { signal }).catch(() => {});
    }
    // Somebody else who scans this machine makes the gap look longer,
    // but never shorter.
    const gap =
      Math.max(...timesOf(second)) - Math.min(...timesOf(first));
    const within = Math.min(took, heard() ? gap : took);
    if (within < least) {
      judge.fail(within < timeout / 2 ? 'all-at-once' : 'too-soon', {
        saw: {
          en:
            'between two ports with a server stood two that never ' +
            `answer; with a timeout of ${timeout} ms, the second ` +
            `server was asked ${within.toFixed(0)} ms after the first, ` +
            'at most',
          zh:
            '两个有服务器的端口之间，有两个从不回答的端口；超时时间是 ' +
            `${timeout} 毫秒，而第二个服务器在第一个之后最多 ` +
            `${within.toFixed(0)} 毫秒就问到了`,
        },
        wanted: {
          en: `one port at a time, and ${timeout} ms for each silent one`,
          zh: `一次一个端口，每个沉默的端口等 ${timeout} 毫秒`,
        },
        see: loop,
      });
    }
    if (seen.length === 2) return;
  }
}
