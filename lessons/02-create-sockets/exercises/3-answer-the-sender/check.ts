import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  type Both,
  freePort,
  type Judge,
  type Pupil,
  quote,
  randomWord,
  type Translated,
  watch,
} from '../../../../scripts/judge/check.ts';

const use = '02-create-sockets#a-udp-socket-is-bound-not-connected';
const whole = '02-create-sockets#one-write-is-not-one-message';
const end = '02-create-sockets#the-program-that-does-not-end';
const listens = '03-server-client#the-server-listens';

/** How long a program that answered "stop" may still run, ms. */
const atOnce = 4000;
/** Translated with more bytes than characters. */
const accented = ['naïve', 'żółw', 'smörgås', '你好'];

const oneOf = <T>(list: readonly [T, ...T[]]) =>
  list[randomInt(list.length)] ?? list[0];

export default async function check(judge: Judge) {
  let look = () => {};

  /** A sender of the judge, and all that it was told. */
  async function sender(name: Both) {
    const socket = createSocket('udp4');
    const heard: string[] = [];
    /** The port that each of it came from. */
    const ports: number[] = [];
    socket.on('error', () => {});
    socket.on('message', (message, from) => {
      heard.push(String(message));
      ports.push(from.port);
      look();
    });
    judge.after(() => socket.close());
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return { name, socket, heard, ports };
  }
  type Sender = Awaited<ReturnType<typeof sender>>;

  /** Starts the program on a port of the judge's choice. */
  async function start(): Promise<{ program: Pupil; port: number }> {
    for (let again = 0; ; again += 1) {
      const asked = await freePort('udp');
      const program = judge.run(asked);
      await program.prints((out) => /^listening on .*\n/m.test(out));
      const isTaken = program.stderr.includes('EADDRINUSE');
      if (isTaken && program.outcome !== undefined && again < 3) {
        await program.ends();
        continue;
      }
      const port = await program.listening();
      const line = `listening on 127.0.0.1:${asked}`;
      if (program.stdout.split(/\r?\n/).includes(line))
        return { program, port };
      judge.fail('other-port', {
        saw: {
          en: `given the port ${asked}, your program printed ${quote(program.stdout)}`,
          zh: `给出端口 ${asked}，程序打印了 ${quote(program.stdout)}`,
        },
        wanted: {
          en: `the line "${line}": only for port 0 does the system choose`,
          zh: `一行 "${line}"：只有端口 0 才由系统挑选`,
        },
        see: listens,
      });
    }
  }

  /** Talks to a program from its first datagram to its end. */
  async function converse(
    { program, port }: Awaited<ReturnType<typeof start>>,
    stopper: 'anna' | 'bert',
  ) {
    const anna = await sender({
      en: 'a first socket',
      zh: '第一个套接字',
    });
    const bert = await sender({
      en: 'a second socket',
      zh: '第二个套接字',
    });
    const carl = await sender({
      en: 'a third socket',
      zh: '第三个套接字',
    });
    const all = [anna, bert, carl];
    const heardOf = () =>
      all.reduce((sum, { heard }) => sum + heard.length, 0);
    const events = watch(judge.patience);
    look = events.look;
    const over = program.prints(() => false).then(events.look);

    /** How many datagrams the program should have answered. */
    let count = 0;
    function tooMany(): never {
      return judge.fail('many-answers', {
        saw: {
          en: `${count} datagrams were sent, and ${heardOf()} answers came`,
          zh: `发送了 ${count} 个数据报，收到 ${heardOf()} 个应答`,
        },
        wanted: {
          en: 'one answer, which is one datagram, for each datagram',
          zh: '每个数据报恰好得到一个应答，一个应答就是一个数据报',
        },
        see: use,
      });
    }
    /** Sends a datagram, and expects the right answer. */
    async function ask(
      who: Sender,
      message: string | Uint8Array,
      id: string | ((got: string | undefined) => string),
      why: Both = { en: '', zh: '' },
      see = use,
    ) {
      const size = Buffer.byteLength(message);
      count += 1;
      const before = heardOf();
      const known = who.heard.length;
      who.socket.send(message, port, '127.0.0.1');
      // An answer, whoever gets it, or the end of the program.
      await events.until(
        () => heardOf() > before || program.outcome !== undefined,
      );
      const got = who.heard[known];
      const wanted = `${count}: ${size} bytes`;
      const shown =
        typeof message === 'string'
          ? size <= 60
            ? quote(message)
            : `${size} bytes`
          : `the bytes ${Buffer.from(message).toString('hex')}`;
      const shownZh =
        typeof message === 'string'
          ? size <= 60
            ? quote(message)
            : `${size} 个字节`
          : `字节 ${Buffer.from(message).toString('hex')}`;
      const sent = {
        en: `datagram ${count} was ${shown}, sent by ${who.name.en}`,
        zh: `第 ${count} 个数据报是 ${shownZh}，由${who.name.zh}发送`,
      };
      const other = all.find(
        (one) => one !== who && one.heard.at(-1) === wanted,
      );
      if (other !== undefined && got === undefined) {
        judge.fail('other-sender', {
          saw: {
            en: `${sent.en}, and the answer went to another socket`,
            zh: `${sent.zh}，应答却发给了另一个套接字`,
          },
          wanted: {
            en: 'each answer goes to the address its datagram came from',
            zh: '数据报从哪个地址来，应答就发往哪个地址',
          },
          see: use,
        });
      }
      if (heardOf() > count && got !== wanted) tooMany();
      const from = who.ports.at(-1) ?? port;
      if (from !== port) {
        judge.fail('other-socket', {
          saw: {
            en: `a datagram went to port ${port}, and the answer came from port ${from}`,
            zh: `数据报发到了端口 ${port}，应答却来自端口 ${from}`,
          },
          wanted: {
            en: 'one socket that both receives and answers',
            zh: '只用一个套接字，既接收，也应答',
          },
          see: use,
        });
      }
      if (got === wanted) return;
      const isOver = program.outcome !== undefined;
      const back =
        got === undefined
          ? isOver
            ? {
                en: 'and the program ended without an answer',
                zh: '程序没有答复就结束了',
              }
            : { en: 'and nothing came back', zh: '什么也没有回来' }
          : {
              en: `and ${quote(got)} came back`,
              zh: `回来的是 ${quote(got)}`,
            };
      const reason =
        why.en === '' ? why : { en: `: ${why.en}`, zh: `：${why.zh}` };
      judge.fail(typeof id === 'string' ? id : id(got), {
        saw: {
          en: `${sent.en}, ${back.en}`,
          zh: `${sent.zh}，${back.zh}`,
        },
        wanted: {
          en: `"${wanted}"${reason.en}`,
          zh: `"${wanted}"${reason.zh}`,
        },
        see,
      });
    }

    await ask(anna, randomWord(), 'no-answer');
    const one = {
      en: 'one count for all senders',
      zh: '所有发送者共用一个计数',
    };
    await ask(bert, randomWord(), 'counts-each-sender', one);
    await ask(carl, randomWord(), 'counts-each-sender', one);

    // The second datagram proves that the empty one was not waited for.
    const quick = randomWord();
    const known = bert.heard.length;
    bert.socket.send('', port, '127.0.0.1');
    bert.socket.send(quick, port, '127.0.0.1');
    await events.until(
      () =>
        bert.heard.length >= known + 2 ||
        bert.heard[known] === `4: ${quick.length} bytes` ||
        program.outcome !== undefined,
    );
    const two = [`4: 0 bytes`, `5: ${quick.length} bytes`];
    const came = bert.heard.slice(known);
    // UDP promises no order.
    if (`${came.sort()}` !== `${two.sort()}`) {
      const back: Translated =
        came.length === 0
          ? { en: 'nothing came back', zh: '什么也没有回来' }
          : {
              en: `what came back was ${came.map(quote).join(', ')}`,
              zh: `回来的是 ${came.map(quote).join('、')}`,
            };
      judge.fail('empty-ignored', {
        saw: {
          en: `datagram 4 was empty, datagram 5 was ${quote(quick)}, and ${back.en}`,
          zh: `第 4 个数据报是空的，第 5 个是 ${quote(quick)}，${back.zh}`,
        },
        wanted: {
          en: `"4: 0 bytes", then "5: ${quick.length} bytes": an empty datagram is a datagram`,
          zh: `先是 "4: 0 bytes"，再是 "5: ${quick.length} bytes"：空数据报也是数据报`,
        },
        see: whole,
      });
    }
    count += 2;

    const word = accented[randomInt(accented.length)] ?? '你好';
    const inCharacters = ` ${word.length} bytes`;
    await ask(
      carl,
      word,
      (got) =>
        got?.endsWith(inCharacters) === true
          ? 'counts-characters'
          : 'other-answer',
      {
        en: 'a character can have more than one byte in UTF-8',
        zh: '在 UTF-8 里，一个字符可能不止一个字节',
      },
    );
    await ask(
      anna,
      Uint8Array.of(0xff, 0xfe, randomInt(256)),
      'counts-text',
      {
        en: 'these bytes are no text in UTF-8; what came is counted, not the text made of it',
        zh: '这些字节不是 UTF-8 文本；数的是收到的内容，而不是由它转换来的文本',
      },
    );
    await ask(bert, 'x'.repeat(randomInt(3000, 8000)), 'other-answer');

    // The next datagram proves that the program goes on.
    const likeStop = [
      'stop\n',
      ' stop',
      'STOP',
      'stopped',
      `stop ${word}`,
      'nonstop',
      'stop\0',
    ];
    for (const [at, text] of likeStop.entries()) {
      const why = {
        en: `after ${quote(text)} the program goes on, because only a datagram of exactly the four bytes "stop" ends it`,
        zh: `收到 ${quote(text)} 之后，程序继续运行：只有内容恰好是 "stop" 四个字节的数据报才让它结束`,
      };
      const who = all[at % all.length] ?? anna;
      await ask(who, text, 'stopped-early', why);
      await ask(who, randomWord(), 'stopped-early', why);
    }

    const last = stopper === 'anna' ? anna : bert;
    await ask(last, 'stop', 'last-answer-lost', {
      en: '"stop" is answered like any other datagram, and only then comes the end',
      zh: '"stop" 也照样答复，然后才结束',
    });
    await Promise.race([over, program.prints(() => false, atOnce)]);
    const { outcome } = program;
    if (outcome === undefined) {
      judge.fail('not-ended', {
        saw: {
          en: `${last.name.en} sent "stop" and was answered, and the program still ran ${atOnce / 1000} s later`,
          zh: `${last.name.zh}发送了 "stop"，也得到了答复，过了 ${atOnce / 1000} 秒程序还在运行`,
        },
        wanted: {
          en: 'the end of the program at once, with nothing left open',
          zh: '程序立即自己结束，什么也不再开着',
        },
        see: end,
      });
    }
    const { code } = await program.ends();
    if (code !== 0) {
      judge.fail('exit-code', {
        saw: {
          en: `after "stop" the program ended with exit code ${code}`,
          zh: `收到 "stop" 之后，程序以退出码 ${code} 结束`,
        },
        wanted: { en: 'exit code 0', zh: '退出码为 0' },
        see: end,
      });
    }
    if (heardOf() > count) tooMany();
  }

  await converse(await start(), oneOf(['anna', 'bert']));
  // "listening" is also printed on a port that the system chooses.
  const program = judge.run(0);
  const port = await program.listening();
  const eve = await sender({ en: 'a socket', zh: '套接字' });
  eve.socket.send('stop', port, '127.0.0.1');
  await program.prints(() => false, atOnce);
  if (program.outcome !== undefined) {
    const { code } = await program.ends();
    if (code === 0) return;
  }
  judge.fail('not-ended', {
    saw: {
      en: `the first datagram was "stop", and ${atOnce / 1000} s later the program had not ended with exit code 0`,
      zh: `第一个数据报就是 "stop"，过了 ${atOnce / 1000} 秒，程序没有以退出码 0 结束`,
    },
    wanted: {
      en: 'the end of the program at once, with exit code 0',
      zh: '程序立即自己结束，退出码为 0',
    },
    see: end,
  });
}
