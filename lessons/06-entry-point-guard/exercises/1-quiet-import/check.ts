import {
  type Both,
  irregular,
  type Judge,
  quote,
} from '../../../../scripts/judge/check.ts';

const importing = '06-entry-point-guard#importing-a-file-runs-it';
const guard = '06-entry-point-guard#the-guard';

export default async function check(judge: Judge) {
  const fail = (id: string, saw: Both, wanted: Both, see = guard) =>
    judge.fail(id, { saw, wanted, see });

  // The names that the stub knows, and a port without one.
  const [other = 0] = irregular(1, 1000, 9999);
  const ports = [22, 443, 80, other];
  const names = ['ssh', 'https', 'http', 'unknown'];
  const runs = ports.map((port) => judge.run(port));
  for (const pupil of runs) pupil.wasAwaited = true;
  for (const [index, port] of ports.entries()) {
    const line = `${port} is ${names[index]}`;
    const how = {
      en: `started with the port ${port}`,
      zh: `用端口 ${port} 启动`,
    };
    const run = await runs[index]?.ends(how, 2000);
    if (run?.code === 0 && run.stdout.trim() === line) continue;
    const { stdout = '', stderr = '', code } = run ?? {};
    const quiet = code === 0 && stdout === '';
    const error = {
      en: stderr && `, on standard error ${quote(stderr)},`,
      zh: stderr && `，标准错误上是 ${quote(stderr)}`,
    };
    fail(
      quiet ? 'silent-program' : 'other-line',
      {
        en: `started with the port ${port}, your program printed ${quiet ? 'nothing' : quote(stdout)}${error.en} and ended with exit code ${code}`,
        zh: `用端口 ${port} 启动，程序${quiet ? '什么也没有打印' : `打印了 ${quote(stdout)}`}${error.zh}，退出码是 ${code}`,
      },
      {
        en: `the line "${line}" on standard output: a file that is started directly runs its program`,
        zh: `在标准输出上打印一行 "${line}"：直接启动这个文件，就应当运行它的程序`,
      },
    );
  }

  // Imported by a program with one argument, and by one with many.
  for (const asked of [[], ports]) await imported(asked);

  async function imported(asked: number[]) {
    const program = judge.runBeside(
      'importer.ts',
      ...asked,
      judge.file,
    );
    const how = {
      en: 'another file imported yours, and then',
      zh: '另一个文件导入了你的文件',
    };
    const { stdout, stderr, code } = await program.ends(how, 2000);
    const lines = stdout.trim().split(/\r?\n/);
    const own =
      lines.find((line) => line.startsWith('importer:')) ?? '';
    const wanted = {
      en: 'an import that only provides the function: only the importer prints a line',
      zh: '导入只提供函数：只有导入方打印它自己的一行',
    };
    if (own === 'importer: no serviceOf') {
      fail(
        'no-export',
        {
          en: 'another file imported yours, and found no function serviceOf in it',
          zh: '另一个文件导入了你的文件，在里面找不到函数 serviceOf',
        },
        {
          en: 'serviceOf is exported, with or without a guard',
          zh: '无论有没有守卫，serviceOf 都要导出',
        },
      );
    }
    if (own === '') {
      fail(
        'ends-importer',
        {
          en: `another file imported yours, and the process ended with exit code ${code} before that file had reached its first line; said was ${quote(stdout + stderr)}`,
          zh: `另一个文件导入了你的文件，导入方自己的第一行还没有执行，进程就以退出码 ${code} 结束了；输出是 ${quote(stdout + stderr)}`,
        },
        wanted,
        '06-entry-point-guard#it-takes-your-arguments-too',
      );
    }
    if (lines.length > 1) {
      const others = lines.filter((line) => line !== own);
      const more = others.join('\n');
      fail(
        'prints-on-import',
        {
          en: `another file imported yours, and your program printed ${quote(more)}`,
          zh: `另一个文件导入了你的文件，你的程序打印了 ${quote(more)}`,
        },
        wanted,
        importing,
      );
    }
    if (code !== 0) {
      fail(
        'exit-code-leak',
        {
          en: `another file imported yours, and its own exit code became ${code}`,
          zh: `另一个文件导入了你的文件，它自己的退出码成了 ${code}`,
        },
        wanted,
      );
    }
    const got = own.slice('importer: '.length);
    const right = asked.length === 0 ? '' : names.join(' ');
    if (got === right) return;
    fail(
      'other-function',
      {
        en: `serviceOf gave the importer for ${asked.join(', ')}: ${got}`,
        zh: `导入方用 ${asked.join('、')} 调用 serviceOf，得到 ${got}`,
      },
      {
        en: `${right}, as before: the function needs no change`,
        zh: `和原来一样是 ${right}：函数不需要改`,
      },
    );
  }
}
