import { BoundSocket } from 'node:net';
import {
  type Judge,
  quote,
  type Translated,
} from '../../../../scripts/judge/check.ts';

const see = '02-create-sockets#use-it-then-say-that-you-are-done';
const nobody = '02-create-sockets#nobody-is-there';
const host = '127.0.0.1';

const linesOf = (text: string) =>
  text.split('\n').filter((line) => line.trim() !== '');

export default async function check(judge: Judge) {
  // Bound and not listening: nobody can connect to this port.
  const holder = new BoundSocket({ host });
  judge.after(() => holder.close());
  const dead = holder.address().port;

  const alone = judge.run(dead);
  const { stdout, stderr, code } = await alone.ends();
  const lines = linesOf(stderr);
  const [line = ''] = lines;
  const wanted: Translated = {
    en: `one line on standard error that names port ${dead}`,
    zh: `标准错误上的一行，写明端口 ${dead}`,
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
  if (lines.length === 0 && stdout !== '') {
    judge.fail('standard-output', {
      saw: {
        en:
          `no program listened, and ${quote(stdout)} came on standard ` +
          'output, nothing on standard error',
        zh: `没有程序监听，${quote(stdout)} 打印在标准输出上，标准错误上什么也没有`,
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
  if (!line.includes(String(dead))) {
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

  const port = await judge.serve((talk) => {
    talk.send('welcome\n');
    talk.end();
  });
  const greeted = judge.run(port);
  await greeted.prints(() => false);
  if (greeted.stdout !== 'welcome\n') {
    judge.fail('no-greeting', {
      saw: {
        en:
          'a server said "welcome\\n" and ended; the program ' +
          `printed ${quote(greeted.stdout)}`,
        zh: `服务器发送 "welcome\\n" 后结束，程序打印的是 ${quote(greeted.stdout)}`,
      },
      wanted: '"welcome\\n"',
      see,
    });
  }
  const { code: last } = await greeted.ends();
  if (last !== 0 || greeted.stderr !== '') {
    judge.fail('always-fails', {
      saw: {
        en:
          'a server said "welcome\\n" and ended: exit code ' +
          `${last}, and on standard error ` +
          `${quote(greeted.stderr)}`,
        zh:
          `服务器发送 "welcome\\n" 后结束：退出码为 ${last}，标准错误上是 ` +
          `${quote(greeted.stderr)}`,
      },
      wanted: {
        en:
          'exit code 0 and nothing on standard error, because all ' +
          'went well',
        zh: '一切正常，退出码应为 0，标准错误上什么也没有',
      },
      see,
    });
  }
}
