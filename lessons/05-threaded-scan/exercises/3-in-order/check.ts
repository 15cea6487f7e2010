import type { Socket } from 'node:net';
import {
  type Judge,
  quote,
  watch,
} from '../../../../scripts/judge/check.ts';

const lesson = '05-threaded-scan';
const order = `${lesson}#a-queue-and-some-workers`;
const loop = `${lesson}#the-await-in-the-wrong-loop`;

interface Greeter {
  port: number;
  guest?: Socket;
}

export default async function check(judge: Judge) {
  // A guest who comes or goes can change what is waited for.
  const { look, until } = watch(judge.patience);

  /** Opens a server on the first free port, from `wish` down. */
  async function open(wish: number): Promise<Greeter> {
    const greeter: Greeter = { port: 0 };
    greeter.port = await judge.portNear(wish, -1, (socket) => {
      judge.after(() => socket.destroy());
      socket.resume();
      // Somebody who scans this machine is no guest.
      socket.on('error', () => {
        if (greeter.guest === socket) delete greeter.guest;
      });
      socket.on('close', () => look());
      greeter.guest = socket;
      look();
    });
    return greeter;
  }

  // Two ports of four digits, and two of five that the system chooses.
  // Sorted as text, 9… comes behind them.
  const low = await open(9999);
  const greeters = [
    low,
    await open(low.port - 1),
    await open(0),
    await open(0),
  ].sort((a, b) => a.port - b.port);
  const [anna, bert, cleo, dora] = greeters as [
    Greeter,
    Greeter,
    Greeter,
    Greeter,
  ];
  const names = ['anna', 'bert', 'cleo', 'dora'];
  const lineOf = (greeter: Greeter) =>
    `${greeter.port}: ${names[greeters.indexOf(greeter)]} is here`;

  const asked = [cleo, bert, dora, anna];
  const pupil = judge.run(...asked.map(({ port }) => port));
  const numbers = asked.map(({ port }) => port).join(', ');

  // Nobody greets until all guests are there. One that has left before
  // proves that the others will not come.
  const here = () =>
    greeters.filter(({ guest }) => guest !== undefined);
  await until(
    () =>
      here().length === 4 || here().some((each) => each.guest?.closed),
  );
  const came = here().length;
  if (came < 4) {
    pupil.wasAwaited = came > 0;
    judge.fail('one-at-a-time', {
      saw: {
        en:
          'the four servers send nothing until each has a client; ' +
          `only ${came} of them had one`,
        zh:
          '四个服务器都有客户端连接后，才发送数据；' +
          `但只有 ${came} 个有客户端连接`,
      },
      wanted: {
        en: 'four connections that wait at the same time',
        zh: '四条连接同时在等',
      },
      see: loop,
    });
  }

  // One after the other: that the guest leaves proves that it has read
  // the line.
  const spoke = [dora, cleo, bert, anna];
  for (const greeter of spoke) {
    greeter.guest?.end(
      `${names[greeters.indexOf(greeter)]} is here\r\n`,
    );
    await until(() => greeter.guest?.closed === true);
  }

  await pupil.prints(() => false);
  const { stdout, outcome } = pupil;
  const textOf = (lines: string[]) => `${lines.join('\n')}\n`;
  const wanted = textOf(greeters.map(lineOf));
  if (stdout === wanted && outcome?.code === 0) return;
  const known = {
    'as-they-come': textOf(spoke.map(lineOf)),
    'as-asked': textOf(asked.map(lineOf)),
    'as-text': textOf(greeters.map(lineOf).sort()),
  };
  const ports = (text: string) => text.replace(/: .*/g, '');
  let id = Object.entries(known).find(
    ([, text]) => text === stdout,
  )?.[0];
  if (ports(stdout) === ports(wanted)) id ??= 'mixed-up';
  const seconds = judge.patience / 1000;
  judge.fail(outcome === undefined ? 'hung' : (id ?? 'wrong-lines'), {
    saw: {
      en:
        `of the ports ${numbers} it printed ${quote(stdout)}` +
        (outcome ? '' : `, and still ran after ${seconds} s`),
      zh:
        `问的端口是 ${numbers}，打印的是 ${quote(stdout)}` +
        (outcome ? '' : `，过了 ${seconds} 秒还在运行`),
    },
    wanted: {
      en: `${quote(wanted)}, and exit code 0`,
      zh: `${quote(wanted)}，退出码是 0`,
    },
    see: order,
  });
}
