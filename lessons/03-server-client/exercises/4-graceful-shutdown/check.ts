import { randomInt } from 'node:crypto';
import {
  type Both,
  type Heard,
  type Judge,
  type Pupil,
  quote,
  randomWord,
  type Talk,
  type Translated,
  tell,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#ctrl-c-during-a-conversation';
const listens = '03-server-client#the-server-listens';
const frame = '03-server-client#messages-need-a-frame';
const vanishes = '03-server-client#a-client-vanishes';

/** How often a slow typist types, ms. */
const pace = 100;
/** The least that a wait may take, as a part of the deadline. */
const least = 0.9;
/** How much later than the deadline a client may be cut off, ms. */
const grace = 600;
/** How long the judge waits for what is due, ms. */
const silence = 3000;
const question = 'your name?\n';
const never = 60_000;

/** A program after Ctrl-C, and one of its clients. */
interface Stopping {
  program: Pupil;
  port: number;
  talk: Talk;
  deadline: number;
  /** When Ctrl-C came. */
  since: number;
}

const elapsed = (since: number) =>
  Math.round(performance.now() - since);
const pauseOf = (ms: number) =>
  new Promise((done) => setTimeout(done, ms));
/** A name of two words, with a letter of several bytes. */
const newName = () => `${randomWord()} ö${randomWord()}`;
const welcome = (name: string) => `${question}welcome, ${name}\n`;

export default async function check(judge: Judge) {
  function fail(
    id: string,
    saw: Both,
    wanted: Translated,
    at = see,
  ): never {
    judge.fail(id, { saw, wanted, see: at });
  }

  /** What ended without an error message is no crash. */
  async function excuse(program: Pupil) {
    if (program.outcome?.stderr === '') await program.ends();
  }

  /** A client that has been asked for its name. */
  async function join(port: number): Promise<Talk> {
    const talk = await judge.connect(port);
    const asked = await talk.hear(
      (text) => text.includes('\n'),
      silence,
    );
    if (asked.text === question && asked.state === 'open') return talk;
    const heard = tell(asked) as Both;
    fail(
      'no-question',
      {
        en: `a client came; it received ${heard.en}`,
        zh: `来了一个客户端；它收到的是：${heard.zh}`,
      },
      {
        en: `${quote(question)}, and the connection still open`,
        zh: `${quote(question)}，连接仍然开着`,
      },
      listens,
    );
  }

  /** The welcome, and then the end of the conversation. */
  async function expectWelcome(
    id: string,
    program: Pupil,
    talk: Talk,
    name: string,
    what: Both,
    at = see,
  ) {
    const wanted = welcome(name);
    const isWelcome = (heard: Heard) => heard.text === wanted;
    await talk.hear(
      (text) =>
        text.length >= wanted.length || !wanted.startsWith(text),
      silence,
    );
    const heard = isWelcome(talk.heard)
      ? await talk.hear(() => false, silence)
      : talk.heard;
    if (isWelcome(heard) && heard.state === 'ended') return;
    // If an error ended the program, that is what has to be told.
    if (heard.state !== 'open') await program.prints(() => false, 1500);
    const said = tell(heard) as Both;
    const stays = heard.text === wanted && heard.state !== 'reset';
    fail(
      stays ? 'not-ended' : id,
      {
        en: `${what.en}; in all it received ${said.en}`,
        zh: `${what.zh}；它总共收到的是：${said.zh}`,
      },
      {
        en: `${quote(wanted)}, and then the end of the connection`,
        zh: `${quote(wanted)}，然后连接结束`,
      },
      at,
    );
  }

  /** Presses Ctrl-C, and waits for the line "stopping". */
  async function stop(program: Pupil, clients: Both): Promise<number> {
    const since = performance.now();
    program.interrupt();
    const isStopping = (out: string) => /^stopping\r?\n/m.test(out);
    const said = await program.prints(isStopping, silence);
    if (isStopping(said)) return since;
    if (program.outcome !== undefined) {
      await excuse(program);
      fail(
        'ended-at-once',
        {
          en: `${clients.en}; Ctrl-C ended the program at once`,
          zh: `${clients.zh}；按下 Ctrl-C，程序立即结束了`,
        },
        {
          en: 'the line "stopping", and a program that finishes its conversations first',
          zh: '打印一行 "stopping"，程序先把对话说完',
        },
      );
    }
    fail(
      'no-word',
      {
        en: `${clients.en}; ${elapsed(since)} ms after Ctrl-C the program had printed ${quote(said)}`,
        zh: `${clients.zh}；按下 Ctrl-C 之后过了 ${elapsed(since)} 毫秒，程序打印的全部内容是 ${quote(said)}`,
      },
      {
        en:
          'the line "stopping" as soon as it no longer listens, ' +
          'while its conversations still go on',
        zh: '一停止监听就打印一行 "stopping"，这时对话还在进行',
      },
    );
  }

  /** The program has to end now, with exit code 0. */
  async function expectEnd(
    program: Pupil,
    since: number,
    id: string,
    why: Both,
    wanted: Translated,
    limit = silence,
  ) {
    await program.prints(() => false, limit);
    if (program.outcome === undefined) {
      fail(
        id,
        {
          en: `${why.en}; ${elapsed(since)} ms after Ctrl-C the program still ran`,
          zh: `${why.zh}；按下 Ctrl-C 之后过了 ${elapsed(since)} 毫秒，程序还在运行`,
        },
        wanted,
      );
    }
    const { code } = program.outcome;
    if (code !== 0) {
      await excuse(program);
      fail(
        'exit-code',
        {
          en: `${why.en}; the program ended with exit code ${code}`,
          zh: `${why.zh}；程序以退出码 ${code} 结束`,
        },
        { en: 'exit code 0', zh: '退出码为 0' },
      );
    }
    const times = program.stdout.split('stopping').length - 1;
    if (times === 1) return;
    fail(
      'no-word',
      {
        en: `${why.en}; in all, the program printed ${quote(program.stdout)}`,
        zh: `${why.zh}；程序打印的全部内容是 ${quote(program.stdout)}`,
      },
      {
        en: 'the line "stopping", once',
        zh: '打印一行 "stopping"，只有一次',
      },
    );
  }

  const polite = judge.run(0, never);
  const lonely = judge.run(0, never);
  const port = await polite.listening();

  // Before Ctrl-C: one types its name in two pieces, another is quick.
  const slow = await join(port);
  const quick = await join(port);
  const [slowName, quickName] = [newName(), newName()];
  const head = slowName.slice(0, 2);
  slow.send(head);
  quick.send(`${quickName}\n`);
  await expectWelcome(
    'no-welcome',
    polite,
    quick,
    quickName,
    {
      en: `a client was asked and sent ${quote(`${quickName}\n`)}`,
      zh: `一个客户端听到问题，发送 ${quote(`${quickName}\n`)}`,
    },
    listens,
  );
  quick.end();
  slow.send(`${slowName.slice(2)}\n`);
  await expectWelcome(
    'half-name',
    polite,
    slow,
    slowName,
    {
      en: `a client was asked and sent ${quote(head)}, then ${quote(`${slowName.slice(2)}\n`)}: one line in two pieces`,
      zh: `一个客户端听到问题，先发送 ${quote(head)}，再发送 ${quote(`${slowName.slice(2)}\n`)}：一行分成两段`,
    },
    frame,
  );
  slow.end();

  // Ctrl-C with four clients: the first two will still give a name.
  const anna = await join(port);
  const bert = await join(port);
  const leaver = await join(port);
  const vanisher = await join(port);
  const [name, later] = [newName(), newName()];
  anna.send(name.slice(0, 3));
  const four = {
    en: 'four clients had been asked for their names',
    zh: '四个客户端已经听到问题',
  };
  const since = await stop(polite, four);
  const late = await judge.connect(port);
  const { text, state } = await late.hear(
    (text) => text !== '',
    silence,
  );
  if (text !== '' || (state !== 'refused' && state !== 'reset')) {
    const heard = tell({ text, state }) as Both;
    fail(
      'still-listening',
      {
        en: `after "stopping" a new client came; it received ${heard.en}`,
        zh: `打印 "stopping" 之后来了一个新客户端；它收到的是：${heard.zh}`,
      },
      {
        en: 'a refusal, because the program no longer listens',
        zh: '连接被拒绝，因为程序不再监听',
      },
    );
  }
  anna.send(`${name.slice(3)}\n`);
  await expectWelcome('cut-off', polite, anna, name, {
    en: `a client was asked and sent ${quote(name.slice(0, 3))} before Ctrl-C, and ${quote(`${name.slice(3)}\n`)} after it; MS was ${never}`,
    zh: `一个客户端听到问题，在 Ctrl-C 之前发送 ${quote(name.slice(0, 3))}，之后发送 ${quote(`${name.slice(3)}\n`)}；MS 是 ${never}`,
  });
  anna.end();
  leaver.end();
  vanisher.send(randomWord());
  vanisher.reset();
  await pauseOf(randomInt(250, 400));
  bert.send(`${later}\n`);
  await expectWelcome(
    'cut-off',
    polite,
    bert,
    later,
    {
      en: `after Ctrl-C one client was welcomed, one left and one reset its connection; a fourth one sent ${quote(`${later}\n`)}; MS was ${never}`,
      zh: `按下 Ctrl-C 之后，一个客户端得到问候，一个离开，一个复位了连接；第四个发送 ${quote(`${later}\n`)}；MS 是 ${never}`,
    },
    vanishes,
  );
  bert.end();
  const soon = {
    en:
      'the end of the program as soon as the last client has ' +
      'left, however long the deadline is',
    zh: '最后一个客户端一离开，程序就结束，不论时限有多长',
  };
  await expectEnd(
    polite,
    since,
    'timer-holds',
    {
      en: `MS was ${never}, and after Ctrl-C the last client had been welcomed and had left`,
      zh: `MS 是 ${never}；按下 Ctrl-C 之后，最后一个客户端得到问候，已经离开`,
    },
    soon,
  );
  await lonely.listening();
  const nobody = {
    en: `MS was ${never}, and no client was there`,
    zh: `MS 是 ${never}，一个客户端也没有`,
  };
  await expectEnd(
    lonely,
    await stop(lonely, nobody),
    'timer-holds',
    nobody,
    soon,
  );

  const all = (deadline: number) => ({
    en: `${deadline} ms after Ctrl-C, and not before, each client that is still there is cut off, and the program ends`,
    zh: `Ctrl-C 之后过了 ${deadline} 毫秒才断开还没走的客户端，不能提前；程序随之结束`,
  });

  /** A server with one client, after Ctrl-C. */
  async function stopping(deadline: number, program: Pupil) {
    const port = await program.listening();
    const talk = await join(port);
    const since = await stop(program, {
      en: 'a client had been asked for its name',
      zh: '一个客户端已经听到问题',
    });
    return { program, port, talk, deadline, since };
  }

  /** One that stays is cut off at the deadline. @returns the wait, ms */
  async function outstay(
    { program, talk, deadline, since }: Stopping,
    id: string,
    who: Both,
  ): Promise<number> {
    const why = {
      en: `MS was ${deadline}; ${who.en}`,
      zh: `MS 是 ${deadline}；${who.zh}`,
    };
    await talk.hear(() => false, deadline + silence);
    const waited = elapsed(since);
    if (waited < deadline * least) {
      await program.prints(() => false, 500);
      if (program.outcome) await excuse(program);
      fail(
        'too-early',
        {
          en: `${why.en}; it was cut off ${waited} ms after Ctrl-C`,
          zh: `${why.zh}；Ctrl-C 之后才过了 ${waited} 毫秒，它就被断开了`,
        },
        all(deadline),
      );
    }
    const limit = talk.heard.state === 'open' ? 0 : silence;
    await expectEnd(program, since, id, why, all(deadline), limit);
    return waited;
  }

  const short = () => randomInt(600, 900);
  const deadlines = [short(), randomInt(1700, 1900), short()] as const;
  // Programs side by side, so that their deadlines are one wait.
  const [first, second, third] = deadlines.map((ms) =>
    judge.run(0, ms),
  ) as [Pupil, Pupil, Pupil];
  const silent = await stopping(deadlines[0], first);
  const typist = await stopping(deadlines[1], second);
  const guest = await stopping(deadlines[2], third);
  const type = () => {
    if (typist.talk.heard.state === 'open') typist.talk.send('a');
  };
  const typing = setInterval(type, pace);
  judge.after(() => clearInterval(typing));
  // Settled, because a mistake of one may come before it is awaited.
  const both = Promise.allSettled([
    outstay(silent, 'silent-stays', {
      en: 'after Ctrl-C a client sent nothing more and did not leave',
      zh: '按下 Ctrl-C 之后，有一个客户端什么也没有再发，也没有离开',
    }),
    outstay(typist, 'typist-stays', {
      en: `after Ctrl-C a client sent a letter of its name every ${pace} ms, and no line end`,
      zh: `按下 Ctrl-C 之后，有一个客户端每 ${pace} 毫秒发送名字的一个字母，没有发送行尾`,
    }),
  ]);
  const named = newName();
  guest.talk.send(`${named}\n`);
  const told = {
    en: `after Ctrl-C a client sent ${quote(`${named}\n`)}`,
    zh: `按下 Ctrl-C 之后，一个客户端发送 ${quote(`${named}\n`)}`,
  };
  await expectWelcome('cut-off', third, guest.talk, named, told);
  const waits: number[] = [];
  for (const one of await both) {
    if (one.status === 'rejected') throw one.reason;
    waits.push(one.value);
  }
  await expectEnd(
    third,
    guest.since,
    'welcomed-stays',
    {
      en: `MS was ${guest.deadline}; ${told.en}, received its welcome and did not leave`,
      zh: `MS 是 ${guest.deadline}；${told.zh}，得到问候之后没有离开`,
    },
    all(guest.deadline),
  );
  if (waits.every((wait, at) => wait <= (deadlines[at] ?? 0) + grace))
    return;

  // They were late, and nothing else. Was that the machine?
  const silentOnes = [short(), short()].map(async (deadline) => {
    const one = await stopping(deadline, judge.run(0, deadline));
    await one.talk.hear(() => false, deadline + silence);
    return { deadline, waited: elapsed(one.since) };
  });
  for (const { deadline, waited } of await Promise.all(silentOnes)) {
    if (waited <= deadline + grace) return;
    fail(
      'too-late',
      {
        en: `MS was ${deadline}, and after Ctrl-C a client sent nothing more; it was cut off after ${waited} ms. With other values of MS it was as late`,
        zh: `MS 是 ${deadline}；按下 Ctrl-C 之后，有一个客户端什么也没有再发；过了 ${waited} 毫秒它才被断开。MS 取别的值时也一样迟`,
      },
      all(deadline),
    );
  }
}
