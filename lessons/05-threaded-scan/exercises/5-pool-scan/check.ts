import {
  irregular,
  type Judge,
  type Pupil,
  quote,
  unexpected,
  watch,
} from '../../../../scripts/judge/check.ts';

const asIn = '04-sequential-scan';
const three = `${asIn}#three-answers-not-two`;
const silence = `${asIn}#what-one-silent-port-costs`;
const pool = '05-threaded-scan#a-queue-and-some-workers';
const ending = '02-create-sockets#the-program-that-does-not-end';
/** So long that the check is over before it has passed, ms. */
const forever = 60_000;
/** How much later than the timeout a wait may end, ms. */
const grace = 400;
/** How long the program sleeps when it has asked all it can, ms. */
const settled = 250;

interface Port {
  port: number;
  kind: 'open' | 'closed' | 'filtered' | 'reset';
  is: 'open' | 'closed' | 'filtered';
}

/** What a kind of port does, and where the lessons speak of it. */
const kinds = {
  open: { en: 'a server listens', zh: '有服务器在监听', see: three },
  closed: { en: 'no program listens', zh: '没有程序监听', see: three },
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
  const { look, until } = watch(judge.patience);

  /** The ports whose servers have met the program. */
  const met = new Set<number>();

  /** Opens a server on the first free port from `wish` on. */
  async function open(
    wish: number,
    step: 1 | -1,
    kind: 'open' | 'reset' = 'open',
  ): Promise<Port> {
    const opened: Port = { port: 0, kind, is: 'open' };
    opened.port = await judge.portNear(wish, step, (socket) => {
      met.add(opened.port);
      socket.on('error', () => {}).resume();
      if (kind === 'reset') socket.resetAndDestroy();
      else socket.end();
      look();
    });
    return opened;
  }

  /** One run of the program: what it is told, and how to judge it. */
  function start(workers: number, ports: Port[], timeout = forever) {
    const numbers = ports.map(({ port }) => port);
    const pupil = judge.run(workers, timeout, ...numbers);
    const told = {
      en: `with ${workersText(workers)}, a timeout of ${timeout} ms and the ports ${ports
        .map(({ port, kind }) => `${port} (${kinds[kind].en})`)
        .join(', ')}`,
      zh: `${workers} 个工作者，超时时间 ${timeout} 毫秒，端口是 ${ports
        .map(({ port, kind }) => `${port}（${kinds[kind].zh}）`)
        .join('、')}`,
    };
    /** Its first connection request to a port. */
    const request = ({ port }: Port) => pupil.requestsTo(port)[0];
    return { pupil, ports, told, request };
  }
  type Run = ReturnType<typeof start>;

  /** Fails if the program, which has finished, printed another result. */
  function compare({ pupil, ports, told }: Run, ended: boolean) {
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
    const wrong = (
      id: string,
      see: string,
      also = { en: '', zh: '' },
    ) =>
      judge.fail(id, {
        saw: {
          en: `${told.en} it printed ${quote(stdout)}${also.en}`,
          zh: `${told.zh}；打印的是 ${quote(stdout)}${also.zh}`,
        },
        wanted: {
          en: `${quote(`${wanted}\n`)}, and exit code ${code}`,
          zh: `${quote(`${wanted}\n`)}，退出码 ${code}`,
        },
        see,
      });

    const said = stdout.trimEnd();
    if (!ended) {
      const left = ports
        .filter(({ port }) => pupil.waitingFor(port) > 0)
        .map(({ port }) => port)
        .join(', ');
      if (said !== wanted) {
        wrong('hung', silence, {
          en: ', and then it waited and did not end',
          zh: '，之后一直在等，没有结束',
        });
      }
      wrong(left === '' ? 'timer-left' : 'socket-left', ending, {
        en:
          ', and did not end: ' +
          (left === ''
            ? 'a timer or a socket keeps it running'
            : `its socket to ${left} is still there`),
        zh:
          '，却没有结束：' +
          (left === ''
            ? '还有定时器或套接字让它继续运行'
            : `到 ${left} 的套接字还在`),
      });
    }
    const lines = said.split('\n');
    // Ended by an error, before it was done: the judge tells which.
    if (lines.length <= ports.length && stderr.includes('Error')) {
      wrong('no-verdict', pool);
    }
    pupil.wasAwaited = true;
    const { en, zh } = unexpected(stdout, `${wanted}\n`);
    for (const { port, kind, is } of ports) {
      const prefix = `${port} is `;
      const line = lines.find((each) => each.startsWith(prefix));
      const verdict = line?.slice(prefix.length);
      if (verdict === is) continue;
      const trouble = stderr === '' ? '' : quote(stderr);
      if (verdict === undefined) {
        wrong('no-verdict', pool, {
          en: trouble && `, and on standard error ${trouble}`,
          zh: trouble && `，标准错误上是 ${trouble}`,
        });
      }
      const id = `${kind}-called-${verdict?.replace(/[^a-z]/g, '')}`;
      wrong(id, kinds[kind].see);
    }
    if (said !== wanted) {
      if (lines.at(-1) !== summary) wrong('summary', pool, { en, zh });
      const asText = [...lines.slice(0, -1).sort(), summary];
      const isText = said === asText.join('\n');
      wrong(isText ? 'as-text' : 'order', pool, { en, zh });
    }
    if (outcome?.code !== code) {
      wrong('exit-code', pool, {
        en: `, and ended with exit code ${outcome?.code}`,
        zh: `，退出码是 ${outcome?.code}`,
      });
    }
  }
  const fail = (
    { told }: Run,
    id: string,
    see: string,
    saw: { en: string; zh: string },
    wanted: { en: string; zh: string },
  ) =>
    judge.fail(id, {
      saw: { en: `${told.en} ${saw.en}`, zh: `${told.zh}；${saw.zh}` },
      wanted,
      see,
    });

  // Not every system can make a port that never answers.
  const silent = await Promise.all([
    judge.silentPort(),
    judge.silentPort(),
    judge.silentPort(),
  ]);
  const [quiet, mute, still] = silent.map(
    (port): Port => ({
      port: port ?? 0,
      kind: 'filtered',
      is: 'filtered',
    }),
  ) as [Port, Port, Port];
  const canBeSilent = !silent.includes(undefined);

  // One worker that meets the ports in no order. The lowest has four
  // digits, the others five: sorted as text, it comes behind them.
  const low = await open(9999, -1);
  const high = await open(0, 1);
  const reset = await open(0, 1, 'reset');
  const next = await open(0, 1);
  const closed: Port = {
    port: judge.closedPort(),
    kind: 'closed',
    is: 'closed',
  };
  const big = [high, next, reset].sort((a, b) => b.port - a.port);
  const mixed = [big[1], big[0], closed, low, big[2]] as Port[];

  /** Begins all tests that need a silent port. */
  async function startSilent() {
    // Around a silent port: whoever sorts the ports still meets it
    // in between.
    const around = async ({ port }: Port) => ({
      below: await open(port - 1, -1),
      above: await open(port + 1, 1),
    });
    const [times, share, full, gone] = [
      await around(still),
      await around(quiet),
      await around(quiet),
      await around(quiet),
    ];
    const [wait = 0] = irregular(1, 750, 900);
    return {
      wait,
      times,
      share,
      full,
      gone,
      // The worker that waits for the silent port asks nothing else.
      timing: start(1, [times.above, still, times.below], wait),
      // While one worker waits, the other asks all others.
      sharing: start(2, [quiet, share.below, share.above]),
    };
  }
  const first = start(1, mixed);
  const alone = start(4, [closed]);
  // No such port, and the last of a long list.
  const [none = 0] = irregular(1, 65_536, 99_999);
  const impossible = judge.run(1, forever, next.port, none);
  const silentRuns = canBeSilent ? await startSilent() : undefined;

  /** Waits for the end of a program that has nothing to wait for. */
  const ends = (pupil: Pupil) => pupil.endsSoon(700);

  const before = ends(alone.pupil);
  const troubled = ends(impossible);
  for (const pupil of [alone.pupil, impossible])
    pupil.wasAwaited = true;
  compare(first, await ends(first.pupil));
  compare(alone, await before);

  /** A port that cannot be asked ends the whole scan. */
  async function askImpossible() {
    const hasEnded = await troubled;
    const { stdout, stderr, outcome } = impossible;
    const isDump = /^Node\.js v\d/m.test(stderr);
    const complains = stderr.trim() !== '' && !isDump;
    if (
      !hasEnded ||
      outcome?.code !== 1 ||
      !complains ||
      / open, /.test(stdout)
    ) {
      const code = hasEnded ? outcome?.code : undefined;
      judge.fail('unasked', {
        saw: {
          en:
            `with the ports ${next.port} and ${none}, of which the second is no port, ` +
            `it printed ${quote(stdout)}, on standard error ${quote(stderr)}, ` +
            (hasEnded
              ? `and ended with exit code ${code}`
              : 'and did not end'),
          zh:
            `端口是 ${next.port} 和 ${none}，后一个不是端口；` +
            `打印的是 ${quote(stdout)}，标准错误上是 ${quote(stderr)}，` +
            (hasEnded ? `退出码是 ${code}` : '并且没有结束'),
        },
        wanted: {
          en:
            'one line on standard error, no summary, and exit code 1: ' +
            'this port cannot be asked, because `connect` throws',
          zh:
            '标准错误上一行，没有汇总，退出码 1：' +
            '这个端口没法问，因为 `connect` 会抛出错误',
        },
        see: pool,
      });
    }
  }

  if (silentRuns === undefined) {
    judge.untried({
      en: 'port that stays silent',
      zh: '一直沉默的端口',
    });
    return;
  }
  const { timing, sharing } = silentRuns;
  const { wait, times, share, full, gone } = silentRuns;

  // The servers near the silent port, asked or not.
  const both = [share.below, share.above];
  await until(
    () => both.every(({ port }) => met.has(port)),
    sharing.pupil,
  );
  const got = both.filter(({ port }) => met.has(port)).length;
  if (got < 2) {
    sharing.pupil.wasAwaited = true;
    fail(
      sharing,
      got === 0 ? 'one-at-a-time' : 'batches',
      pool,
      {
        en: `it asked ${got} of the two servers while one worker waited for ${quiet.port}`,
        zh: `一个工作者在等 ${quiet.port} 的时候，两个服务器中它问了 ${got} 个`,
      },
      {
        en: 'while one worker waits for the silent port, the other asks one port after another',
        zh: '一个工作者在等沉默的端口时，另一个工作者接着问其余的端口',
      },
    );
  }
  await sharing.pupil.kill();
  const timed = await timing.pupil.endsSoon(wait + 1000);
  const [from, to] = [times.above, times.below].map(
    (port) => timing.request(port)?.begin ?? 0,
  ) as [number, number];
  const gap = to === 0 || from === 0 ? 0 : to - from;
  if (gap < -wait / 2) {
    fail(
      timing,
      'queue-order',
      pool,
      {
        en: `it asked ${times.below.port} first, and ${times.above.port} ${-gap.toFixed(0)} ms later`,
        zh: `它先问 ${times.below.port}，过了 ${-gap.toFixed(0)} 毫秒才问 ${times.above.port}`,
      },
      {
        en: 'one worker asks the ports in the order given',
        zh: '一个工作者按给出的次序询问端口',
      },
    );
  }

  // Both connections that it may have are in flight. A worker that
  // gives up after a second, whatever its timeout is, is told below.
  const filling = start(2, [quiet, mute, full.above]);
  await filling.pupil.rests(settled);
  await filling.pupil.kill();
  const third = filling.request(full.above)?.begin;
  const isFull = [quiet, mute].every(
    (port) => (filling.request(port)?.end ?? 0) > (third ?? 0),
  );
  if (third !== undefined && isFull) {
    fail(
      filling,
      'no-limit',
      pool,
      {
        en: `it asked ${full.above.port} while no answer had come from the other two`,
        zh: `另外两个端口还没有回答，它就问了 ${full.above.port}`,
      },
      {
        en: 'never more connections in flight than workers',
        zh: '在途的连接从不多于工作者',
      },
    );
  }

  compare(timing, timed);
  if (gap < 0.9 * wait) {
    fail(
      timing,
      'too-soon',
      pool,
      {
        en: `it asked ${times.below.port} ${gap.toFixed(0)} ms after ${times.above.port}`,
        zh: `它在问了 ${times.above.port} 之后 ${gap.toFixed(0)} 毫秒就问了 ${times.below.port}`,
      },
      {
        en: `one port at a time, as given: ${wait} ms for the silent one`,
        zh: `按给出的次序一次一个端口：沉默的那个要等 ${wait} 毫秒`,
      },
    );
  }

  /**
   * After the timeout the worker asks the next port, and its socket is
   * gone. Returns whether it waited for too long.
   */
  async function checkLeaving(short: number, isLast: boolean) {
    const leaving = start(1, [quiet, gone.below], short);
    const { pupil } = leaving;
    const overslept = pupil
      .rests(short + grace)
      .then((rested) => rested && !pupil.isOver);
    const isLate = await Promise.race([
      overslept,
      pupil.prints(() => false).then(() => false),
    ]);
    const given = leaving.request(quiet);
    const next = leaving.request(gone.below);
    if (given && next && next.begin < given.end) {
      fail(
        leaving,
        'still-trying',
        silence,
        {
          en: `it asked ${gone.below.port} while its socket to ${quiet.port}, which it had given up, was still trying to connect`,
          zh: `它问 ${gone.below.port} 时，已经放弃的到 ${quiet.port} 的套接字还在尝试连接`,
        },
        {
          en: 'never more connections in flight than workers: a socket is destroyed when its time is up',
          zh: '在途的连接从不多于工作者：超时后销毁套接字',
        },
      );
    }
    const waited = given ? given.end - given.begin : 0;
    const tooLong = isLate || waited > short + grace;
    if (tooLong && isLast) {
      fail(
        leaving,
        'too-late',
        silence,
        {
          en: `it waited for more than ${short + grace} ms in one go`,
          zh: `它一次就等了 ${short + grace} 毫秒以上`,
        },
        {
          en: `a port is filtered if no answer comes within the timeout, ${short} ms`,
          zh: `超时时间 ${short} 毫秒之内没有回答，端口就是被过滤的`,
        },
      );
    }
    if (tooLong) await pupil.kill();
    else compare(leaving, await ends(pupil));
    return tooLong;
  }
  // What was late twice was not late because of the machine.
  const [short = 0] = irregular(1, 250, 350);
  if (await checkLeaving(short, false)) await checkLeaving(short, true);
  await askImpossible();
}
