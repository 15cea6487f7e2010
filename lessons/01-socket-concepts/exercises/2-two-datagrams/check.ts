import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Judge, quote } from '../../../../scripts/judge/check.ts';

const see = '01-socket-concepts#the-calls-of-a-datagram-socket';
const host = '127.0.0.1';

export default async function check(judge: Judge) {
  const peer = createSocket('udp4');
  judge.after(() => peer.close());
  peer.bind(0, host);
  await once(peer, 'listening');
  const { port } = peer.address();

  let messages: string[] = [];
  let own = () => {};
  peer.on('message', (bytes, from) => {
    if (from.port === port) own();
    else messages.push(String(bytes));
  });
  /** All that came so far: the judge's own message, sent now, is read last. */
  async function arrived() {
    await new Promise<void>((resolve) => {
      // Only the end of patience: UDP may lose that message, too.
      const timer = setTimeout(resolve, judge.patience);
      own = () => {
        clearTimeout(timer);
        resolve();
      };
      peer.send('that was all', port, host);
    });
    return messages.splice(0);
  }

  async function tryTexts(first: string, second: string) {
    messages = [];
    const program = judge.run(port, first, second);
    const { stdout, stderr, code } = await program.ends();
    const came = await arrived();

    const fail = (id: string, en: string, zh: string): never =>
      judge.fail(id, {
        saw: {
          en: `given the texts ${quote(first)} and ${quote(second)}, ${en}`,
          zh: `给出文本 ${quote(first)} 和 ${quote(second)}，${zh}`,
        },
        wanted: {
          en: `two messages, ${quote(first)} and ${quote(second)}, and the lines ${quote(expected)}`,
          zh: `两条消息：${quote(first)} 和 ${quote(second)}，并打印 ${quote(expected)}`,
        },
        see,
      });
    const size = (text: string) => Buffer.byteLength(text);
    const lines = (a: number, b: number) => `${a} bytes\n${b} bytes`;
    const expected = lines(size(first), size(second));
    const list = came.map(quote).join(', ');

    if (code !== 0) {
      fail(
        'failed',
        `your program ended with exit code ${code} and said ${quote(stderr)}`,
        `程序的退出码是 ${code}，标准错误上是 ${quote(stderr)}`,
      );
    }
    if (came.length === 0) {
      fail(
        'lost',
        'not one message had arrived when your program ended',
        '程序结束时，一条消息也没有到达',
      );
    }
    if (came.length === 1) {
      const [one = ''] = came;
      if (
        first !== '' &&
        second !== '' &&
        one.includes(first + second)
      ) {
        fail(
          'joined',
          `one message came with both in it, ${list}`,
          `两段文本合在一条消息里到达：${list}`,
        );
      }
      if (second === '' && one === first) {
        fail(
          'no-empty',
          `only ${list} came; the empty message did not`,
          `只收到 ${list}，空的那一条没有到达`,
        );
      }
      fail(
        'lost',
        `only one message came, ${list}`,
        `只收到一条：${list}`,
      );
    }
    // UDP promises no order.
    if (`${came.sort()}` !== `${[first, second].sort()}`) {
      fail(
        'other-bytes',
        `these ${came.length} messages came: ${list}`,
        `收到了 ${came.length} 条消息：${came.map(quote).join('、')}`,
      );
    }
    const printed = stdout.trim().replaceAll('\r\n', '\n');
    if (printed === expected) return;
    if (printed === lines(first.length, second.length)) {
      fail(
        'characters',
        `your program printed ${quote(printed)}: those are characters, not bytes`,
        `程序打印了 ${quote(printed)}：这是字符数，不是字节数`,
      );
    }
    fail(
      'other-lines',
      `the messages were right, but your program printed ${quote(printed)}`,
      `消息没有问题，但程序打印了 ${quote(printed)}`,
    );
  }

  await tryTexts('hello', 'crème brûlée');
  await tryTexts('你好', '');
}
