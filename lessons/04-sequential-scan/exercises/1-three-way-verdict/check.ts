import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type Judge, quote } from '../../../../scripts/judge/check.ts';

const lesson = '04-sequential-scan';
const answers = `${lesson}#three-answers-not-two`;
const hangUp = `${lesson}#somebody-hung-up`;
const silence = `${lesson}#what-one-silent-port-costs`;

/** How long the program waits for an answer, ms. */
const limit = 1000;
/** The least that this wait may take, and the most, ms. */
const least = 0.9 * limit;
const most = 2 * limit;
/** How long the judge waits for a verdict and for the end, ms. */
const patience = 5000;
/** A program that sleeps for so long in one go does nothing more, ms: it waits for one second at most. */
const idle = 3500;

interface Kind {
  name: string;
  port: number;
  is: string;
  see: string;
  en: string;
  zh: string;
  /** Told when the program has printed its first line. */
  printed?: () => void;
}

export default async function check(judge: Judge) {
  const lab = await judge.lab();
  const filtered = !lab.missing.some(({ name }) => name === 'filtered');

  async function serve(answer: (socket: Socket) => void) {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => {});
      judge.after(() => socket.destroy());
      answer(socket);
    });
    judge.after(() => server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  /** Resets when the program has printed its verdict, or has left. */
  async function resetLater(): Promise<Kind> {
    const { promise: printed, resolve } = Promise.withResolvers<void>();
    const port = await serve((socket) => {
      const reset = () => socket.resetAndDestroy();
      socket.on('end', reset).resume();
      printed.then(reset);
      setTimeout(reset, 0.8 * limit);
    });
    return {
      name: 'reset',
      port,
      is: 'open',
      see: hangUp,
      en: 'a port whose server accepts, and resets the connection a moment later',
      zh: '服务器接受连接、片刻之后才复位的端口',
      printed: resolve,
    };
  }

  const resetAtOnce: Kind = {
    name: 'reset',
    port: lab.port('reset'),
    is: 'open',
    see: hangUp,
    en: 'a port whose server accepts and resets at once',
    zh: '服务器接受连接之后立即复位的端口',
  };
  const kinds: Kind[] = [
    {
      name: 'echo',
      port: lab.port('echo'),
      is: 'open',
      see: answers,
      en: 'a port with a server',
      zh: '有服务器的端口',
    },
    {
      name: 'silent',
      port: lab.port('silent'),
      is: 'open',
      see: answers,
      en: 'a port whose server accepts and never sends anything',
      zh: '服务器接受连接之后从不发送内容的端口',
    },
    {
      name: 'closed',
      port: lab.port('closed'),
      is: 'closed',
      see: answers,
      en: 'a port where no program listens',
      zh: '没有程序监听的端口',
    },
    {
      name: 'hangup',
      port: await serve((socket) => socket.end()),
      is: 'open',
      see: hangUp,
      en: 'a port whose server accepts and sends its FIN at once',
      zh: '服务器接受连接之后立即发送 FIN 的端口',
    },
    {
      name: 'greeting',
      port: await serve((socket) => socket.write('hello\nhello\n')),
      is: 'open',
      see: answers,
      en: 'a port whose server sends two lines at once',
      zh: '服务器立即发来两行的端口',
    },
    await resetLater(),
    // A program may learn of the connection first, or only of the reset.
    ...[resetAtOnce, resetAtOnce, resetAtOnce],
  ];

  /** Runs the program until it has printed its first line. */
  async function ask({ name, port, is, see, en, zh, printed }: Kind) {
    const pupil = judge.run(port);
    const sleeps = () =>
      pupil
        .rests(idle)
        .then((rests) =>
          rests ? '' : pupil.prints(() => false, patience),
        );
    await Promise.race([
      pupil.prints((text) => text.includes('\n'), patience),
      sleeps(),
    ]);
    const at = performance.now();
    printed?.();
    // It begins to sleep anew: what it has to do is done.
    const asleep = sleeps();
    const line = `${port} is ${is}`;
    const wrong = (id: string, also = { en: '', zh: '' }) => {
      const said =
        pupil.stdout === ''
          ? { en: 'nothing', zh: '什么也没有' }
          : { en: quote(pupil.stdout), zh: quote(pupil.stdout) };
      judge.fail(id, {
        saw: {
          en: `asked for ${en}, the program printed ${said.en}${also.en}`,
          zh: `问的是${zh}，程序打印的是 ${said.zh}${also.zh}`,
        },
        wanted: {
          en: `the line "${line}", and exit code 0`,
          zh: `打印一行 "${line}"，退出码是 0`,
        },
        see,
      });
    };
    const judgeIt = async () => {
      await Promise.race([pupil.prints(() => false, patience), asleep]);
      if (pupil.outcome === undefined) {
        wrong('hung', {
          en: `, and ${Math.round((performance.now() - at) / 1000)} s later it still ran`,
          zh: `，又过了 ${Math.round((performance.now() - at) / 1000)} 秒还在运行`,
        });
      }
      // Ended without a line: the judge tells whether it crashed.
      if (pupil.stdout === '') wrong('no-verdict');
      const { code } = await pupil.ends();
      const lines = pupil.stdout.trimEnd().split('\n');
      if (lines.length > 1) wrong('two-verdicts');
      const said = /^(\d+) is (\w+)$/.exec(lines[0] ?? '');
      if (said === null || said[1] !== String(port))
        wrong('no-verdict');
      if (said?.[2] !== is) wrong(`${name}-called-${said?.[2]}`);
      if (code !== 0) {
        wrong('exit-code', {
          en: `, and ended with exit code ${code}`,
          zh: `，退出码是 ${code}`,
        });
      }
    };
    return { pupil, judgeIt };
  }

  // Four at a time, so that a slow machine is not overrun.
  while (kinds.length > 0) {
    const asked = await Promise.all(kinds.splice(0, 4).map(ask));
    for (const { judgeIt } of asked) await judgeIt();
  }
  // Not every system can make a port that never answers.
  if (!filtered) return;

  // Two at the same time. A busy machine makes a wait look longer.
  const port = lab.port('filtered');
  const never: Kind = {
    name: 'filtered',
    port,
    is: 'filtered',
    see: silence,
    en: 'a port that never answers',
    zh: '从不回答的端口',
  };
  const asked = await Promise.all([ask(never), ask(never)]);
  for (const { judgeIt } of asked) await judgeIt();
  const waits = asked
    .flatMap(({ pupil }) => pupil.requestsTo(port))
    .map(({ begin, end }) => end - begin);
  const fail = (id: string, ms: number) =>
    judge.fail(id, {
      saw: {
        en: `asked for a port that never answers, the program waited for ${Math.round(ms)} ms`,
        zh: `问的是从不回答的端口，程序等了 ${Math.round(ms)} 毫秒`,
      },
      wanted: {
        en: `a wait of one second, ${limit} ms`,
        zh: `等一秒，也就是 ${limit} 毫秒`,
      },
      see: silence,
    });
  const shortest = Math.min(...waits);
  if (shortest < least) fail('too-early', shortest);
  if (shortest > most) fail('too-late', shortest);
}
