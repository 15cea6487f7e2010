import { randomInt } from 'node:crypto';
import {
  type Both,
  type Judge,
  quote,
  randomWord,
  type Talk,
} from '../../../../scripts/judge/check.ts';

const use = '02-create-sockets#the-life-of-a-tcp-socket';
const open = '02-create-sockets#the-program-that-does-not-end';
const messages = '02-create-sockets#one-write-is-not-one-message';

/** How long after the FIN a program may still run, ms. */
const atOnce = 4000;
/** A program that prints within that time after the FIN is not slow, ms. */
const soon = 1500;
/** How long an early program may take to print the rest, ms. */
const aMoment = 700;
/** How long after the first bytes "reading" may come on a slow machine, ms. */
const patient = 3000;

/** An answer, its pieces, and the pauses before each of them and before the FIN, ms. */
interface Answer {
  heading: string;
  text: string;
  pieces: Buffer[];
  pauses: number[];
}

/** Some lines with blanks at both edges, and characters of several bytes. */
function someText() {
  const heading = `  ${randomWord()} ${randomWord()}:`;
  const end = ['', '\n', ' \n\n'][randomInt(3)];
  const text = `${heading}\n\n  “à ${randomWord()} 🦉”\n${randomWord()} é${end}`;
  return { heading, text };
}

/** The first of the pieces ends in the middle of the owl, which is one character of four bytes. */
function inPieces(): Answer {
  const { heading, text } = someText();
  const bytes = Buffer.from(text);
  const owl = bytes.indexOf('🦉') + randomInt(1, 4);
  const cuts = new Set([owl]);
  const count = randomInt(3, 6);
  const after = bytes.indexOf('🦉') + 5;
  while (cuts.size < count - 1)
    cuts.add(randomInt(after, bytes.length));
  const ends = [...cuts].sort((a, b) => a - b);
  const pieces = [0, ...ends].map((start, at) =>
    bytes.subarray(start, ends[at]),
  );
  const pauses = [
    randomInt(500, 800),
    ...ends.map(() => randomInt(100, 300)),
    // Longer than most programs wait that watch the time, not the end.
    randomInt(2100, 2500),
  ];
  return { heading, text, pieces, pauses };
}

/** All in one piece, and the FIN with it. */
function atOneGo(): Answer {
  const { heading, text } = someText();
  return { heading, text, pieces: [Buffer.from(text)], pauses: [0, 0] };
}

export default async function check(judge: Judge) {
  /** Has the program read an answer. Resolves with false if this machine was too slow for a verdict. */
  async function read(answer: Answer, isLast: boolean) {
    const { heading, text, pieces, pauses } = answer;
    const bytes = Buffer.from(text);
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
      return judge.fail('no-connection', {
        saw: { en: 'your program did not connect', zh: '程序没有连接' },
        wanted: {
          en: `a connection to 127.0.0.1:${port}`,
          zh: `连接到 127.0.0.1:${port}`,
        },
        see: use,
      });
    }
    const isReading = (out: string) => out.includes('reading');
    const isMore = (out: string) => out.length > 'reading\n'.length;
    const isOver = () =>
      program.outcome !== undefined || isMore(program.stdout);

    // The server is slow on purpose. Only what the program prints ends
    // a pause.
    let isPrompt = true;
    let sent = 0;
    for (const piece of pieces) {
      const enough = sent === 0 ? isReading : isMore;
      await program.prints(enough, isPrompt ? pauses[sent] : 0);
      if (sent === 0 && isReading(program.stdout)) {
        return judge.fail('reading-early', {
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
      if (sent > 0 && isOver()) break;
      caller.send(piece);
      sent += 1;
      // Only when the first piece has been read does the rest follow.
      if (sent > 1 || pieces.length === 1) continue;
      isPrompt = isReading(await program.prints(isReading, patient));
    }
    if (isPrompt) await program.prints(isMore, pauses[sent]);
    const isEarly = isOver();
    if (!isEarly) caller.end();
    const fin = performance.now();

    if (!isPrompt) {
      const late = await program.prints(isReading, atOnce);
      const isSlow = performance.now() - fin > soon;
      if (isSlow && isReading(late) && !isLast) return false;
      return judge.fail('not-reading', {
        saw: {
          en: `the first ${pieces[0]?.length} bytes had come, and ${patient} ms later the program had not printed "reading" on standard output; it printed ${quote(late)} when the server had sent the rest and its FIN`,
          zh: `最初的 ${pieces[0]?.length} 个字节已经到达，过了 ${patient} 毫秒，程序还没有在标准输出上打印 "reading"；服务器发完其余内容和 FIN 之后，它打印的是 ${quote(late)}`,
        },
        wanted: {
          en: 'the line "reading" as soon as the first bytes have come',
          zh: '最初的字节一到，就打印一行 "reading"',
        },
        see: use,
      });
    }

    const due = `reading\n${bytes.length} bytes\n${text}`;
    // An early program gets a moment to print the rest.
    const limit = isEarly ? aMoment : atOnce;
    // One that sleeps after the FIN waits for something else: it is late on any machine.
    let slept = false;
    if (!isEarly) {
      program.rests(soon).then((rests) => {
        slept =
          rests &&
          isReading(program.stdout) &&
          !isMore(program.stdout) &&
          program.outcome === undefined;
      });
    }
    await program.prints((out) => out.length >= due.length, limit);
    const waited = Math.round(performance.now() - fin);
    await program.prints(() => false, limit);
    const { stdout, outcome } = program;
    const gone = sent < pieces.length || isEarly;
    const sizes = pieces
      .slice(0, sent)
      .map(({ length }) => length)
      .join(' + ');
    const times = pauses.slice(0, sent + 1).join(', ');
    function fail(id: string, wanted: Both, see: string): never {
      const then = gone
        ? {
            en: 'and had not sent its FIN',
            zh: '还没有发送 FIN',
          }
        : { en: 'and then its FIN', zh: '然后是 FIN' };
      judge.fail(id, {
        saw: {
          en: `of the answer ${quote(text)} the server had sent ${sizes} bytes (pauses: ${times} ms) ${then.en}; the program printed ${quote(stdout)}`,
          zh: `应答是 ${quote(text)}，服务器发送了 ${sizes} 个字节（停顿：${times} 毫秒），${then.zh}；程序打印的是 ${quote(stdout)}`,
        },
        wanted,
        see,
      });
    }

    if (outcome === undefined && !isEarly) {
      fail(
        'not-ended',
        {
          en: `a program that has printed everything and ends by itself at once; this one still ran ${atOnce / 1000} s later`,
          zh: `程序打印完就立即自己结束；过了 ${atOnce / 1000} 秒，它还在运行`,
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
            'after the FIN: "reading", then the number of bytes, as in "12 bytes", ' +
            'then the text, and nothing else',
          zh: 'FIN 到达之后：先是 "reading"，然后是字节数，例如 "12 bytes"，然后是文本，没有别的内容',
        },
        use,
      );
    }
    const shown = found[2] ?? '';
    const size = Number(found[1]);
    const whole = shown.replaceAll('\uFFFD', '').trim();
    const begin = text.slice(0, text.indexOf('🦉')).trim();
    if (whole !== '' && heading.trim().startsWith(whole)) {
      fail(
        'first-line-only',
        {
          en:
            'the whole answer: it ends with the connection, ' +
            'not with a newline',
          zh: '完整的应答：应答到连接结束为止，而不是到换行符为止',
        },
        messages,
      );
    }
    if (whole !== '' && begin.startsWith(whole)) {
      fail(
        'first-chunk-only',
        {
          en: 'the whole answer, not only its first piece',
          zh: '完整的应答，而不只是第一段',
        },
        messages,
      );
    }
    if (gone) {
      fail(
        'before-the-end',
        {
          en: 'nothing but "reading" before the FIN has come: neither a number of pieces nor a silence is the end of the answer',
          zh: 'FIN 到达之前，除了 "reading" 什么也不打印：段数和沉默都不代表应答结束',
        },
        messages,
      );
    }
    if (!shown.trim().startsWith(heading.trim())) {
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
        messages,
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
    const isText = [text, `${text}\n`].includes(shown);
    if (!isText && shown.trim() === text.trim()) {
      fail(
        'trimmed',
        {
          en: `"${bytes.length} bytes", then the text as it was sent, with the blanks and line ends at both its edges`,
          zh: `"${bytes.length} bytes"，然后是原样的文本，开头和结尾的空白、换行也在内`,
        },
        use,
      );
    }
    if (size !== bytes.length || !isText) {
      fail(
        'other-answer',
        {
          en: `"${bytes.length} bytes", then the text as it was sent`,
          zh: `"${bytes.length} bytes"，然后是原样的文本`,
        },
        messages,
      );
    }
    if (waited > soon) {
      if (!isLast && !slept) return false;
      fail(
        'late',
        {
          en: `the text as soon as the FIN has come; it came ${waited} ms later`,
          zh: `FIN 一到就打印文本；程序晚了 ${waited} 毫秒`,
        },
        use,
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
    const { code, stderr } = await program.ends();
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
    return true;
  }

  /** The machine may be busy: one of two is in time. */
  async function inTime(answer: () => Answer) {
    if (await read(answer(), false)) return;
    await read(answer(), true);
  }

  await inTime(inPieces);
  await inTime(atOneGo);
}
