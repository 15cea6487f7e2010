import { EventEmitter, once } from 'node:events';
import { type Judge, quote } from '../../../../scripts/judge/check.ts';

const lesson = '04-sequential-scan';
const loop = `${lesson}#every-port-one-at-a-time`;
const timeout = 1000;

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
  closed: { en: 'nobody listens', zh: '无人监听' },
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

  async function scan(ports: Port[]) {
    const numbers = ports.map(({ port }) => port);
    const pupil = judge.run(timeout, ...numbers);
    await pupil.prints(() => false);
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
  }

  const open = service('echo', 'open', 'open');
  const closed = service('closed', 'closed', 'closed');
  const reset = service('reset', 'reset', 'open');
  await scan([open, closed, reset]);
  await scan([closed]);

  // Not every system can make a port that never answers.
  if (lab.missing.some((one) => one.name === 'filtered')) return;
  const filtered = service('filtered', 'filtered', 'filtered');
  const witnesses = [await witness(), await witness()] as const;

  /** How long after one port another is asked, a silent one between. */
  async function gapBetween(): Promise<number | undefined> {
    for (let tries = 0; tries < 10; tries++) {
      seen = [];
      await scan([witnesses[0], filtered, witnesses[1], closed]);
      // The program may have ended before we looked.
      const signal = AbortSignal.timeout(judge.patience);
      while (seen.length < 2 && !signal.aborted) {
        await once(bell, 'seen', { signal }).catch(() => {});
      }
      const [first, second, third] = seen;
      // Is somebody else scanning this machine? Then once more.
      if (third !== undefined || first?.port === second?.port) continue;
      if (first && second) return second.at - first.at;
    }
    return undefined;
  }

  // One at a time: the silent port was waited for in between. Half of
  // that wait is far from none, however late we hear of anything.
  const gap = await gapBetween();
  if (gap === undefined || gap >= timeout / 2) return;
  judge.fail('all-at-once', {
    saw: {
      en:
        'between two ports stood one that never answers, and the ' +
        `second was asked ${gap.toFixed(0)} ms after the first`,
      zh:
        '两个端口之间有一个从不回答的端口，而第二个端口在第一个之后 ' +
        `${gap.toFixed(0)} 毫秒就问到了`,
    },
    wanted: {
      en: `one port at a time: ${timeout} ms for the silent one`,
      zh: `一次一个端口：中间那个沉默的端口要等 ${timeout} 毫秒`,
    },
    see: loop,
  });
}
