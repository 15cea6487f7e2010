import {
  type Judge,
  quote,
  type Talk,
} from '../../../../scripts/judge/check.ts';

const see = '05-threaded-scan#the-await-in-the-wrong-loop';
const count = 12;

export default async function check(judge: Judge) {
  // The server answers nobody until all have come.
  const waiting: Talk[] = [];
  let look = () => {};
  const port = await judge.serve((talk) => {
    waiting.push(talk);
    talk.socket.on('close', () => {
      // Somebody who scans this machine is no visit.
      const { state } = talk.heard;
      if (state === 'reset') waiting.splice(waiting.indexOf(talk), 1);
      look();
    });
    look();
  });
  const pupil = judge.run(port, count);

  // One that has given up proves that the others will not come.
  const givenUp = () => waiting.some((talk) => talk.socket.closed);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, judge.patience);
    look = () => {
      if (waiting.length < count && !givenUp()) return;
      clearTimeout(timer);
      resolve();
    };
    look();
  });

  const most = waiting.length;
  if (most !== count) {
    // That it has given up is no surprise.
    pupil.wasAwaited = most > 0;
    const few = ['no-visit', 'one-at-a-time'][most] ?? 'too-few';
    judge.fail(few, {
      saw: {
        en:
          `the server answered nobody until all ${count} visits ` +
          `waited; there were never more than ${most}`,
        zh:
          `服务器要等 ${count} 次访问都在等了才回答；` +
          `同时在等的始终没有超过 ${most} 次`,
      },
      wanted: {
        en: `${count} visits that wait at the same time`,
        zh: `${count} 次访问同时在等`,
      },
      see,
    });
  }

  let sum = 0;
  for (const [index, talk] of waiting.entries()) {
    sum += index + 1;
    talk.send(`${index + 1}\n`);
    talk.end();
  }
  await pupil.prints(() => false);
  const { stdout, outcome } = pupil;
  const line = `${count} visits, sum ${sum}\n`;
  if (outcome !== undefined && stdout === line) return;
  const seconds = judge.patience / 1000;
  const none = stdout === `${count} visits, sum 0\n`;
  const id = none ? 'too-soon' : 'sum';
  judge.fail(outcome === undefined ? 'hung' : id, {
    saw: {
      en:
        `all ${count} visits waited at the same time and were ` +
        `answered with the numbers from 1 to ${count}; ` +
        'the program printed ' +
        quote(stdout) +
        (outcome ? '' : `, and still ran after ${seconds} s`),
      zh:
        `${count} 次访问同时在等，得到的回答是 1 到 ${count} 各一个；` +
        `程序打印的是 ${quote(stdout)}` +
        (outcome ? '' : `，过了 ${seconds} 秒还在运行`),
    },
    wanted: quote(line),
    see,
  });
}
