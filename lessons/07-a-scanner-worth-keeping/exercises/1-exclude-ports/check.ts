import {
  type Judge,
  quote,
  unexpected,
} from '../../../../scripts/judge/check.ts';

const lesson = '07-a-scanner-worth-keeping';
const asking = '04-sequential-scan#three-answers-not-two';
const see = `${lesson}#one-line-for-a-program`;

export default async function check(judge: Judge) {
  const open = await judge.serve((talk) => talk.end());
  const out = await judge.serve((talk) => talk.end());
  const closed = judge.closedPort();
  // Its digits stand in an excluded port. It may be open or closed.
  const inside = Number(String(out).slice(0, -1));
  const ports = [closed, out, inside, open].join();
  const excluded = [judge.closedPort(), out].join();

  const pupil = judge.run(ports, excluded);
  const given = {
    en: `given ${quote(ports)} and ${quote(excluded)}`,
    zh: `给出 ${quote(ports)} 和 ${quote(excluded)}`,
  };
  const { stdout } = await pupil.ends(given);
  const answer = stdout.includes(`${inside} is open`)
    ? 'open'
    : 'closed';
  const wanted = [
    `${closed} is closed\n`,
    `${inside} is ${answer}\n`,
    `${open} is open\n`,
  ].join('');

  if (pupil.requestsTo(out).length > 0) {
    judge.fail('asked', {
      saw: {
        en: `${given.en}, your program asked port ${out} for a connection`,
        zh: `${given.zh}，程序向端口 ${out} 请求了连接`,
      },
      wanted: {
        en: `no connection request to port ${out}`,
        zh: `不向端口 ${out} 发出连接请求`,
      },
      see: asking,
    });
  }
  if (stdout.replaceAll('\r', '') === wanted) return;
  const odd = unexpected(stdout, wanted);
  const lines = stdout.split('\n').length;
  judge.fail(
    lines < wanted.split('\n').length ? 'missing-line' : 'extra-line',
    {
      saw: {
        en: `${given.en}, your program printed ${quote(stdout)}${odd.en}`,
        zh: `${given.zh}，程序打印了 ${quote(stdout)}${odd.zh}`,
      },
      wanted: quote(wanted),
      see,
    },
  );
}
