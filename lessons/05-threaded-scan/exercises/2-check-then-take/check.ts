import {
  type Heard,
  irregular,
  type Judge,
  quote,
  type Talk,
  unexpected,
  watch,
} from '../../../../scripts/judge/check.ts';

const race = '05-threaded-scan#check-then-take';
const pool = '05-threaded-scan#a-queue-and-some-workers';
const ending = '02-create-sockets#the-program-that-does-not-end';
/**
 * How long the program sleeps when it waits for the server, ms: longer
 * than a worker's pause before a visit.
 */
const settled = 250;

export default async function check(judge: Judge) {
  async function run(workers: number, numbers: number[]) {
    // The server thanks nobody until as many have come as can come.
    const atOnce = Math.min(workers, numbers.length);
    const visits: Talk[] = [];
    const waiting: Talk[] = [];
    let open = false;
    // A visit that comes or goes can change what is waited for.
    const { look, until } = watch(judge.patience);
    const thank = (talk: Talk) => {
      talk.send('thanks\n');
      talk.end();
    };
    const told = () =>
      visits.map((talk) => quote(talk.heard.text)).join(', ') || '-';
    /** Who has come, by the port it comes from, and what it says. */
    const inside = new Map<number | undefined, Promise<Heard>>();
    const talks = new Set<Talk>();
    const port = await judge.serve(async (talk) => {
      talk.socket.on('close', () => look());
      talks.add(talk);
      const says = talk.hear((text) => text.includes('\n'));
      inside.set(talk.socket.remotePort, says);
      look();
      const { text } = await says;
      if (text === '') return; // no visit: somebody scans this machine
      visits.push(talk);
      if (open) thank(talk);
      else waiting.push(talk);
      look();
    });
    const pupil = judge.run(port, workers, ...numbers);
    const queue = numbers.join(', ');
    const wrong = (
      id: string,
      en: string,
      zh: string,
      see = race,
    ): never =>
      judge.fail(id, {
        saw: {
          en: `${workers} workers and the queue ${queue}: ${en}`,
          zh: `${workers} 个工作者，队列是 ${queue}：${zh}`,
        },
        wanted: {
          en:
            `each of the ${numbers.length} numbers sent once, ` +
            'by workers that run at the same time, each with one ' +
            'visit at a time, and exit code 0',
          zh:
            `${numbers.length} 个数各发送一次，工作者同时运行，` +
            '每个工作者每次只做一次访问，退出码是 0',
        },
        see,
      });

    // One that has given up proves that the others will not come.
    const givenUp = () => waiting.some((talk) => talk.socket.closed);
    await until(() => waiting.length >= atOnce || givenUp(), pupil);
    const most = waiting.length;
    if (most < atOnce) {
      pupil.wasAwaited = most > 0;
      const unfinished = [...talks].find(
        ({ heard: { text } }) => text !== '' && !text.includes('\n'),
      );
      if (unfinished !== undefined) {
        const text = quote(unfinished.heard.text);
        wrong(
          'no-line-end',
          `a visit sent ${text} and no "\\n" after it, so the server ` +
            'waits for the rest of the line',
          `一次访问发来 ${text}，后面没有 "\\n"，` +
            '所以服务器还在等这一行的其余部分',
        );
      }
      wrong(
        'one-worker',
        `${atOnce} visits could have waited at the same time, and ` +
          `never more than ${most} did; the server received ${told()}`,
        `本来可以有 ${atOnce} 次访问同时在等，` +
          `却始终没有超过 ${most} 次；服务器收到的是 ${told()}`,
      );
    }
    /**
     * Waits until all have come who can come now. The program has done
     * what it can, and connections are accepted in the order in which
     * they were made: ours comes behind all others.
     */
    async function letAllIn(): Promise<number> {
      await pupil.rests(settled);
      const last = await judge.connect(port);
      await until(() => inside.has(last.socket.localPort));
      last.end();
      for (const says of [...inside.values()]) await says;
      return visits.length;
    }
    const came = await letAllIn();
    if (came > workers) {
      wrong(
        'no-limit',
        `${came} visits waited at the same time; the server had ` +
          'thanked nobody yet',
        `${came} 次访问同时在等；服务器还没有向谁道谢`,
        pool,
      );
    }
    // A visit is over when the server has hung up, not before.
    const first = waiting.shift();
    first?.send('thanks\n');
    const now = await letAllIn();
    if (now > came) {
      wrong(
        'leaves-early',
        'to one visit the server had said thanks, and had not hung up ' +
          'yet; a new visit began although the old one was not over',
        '服务器对一次访问道了谢，还没有挂断；' +
          '这次访问还没有结束，新的访问就开始了',
        pool,
      );
    }
    open = true;
    first?.end();
    for (const talk of waiting.splice(0)) thank(talk);

    const ended = await pupil.endsSoon();
    const heard = visits.map((talk) => talk.heard.text);
    const stranger = heard.find(
      (text) => !numbers.some((number) => text === `${number}\n`),
    );
    if (stranger !== undefined) {
      wrong(
        'empty-handed',
        `the server was told ${told()}; ` +
          `${quote(stranger)} is not a number of the queue and "\\n"`,
        `服务器听到的是 ${told()}；` +
          `${quote(stranger)} 不是队列里的一个数加 "\\n"`,
      );
    }
    for (const number of numbers) {
      const times = heard.filter((text) => text === `${number}\n`);
      if (times.length === 1) continue;
      wrong(
        times.length === 0 ? 'lost' : 'twice',
        `the server was told ${told()}; ${number} came ${times.length} times`,
        `服务器听到的是 ${told()}；${number} 报了 ${times.length} 次`,
      );
    }
    const { stdout, outcome } = pupil;
    const line = `${numbers.length} visits\n`;
    if (!ended && stdout === '') {
      wrong(
        'hung',
        'every number was told once; then the program printed nothing ' +
          'and did not end: a worker still waits for something',
        '每个数都报了一次，之后程序什么也没有打印，也没有结束：' +
          '还有工作者在等着什么',
        ending,
      );
    }
    if (stdout !== line) {
      const { en, zh } = unexpected(stdout, line);
      wrong(
        'count',
        `every number was told once, and the program printed ` +
          `${quote(stdout)}, not ${quote(line)}${en}`,
        `每个数都报了一次，程序打印的却是 ${quote(stdout)}，` +
          `而不是 ${quote(line)}${zh}`,
      );
    }
    if (!ended) {
      wrong(
        'hung',
        'every number was told once, and the right line was printed; ' +
          'then the program did not end: a worker, a socket or a timer ' +
          'keeps it running',
        '每个数都报了一次，打印的那一行也对，程序却没有结束：' +
          '还有工作者、套接字或定时器让它继续运行',
        ending,
      );
    }
    if (outcome?.code === 0) return;
    wrong(
      'exit-code',
      `the right line was printed, and the exit code was ${outcome?.code}`,
      `打印的那一行是对的，退出码却是 ${outcome?.code}`,
    );
  }

  const numbers = irregular(7, 11, 9999);
  await run(2, numbers.slice(0, 5));
  // Fewer numbers than workers: all of them look at once, at the
  // start, and one comes too late, on a fast machine or a slow one.
  await run(3, numbers.slice(5));
}
