import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  type Judge,
  quote,
  randomWord,
} from '../../../../scripts/judge/check.ts';

const see = '01-socket-concepts#the-calls-of-a-datagram-socket';
const open = '02-create-sockets#the-program-that-does-not-end';
const host = '127.0.0.1';

/** Translated with more bytes than characters. */
const accented = ['crème', 'brûlée', 'smörgås', 'żółw', 'naïveté'];
/** How long a program that has printed both lines may still run, ms. */
const atOnce = 4000;

const oneOf = (words: readonly string[]) =>
  words[randomInt(words.length)] ?? '';

/** A text as a verdict shows it: a long one is shortened. */
const show = (text: string) =>
  text.length <= 60
    ? quote(text)
    : `${quote(`${text.slice(0, 20)}…`)} (${Buffer.byteLength(text)} B)`;

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
    const size = (text: string) => Buffer.byteLength(text);
    const lines = (a: number, b: number) => `${a} bytes\n${b} bytes`;
    const expected = lines(size(first), size(second));
    const given = {
      en: `given the texts ${show(first)} and ${show(second)}`,
      zh: `给出文本 ${show(first)} 和 ${show(second)}`,
    };
    const fail = (
      id: string,
      en: string,
      zh: string,
      section = see,
    ): never =>
      judge.fail(id, {
        saw: { en: `${given.en}, ${en}`, zh: `${given.zh}，${zh}` },
        wanted: {
          en: `two messages, ${show(first)} and ${show(second)}, the lines ${quote(expected)} and nothing else on standard output, then the end of the program`,
          zh: `两条消息：${show(first)} 和 ${show(second)}；标准输出上只有 ${quote(expected)} 两行；然后程序结束`,
        },
        see: section,
      });

    const program = judge.run(port, first, second);
    await program.prints((out) => /^.*\n.*\n/.test(out));
    await program.prints(() => false, atOnce);
    if (program.outcome === undefined) {
      const out = quote(program.stdout);
      fail(
        'hung',
        `your program printed ${out} and had not ended ${atOnce / 1000} s later; an open socket keeps it running`,
        `程序打印了 ${out}，过了 ${atOnce / 1000} 秒还没有结束；套接字开着，程序就不会结束`,
        open,
      );
    }
    const { stdout, stderr, code } = await program.ends();
    const came = await arrived();
    const list = came.map(show).join(', ');

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
      if ([first, second].includes('') && one === first + second) {
        fail(
          'no-empty',
          `only ${list} came; the empty message did not`,
          `只收到 ${list}，空的那一条没有到达`,
        );
      }
      if (first === second) {
        fail(
          'same-once',
          `only one message came, ${list}; two texts are two messages, also when they are the same`,
          `只收到一条：${list}；两段文本就是两条消息，内容相同也一样`,
        );
      }
      fail(
        'lost',
        `only one message came, ${list}`,
        `只收到一条：${list}`,
      );
    }
    // UDP promises no order.
    const [one = '', two = ''] = came.sort();
    const [small = '', large = ''] = [first, second].sort();
    if (came.length !== 2 || one !== small || two !== large) {
      const isCut =
        came.length === 2 &&
        came.join('').length < `${first}${second}`.length &&
        came.every((text) =>
          [first, second].some((all) => all.startsWith(text)),
        );
      const isTrimmed =
        `${came}` === `${[first.trim(), second.trim()].sort()}`;
      fail(
        isTrimmed ? 'trimmed' : isCut ? 'cut-off' : 'other-bytes',
        isTrimmed
          ? `these messages came: ${list}; blanks and line ends at the edges of a text belong to it`
          : `these ${came.length} messages came: ${list}`,
        isTrimmed
          ? `收到的消息是：${list}；文本开头和结尾的空白、换行也是文本的一部分`
          : `收到了 ${came.length} 条消息：${list}`,
      );
    }
    const printed = stdout.replaceAll('\r\n', '\n').replace(/\n$/, '');
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
      `the messages were right, but your program printed ${quote(printed)} on standard output and ${quote(stderr)} on standard error`,
      `消息没有问题，但程序在标准输出上打印了 ${quote(printed)}，标准错误上是 ${quote(stderr)}`,
    );
  }

  const word = randomWord();
  await tryTexts(word, `${oneOf(accented)} ${oneOf(accented)}`);
  await tryTexts(`  ${randomWord()}, ${randomWord()} \n`, '');
  // Longer than any room that a program sets aside for a message.
  await tryTexts('', 'é'.repeat(randomInt(2000, 4000)));
  await tryTexts(word, word);
}
