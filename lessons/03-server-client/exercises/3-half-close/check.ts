import {
  type Judge,
  type Talk,
  type Translated,
  tell,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#half-close';
const pieces = '03-server-client#one-read-is-not-one-message';

interface Say {
  en: string;
  zh: string;
}

/** A client that has finished, and what it should hear. */
interface Side {
  talk: Talk;
  who: Say;
  own: number;
  other: number;
}

export default async function check(judge: Judge) {
  const program = judge.run(0);
  const port = await program.listening();

  /** A program that dies ends its conversations: wait for its end. */
  async function lookForLife() {
    const probe = await judge.connect(port);
    probe.end();
    const { state } = await probe.hear();
    if (state === 'refused' || state === 'reset') {
      await program.prints(() => false);
    }
  }

  /** What each heard is judged together, whoever heard it first. */
  async function compare(...sides: Side[]) {
    const heard = await Promise.all(
      sides.map(async (side) => {
        return { ...side, heard: await side.talk.hear() };
      }),
    );
    type Hearer = (typeof heard)[number];
    function fail(
      id: string,
      { who, own, other, heard }: Hearer,
      wanted: Translated = `"yours ${own}, other ${other}\\n"`,
      section = see,
    ): never {
      const said = tell(heard) as Say;
      judge.fail(id, {
        saw: {
          en: `${who.en} heard ${said.en}`,
          zh: `${who.zh}，听到的是 ${said.zh}`,
        },
        wanted,
        see: section,
      });
    }
    const numbers = ({ heard }: Hearer) => {
      const found = /^yours (\d+), other (\d+)\n$/.exec(heard.text);
      return found?.slice(1).map(Number) ?? [];
    };

    for (const side of heard) {
      const { text, state } = side.heard;
      if (text === '' && state !== 'silent') {
        await lookForLife();
        fail('closed-early', side, {
          en:
            'a server that keeps its own side open after the ' +
            "client's FIN, until it has answered",
          zh: '收到客户端的 FIN 之后，服务器这一侧保持打开，直到答复为止',
        });
      }
    }
    for (const side of heard) {
      const [own, other] = numbers(side);
      if (own === undefined) fail('other-answer', side);
      if (own === side.own) continue;
      if (own === side.other && other === side.own) {
        fail('swapped', side);
      }
      if (own > side.own) fail('other-answer', side);
      const characters = side.talk === carl && own === word.length;
      fail(
        characters ? 'counts-characters' : 'last-piece',
        side,
        undefined,
        characters ? see : pieces,
      );
    }
    for (const side of heard) {
      const [, other] = numbers(side);
      if (other === side.other) continue;
      if (side.talk !== anna) fail('too-early', side);
      fail('disturbed', side, {
        en: 'nothing before its FIN, and then "yours 3, other 0\\n"',
        zh: '发送 FIN 之前什么也没有，之后才是 "yours 3, other 0\\n"',
      });
    }
    for (const side of heard) {
      if (side.heard.state === 'ended') continue;
      fail('not-ended', side, {
        en: "the answer, and then the server's FIN",
        zh: '先是答复，然后是服务器的 FIN',
      });
    }
  }

  // The first that comes is the last that finishes.
  const anna = await judge.connect(port);
  const bert = await judge.connect(port);
  const carl = await judge.connect(port);
  anna.send('abc');

  // More than one read can hold, and a letter of two bytes.
  const long = 'x'.repeat(200_000);
  const word = 'naïve';
  bert.send(long);
  bert.end();
  carl.send(word);
  carl.end();
  await compare(
    {
      talk: bert,
      who: {
        en: 'a client sent 200000 bytes and its FIN, and',
        zh: '一个客户端发送了 200000 个字节和 FIN',
      },
      own: long.length,
      other: Buffer.byteLength(word),
    },
    {
      talk: carl,
      who: {
        en: 'a client sent "naïve", 6 bytes, and its FIN, and',
        zh: '一个客户端发送了 "naïve"（6 个字节）和 FIN',
      },
      own: Buffer.byteLength(word),
      other: long.length,
    },
  );

  const dora = await judge.connect(port);
  if (dora.heard.state === 'refused') {
    await program.prints(() => false);
    judge.fail('not-serving', {
      saw: {
        en: 'after two clients had been answered, the next was refused',
        zh: '两个客户端得到答复以后，下一个客户端被拒绝了',
      },
      wanted: { en: 'a server that goes on listening', zh: '继续监听' },
      see: '03-server-client#the-server-listens',
    });
  }
  dora.end();
  anna.end();
  await compare(
    {
      talk: anna,
      who: {
        en:
          'a client sent "abc", and its FIN only when two others had ' +
          'been answered; it',
        zh: '一个客户端发送了 "abc"，等另外两个得到答复后才发送 FIN',
      },
      own: 3,
      other: 0,
    },
    {
      talk: dora,
      who: {
        en: 'a client sent nothing but its FIN, and',
        zh: '一个客户端除了 FIN 什么也没发',
      },
      own: 0,
      other: 3,
    },
  );
}
