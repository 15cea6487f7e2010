import {
  type Judge,
  type Pupil,
  quote,
  type Talk,
  type Translated,
  tell,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#ctrl-c-during-a-conversation';
const listens = '03-server-client#the-server-listens';

interface Say {
  en: string;
  zh: string;
}

/** The deadline, and how often a slow typist types, ms. */
const deadline = 1500;
const pace = 100;
/** The least that a wait of that length may take, ms. */
const least = deadline * 0.9;
/** A program after Ctrl-C, and its client. */
interface Stopping {
  program: Pupil;
  port: number;
  talk: Talk;
  /** When Ctrl-C came. */
  since: number;
}

const question = 'your name?\n';
const welcome = 'your name?\nwelcome, Ada\n';

export default async function check(judge: Judge) {
  function fail(
    id: string,
    saw: Say,
    wanted: Translated,
    at = see,
  ): never {
    judge.fail(id, { saw, wanted, see: at });
  }

  /** What ended without an error message is no crash. */
  async function excuse(program: Pupil) {
    if (program.outcome?.stderr === '') await program.ends();
  }

  /** A server with one client that has been asked, after Ctrl-C. */
  async function stopped(grace: number): Promise<Stopping> {
    const program = judge.run(0, grace);
    const port = await program.listening();
    const talk = await judge.connect(port);
    const asked = await talk.hear((text) => text.includes('\n'));
    if (asked.text !== question || asked.state !== 'open') {
      const heard = tell(asked) as Say;
      fail(
        'no-question',
        {
          en: `a client came, and heard ${heard.en}`,
          zh: `来了一个客户端，听到的是 ${heard.zh}`,
        },
        {
          en: `${quote(question)}, and the connection open`,
          zh: `${quote(question)}，连接仍然开着`,
        },
        listens,
      );
    }
    const since = performance.now();
    program.interrupt();
    const isStopping = (out: string) => out.includes('stopping');
    const said = await program.prints(isStopping);
    if (!isStopping(said) && program.outcome !== undefined) {
      await excuse(program);
      fail(
        'ended-at-once',
        {
          en:
            'Ctrl-C ended the program in the middle of a ' +
            'conversation',
          zh: '对话还没说完，Ctrl-C 就结束了程序',
        },
        {
          en: 'a program that finishes its conversations first',
          zh: '程序先把对话说完',
        },
      );
    }
    if (!isStopping(said)) {
      fail(
        'no-word',
        {
          en: `after Ctrl-C the program had printed ${quote(said)}`,
          zh: `按下 Ctrl-C 之后，程序打印的全部内容是 ${quote(said)}`,
        },
        {
          en:
            'the line "stopping" as soon as it no longer listens, ' +
            'while its conversations still go on',
          zh: '一停止监听就打印一行 "stopping"，这时对话还在进行',
        },
      );
    }
    return { program, port, talk, since };
  }

  async function finish(
    { program, talk, since }: Stopping,
    id: string,
    why: Say,
    wanted: Translated,
  ) {
    await program.prints(() => false);
    const waited = Math.round(performance.now() - since);
    talk.end();
    if (program.outcome === undefined) {
      fail(
        id,
        {
          en: `${why.en}; ${waited} ms after Ctrl-C the program still ran`,
          zh: `${why.zh}；按下 Ctrl-C 之后过了 ${waited} 毫秒，程序还在运行`,
        },
        wanted,
      );
    }
    const { code } = program.outcome;
    if (code === 0) return;
    await excuse(program);
    fail(
      'exit-code',
      {
        en: `after Ctrl-C the program ended with exit code ${code}`,
        zh: `按下 Ctrl-C 之后，程序以退出码 ${code} 结束`,
      },
      { en: 'exit code 0', zh: '退出码为 0' },
    );
  }

  // A deadline that never comes: nothing here may depend on it.
  const polite = await stopped(60_000);
  const late = await judge.connect(polite.port);
  const { text, state } = await late.hear((text) => text !== '');
  if (text !== '' || (state !== 'refused' && state !== 'reset')) {
    const heard = tell({ text, state }) as Say;
    fail(
      'still-listening',
      {
        en: `after "stopping" a new client came, and heard ${heard.en}`,
        zh: `打印 "stopping" 之后来了一个新客户端，听到的是 ${heard.zh}`,
      },
      {
        en: 'a refusal, because the program no longer listens',
        zh: '被拒绝，因为已经没有程序监听',
      },
    );
  }
  polite.talk.send('Ada\n');
  const heard = await polite.talk.hear();
  if (heard.text !== welcome || heard.state !== 'ended') {
    // If an error ended the program, that is what has to be told.
    await polite.program.prints(() => false);
    const said = tell(heard) as Say;
    fail(
      'cut-off',
      {
        en:
          'a client was asked before Ctrl-C and answered after it; ' +
          `in all it heard ${said.en}`,
        zh:
          '一个客户端在 Ctrl-C 之前听到问题，之后才回答；它总共听到的是 ' +
          `${said.zh}`,
      },
      {
        en: `${quote(welcome)}, and then the end of the connection`,
        zh: `${quote(welcome)}，然后连接结束`,
      },
    );
  }
  polite.talk.end();
  await finish(
    polite,
    'timer-holds',
    {
      en: 'the last client had been welcomed and had left',
      zh: '最后一个客户端得到问候，已经离开',
    },
    {
      en:
        'the end of the program as soon as the last client has ' +
        'left, however long the deadline is',
      zh: '最后一个客户端一离开，程序就结束，不论时限有多长',
    },
  );

  /** One that does not finish its name is cut off at the deadline. */
  async function outstay(stopping: Stopping, id: string, who: Say) {
    const { talk, since } = stopping;
    const all = {
      en:
        'whoever is still there at the deadline is cut off, and the ' +
        'program ends',
      zh: '到了时限，谁还没走就断开谁，程序随之结束',
    };
    await talk.hear();
    const waited = Math.round(performance.now() - since);
    const why = {
      en: `${who.en}, and the deadline was ${deadline} ms`,
      zh: `${who.zh}，时限是 ${deadline} 毫秒`,
    };
    await finish(stopping, id, why, all);
    if (waited >= least) return;
    fail(
      'too-early',
      {
        en: `${why.en}; it was cut off after ${waited} ms`,
        zh: `${why.zh}；才过了 ${waited} 毫秒，它就被断开了`,
      },
      {
        en: 'whoever is still there is cut off at the deadline, not before',
        zh: '到了时限才断开还没走的客户端，不能提前',
      },
    );
  }

  // Two programs side by side, so that their deadlines are one wait.
  const silent = await stopped(deadline);
  const typist = await stopped(deadline);
  const type = () => {
    if (typist.talk.heard.state === 'open') typist.talk.send('a');
  };
  const typing = setInterval(type, pace);
  judge.after(() => clearInterval(typing));
  const both = [
    outstay(silent, 'silent-stays', {
      en: 'a client said nothing after Ctrl-C',
      zh: '按下 Ctrl-C 之后，有一个客户端一言不发',
    }),
    outstay(typist, 'typist-stays', {
      en: 'after Ctrl-C a client went on typing its name, letter by letter',
      zh: '按下 Ctrl-C 之后，有一个客户端一个字母一个字母地报名字',
    }),
  ];
  for (const one of await Promise.allSettled(both)) {
    if (one.status === 'rejected') throw one.reason;
  }
}
