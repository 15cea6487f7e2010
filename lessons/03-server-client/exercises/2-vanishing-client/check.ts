import { randomInt } from 'node:crypto';
import {
  type Both,
  type Heard,
  type Judge,
  randomWord,
  type Talk,
  tell,
  waitForCrash,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#a-client-vanishes';
const listens = '03-server-client#the-server-listens';

/** How long the judge waits for a line that is due at once, ms. */
const silence = 3000;
/** The same, when another client has received it already, ms. */
const rest = 1500;
/** A line that takes longer than this was delayed, ms. */
const slow = 300;

/** A way of leaving, and the mistake of a server that does not cope. */
interface Way extends Both {
  id: string;
  leave(talk: Talk): void | Promise<void>;
}

export default async function check(judge: Judge) {
  const program = judge.run(0);
  const port = await program.listening();

  /** What each client should have received so far. */
  const said = new Map<Talk, string>();

  /** What happened before, and the line that all received then, once. */
  let earlier = { what: { en: '', zh: '' }, line: '' };

  /**
   * How long after the line before it each line came, ms, when a client
   * came and when one left. What changes the number follows each line
   * at once, so a program that looks at intervals is never quicker than
   * its interval, however busy the machine is.
   */
  const came: number[] = [];
  const gone: number[] = [];
  let lastLine = performance.now();

  const ifEnded = async ({ state }: Heard) => {
    if (state === 'ended' || state === 'reset') {
      await waitForCrash(program, port);
    }
  };

  /** A client that should still be here was cut off. */
  function failCutOff(
    [talk, lines]: [Talk, string],
    what: Both,
  ): never {
    const { text, state } = talk.heard;
    const saw = tell({ text: text.slice(lines.length), state }) as Both;
    judge.fail('cut-off', {
      saw: {
        en: `${what.en}; a client that had not left received ${saw.en}`,
        zh: `${what.zh}；一个没有离开的客户端收到的是：${saw.zh}`,
      },
      wanted: {
        en: 'no client cut off before a minute has passed',
        zh: '不满一分钟，不断开任何客户端',
      },
      see: listens,
    });
  }

  /** All who are here receive the number, and nothing else. */
  async function expect(id: string, what: Both, section = see) {
    const { what: news, line } = earlier;
    const next = `${said.size} here\n`;
    earlier = { what, line: next };
    const hear = (talk: Talk, limit: number) => {
      const wanted = `${said.get(talk)}${next}`;
      const enough = (text: string) =>
        text.length >= wanted.length || !wanted.startsWith(text);
      return talk.hear(enough, limit);
    };
    const first = await Promise.race(
      [...said.keys()].map((one) => hear(one, silence)),
    );
    const limit = first.state === 'silent' ? 0 : rest;
    for (const [talk, before] of said) {
      const lines = `${before}${next}`;
      const heard = await hear(talk, limit);
      // What is too much is seen when the next line comes.
      if (heard.text.startsWith(lines) && heard.state === 'open') {
        said.set(talk, lines);
        continue;
      }
      await ifEnded(heard);
      if (before !== '' && heard.text.startsWith(before + line)) {
        judge.fail('told-twice', {
          saw: {
            en: `${news.en}; the connected clients received ${JSON.stringify(line)} more than once`,
            zh: `${news.zh}；已连接的客户端不止一次收到 ${JSON.stringify(line)}`,
          },
          wanted: {
            en: `${JSON.stringify(line)}, once`,
            zh: `${JSON.stringify(line)}，只有一次`,
          },
          see,
        });
      }
      const cut = [...said].find(
        ([{ heard }, lines]) =>
          heard.text.startsWith(lines) &&
          (heard.state === 'ended' || heard.state === 'reset'),
      );
      if (cut !== undefined) failCutOff(cut, what);
      const known = heard.text.startsWith(before);
      const text = heard.text.slice(known ? before.length : 0);
      const saw = tell({ text, state: heard.state }) as Both;
      judge.fail(id, {
        saw: {
          en: `${what.en}; one of the ${said.size} connected clients received ${saw.en}`,
          zh: `${what.zh}；已连接的 ${said.size} 个客户端中，有一个收到的是：${saw.zh}`,
        },
        wanted: {
          en: `the line ${JSON.stringify(next)} for each of them`,
          zh: `每个客户端都收到一行 ${JSON.stringify(next)}`,
        },
        see: section,
      });
    }
    const before = lastLine;
    lastLine = performance.now();
    return lastLine - before;
  }

  /** A client comes. What the others received is exact only after that. */
  async function join(id: string, when?: Both): Promise<Talk> {
    const talk = await judge.connect(port);
    if (talk.heard.state === 'refused') {
      await program.prints(() => false, rest);
      judge.fail('not-serving', {
        saw: {
          en: `${when?.en ?? ''}a new client was refused`,
          zh: `${when?.zh ?? ''}新来的客户端被拒绝`,
        },
        wanted: {
          en: 'a server that goes on listening',
          zh: '服务器继续监听',
        },
        see,
      });
    }
    const others = [...said];
    said.clear();
    said.set(talk, '');
    for (const [other, lines] of others) said.set(other, lines);
    const took = await expect(
      id,
      {
        en: `${when?.en ?? ''}a client came; with it ${said.size} are here`,
        zh: `${when?.zh ?? ''}来了一个客户端，连它在内共有 ${said.size} 个`,
      },
      when === undefined ? listens : see,
    );
    came.push(took);
    return talk;
  }

  const guests: Talk[] = [];
  const guest = async () => guests.push(await join('no-number'));
  for (let count = randomInt(5, 8); count > 0; count--) await guest();
  const prompt = (took: number[], what: Both) => {
    // The first may come just before a look.
    const fastest = Math.min(...took.slice(1));
    if (fastest <= slow) return;
    judge.fail('late', {
      saw: {
        en: `${what.en}; each number came ${Math.floor(fastest)} ms or more after the one before it`,
        zh: `${what.zh}；每次的人数都比前一次晚至少 ${Math.floor(fastest)} 毫秒收到`,
      },
      wanted: {
        en: 'the number at once, each time that it changes',
        zh: '人数每次变化，都立即告诉',
      },
      see: listens,
    });
  };
  prompt(came, {
    en: `${said.size} clients came, one after the other`,
    zh: `先后来了 ${said.size} 个客户端`,
  });

  // For more than a second nobody comes or leaves, and one talks.
  const chatter = `${randomWord()}\n`;
  const pause = randomInt(1100, 1400);
  guests.at(-1)?.send(chatter);
  await new Promise((done) => setTimeout(done, pause));
  for (const [talk, lines] of said) {
    const { text, state } = talk.heard;
    if (text === lines && state === 'open') continue;
    await ifEnded(talk.heard);
    const more = text.slice(text.startsWith(lines) ? lines.length : 0);
    const saw = tell({ text: more, state }) as Both;
    judge.fail(state === 'open' ? 'told-unasked' : 'cut-off', {
      saw: {
        en: `for ${pause} ms the number did not change, and one client sent ${JSON.stringify(chatter)}; meanwhile a client received ${saw.en}`,
        zh: `${pause} 毫秒里人数没有变化，有一个客户端发送了 ${JSON.stringify(chatter)}；这期间有一个客户端收到的是：${saw.zh}`,
      },
      wanted: {
        en: 'a line only when the number changes, and no client cut off before a minute has passed',
        zh: '人数变化时才发送一行；不满一分钟，不断开任何客户端',
      },
      see: listens,
    });
  }

  // Each way of leaving, and a newcomer after each.
  const size = randomInt(50_000, 100_000);
  const word = `${randomWord()}\n`;
  const farewells: Way[] = [
    {
      id: 'leaving-unnoticed',
      en: `a client sent ${size} bytes and its FIN`,
      zh: `一个客户端发送了 ${size} 个字节和 FIN`,
      leave(talk: Talk) {
        talk.send('x'.repeat(size));
        talk.end();
      },
    },
    {
      id: 'leaving-unnoticed',
      en: 'a client that had sent nothing sent its FIN',
      zh: '一个什么也没有发送过的客户端发送了 FIN',
      leave: (talk: Talk) => talk.end(),
    },
  ];
  const resets: Way[] = [
    {
      id: 'still-counted',
      en: `a client sent ${JSON.stringify(word)} and reset its connection`,
      zh: `一个客户端发送了 ${JSON.stringify(word)}，然后复位了连接`,
      async leave(talk: Talk) {
        await new Promise<void>((sent) =>
          talk.socket.write(word, () => sent()),
        );
        talk.reset();
      },
    },
    {
      id: 'still-counted',
      en: 'a client that had sent nothing reset its connection',
      zh: '一个什么也没有发送过的客户端复位了连接',
      leave: (talk: Talk) => talk.reset(),
    },
  ];
  const either = (ways: Way[]) =>
    randomInt(2) === 0 ? ways : ways.toReversed();
  for (const way of [...either(farewells), ...either(resets)]) {
    const talk = guests.shift();
    if (talk === undefined) break;
    const { id, en, zh } = way;
    await way.leave(talk);
    said.delete(talk);
    gone.push(
      await expect(
        id,
        { en, zh },
        id === 'leaving-unnoticed' ? listens : see,
      ),
    );
    guests.push(
      await join('counted-twice', {
        en: `${en}; then `,
        zh: `${zh}；然后`,
      }),
    );
  }
  prompt(gone, {
    en: `${gone.length} clients left, one after the other`,
    zh: `先后有 ${gone.length} 个客户端离开`,
  });
}
