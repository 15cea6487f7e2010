import {
  type Heard,
  type Judge,
  type Talk,
  tell,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#a-client-vanishes';
const listens = '03-server-client#the-server-listens';

interface Say {
  en: string;
  zh: string;
}

export default async function check(judge: Judge) {
  const program = judge.run(0);
  const port = await program.listening();

  /** What each client should have heard so far. */
  const said = new Map<Talk, string>();

  /** What happened before, and the line that all heard then, once. */
  let earlier = { what: { en: '', zh: '' }, line: '' };

  /** All who are here hear the number, and nothing else. */
  async function expect(
    id: string,
    what: Say,
    count: number,
    section = see,
  ) {
    const { what: news, line } = earlier;
    earlier = { what, line: `${count} here\n` };
    for (const [talk, before] of said) {
      const lines = `${before}${count} here\n`;
      said.set(talk, lines);
      const heard = await talk.hear(
        (all) => all.length >= lines.length,
      );
      // What is too much is seen when the next line comes.
      if (heard.text.startsWith(lines) && heard.state === 'open')
        continue;
      await lookForLife(heard);
      if (before !== '' && heard.text.startsWith(before + line)) {
        judge.fail('told-twice', {
          saw: {
            en: `${news.en}; the remaining clients received ${JSON.stringify(line)} more than once`,
            zh: `${news.zh}；留下的客户端不止一次收到 ${JSON.stringify(line)}`,
          },
          wanted: {
            en: `${JSON.stringify(line)}, once`,
            zh: `${JSON.stringify(line)}，只有一次`,
          },
          see,
        });
      }
      const known = heard.text.startsWith(before);
      const text = heard.text.slice(known ? before.length : 0);
      const saw = tell({ text, state: heard.state }) as Say;
      judge.fail(id, {
        saw: {
          en: `${what.en}; the connected clients received ${saw.en}`,
          zh: `${what.zh}；已连接的客户端收到的是 ${saw.zh}`,
        },
        wanted: `"${count} here\\n"`,
        see: section,
      });
    }
  }

  /** A program that dies ends its conversations: wait for its end. */
  async function lookForLife({ state }: Heard) {
    if (state === 'open' || state === 'silent') return;
    const next = await judge.connect(port);
    const greeting = await next.hear((text) => text !== '');
    if (greeting.state !== 'open') await program.prints(() => false);
  }

  async function join(what: Say, count: number) {
    const talk = await judge.connect(port);
    said.set(talk, '');
    await expect('no-number', what, count, listens);
    return talk;
  }

  const anna = await join(
    { en: 'a first client came', zh: '来了第一个客户端' },
    1,
  );
  const bert = await join(
    { en: 'a second client came', zh: '来了第二个客户端' },
    2,
  );
  const carl = await join(
    { en: 'a third client came', zh: '来了第三个客户端' },
    3,
  );

  carl.send('goodbye\n');
  carl.end();
  said.delete(carl);
  await expect(
    'leaving-unnoticed',
    {
      en: 'one of three clients sent "goodbye\\n" and its FIN',
      zh: '三个客户端中的一个发送了 "goodbye\\n" 和 FIN',
    },
    2,
    listens,
  );

  bert.reset();
  said.delete(bert);
  await expect(
    'still-counted',
    {
      en: 'one of two clients reset its connection',
      zh: '两个客户端中的一个复位了连接',
    },
    1,
  );

  const dora = await judge.connect(port);
  if (dora.heard.state === 'refused') {
    judge.fail('not-serving', {
      saw: {
        en: 'after one client had vanished, the next was refused',
        zh: '一个客户端消失以后，下一个客户端被拒绝了',
      },
      wanted: { en: 'a server that goes on listening', zh: '继续监听' },
      see,
    });
  }
  // The newcomer first: what the other one heard is exact only then.
  const lines = said.get(anna) ?? '';
  said.clear();
  said.set(dora, '').set(anna, lines);
  await expect(
    'counted-twice',
    {
      en: 'one client had vanished, one was left, and another came',
      zh: '一个客户端消失了，还剩一个，又来了一个新的',
    },
    2,
  );
}
