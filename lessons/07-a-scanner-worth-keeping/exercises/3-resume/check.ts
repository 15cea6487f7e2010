import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  type Both,
  type Judge,
  quote,
} from '../../../../scripts/judge/check.ts';

const lesson = '07-a-scanner-worth-keeping';
const keeping = `${lesson}#one-line-for-a-program`;
const gently = `${lesson}#gently`;

const ascending = (ports: number[]) => ports.toSorted((a, b) => a - b);

export default async function check(judge: Judge) {
  const host = '127.0.0.1';
  const opens = [
    await judge.serve((talk) => talk.end()),
    await judge.serve((talk) => talk.end()),
  ];
  const closed = judge.closedPort();
  // These were asked before. Sorted as texts they would come last.
  const before = {
    host,
    open: [
      randomInt(700, 999),
      await judge.serve((talk) => talk.end()),
    ],
    closed: [randomInt(1000, 2000), randomInt(7000, 9999)],
    left: [opens[1] ?? 0, closed, opens[0] ?? 0],
  };

  async function resume(line: typeof before) {
    const given: Both = {
      en: `given ${quote(JSON.stringify(line))}`,
      zh: `给出 ${quote(JSON.stringify(line))}`,
    };
    const pupil = judge.run(JSON.stringify(line));
    const { stdout } = await pupil.ends(given);
    const wanted = {
      host,
      open: ascending([
        ...line.open,
        ...opens.filter((port) => line.left.includes(port)),
      ]),
      closed: ascending([
        ...line.closed,
        ...[closed].filter((port) => line.left.includes(port)),
      ]),
      left: [],
    };

    const known = [...line.open, ...line.closed];
    const again = known.find((p) => pupil.requestsTo(p).length > 0);
    if (again !== undefined) {
      judge.fail('asked-again', {
        saw: {
          en: `${given.en}, your program asked port ${again}, whose answer was known`,
          zh: `${given.zh}，程序询问了端口 ${again}，它的回答是已知的`,
        },
        wanted: {
          en: 'connection requests to the ports in "left" only',
          zh: '只向 "left" 里的端口发出连接请求',
        },
        see: gently,
      });
    }
    const fail = (id: string): never =>
      judge.fail(id, {
        saw: {
          en: `${given.en}, your program printed ${quote(stdout)}`,
          zh: `${given.zh}，程序打印了 ${quote(stdout)}`,
        },
        wanted: JSON.stringify(wanted),
        see: keeping,
      });
    let result: typeof before;
    try {
      result = { ...Object(JSON.parse(stdout)) };
    } catch {
      return fail('not-json');
    }
    if (isDeepStrictEqual(result, wanted)) return;
    const isList = (list: unknown) => Array.isArray(list);
    if (![result.open, result.closed].every(isList)) {
      fail('other-result');
    }
    const sorted = {
      ...result,
      open: ascending(result.open),
      closed: ascending(result.closed),
    };
    if (isDeepStrictEqual(sorted, wanted)) fail('order');
    const emptied = { ...sorted, left: [] };
    fail(
      isDeepStrictEqual(emptied, wanted)
        ? 'still-left'
        : 'other-result',
    );
  }

  await resume(before);
  await resume({ ...before, left: [] });
}
