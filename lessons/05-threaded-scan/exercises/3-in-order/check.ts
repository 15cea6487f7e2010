import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  irregular,
  type Judge,
  quote,
  unexpected,
  watch,
} from '../../../../scripts/judge/check.ts';

const lesson = '05-threaded-scan';
const order = `${lesson}#a-queue-and-some-workers`;
const loop = `${lesson}#the-await-in-the-wrong-loop`;
const messages = '02-create-sockets#one-write-is-not-one-message';
const ending = '02-create-sockets#the-program-that-does-not-end';

/** How long the program sleeps when it has read what was sent, ms. */
const settled = 100;
/** How long the last server takes for its line, ms. */
const slow = 1700;

interface Greeter {
  port: number;
  line: string;
  guest?: Socket;
}

export default async function check(judge: Judge) {
  // A guest who comes or goes can change what is waited for.
  const { look, until } = watch(judge.patience);

  /** Opens a server on the first free port, from `wish` down. */
  async function open(wish: number, line: string): Promise<Greeter> {
    const greeter: Greeter = { port: 0, line };
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
  // Sorted as text, 9… comes behind them. Two servers say the same.
  const [one = 0, two = 0, three = 0] = irregular(3, 100, 99_999);
  const same = `220 mail ${one}: ready`;
  const low = await open(9999, same);
  const greeters = [
    low,
    await open(low.port - 1, `SSH-2.0-${two}`),
    await open(0, same),
    await open(0, `hello, ${three} guests`),
  ].sort((a, b) => a.port - b.port);
  const [anna, bert, cleo, dora] = greeters as [
    Greeter,
    Greeter,
    Greeter,
    Greeter,
  ];
  const lineOf = ({ port, line }: Greeter) => `${port}: ${line}`;

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
    pupil,
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

  const textOf = (lines: string[]) => `${lines.join('\n')}\n`;
  const wanted = textOf(greeters.map(lineOf));
  const fail = (
    id: string,
    see: string,
    en: string,
    zh: string,
  ): never =>
    judge.fail(id, {
      saw: {
        en:
          `of the ports ${numbers} it printed ` +
          `${quote(pupil.stdout)}${en}`,
        zh:
          `问的端口是 ${numbers}，打印的是 ` +
          `${quote(pupil.stdout)}${zh}`,
      },
      wanted: {
        en: `${quote(wanted)}, and exit code 0`,
        zh: `${quote(wanted)}，退出码是 0`,
      },
      see,
    });

  /** Fails if it took a piece of a line for the line. */
  function tellPieces() {
    const printed = pupil.stdout.split('\n');
    const taken = greeters.some(({ port, line }) =>
      printed.includes(`${port}: ${line.slice(0, 5)}`.trimEnd()),
    );
    if (!taken) return;
    fail(
      'first-piece',
      messages,
      '; each server sent its line in two pieces, and the first piece ' +
        'is not the line',
      '；每个服务器都分两次发送自己的那一行，先到的一段不是整行',
    );
  }

  // One after the other. The line comes in two pieces; behind it is a
  // second line that nobody asked for; and no server hangs up.
  const spoke = [dora, cleo, bert, anna];
  for (const greeter of spoke) {
    const { line, guest } = greeter;
    const isLast = greeter === anna;
    guest?.write(line.slice(0, 5));
    // A program that keeps looking at a clock never sleeps for long.
    const limit = isLast ? pause(1.2 * slow) : undefined;
    const rest = pupil.rests(isLast ? slow : settled);
    await (limit ? Promise.race([rest, limit]) : rest);
    if (pupil.isOver && isLast) {
      tellPieces();
      fail(
        'too-soon',
        loop,
        ` and ended before the server on port ${anna.port} had sent ` +
          `its whole line; it had sent ${quote(line.slice(0, 5))}`,
        `，并且结束了；端口 ${anna.port} 的服务器还没有发完它的那一行，` +
          `只发了 ${quote(line.slice(0, 5))}`,
      );
    }
    guest?.write(`${line.slice(5)}\r\nbye, ${greeter.port}\r\n`);
    if (!isLast) await pupil.rests(settled);
  }

  const ended = await pupil.endsSoon(500);
  const { stdout, outcome } = pupil;
  if (stdout !== wanted) {
    const printed = stdout.trimEnd().split('\n');
    const isLate = !ended && printed.length < 4;
    const known = {
      'as-they-come': textOf(spoke.map(lineOf)),
      'as-asked': textOf(asked.map(lineOf)),
      'as-text': textOf(greeters.map(lineOf).sort()),
    };
    const ports = (text: string) => text.replace(/: .*/g, '');
    const id = Object.entries(known).find(
      ([, text]) => text === stdout,
    )?.[0];
    if (id !== undefined) fail(id, order, '', '');
    const { en, zh } = unexpected(stdout, wanted);
    tellPieces();
    if (isLate) {
      fail(
        'too-late',
        loop,
        `; all servers had sent their first line, and the program ` +
          'waited for something else. The servers do not hang up',
        '；所有服务器都发完了第一行，程序却还在等别的。' +
          '服务器不会挂断',
      );
    }
    if (stdout.includes('bye')) fail('more-lines', messages, en, zh);
    if (ports(stdout) === ports(wanted))
      fail('mixed-up', order, en, zh);
    fail('wrong-lines', order, en, zh);
  }
  if (!ended) {
    const left = greeters.filter(({ guest }) => !guest?.closed);
    const list = left.map(({ port }) => port).join(', ');
    fail(
      left.length > 0 ? 'socket-left' : 'hung',
      ending,
      left.length > 0
        ? ` and did not end: its connection to ${list} is still open. ` +
            'The servers do not hang up'
        : ' and did not end: a timer keeps it running',
      left.length > 0
        ? `，却没有结束：它与 ${list} 的连接还开着。服务器不会挂断`
        : '，却没有结束：还有定时器让它继续运行',
    );
  }
  if (outcome?.code === 0) return;
  const code = outcome?.code;
  fail(
    'exit-code',
    order,
    ` and ended with exit code ${code}`,
    `，退出码是 ${code}`,
  );
}
