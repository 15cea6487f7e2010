import { randomInt } from 'node:crypto';
import {
  type Both,
  type Judge,
  randomWord,
  type Talk,
  type Translated,
  tell,
  waitForCrash,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#half-close';
const pieces = '03-server-client#one-read-is-not-one-message';
const vanishes = '03-server-client#a-client-vanishes';

/** How long the judge waits for what is due at once, ms. */
const silence = 3000;
/** An answer that takes longer than this was delayed, ms. */
const slow = 300;

/** A client that has finished, and what it should receive. */
interface Side {
  talk: Talk;
  what: Both;
  own: number;
  /** The number of characters, where it is not that of the bytes. */
  characters?: number;
}

export default async function check(judge: Judge) {
  const program = judge.run(0);
  const port = await program.listening();

  async function join(): Promise<Talk> {
    const talk = await judge.connect(port);
    if (talk.heard.state === 'refused') {
      await program.prints(() => false, silence);
      judge.fail('not-serving', {
        saw: {
          en: `${since.en || 'after two clients had been answered, '}a new client was refused`,
          zh: `${since.zh || '两个客户端得到答复以后，'}新来的客户端被拒绝了`,
        },
        wanted: {
          en: 'a server that goes on listening',
          zh: '服务器继续监听',
        },
        see: since.en
          ? vanishes
          : '03-server-client#the-server-listens',
      });
    }
    return talk;
  }

  /** What happened before, if the judge has to tell it. */
  let since: Both = { en: '', zh: '' };

  /** A client sends this in two pieces, and its FIN. */
  function finish(talk: Talk, text: string): Side {
    const own = Buffer.byteLength(text);
    const half = Math.ceil(text.length / 2);
    talk.send(text.slice(0, half));
    talk.send(text.slice(half));
    talk.end();
    const quoted = JSON.stringify(text);
    const isShort = text.length <= 20;
    return {
      talk,
      own,
      what: {
        en: `${since.en}a client sent ${isShort ? `${quoted} (${own} bytes)` : `${own} bytes`} and its FIN`,
        zh: `${since.zh}一个客户端发送了 ${isShort ? `${quoted}（${own} 个字节）` : `${own} 个字节`}和 FIN`,
      },
      ...(text.length !== own && { characters: text.length }),
    };
  }

  const times: number[] = [];

  /** Compares what both of a pair receive, whichever receives it first. */
  async function compare(one: Side, two: Side, early?: Talk) {
    const start = performance.now();
    const sides = await Promise.all(
      [one, two].map(async (side) => {
        const { text } = await side.talk.hear(
          (all) => all.includes('\n'),
          silence,
        );
        const heard = await side.talk.hear(
          () => false,
          text === '' ? 0 : silence,
        );
        const other = (side === one ? two : one).own;
        const found = /^yours (\d+), other (\d+)\n$/.exec(heard.text);
        const numbers = found?.slice(1).map(Number) ?? [];
        return { ...side, heard, other, numbers };
      }),
    );
    times.push(performance.now() - start);
    type Hearer = (typeof sides)[number];
    function fail(
      id: string,
      { what, own, other, heard }: Hearer,
      wanted: Translated = `"yours ${own}, other ${other}\\n"`,
      section = see,
    ): never {
      const said = tell(heard) as Both;
      judge.fail(id, {
        saw: {
          en: `${what.en}; another client had sent ${other} bytes and its FIN; the first received ${said.en}`,
          zh: `${what.zh}；另一个客户端发送了 ${other} 个字节和 FIN；前者收到的是：${said.zh}`,
        },
        wanted,
        see: section,
      });
    }

    for (const side of sides) {
      const { text, state } = side.heard;
      if (text !== '' || state === 'silent') continue;
      await waitForCrash(program, port);
      if (since.en !== '') {
        fail('not-serving', side, undefined, vanishes);
      }
      fail('closed-early', side, {
        en:
          'a server that keeps its own side open after the ' +
          "client's FIN, until it has answered",
        zh: '收到客户端的 FIN 之后，服务器这一侧保持打开，直到答复为止',
      });
    }
    for (const side of sides) {
      const [own, other] = side.numbers;
      if (own === undefined) fail('other-answer', side);
      if (own === side.own) continue;
      if (own === side.other && other === side.own) {
        fail('swapped', side);
      }
      if (own > side.own) fail('other-answer', side);
      if (own === side.characters) fail('counts-characters', side);
      fail('last-piece', side, undefined, pieces);
    }
    for (const side of sides) {
      const [, other] = side.numbers;
      if (other === side.other) continue;
      fail(side.talk === early ? 'disturbed' : 'other-answer', side);
    }
    for (const side of sides) {
      if (side.heard.state === 'ended') continue;
      fail('not-ended', side, {
        en: "the answer, and then the server's FIN",
        zh: '先是答复，然后是服务器的 FIN',
      });
    }
  }

  /** Nothing may have come to these clients yet. */
  async function expectNothing(
    talks: Map<Talk, { id: string; what: Both }>,
  ) {
    for (const [talk, { id, what }] of talks) {
      const { heard } = talk;
      if (heard.text === '' && heard.state === 'open') continue;
      if (heard.text === '') await waitForCrash(program, port);
      const said = tell(heard) as Both;
      judge.fail(
        id === 'too-early' && heard.text === '' ? 'closed-early' : id,
        {
          saw: {
            en: `${what.en}; it received ${said.en}`,
            zh: `${what.zh}；它收到的是：${said.zh}`,
          },
          wanted: {
            en: 'nothing, and the connection still open, until this client and another one have finished',
            zh: '在它和另一个客户端都说完之前，什么也收不到，连接仍然开着',
          },
          see,
        },
      );
    }
  }

  // The first that comes is the last that finishes.
  const anna = await join();
  const begin = randomWord();
  anna.send(begin);

  // Bert finishes alone: more bytes than one read can hold.
  const bert = await join();
  const long = finish(bert, 'x'.repeat(randomInt(150_000, 250_000)));
  const carl = await join();
  const pause = randomInt(400, 700);
  await new Promise((done) => setTimeout(done, pause));
  await expectNothing(
    new Map([
      [
        bert,
        {
          id: 'too-early',
          what: {
            en: `${long.what.en}, and for ${pause} ms no other client finished`,
            zh: `${long.what.zh}，${pause} 毫秒里没有别的客户端说完`,
          },
        },
      ],
      [
        anna,
        {
          id: 'disturbed',
          what: {
            en: `a client sent ${JSON.stringify(begin)} and no FIN`,
            zh: `一个客户端发送了 ${JSON.stringify(begin)}，没有发送 FIN`,
          },
        },
      ],
    ]),
  );
  await compare(long, finish(carl, `naïve ${randomWord()} 多字节`));
  await expectNothing(
    new Map([
      [
        anna,
        {
          id: 'disturbed',
          what: {
            en: `two other clients had finished and been answered; a client that had sent ${JSON.stringify(begin)} had not sent its FIN`,
            zh: `另外两个客户端说完并得到了答复；一个发送过 ${JSON.stringify(begin)} 的客户端还没有发送 FIN`,
          },
        },
      ],
    ]),
  );

  // More pairs, of any sizes. All are here before the first finishes:
  // a program that looks for pairs at intervals may be quick once, but
  // the pairs after that finish just after a look.
  const pairs = [];
  for (let count = randomInt(3, 6); count > 0; count--) {
    pairs.push([await join(), await join()] as const);
  }
  times.splice(0);
  for (const [index, [one, two]] of pairs.entries()) {
    const text = index === 0 ? '' : 'y'.repeat(randomInt(1, 5000));
    await compare(finish(one, text), finish(two, randomWord()));
  }
  const fastest = Math.min(...times.slice(1));
  if (fastest > slow) {
    judge.fail('late', {
      saw: {
        en: `${times.length} pairs of clients finished; each time the end of their connections came ${Math.floor(fastest)} ms later or more`,
        zh: `有 ${times.length} 对客户端说完；每次都至少过了 ${Math.floor(fastest)} 毫秒连接才结束`,
      },
      wanted: {
        en: 'the answer as soon as two clients have finished, and then the end of both connections',
        zh: '一旦有两个客户端说完就答复，然后结束这两条连接',
      },
      see,
    });
  }

  // One vanishes before its FIN: it belongs to no pair.
  const gone = await join();
  const word = randomWord();
  await new Promise<void>((sent) =>
    gone.socket.write(word, () => sent()),
  );
  gone.reset();
  since = {
    en: `one client sent ${JSON.stringify(word)} and reset its connection; then `,
    zh: `一个客户端发送 ${JSON.stringify(word)} 之后复位了连接；然后`,
  };
  const [one, two] = [await join(), await join()];
  await compare(finish(one, randomWord()), finish(two, randomWord()));
  const rest = randomWord();
  const dora = finish(await join(), 'z'.repeat(randomInt(1, 500)));
  const own = begin.length + rest.length;
  await compare({ ...finish(anna, rest), own }, dora, anna);
}
