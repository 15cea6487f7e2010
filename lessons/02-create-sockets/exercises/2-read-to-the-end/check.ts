import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Judge,
  quote,
  type Talk,
  type Translated,
} from '../../../../scripts/judge/check.ts';

const use = '02-create-sockets#use-it-then-say-that-you-are-done';
const connecting =
  '02-create-sockets#connecting-takes-time-so-it-ends-with-an-event';
const open = '02-create-sockets#the-program-that-does-not-end';
const pieces = '02-create-sockets#one-write-is-not-one-message';

const heading = 'The owl says:';
const text = `${heading}\n\n  “à demain 🦉”\n`;
const bytes = Buffer.from(text);
// In the middle of the owl, whose four bytes are one character.
const cut = bytes.indexOf('🦉') + 2;
const begin = text.slice(0, text.indexOf('🦉'));
/** The server takes its time before each of its pieces, ms. */
const pause = 1000;

export default async function check(judge: Judge) {
  let caller: Talk | undefined;
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const port = await judge.serve((talk) => {
    caller = talk;
    arrive();
  });
  const program = judge.run(port);
  await Promise.race([arrived, program.prints(() => false)]);
  if (caller === undefined) {
    judge.fail('no-connection', {
      saw: { en: 'your program did not connect', zh: '程序没有连接' },
      wanted: {
        en: `a connection to 127.0.0.1:${port}`,
        zh: `连接到 127.0.0.1:${port}`,
      },
      see: connecting,
    });
  }
  // The server is slow on purpose: nothing is waited for here.
  await sleep(pause);
  const isReading = (out: string) => out.includes('reading');
  if (isReading(program.stdout)) {
    judge.fail('reading-early', {
      saw: {
        en:
          'the server had accepted the connection and sent nothing ' +
          `yet, and the program had printed ${quote(program.stdout)}`,
        zh: `服务器接受了连接，还什么也没有发，程序已经打印了 ${quote(program.stdout)}`,
      },
      wanted: {
        en: 'the line "reading" when the first bytes have come, not before',
        zh: '最初的字节到达之后，才打印一行 "reading"',
      },
      see: use,
    });
  }
  caller.send(bytes.subarray(0, cut));

  // Only when the first piece has been read does the rest follow.
  const seen = await program.prints(isReading);
  if (!isReading(seen)) {
    judge.fail('not-reading', {
      saw: {
        en:
          'the first bytes had come, and the program had printed ' +
          `${quote(seen)}`,
        zh: `最初的字节已经到达，程序打印的是 ${quote(seen)}`,
      },
      wanted: {
        en: 'the line "reading" as soon as the first bytes have come',
        zh: '最初的字节一到，就打印一行 "reading"',
      },
      see: use,
    });
  }
  // A program that waits for some time, not for the end, is too early.
  await sleep(pause);
  caller.send(bytes.subarray(cut));
  caller.end();

  const stdout = await program.prints(() => false);
  function fail(id: string, wanted: Translated, see: string): never {
    judge.fail(id, {
      saw: {
        en:
          `the server sent ${quote(text)} in two pieces, one a second ` +
          `later, ${bytes.length} bytes, and then its FIN; the program ` +
          `printed ${quote(stdout)}`,
        zh:
          `服务器分两段发送 ${quote(text)}，中间隔一秒，共 ${bytes.length} 个字节，然后是 FIN；` +
          `程序打印的是 ${quote(stdout)}`,
      },
      wanted,
      see,
    });
  }

  const { outcome } = program;
  if (outcome === undefined) {
    const seconds = judge.patience / 1000;
    fail(
      'not-ended',
      {
        en:
          'a program that has printed everything and ends by ' +
          `itself; this one still ran ${seconds} s later`,
        zh: `程序打印完就自己结束；过了 ${seconds} 秒，它还在运行`,
      },
      open,
    );
  }
  const found = /^reading\n(\d+) bytes\n([\s\S]*)$/.exec(stdout);
  if (found === null) {
    fail(
      'other-lines',
      {
        en:
          '"reading", then the number of bytes, as in "12 bytes", ' +
          'then the text',
        zh: '先是 "reading"，然后是字节数，例如 "12 bytes"，然后是文本',
      },
      use,
    );
  }
  const shown = found[2]?.trimEnd() ?? '';
  const whole = shown.replaceAll('\uFFFD', '').trimEnd();
  const size = Number(found[1]);
  if (whole !== '' && heading.startsWith(whole)) {
    fail(
      'first-line-only',
      {
        en:
          'the whole answer: it ends with the connection, ' +
          'not with a newline',
        zh: '完整的应答：应答到连接结束为止，而不是到换行符为止',
      },
      pieces,
    );
  }
  if (whole !== '' && begin.startsWith(whole)) {
    fail(
      'first-chunk-only',
      {
        en: 'the whole answer, not only its first piece',
        zh: '完整的应答，而不只是第一段',
      },
      pieces,
    );
  }
  if (!shown.startsWith(heading)) {
    fail(
      'first-chunk-lost',
      {
        en: 'the whole answer, from its first byte',
        zh: '完整的应答，从第一个字节开始',
      },
      use,
    );
  }
  if (shown.includes('\uFFFD')) {
    fail(
      'broken-character',
      {
        en:
          'the whole owl: its four bytes came in two pieces; decode ' +
          'them together',
        zh: '完整的猫头鹰：它的四个字节分两段到达，要拼在一起再解码',
      },
      pieces,
    );
  }
  if (size === text.length || size === [...text].length) {
    fail(
      'counts-characters',
      {
        en:
          `"${bytes.length} bytes": this text has fewer characters ` +
          'than bytes',
        zh: `"${bytes.length} bytes"：这段文本的字符数比字节数少`,
      },
      use,
    );
  }
  if (size !== bytes.length || shown !== text.trimEnd()) {
    fail(
      'other-answer',
      {
        en: `"${bytes.length} bytes", then the text as it was sent`,
        zh: `"${bytes.length} bytes"，然后是原样的文本`,
      },
      pieces,
    );
  }
  const { text: said } = await caller.hear();
  if (said !== '') {
    judge.fail('not-silent', {
      saw: {
        en: `the program sent ${quote(said)} to the server`,
        zh: `程序向服务器发送了 ${quote(said)}`,
      },
      wanted: {
        en: 'a program that sends nothing, and reads to the end',
        zh: '程序什么也不发，一直读到结尾',
      },
      see: use,
    });
  }
  const { code, stderr } = outcome;
  if (code !== 0) {
    judge.fail('exit-code', {
      saw: {
        en:
          'the answer was printed, then the program ended with exit ' +
          `code ${code}, and on standard error ${quote(stderr)}`,
        zh: `应答打印出来了，然后程序结束，退出码为 ${code}，标准错误上是 ${quote(stderr)}`,
      },
      wanted: {
        en: 'exit code 0',
        zh: '退出码为 0',
      },
      see: use,
    });
  }
}
