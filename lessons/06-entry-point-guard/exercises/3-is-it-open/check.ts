import {
  type Both,
  type Judge,
  type Pupil,
  quote,
} from '../../../../scripts/judge/check.ts';

const behind = '06-entry-point-guard#what-goes-behind-the-guard';
const importing = '06-entry-point-guard#importing-a-file-runs-it';
const ending = '06-entry-point-guard#it-takes-your-arguments-too';
const payOff =
  '06-entry-point-guard#the-pay-off-a-scanner-you-can-call';
const answers = '04-sequential-scan#three-answers-not-two';
const goesOn = '02-create-sockets#the-program-that-does-not-end';
const hungUp = '04-sequential-scan#somebody-hung-up';

/** A program that sleeps for so long, ms, has no deadline of a second. */
const overdue = 2500;

export default async function check(judge: Judge) {
  const fail = (id: string, saw: Both, wanted: Both, see: string) =>
    judge.fail(id, { saw, wanted, see });

  /** The connections to the open port. */
  const guests = new Set<object>();
  const open = await judge.serve((talk) => {
    guests.add(talk);
    talk.socket.on('close', () => guests.delete(talk));
    talk.hear().then(() => talk.end());
  });
  const closed = judge.closedPort();

  /** Starts the program. Its exit code is one of its answers. */
  function run(...args: (string | number)[]) {
    const pupil = judge.run(...args);
    pupil.wasAwaited = true;
    return pupil;
  }

  /** Runs the program for a port. `what` the port is, as a clause. */
  function ask(port: number, what: Both, isOpen: boolean) {
    const pupil = run(port);
    const ended = pupil.endsSoon(overdue);
    return async () => {
      if (!(await ended)) failHung(pupil, port, what);
      const { stdout, stderr, code } = await pupil.ends();
      const line = `${port} is ${isOpen ? 'open' : 'not open'}`;
      const right = isOpen ? 0 : 1;
      if (stdout.trim() === line && code === right) return;
      const error = stderr === '' ? '' : quote(stderr);
      fail(
        stdout.trim() === line ? 'exit-code' : 'other-line',
        {
          en: `${what.en}; your program printed ${quote(stdout)}${error && `, on standard error ${error},`} and ended with exit code ${code}`,
          zh: `${what.zh}；程序打印了 ${quote(stdout)}${error && `，标准错误上是 ${error}`}，退出码是 ${code}`,
        },
        {
          en: `on standard output the line "${line}" alone, and exit code ${right}`,
          zh: `标准输出上只有一行 "${line}"，退出码为 ${right}`,
        },
        behind,
      );
    };
  }

  /** The program did not end. Is its socket to the port the reason? */
  function failHung(pupil: Pupil, port: number, what: Both): never {
    const { stdout } = pupil;
    const isLeft =
      port === open ? guests.size > 0 : pupil.waitingFor(port) > 0;
    return fail(
      isLeft && stdout !== '' ? 'socket-left' : 'hung',
      {
        en: `${what.en}; your program printed ${quote(stdout)} and did not end${isLeft ? `: its socket to port ${port} is still there` : ''}`,
        zh: `${what.zh}；程序打印了 ${quote(stdout)}，没有结束${isLeft ? `：它到端口 ${port} 的套接字还在` : ''}`,
      },
      {
        en: 'a program that ends by itself: after a second at most isOpen has its answer and closes its socket',
        zh: '程序自己结束：最多一秒之后，isOpen 就有回答，并关闭它的套接字',
      },
      goesOn,
    );
  }

  const silent = await judge.silentPort();
  const whenSilent = {
    en: `port ${silent} never answered`,
    zh: `端口 ${silent} 始终没有回答`,
  };
  const isSilent =
    silent === undefined ? undefined : ask(silent, whenSilent, false);
  const isOpen = ask(
    open,
    {
      en: `a server listened on port ${open}`,
      zh: `端口 ${open} 上有服务器监听`,
    },
    true,
  );
  const isClosed = ask(
    closed,
    {
      en: `no program listened on port ${closed}`,
      zh: `端口 ${closed} 上没有程序监听`,
    },
    false,
  );

  await isOpen();
  await isClosed();

  // The first port and the last: open or not, each is a port.
  const edges = [1, 65535].map((edge) => ({
    edge,
    pupil: run(edge),
  }));
  for (const { edge, pupil } of edges) {
    const { stdout, stderr, code } = await pupil.ends({
      en: `given "${edge}"`,
      zh: `给出 "${edge}"`,
    });
    const isOpen = stdout.trim() === `${edge} is open`;
    const isNot = stdout.trim() === `${edge} is not open`;
    if ((isOpen && code === 0) || (isNot && code === 1)) continue;
    fail(
      'refuses-edge',
      {
        en: `given "${edge}", your program said ${quote(stdout + stderr)} and ended with exit code ${code}`,
        zh: `给出 "${edge}"，程序打印了 ${quote(stdout + stderr)}，退出码是 ${code}`,
      },
      {
        en: `the line that says whether ${edge} is open: ports go from 1 to 65535`,
        zh: `打印一行，说明 ${edge} 是否开着：端口从 1 到 65535`,
      },
      behind,
    );
  }

  // None of these is a port; the last is one too many.
  const badArgs = [
    [],
    ['http'],
    ['0'],
    ['65536'],
    [`${open}x`],
    [`0x${open.toString(16)}`],
    [`${open}`, `${closed}`],
    ['+80'],
    ['80.0'],
  ];
  const badRuns = badArgs.map((args) => ({
    args,
    pupil: run(...args),
  }));
  for (const { args, pupil } of badRuns) {
    const given = args.join(' ');
    const { stdout, stderr, code } = await pupil.ends({
      en: given === '' ? 'without an argument' : `given "${given}"`,
      zh: given === '' ? '没有参数时' : `给出 "${given}"`,
    });
    const lines = stderr
      .split('\n')
      .filter((text) => text.trim() !== '');
    if (code === 2 && stdout === '' && lines.length === 1) continue;
    const said = stdout === '' ? stderr : stdout;
    const id =
      stdout !== '' && code === 2
        ? 'error-on-stdout'
        : stdout === '' && lines.length > 1
          ? 'many-lines'
          : 'bad-argument';
    fail(
      id,
      {
        en: `${given === '' ? 'without an argument' : `given "${given}"`}, your program said ${quote(said)} on standard ${stdout === '' ? 'error' : 'output'} and ended with exit code ${code}`,
        zh: `${given === '' ? '没有参数时' : `给出 "${given}"`}，程序在标准${stdout === '' ? '错误' : '输出'}上打印了 ${quote(said)}，退出码是 ${code}`,
      },
      {
        en: 'one line on standard error, nothing on standard output, and exit code 2',
        zh: '在标准错误上打印一行，标准输出上什么也没有，退出码为 2',
      },
      behind,
    );
  }

  await isSilent?.();

  /** Starts an importer that asks about ports, and about its own. */
  async function imported(...ports: number[]) {
    const asked = ['open', 'closed', 'reset', 'silent'].slice(
      0,
      ports.length + 1,
    );
    const count = asked.length;
    const [openPort, closedPort, silentPort] = ports;
    const portOf = (what: string) =>
      ({ open: openPort, closed: closedPort, silent: silentPort })[
        what
      ];
    const program = judge.runBeside(
      'importer.ts',
      judge.file,
      ...ports,
    );
    const ended = await program.endsSoon(overdue);
    const { stdout, stderr } = program;
    const code = program.outcome?.code;
    program.wasAwaited = true;
    const others: string[] = [];
    const told = new Map<string, { took: number; answer: string }>();
    for (const line of stdout.trim().split(/\r?\n/)) {
      const parts = /^importer: ([\w ]+): (\d+): (.*)$/.exec(line);
      const [, what, took, answer = ''] = parts ?? [];
      if (what !== undefined)
        told.set(what, { took: Number(took), answer });
      else others.push(line);
    }
    if (others.includes('importer: no isOpen')) {
      fail(
        'no-export',
        {
          en: 'another file imported yours, and found no function isOpen in it',
          zh: '另一个文件导入了你的文件，在里面找不到函数 isOpen',
        },
        { en: 'isOpen is exported', zh: '导出 isOpen' },
        payOff,
      );
    }
    for (const what of asked) {
      const port = portOf(what);
      const left = told.get(`left ${what}`)?.answer ?? '0';
      if (left === '0' || port === undefined) continue;
      fail(
        'socket-left',
        {
          en: `an importer called isOpen for port ${port} (${what}); a second after the answer its socket was still open`,
          zh: `导入方对端口 ${port} 调用 isOpen；得到回答一秒之后，它的套接字还开着`,
        },
        {
          en: 'isOpen leaves no socket open, whatever the answer',
          zh: '无论回答是什么，isOpen 都不留下打开的套接字',
        },
        goesOn,
      );
    }
    const missing = asked.find((what) => !told.has(what));
    if (missing !== undefined && !ended) {
      const port = portOf(missing) ?? '';
      const isLate = missing === 'silent';
      fail(
        isLate ? 'no-deadline' : 'hung',
        {
          en: `an importer called isOpen for port ${port} (${missing}) and got no answer within ${overdue / 1000} s`,
          zh: `导入方对端口 ${port} 调用 isOpen，${overdue / 1000} 秒之内没有得到回答`,
        },
        {
          en: 'an answer after one second at most',
          zh: '最多一秒就有回答',
        },
        answers,
      );
    }
    if (!ended) {
      fail(
        'hung',
        {
          en: 'an importer had all its answers from isOpen, and its process did not end: a timer or a socket of your file keeps it running',
          zh: '导入方从 isOpen 得到了所有回答，它的进程却没有结束：你的文件里有定时器或套接字让它继续运行',
        },
        {
          en: 'a process that ends when the importer has its answers',
          zh: '导入方得到回答之后，进程就会结束',
        },
        goesOn,
      );
    }
    if (missing !== undefined) {
      const started = told.size > 0;
      fail(
        started ? 'ends-importer' : 'runs-on-import',
        {
          en: `another file imported yours and asked about ${count} ports; the process ended with exit code ${code} after ${asked.indexOf(missing)} answers and printed ${quote(stdout + stderr)}`,
          zh: `另一个文件导入了你的文件，询问 ${count} 个端口；得到 ${asked.indexOf(missing)} 个回答之后，进程以退出码 ${code} 结束，输出是 ${quote(stdout + stderr)}`,
        },
        {
          en: `${count} answers: the process belongs to the importer, and your file must not end it`,
          zh: `得到 ${count} 个回答：进程属于导入方，不该由你的文件来结束`,
        },
        ending,
      );
    }
    if (others.join('') !== '') {
      const more = others.join('\n');
      const early =
        !stdout.startsWith('importer: ') && !/ open/.test(more);
      fail(
        early ? 'runs-on-import' : 'function-prints',
        {
          en: `another file imported yours and called isOpen; beside the importer's own lines there was ${quote(more)}`,
          zh: `另一个文件导入了你的文件并调用 isOpen；除了导入方自己的行，还出现了 ${quote(more)}`,
        },
        {
          en: 'nothing of yours: importing prints nothing, and isOpen only returns its answer',
          zh: '没有你的任何输出：导入时不打印，isOpen 只返回回答',
        },
        importing,
      );
    }
    return { told, code };
  }

  const asking = imported(
    open,
    closed,
    ...(silent === undefined ? [] : [silent]),
  );
  const { told, code } = await asking;
  for (const [what, right] of [
    ['open', 'true'],
    ['closed', 'false'],
  ] as const) {
    const answer = told.get(what)?.answer ?? '';
    if (answer === right) continue;
    fail(
      'not-data',
      {
        en: `an importer called isOpen for the ${what} port, and got ${answer}`,
        zh: `导入方对${what === 'open' ? '开着' : '关着'}的端口调用 isOpen，得到 ${answer}`,
      },
      {
        en: `a promise of ${right}`,
        zh: `一个结果为 ${right} 的 Promise`,
      },
      payOff,
    );
  }
  if (code === 2) {
    fail(
      'runs-on-import',
      {
        en: 'another file imported yours, and its exit code became 2, the code for wrong arguments: your program ran, too, and read the arguments of the other one',
        zh: '另一个文件导入了你的文件，它的退出码成了 2，即参数有误：你的程序也运行了，读的是那个程序的参数',
      },
      {
        en: 'an import that only provides the function',
        zh: '导入只提供函数',
      },
      importing,
    );
  }
  if (code !== 7) {
    fail(
      'exit-code-leak',
      {
        en: `an importer had set its exit code to 7 and called isOpen for an open port and a closed one; its exit code became ${code}`,
        zh: `导入方把自己的退出码设为 7，再对开着的和关着的端口调用 isOpen；它的退出码成了 ${code}`,
      },
      {
        en: 'exit code 7, as before: only the program part of your file sets an exit code',
        zh: '退出码仍为 7：只有你的文件里的程序部分才设置退出码',
      },
      behind,
    );
  }
  const reset = told.get('reset')?.answer ?? '';
  if (reset !== 'true') {
    fail(
      'reset-called-closed',
      {
        en: `an importer called isOpen for a port whose server accepts and resets at once, and got ${reset}`,
        zh: `端口的服务器接受连接之后立即复位，导入方对它调用 isOpen，得到 ${reset}`,
      },
      {
        en: 'a promise of true: the server accepted the connection before it reset it',
        zh: '一个结果为 true 的 Promise：服务器先接受了连接，然后才复位',
      },
      hungUp,
    );
  }

  if (isSilent === undefined) {
    judge.untried({
      en: 'port that stays silent',
      zh: '一直沉默的端口',
    });
    return;
  }
  const { answer = '', took = 0 } = told.get('silent') ?? {};
  if (answer === 'false' && took >= 900 && took <= 2000) return;
  fail(
    took > 2000 ? 'too-late' : 'impatient',
    {
      en: `for a port that never answered, isOpen gave ${answer} after ${took} ms`,
      zh: `端口始终没有回答，isOpen 在 ${took} 毫秒后给出 ${answer}`,
    },
    {
      en: 'false after one second, not earlier and not much later',
      zh: '一秒之后结果为 false，不能提前，也不能晚太多',
    },
    answers,
  );
}
