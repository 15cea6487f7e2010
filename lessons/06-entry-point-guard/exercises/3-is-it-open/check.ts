import {
  type Both,
  type Judge,
  quote,
} from '../../../../scripts/judge/check.ts';

const behind = '06-entry-point-guard#what-goes-behind-the-guard';
const importing = '06-entry-point-guard#importing-a-file-runs-it';
const ending = '06-entry-point-guard#it-takes-your-arguments-too';
const payOff =
  '06-entry-point-guard#the-pay-off-a-scanner-you-can-call';
const answers = '04-sequential-scan#three-answers-not-two';
const hungUp = '04-sequential-scan#somebody-hung-up';

export default async function check(judge: Judge) {
  const fail = (id: string, saw: Both, wanted: Both, see: string) =>
    judge.fail(id, { saw, wanted, see });

  const open = await judge.serve((talk) => {
    talk.hear().then(() => talk.end());
  });
  const closed = judge.closedPort();

  /** Runs the program for a port. `what` the port is, as a clause. */
  async function ask(port: number, what: Both, isOpen: boolean) {
    const { stdout, stderr, code } = await judge.run(port).ends();
    const line = `${port} is ${isOpen ? 'open' : 'not open'}`;
    const right = isOpen ? 0 : 1;
    if (stdout.trim() === line && code === right && stderr === '')
      return;
    const error = stderr === '' ? '' : quote(stderr);
    fail(
      stdout.trim() === line && code !== right
        ? 'exit-code'
        : 'other-line',
      {
        en: `${what.en}; your program printed ${quote(stdout)}${error && `, on standard error ${error},`} and ended with exit code ${code}`,
        zh: `${what.zh}；程序打印了 ${quote(stdout)}${error && `，标准错误上是 ${error}`}，退出码是 ${code}`,
      },
      {
        en: `the line "${line}" alone, and exit code ${right}`,
        zh: `只打印一行 "${line}"，退出码为 ${right}`,
      },
      behind,
    );
  }

  await ask(
    open,
    {
      en: `a server listened on port ${open}`,
      zh: `端口 ${open} 上有服务器监听`,
    },
    true,
  );
  await ask(
    closed,
    {
      en: `no program listened on port ${closed}`,
      zh: `端口 ${closed} 上没有程序监听`,
    },
    false,
  );

  // The first port and the last: open or not, each is a port.
  for (const edge of [1, 65535]) {
    const { stdout, stderr, code } = await judge.run(edge).ends();
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
  for (const args of [
    [],
    ['http'],
    ['0'],
    ['65536'],
    [`${open}x`],
    [`0x${open.toString(16)}`],
    [`${open}`, `${closed}`],
  ]) {
    const { stdout, stderr, code } = await judge.run(...args).ends();
    const lines = stderr
      .split('\n')
      .filter((text) => text.trim() !== '');
    if (code === 2 && stdout === '' && lines.length === 1) continue;
    const given = args.join(' ');
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

  /** Starts an importer that asks about ports, and about its own. */
  async function imported(...ports: number[]) {
    const count = ports.length + 1;
    const program = judge.runBeside(
      'importer.ts',
      judge.file,
      ...ports,
    );
    const { stdout, stderr, code } = await program.ends();
    const others: string[] = [];
    const told = new Map<string, { took: number; answer: string }>();
    for (const line of stdout.trim().split(/\r?\n/)) {
      const parts = /^importer: (\w+): (\d+): (.*)$/.exec(line);
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
    if (told.size < count) {
      const started = told.size > 0;
      fail(
        started ? 'ends-importer' : 'runs-on-import',
        {
          en: `another file imported yours and asked about ${count} ports; the process ended with exit code ${code} after ${told.size} answers and printed ${quote(stdout + stderr)}`,
          zh: `另一个文件导入了你的文件，询问 ${count} 个端口；得到 ${told.size} 个回答之后，进程以退出码 ${code} 结束，输出是 ${quote(stdout + stderr)}`,
        },
        {
          en: `${count} answers: the process belongs to the importer, and your file must not end it`,
          zh: `得到 ${count} 个回答：进程属于导入方，不该由你的文件来结束`,
        },
        ending,
      );
    }
    if (others.length > 0 || stderr !== '') {
      const more = `${others.join('\n')}${stderr}`;
      const early =
        !stdout.startsWith('importer: ') && !/ open/.test(more);
      fail(
        early || stderr !== '' ? 'runs-on-import' : 'function-prints',
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

  const { told, code } = await imported(open, closed);
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
  if (code !== 0) {
    fail(
      'exit-code-leak',
      {
        en: `an importer called isOpen for a closed port, and its own exit code became ${code}`,
        zh: `导入方对关着的端口调用 isOpen，它自己的退出码成了 ${code}`,
      },
      {
        en: 'exit code 0: only the program part of your file sets an exit code',
        zh: '退出码为 0：只有你的文件里的程序部分才设置退出码',
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

  const lab = await judge.lab();
  const isSilent = !lab.missing.some(({ name }) => name === 'filtered');
  if (!isSilent) {
    judge.untried({
      en: 'port that stays silent',
      zh: '一直沉默的端口',
    });
    return;
  }
  const silent = lab.port('filtered');
  await ask(
    silent,
    {
      en: `port ${silent} never answered`,
      zh: `端口 ${silent} 始终没有回答`,
    },
    false,
  );
  const last = (await imported(open, closed, silent)).told.get(
    'silent',
  );
  if (last === undefined) return;
  const { answer, took } = last;
  if (answer === 'false' && took >= 900) return;
  fail(
    'impatient',
    {
      en: `for a port that never answered, isOpen gave ${answer} after ${took} ms`,
      zh: `端口始终没有回答，isOpen 在 ${took} 毫秒后给出 ${answer}`,
    },
    {
      en: 'false, and not before one second has passed',
      zh: '结果为 false，并且不早于一秒',
    },
    answers,
  );
}
