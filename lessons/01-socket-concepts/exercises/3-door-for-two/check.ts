import {
  type Both,
  type Heard,
  type Judge,
  quote,
  type Talk,
  tell,
} from '../../../../scripts/judge/check.ts';

const calls = '01-socket-concepts#the-calls-of-a-stream-one-by-one';
const ends = '01-socket-concepts#four-values-name-a-connection';
const talks = '01-socket-concepts#one-conversation-in-each';

/** A client that has been let in. */
interface Guest {
  talk: Talk;
  who: Both;
  /** All that it should have heard so far. */
  due: string;
}

const first = { en: 'the first client', zh: '第一个客户端' };
const second = { en: 'the second client', zh: '第二个客户端' };

export default async function check(judge: Judge) {
  /** Fails with what came, behind the beginning of a sentence. */
  const fail = (
    id: string,
    { en, zh }: Both,
    heard: Heard,
    wanted: string,
    see: string,
  ): never => {
    const saw = tell(heard);
    const came = typeof saw === 'string' ? { en: saw, zh: saw } : saw;
    return judge.fail(id, {
      saw: {
        en: `${en} got ${came.en}`,
        zh: `${zh}，收到的是：${came.zh}`,
      },
      wanted: {
        en: `${quote(wanted)}, and the connection still open`,
        zh: `${quote(wanted)}，连接仍然开着`,
      },
      see,
    });
  };

  /** Comes in, and is told its own end. */
  async function enter(port: number, who: Both): Promise<Guest> {
    const talk = await judge.connect(port);
    if (talk.heard.state === 'refused') {
      judge.fail(who === second ? 'one-client' : 'nobody-let-in', {
        saw: {
          en: `${who.en} was refused`,
          zh: `${who.zh}被拒绝了`,
        },
        wanted: {
          en: 'two clients are accepted',
          zh: '接受两个客户端',
        },
        see: calls,
      });
    }
    const end = `127.0.0.1:${talk.socket.localPort ?? '?'}`;
    const due = `you are ${end}\n`;
    const heard = await talk.hear((text) => text.includes('\n'));
    if (heard.text === due && heard.state === 'open') {
      return { talk, who, due };
    }
    const isOwn = heard.text === `you are 127.0.0.1:${port}\n`;
    return fail(
      isOwn ? 'own-end' : 'no-greeting',
      {
        en: `${who.en}, whose end is ${end},`,
        zh: `${who.zh}这一端是 ${end}`,
      },
      heard,
      due,
      ends,
    );
  }

  /** Sends a line, and wants it back in capitals. */
  async function say(
    guest: Guest,
    text: string,
    id: string,
    after: Both = { en: '', zh: '' },
  ) {
    const { talk, who, due } = guest;
    const line = `${text}\n`;
    guest.due += line.toUpperCase();
    talk.send(line);
    const heard = await talk.hear(
      (all) => all.length >= guest.due.length,
    );
    if (heard.text === guest.due && heard.state === 'open') return;
    const news = heard.text.slice(due.length);
    fail(
      news === line ? 'no-capitals' : id,
      {
        en: `${after.en}${who.en} sent ${quote(line)} and`,
        zh: `${after.zh}${who.zh}发送 ${quote(line)}`,
      },
      { ...heard, text: news },
      line.toUpperCase(),
      id === 'no-answer' ? talks : calls,
    );
  }

  /** Starts the program and lets two clients in. */
  async function open() {
    const program = judge.run(0);
    const port = await program.listening();
    const anna = await enter(port, first);
    await say(anna, 'hello', 'no-answer');
    const bert = await enter(port, second);
    // What the program does when he comes is done when he has been
    // answered twice.
    await say(bert, 'good day', 'no-answer');
    await say(bert, 'here i am', 'no-answer');
    return { program, port, anna, bert };
  }

  /** The program ends by itself; a failed socket is no reason to fail. */
  async function over(
    program: Awaited<ReturnType<typeof open>>['program'],
  ) {
    const { code, stderr } = await program.ends();
    if (code === 0) return;
    const lines = stderr.split('\n');
    const why = lines.find((line) => /Error\b/.test(line));
    if (why === undefined) {
      judge.fail('exit-code', {
        saw: {
          en: `both clients had gone, and your program ended with exit code ${code} and said ${quote(stderr)}`,
          zh: `两个客户端都离开了，程序的退出码是 ${code}，标准错误上是 ${quote(stderr)}`,
        },
        wanted: { en: 'exit code 0', zh: '退出码为 0' },
        see: calls,
      });
    }
    judge.fail('no-error-handler', {
      saw: {
        en: `a client reset its connection, and your program ended with exit code ${code}: ${quote(why)}`,
        zh: `一个客户端复位了连接，程序以退出码 ${code} 结束：${quote(why)}`,
      },
      wanted: {
        en: 'a program that treats this as the end of one conversation, and ends with exit code 0 after both clients have left',
        zh: '程序把复位当作一次对话的结束，两个客户端都离开之后，以退出码 0 结束',
      },
      see: talks,
    });
  }

  // The second client leaves, then the first breaks off.
  const one = await open();
  const third = await judge.connect(one.port);
  if (third.heard.state !== 'refused') {
    judge.fail('third-client', {
      saw: {
        en: 'two clients were there, a third one came, and its connection was accepted',
        zh: '已经有两个客户端，又来了第三个，它的连接被接受了',
      },
      wanted: {
        en: 'the third client is refused, because your program no longer listens on the port',
        zh: '第三个客户端被拒绝，因为程序已经不再监听这个端口',
      },
      see: calls,
    });
  }
  await say(one.anna, 'still here', 'stopped-talking', {
    en: 'after the second client had come, ',
    zh: '第二个客户端进来之后，',
  });
  one.bert.talk.end();
  await one.bert.talk.hear();
  const alone = {
    en: 'after the second client had left, ',
    zh: '第二个客户端离开之后，',
  };
  await say(one.anna, 'alone', 'cut-off', alone);
  await say(one.anna, 'quite alone', 'cut-off', alone);
  one.anna.talk.reset();
  await over(one.program);

  // The second client breaks off, and the first goes on.
  const two = await open();
  two.bert.talk.reset();
  const { talk, due } = two.anna;
  talk.send('alone\n');
  const left = await talk.hear((text) => text.length > due.length + 5);
  talk.end();
  await talk.hear();
  await over(two.program);
  if (left.text === `${due}ALONE\n`) return;
  fail(
    'cut-off',
    {
      en: 'after the second client had reset its connection, the first client sent "alone\\n" and',
      zh: '第二个客户端复位连接之后，第一个客户端发送 "alone\\n"',
    },
    { ...left, text: left.text.slice(due.length) },
    'ALONE\n',
    calls,
  );
}
