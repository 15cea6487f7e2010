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

/**
 * Opens one port on each host. The ports of the other hosts are closed
 * there, and those of the others on 127.0.0.1 are held closed.
 */
async function openHosts(judge: Judge): Promise<Answer[]> {
  // Sorted as a text it would come last.
  const wish = randomInt(6000, 9000);
  const low = await judge.portNear(wish, 1, (socket) => socket.end());
  const others = judge.otherLoopbackHosts(2);
  const held = [judge.closedPort(), judge.closedPort()];
  held.sort((a, b) => a - b);
  const answers = [{ host: '127.0.0.1', open: [low], closed: held }];
  for (const [index, host] of others.entries()) {
    const port = held[index];
    const server = await judge.restartable(host, port);
    await server.start((socket) => socket.end());
    const closed = held.filter((other) => other !== port);
    const open = [server.port];
    answers.push({ host, open, closed: [low, ...closed] });
  }
  if (others.length === 0) {
    judge.untried({
      en: 'loopback address beside 127.0.0.1',
      zh: '127.0.0.1 以外的环回地址',
    });
  }
  return answers;
}

export default async function check(judge: Judge) {
  const wanted = await openHosts(judge);
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
