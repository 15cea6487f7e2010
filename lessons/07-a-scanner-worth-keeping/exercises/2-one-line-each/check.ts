import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  type Both,
  type Judge,
  quote,
} from '../../../../scripts/judge/check.ts';

const see = '07-a-scanner-worth-keeping#one-line-for-a-program';

interface Answer {
  host: string;
  open: number[];
  closed: number[];
}

/** An address of the loopback network that no other program uses. */
const newHost = () =>
  `127.${[1, 2, 3].map(() => randomInt(1, 255)).join('.')}`;

/** Opens a port on each host; the others, and `low`, are closed there. */
async function openHosts(judge: Judge, low: number): Promise<Answer[]> {
  const hosts = [newHost(), newHost(), newHost()];
  const ports: number[] = [];
  for (const host of hosts) {
    ports.push(await judge.serve((talk) => talk.end(), host));
  }
  return hosts.map((host, index) => ({
    host,
    open: ports.slice(index, index + 1),
    closed: [low, ...ports]
      .filter((port) => port !== ports[index])
      .sort((a, b) => a - b),
  }));
}

export default async function check(judge: Judge) {
  // Open on 127.0.0.1 only. Sorted as a text it would come last.
  const wish = randomInt(6000, 9000);
  const low = await judge.portNear(wish, 1, (socket) => socket.end());
  const wanted = await openHosts(judge, low).catch(async () => {
    judge.untried({
      en: 'several addresses of the loopback network',
      zh: '环回网络的多个地址',
    });
    const open = [await judge.serve((talk) => talk.end())];
    const closed = [judge.closedPort(), judge.closedPort()];
    closed.sort((a, b) => a - b);
    return [{ host: '127.0.0.1', open: [low, ...open], closed }];
  });
  const [first = wanted[0]] = wanted;
  const ports = [...(first?.open ?? []), ...(first?.closed ?? [])];
  const list = ports.sort((a, b) => b - a).join();
  const hosts = wanted.map(({ host }) => host);

  const given: Both = {
    en: `given ${[list, ...hosts].join(' ')}`,
    zh: `给出 ${[list, ...hosts].join(' ')}`,
  };
  const { stdout } = await judge.run(list, ...hosts).ends(given);

  function fail(id: string, saw: Both, right: Both): never {
    judge.fail(id, {
      saw: {
        en: `${given.en}, ${saw.en}`,
        zh: `${given.zh}，${saw.zh}`,
      },
      wanted: right,
      see,
    });
  }
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  const each = {
    en: `${hosts.length} lines of JSON on standard output, one for each host`,
    zh: `标准输出上 ${hosts.length} 行 JSON，每台主机一行`,
  };
  const told = new Map<string, Answer>();
  for (const line of lines) {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      fail(
        'not-json',
        {
          en: `your program printed the line ${quote(line)}, which is not JSON`,
          zh: `程序打印的这一行不是 JSON：${quote(line)}`,
        },
        each,
      );
    }
    const answer = Object(value) as Answer;
    if (!hosts.includes(answer.host) || told.has(answer.host)) {
      fail(
        'not-a-line-each',
        {
          en: `your program printed the line ${quote(line)}`,
          zh: `程序打印了这一行：${quote(line)}`,
        },
        each,
      );
    }
    told.set(answer.host, answer);
  }
  for (const right of wanted) {
    const answer = told.get(right.host);
    if (answer === undefined) {
      fail(
        'not-a-line-each',
        {
          en: `there was no line for ${right.host}`,
          zh: `没有 ${right.host} 的那一行`,
        },
        each,
      );
    }
    if (isDeepStrictEqual({ ...answer }, right)) continue;
    const line = JSON.stringify(right);
    const sorted = {
      ...answer,
      closed: [...(answer.closed ?? [])].sort((a, b) => a - b),
    };
    fail(
      isDeepStrictEqual(sorted, right) ? 'order' : 'other-answer',
      {
        en: `the line for ${right.host} was ${quote(JSON.stringify(answer))}`,
        zh: `${right.host} 的那一行是 ${quote(JSON.stringify(answer))}`,
      },
      { en: line, zh: line },
    );
  }
}
