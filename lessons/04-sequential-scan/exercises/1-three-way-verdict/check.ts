import { type Judge, quote } from '../../../../scripts/judge/check.ts';

const lesson = '04-sequential-scan';

/** What the lab has, what it is, and where the lesson speaks of it. */
const kinds = [
  {
    name: 'echo',
    is: 'open',
    see: 'three-answers-not-two',
    en: 'a port with a server',
    zh: '有服务器的端口',
  },
  {
    name: 'silent',
    is: 'open',
    see: 'three-answers-not-two',
    en: 'a port whose server accepts and never sends anything',
    zh: '服务器接受连接之后一言不发的端口',
  },
  {
    name: 'closed',
    is: 'closed',
    see: 'three-answers-not-two',
    en: 'a port where no program listens',
    zh: '没有程序监听的端口',
  },
  {
    name: 'reset',
    is: 'open',
    see: 'somebody-hung-up',
    en: 'a port whose server accepts and resets at once',
    zh: '服务器接受连接之后立即复位的端口',
  },
  {
    name: 'filtered',
    is: 'filtered',
    see: 'what-one-silent-port-costs',
    en: 'a port that never answers',
    zh: '从不回答的端口',
  },
];

export default async function check(judge: Judge) {
  const lab = await judge.lab();
  const seconds = judge.patience / 1000;
  for (const { name, is, see, en, zh } of kinds) {
    // Not every system can make a port that never answers.
    if (lab.missing.some((one) => one.name === name)) continue;
    const port = lab.port(name);
    // A program may hear of the connection before the reset, or only
    // of the reset. Some more runs, and it has most likely met both.
    for (let runs = name === 'reset' ? 4 : 1; runs > 0; runs--) {
      const pupil = judge.run(port);
      await pupil.prints((text) => text.includes('\n'));
      const ended = pupil.outcome;
      const line = `${port} is ${is}`;
      const wrong = (id: string, also = { en: '', zh: '' }) => {
        const said =
          pupil.stdout === ''
            ? { en: 'nothing', zh: '什么也没有' }
            : { en: quote(pupil.stdout), zh: quote(pupil.stdout) };
        judge.fail(id, {
          saw: {
            en: `asked for ${en}, it printed ${said.en}${also.en}`,
            zh: `问的是${zh}，打印的是 ${said.zh}${also.zh}`,
          },
          wanted: {
            en: `the line "${line}", and exit code 0`,
            zh: `打印一行 "${line}"，退出码是 0`,
          },
          see: `${lesson}#${see}`,
        });
      };
      // Ended without a line: the judge tells whether it crashed.
      if (ended !== undefined) wrong('no-verdict');
      if (pupil.stdout !== '') await pupil.prints(() => false);
      if (pupil.outcome === undefined) {
        wrong('hung', {
          en: `, and was still running after ${seconds} s`,
          zh: `，过了 ${seconds} 秒还在运行`,
        });
      }
      const { code } = await pupil.ends();
      const lines = pupil.stdout.trimEnd().split('\n');
      if (lines.length > 1) wrong('two-verdicts');
      const said = /^(\d+) is (\w+)$/.exec(lines[0] ?? '');
      if (said === null || said[1] !== String(port))
        wrong('no-verdict');
      if (said?.[2] !== is) wrong(`${name}-called-${said?.[2]}`);
      if (code !== 0) {
        wrong('exit-code', {
          en: `, and ended with exit code ${code}`,
          zh: `，退出码是 ${code}`,
        });
      }
    }
  }
}
