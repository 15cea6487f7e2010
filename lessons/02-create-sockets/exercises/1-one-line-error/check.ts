import { randomInt } from 'node:crypto';
import { BoundSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Judge,
  quote,
  randomWord,
  type Translated,
} from '../../../../scripts/judge/check.ts';

const see = '02-create-sockets#the-life-of-a-tcp-socket';
const nobody = '02-create-sockets#nobody-is-there';
const pieces = '02-create-sockets#one-write-is-not-one-message';
const host = '127.0.0.1';

/** How long a program may still run after the server has finished, ms. */
const atOnce = 4000;

const linesOf = (text: string) =>
  text.split('\n').filter((line) => line.trim() !== '');

export default async function check(judge: Judge) {
  /** Has the program visit a server that says these pieces, with a pause before each. */
  async function visit(said: readonly Buffer[], pauses: number[]) {
    let over = () => {};
    const finished = new Promise<void>((resolve) => {
      over = resolve;
    });
    const port = await judge.serve(async (talk) => {
      for (const [at, piece] of said.entries()) {
        // Slow on purpose: nothing is waited for here.
        await sleep(pauses[at], undefined, { ref: false });
        talk.send(piece);
      }
      talk.end();
      over();
    });
    const program = judge.run(port);
    await Promise.race([finished, program.prints(() => false)]);
    await program.prints(() => false, atOnce);
    const { stdout, stderr, outcome } = program;
    if (outcome === undefined) {
      judge.fail('hung', {
        saw: {
          en: `a server had said all it had to say and ended the connection; the program had printed ${quote(stdout)} and still ran ${atOnce / 1000} s later`,
          zh: `服务器说完之后结束了连接；程序打印了 ${quote(stdout)}，过了 ${atOnce / 1000} 秒还在运行`,
        },
        wanted: {
          en: 'a program that ends by itself as soon as the server has finished',
          zh: '服务器一说完，程序就自己结束',
        },
        see: '02-create-sockets#the-program-that-does-not-end',
      });
    }
    const { code } = await program.ends();
    return { stdout, stderr, code };
  }

  // A character may be in two pieces.
  const whole = `${randomWord()}\n ${randomWord()}, Grüße 🦉 ${randomWord()}`;
  const bytes = Buffer.from(whole);
  const owl = bytes.indexOf('🦉') + randomInt(1, 4);
  const line1 = bytes.indexOf('\n') + 1;
  const slowly = [
    bytes.subarray(0, line1),
    bytes.subarray(line1, owl),
    bytes.subarray(owl),
  ];
  const pauses = slowly.map(() => randomInt(200, 600));
  pauses[randomInt(slowly.length)] = randomInt(2100, 2500);
  const slow = visit(slowly, pauses);
  slow.catch(() => {});

  // Bound and not listening: nobody can connect to this port.
  const holder = new BoundSocket({ host });
  judge.after(() => holder.close());
  const dead = holder.address().port;

  const alone = judge.run(dead);
  const { stdout, stderr, code } = await alone.ends();
  const lines = linesOf(stderr);
  const [line = ''] = lines;
  const wanted: Translated = {
    en: `one line on standard error that names port ${dead}, and nothing on standard output`,
    zh: `标准错误上的一行，写明端口 ${dead}；标准输出上什么也没有`,
  };
  if (lines.length > 1) {
    const name = lines.find((text) => /^\w*Error\b/.test(text)) ?? line;
    judge.fail('stack-trace', {
      saw: {
        en:
          `no program listened, and standard error got ${lines.length} ` +
          `lines, one of them ${quote(name)}`,
        zh: `没有程序监听，标准错误上有 ${lines.length} 行，其中一行是 ${quote(name)}`,
      },
      wanted,
      see,
    });
  }
  if (stdout !== '') {
    judge.fail('standard-output', {
      saw: {
        en:
          `no program listened, and ${quote(stdout)} came on standard ` +
          `output, ${quote(stderr)} on standard error`,
        zh: `没有程序监听，${quote(stdout)} 打印在标准输出上，标准错误上是 ${quote(stderr)}`,
      },
      wanted,
      see: nobody,
    });
  }
  if (lines.length === 0) {
    judge.fail('no-line', {
      saw: {
        en:
          'no program listened, and the program ended without any output, ' +
          `with exit code ${code}`,
        zh: `没有程序监听，程序没有任何输出就结束了，退出码为 ${code}`,
      },
      wanted,
      see: nobody,
    });
  }
  if (!new RegExp(`(?<!\\d)${dead}(?!\\d)`).test(line)) {
    judge.fail('no-port', {
      saw: {
        en:
          `no program listened on port ${dead}, and the line was ` +
          `${quote(line)}`,
        zh: `端口 ${dead} 没有程序监听，打印的一行是 ${quote(line)}`,
      },
      wanted,
      see: nobody,
    });
  }
  if (code !== 1) {
    judge.fail('exit-code', {
      saw: {
        en:
          `no program listened, the program said ${quote(line)} and ` +
          `ended with exit code ${code}`,
        zh: `没有程序监听，程序打印了 ${quote(line)}，退出码为 ${code}`,
      },
      wanted: { en: 'exit code 1', zh: '退出码为 1' },
      see: nobody,
    });
  }

  const greeting = `${randomWord()} ${randomWord()}\n`;
  const greeted = await visit([Buffer.from(greeting)], [0]);
  if (greeted.stdout !== greeting) {
    judge.fail('no-greeting', {
      saw: {
        en:
          `a server said ${quote(greeting)} and ended; the program ` +
          `printed ${quote(greeted.stdout)} and said ${quote(greeted.stderr)} on standard error`,
        zh: `服务器发送 ${quote(greeting)} 后结束，程序打印的是 ${quote(greeted.stdout)}，标准错误上是 ${quote(greeted.stderr)}`,
      },
      wanted: quote(greeting),
      see,
    });
  }
  const { code: last } = greeted;
  if (last !== 0) {
    judge.fail('always-fails', {
      saw: {
        en:
          `a server said ${quote(greeting)} and ended: exit code ` +
          `${last}, and on standard error ` +
          `${quote(greeted.stderr)}`,
        zh:
          `服务器发送 ${quote(greeting)} 后结束：退出码为 ${last}，标准错误上是 ` +
          `${quote(greeted.stderr)}`,
      },
      wanted: {
        en: 'exit code 0, because all went well',
        zh: '一切正常，退出码应为 0',
      },
      see,
    });
  }

  const patient = await slow;
  if (patient.stdout !== whole || patient.code !== 0) {
    const list = [line1, owl - line1, bytes.length - owl].join(', ');
    const times = pauses.join(', ');
    judge.fail('not-all', {
      saw: {
        en: `a server said ${quote(whole)} in three pieces (of ${list} bytes, after pauses of ${times} ms) and ended; the program printed ${quote(patient.stdout)}, said ${quote(patient.stderr)} on standard error, and ended with exit code ${patient.code}`,
        zh: `服务器分三段（依次 ${list} 个字节，之前分别停顿 ${times} 毫秒）发送 ${quote(whole)}，然后结束；程序打印的是 ${quote(patient.stdout)}，标准错误上是 ${quote(patient.stderr)}，退出码为 ${patient.code}`,
      },
      wanted: {
        en: 'all that the server says, to its end and byte for byte, as the stub prints it, and exit code 0',
        zh: '服务器所说的全部内容，直到结尾，逐字节打印，与初始代码一样；退出码为 0',
      },
      see: pieces,
    });
  }
}
