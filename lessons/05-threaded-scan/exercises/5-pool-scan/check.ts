import { EventEmitter, once } from 'node:events';
import { type Judge, quote } from '../../../../scripts/judge/check.ts';

const asIn = '04-sequential-scan';
const silence = `${asIn}#what-one-silent-port-costs`;
const pool = '05-threaded-scan#a-queue-and-some-workers';
const usual = 1000;
/** So that whoever always waits one second shows it. */
const long = 2500;

interface Port {
  port: number;
  kind: 'open' | 'closed' | 'filtered' | 'reset';
  is: 'open' | 'closed' | 'filtered';
}

/** What a kind of port does, and where the lessons speak of it. */
const kinds = {
  open: {
    en: 'a server listens',
    zh: '有服务器在监听',
    see: `${asIn}#three-answers-not-two`,
  },
  closed: {
    en: 'no program listens',
    zh: '没有程序监听',
    see: `${asIn}#three-answers-not-two`,
  },
  filtered: { en: 'it never answers', zh: '从不回答', see: silence },
  reset: {
    en: 'a server accepts and resets at once',
    zh: '服务器接受连接之后立即复位',
    see: `${asIn}#somebody-hung-up`,
  },
};

const workersText = (workers: number) =>
  workers === 1 ? 'one worker' : `${workers} workers`;

export default async function check(judge: Judge) {
  const lab = await judge.lab();
  const seconds = judge.patience / 1000;

  async function scan(workers: number, ports: Port[], timeout = usual) {
    const numbers = ports.map(({ port }) => port);
    const pupil = judge.run(workers, timeout, ...numbers);
    await pupil.prints(() => false);
    const { stdout, stderr, outcome } = pupil;
    const of = (is: string) =>
      ports.filter((each) => each.is === is).length;
    const ascending = ports.toSorted((a, b) => a.port - b.port);
    const summary =
      `${of('open')} open, ${of('closed')} closed, ` +
      `${of('filtered')} filtered`;
    const wanted = [
      ...ascending.map(({ port, is }) => `${port} is ${is}`),
      summary,
    ].join('\n');
    const code = of('open') > 0 ? 0 : 1;
    const list = (lang: 'en' | 'zh') =>
      ports.map(({ port, kind }) =>
        lang === 'en'
          ? `${port} (${kinds[kind].en})`
          : `${port}（${kinds[kind].zh}）`,
      );
    const wrong = (
      id: string,
      see: string,
      also = { en: '', zh: '' },
    ) =>
      judge.fail(id, {
        saw: {
          en:
            `with ${workersText(workers)} and the ports ` +
            `${list('en').join(', ')} it printed ` +
            `${quote(stdout)}${also.en}`,
          zh:
            `${workers} 个工作者，端口是 ${list('zh').join('、')}；` +
            `打印的是 ${quote(stdout)}${also.zh}`,
        },
        wanted: {
          en: `${quote(`${wanted}\n`)}, and exit code ${code}`,
          zh: `${quote(`${wanted}\n`)}，退出码 ${code}`,
        },
        see,
      });

    const said = stdout.trimEnd();
    const lines = said.split('\n');
    if (outcome === undefined) {
      wrong(said === wanted ? 'socket-left' : 'hung', silence, {
        en: `, and still ran after ${seconds} s`,
        zh: `，过了 ${seconds} 秒还在运行`,
      });
    }
    // Ended by an error, before it was done: the judge tells which.
    if (lines.length <= ports.length && stderr.includes('Error')) {
      wrong('no-verdict', pool);
    }
    const ended = await pupil.ends();
    for (const { port, kind, is } of ports) {
      const prefix = `${port} is `;
      const line = lines.find((each) => each.startsWith(prefix));
      const verdict = line?.slice(prefix.length);
      if (verdict === is) continue;
      if (verdict === undefined) wrong('no-verdict', pool);
      const id = `${kind}-called-${verdict?.replace(/[^a-z]/g, '')}`;
      wrong(id, kinds[kind].see);
    }
    if (lines.at(-1) !== summary) wrong('summary', pool);
    if (said !== wanted) {
      const asText = [...lines.slice(0, -1).sort(), summary];
      const isText = said === asText.join('\n');
      wrong(isText ? 'as-text' : 'order', pool);
    }
    if (ended.code !== code) {
      wrong('exit-code', pool, {
        en: `, and ended with exit code ${ended.code}`,
        zh: `，退出码是 ${ended.code}`,
      });
    }
  }

  const closed: Port = {
    port: lab.port('closed'),
    kind: 'closed',
    is: 'closed',
  };

  /** When servers of the judge were asked. */
  let seen: { port: number; at: number }[] = [];
  const bell = new EventEmitter();

  /** Opens a server on the first free port from `wish` on. */
  async function openServer(wish: number, step: 1 | -1): Promise<Port> {
    const opened: Port = { port: 0, kind: 'open', is: 'open' };
    opened.port = await judge.portNear(wish, step, (socket) => {
      socket
        .on('error', () => {})
        .resume()
        .end();
      seen.push({ port: opened.port, at: performance.now() });
      bell.emit('seen');
    });
    return opened;
  }

  // One worker that meets the highest port first. The lowest has four
  // digits, the others five: sorted as text, it comes behind them.
  const ports: Port[] = [
    await openServer(9999, -1),
    { port: lab.port('echo'), kind: 'open', is: 'open' },
    { port: lab.port('silent'), kind: 'open', is: 'open' },
    { port: lab.port('reset'), kind: 'reset', is: 'open' },
    closed,
  ];
  await scan(
    1,
    ports.sort((a, b) => b.port - a.port),
  );
  await scan(4, [closed]);

  // Not every system can make a port that never answers.
  if (lab.missing.some((one) => one.name === 'filtered')) return;
  const filtered: Port = {
    port: lab.port('filtered'),
    kind: 'filtered',
    is: 'filtered',
  };

  // One below the silent port and one above: whoever sorts the ports
  // before asking still meets the silent one in between.
  const low = await openServer(filtered.port - 1, -1);
  const high = await openServer(filtered.port + 1, 1);

  /** Which server was asked first, and how long before the other, ms. */
  async function meet(workers: number, list: Port[], timeout: number) {
    for (let tries = 0; tries < 3; tries++) {
      seen = [];
      await scan(workers, list, timeout);
      // The program may have ended before we looked.
      const signal = AbortSignal.timeout(judge.patience);
      while (seen.length < 2 && !signal.aborted) {
        await once(bell, 'seen', { signal }).catch(() => {});
      }
      const [first, second, third] = seen;
      // Is somebody else scanning this machine? Then once more.
      if (third !== undefined || first?.port === second?.port) continue;
      if (first && second) {
        const isLowFirst = first.port === low.port;
        return { isLowFirst, gap: second.at - first.at };
      }
    }
    return undefined;
  }

  // Far from none of the wait for the silent port, and far from all of
  // it, however late we hear of anything.
  const half = usual / 2;
  const tests = [
    {
      workers: 3,
      list: [low, filtered, high],
      timeout: usual,
      mistake: (gap: number) => gap >= half && 'one-at-a-time',
      en: 'all three asked at the same time, by three workers',
      zh: '三个工作者同时去问这三个端口',
    },
    {
      workers: 2,
      list: [filtered, low, high],
      timeout: usual,
      mistake: (gap: number) => gap >= half && 'batches',
      en:
        'the worker whose port has answered asks the third port, ' +
        'while the other worker still waits',
      zh: '端口先应答的工作者去问第三个端口，另一个工作者仍在等待',
    },
    {
      workers: 1,
      list: [high, filtered, low],
      timeout: long,
      mistake: (gap: number, first: Port) => {
        if (gap < half) return 'no-limit';
        if (gap < (usual + long) / 2) return 'too-soon';
        return first !== high && 'queue-order';
      },
      en: `one port at a time, as given: ${long} ms for the silent one`,
      zh: `按给出的次序一次一个端口：沉默的那个要等 ${long} 毫秒`,
    },
  ];
  for (const { workers, list, timeout, mistake, en, zh } of tests) {
    const met = await meet(workers, list, timeout);
    // Without two times there is nothing to compare.
    if (met === undefined) continue;
    const [first, second] = met.isLowFirst ? [low, high] : [high, low];
    const id = mistake(met.gap, first);
    if (id === false) continue;
    const ms = met.gap.toFixed(0);
    const numbers = list.map(({ port }) => port).join(', ');
    judge.fail(id, {
      saw: {
        en:
          `with ${workersText(workers)}, a timeout of ${timeout} ms ` +
          `and the ports ${numbers}, of which ${filtered.port} never ` +
          `answers, ${second.port} was asked ${ms} ms after ` +
          `${first.port}`,
        zh:
          `${workers} 个工作者，超时时间 ${timeout} 毫秒，端口是 ` +
          `${numbers}，其中 ${filtered.port} 从不回答；` +
          `${second.port} 是在 ${first.port} 之后 ${ms} 毫秒问的`,
      },
      wanted: { en, zh },
      see: pool,
    });
  }
}
