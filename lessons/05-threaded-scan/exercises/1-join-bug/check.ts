import {
  type Judge,
  quote,
  type Talk,
  watch,
} from '../../../../scripts/judge/check.ts';

const see = '05-threaded-scan#the-await-in-the-wrong-loop';
const count = 15;

export default async function check(judge: Judge) {
  // The server answers nobody until all have come.
  const waiting: Talk[] = [];
  let sum = 0;
  const { look, until } = watch(judge.patience);
  const port = await judge.serve((talk) => {
    waiting.push(talk);
    if (sum > 0) answer(talk); // one too many
    talk.socket.on('close', () => {
      // Somebody who scans this machine is no visit.
      const { state } = talk.heard;
      if (state === 'reset') waiting.splice(waiting.indexOf(talk), 1);
      look();
    });
    look();
  });
  const pupil = judge.run(port, count);

  /** One with 1, the next with 2, and so on. */
  function answer(talk: Talk): void {
    const number = waiting.indexOf(talk) + 1;
    sum += number;
    talk.send(`${number}\n`);
    talk.end();
  }

  // One that has given up proves that the others will not come.
  const givenUp = () => waiting.some((talk) => talk.socket.closed);
  await until(() => waiting.length >= count || givenUp());

  const most = waiting.length;
  if (most !== count) {
    // That it has given up is no surprise.
    pupil.wasAwaited = most > 0;
    const few = ['no-visit', 'one-at-a-time'][most] ?? 'too-few';
    judge.fail(few, {
      saw: {
        en:
          `the server answers once ${count} visits wait at the ` +
          `same time; there were never more than ${most}`,
        zh:
          `${count} 次访问同时等待时，服务器才应答；` +
          `同时等待的访问最多只有 ${most} 次`,
      },
      wanted: {
        en: `${count} visits that wait at the same time`,
        zh: `${count} 次访问同时在等`,
      },
      see,
    });
  }

  for (const talk of waiting) answer(talk);
  const line = `${count} visits, sum ${sum}\n`;
  await pupil.prints(() => false);
  const { stdout, outcome } = pupil;
  if (outcome?.code === 0 && stdout === line) return;
  const seconds = judge.patience / 1000;
  const none = stdout === `${count} visits, sum 0\n`;
  const many = waiting.length > count;
  const id = many ? 'too-many' : none ? 'too-soon' : 'sum';
  judge.fail(outcome === undefined ? 'hung' : id, {
    saw: {
      en:
        `all ${count} visits waited at the same time and were ` +
        `answered with the numbers from 1 to ${count}; ` +
        (many ? `${waiting.length} visits came in all; ` : '') +
        'the program printed ' +
        quote(stdout) +
        (outcome ? '' : `, and still ran after ${seconds} s`),
      zh:
        `${count} 次访问同时在等，得到的回答是 1 到 ${count} 各一个；` +
        (many ? `一共来了 ${waiting.length} 次访问；` : '') +
        `程序打印的是 ${quote(stdout)}` +
        (outcome ? '' : `，过了 ${seconds} 秒还在运行`),
    },
    wanted: {
      en: `${count} visits, ${quote(line)}, and exit code 0`,
      zh: `${count} 次访问，${quote(line)}，退出码是 0`,
    },
    see,
  });
}
