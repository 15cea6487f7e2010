import {
  type Heard,
  type Judge,
  quote,
  type Talk,
  watch,
} from '../../../../scripts/judge/check.ts';

const race = '05-threaded-scan#check-then-take';
const pool = '05-threaded-scan#a-queue-and-some-workers';

export default async function check(judge: Judge) {
  async function run(workers: number, numbers: number[]) {
    // The server thanks nobody until as many have come as can come.
    const atOnce = Math.min(workers, numbers.length);
    const heard: string[] = [];
    const waiting: Talk[] = [];
    let open = false;
    // A visit that comes or goes can change what is waited for.
    const { look, until } = watch(judge.patience);
    const thank = (talk: Talk) => {
      talk.send('thanks\n');
      talk.end();
    };
    /** Who has come, by the port it comes from, and what it says. */
    const inside = new Map<number | undefined, Promise<Heard>>();
    const port = await judge.serve(async (talk) => {
      talk.socket.on('close', () => look());
      const says = talk.hear((text) => text.includes('\n'));
      inside.set(talk.socket.remotePort, says);
      look();
      const { text } = await says;
      if (text === '') return; // no visit: somebody scans this machine
      heard.push(text.trimEnd());
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
    await until(() => waiting.length >= atOnce || givenUp());
    const most = waiting.length;
    if (most < atOnce) {
      pupil.wasAwaited = most > 0;
      wrong(
        'one-worker',
        `${atOnce} visits could have waited at the same time, ` +
          `and never more than ${most} did`,
        `本来可以有 ${atOnce} 次访问同时在等，` +
          `却始终没有超过 ${most} 次`,
      );
    }
    // They come in one after the other. So all who stood at the door
    // are inside when one is who joined the end of the queue.
    const last = await judge.connect(port);
    await until(() => inside.has(last.socket.localPort));
    last.end();
    for (const says of [...inside.values()]) await says;
    if (waiting.length > workers) {
      wrong(
        'no-limit',
        `${waiting.length} visits waited at the same time`,
        `${waiting.length} 次访问同时在等`,
        pool,
      );
    }
    open = true;
    for (const talk of waiting.splice(0)) thank(talk);

    await pupil.prints(() => false);
    const told = heard.map(quote).join(', ');
    const stranger = heard.find((each) => !numbers.includes(+each));
    if (stranger !== undefined) {
      wrong(
        'empty-handed',
        `the server was told ${told}; ` +
          `${quote(stranger)} is not in the queue`,
        `服务器听到的是 ${told}；队列里并没有 ${quote(stranger)}`,
      );
    }
    for (const number of numbers) {
      const times = heard.filter((each) => each === `${number}`).length;
      if (times === 1) continue;
      wrong(
        times === 0 ? 'lost' : 'twice',
        `the server was told ${told}; ${number} came ${times} times`,
        `服务器听到的是 ${told}；${number} 报了 ${times} 次`,
      );
    }
    const { stdout, outcome } = pupil;
    if (outcome === undefined) {
      const seconds = judge.patience / 1000;
      wrong(
        'hung',
        'every number was told once, ' +
          `and the program still ran after ${seconds} s`,
        `每个数都报了一次，过了 ${seconds} 秒程序还在运行`,
      );
    }
    const line = `${numbers.length} visits\n`;
    if (stdout === line && outcome?.code === 0) return;
    wrong(
      'count',
      'every number was told once, ' +
        `and the program printed ${quote(stdout)}`,
      `每个数都报了一次，程序打印的却是 ${quote(stdout)}`,
    );
  }

  await run(2, [11, 12, 13, 14, 15]);
  // Fewer numbers than workers: all of them look at once, at the
  // start, and one comes too late, on a fast machine or a slow one.
  await run(3, [21, 22]);
}
