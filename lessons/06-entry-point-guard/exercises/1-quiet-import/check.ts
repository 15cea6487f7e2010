import {
  type Both,
  type Judge,
  quote,
} from '../../../../scripts/judge/check.ts';

const importing = '06-entry-point-guard#importing-a-file-runs-it';
const guard = '06-entry-point-guard#the-guard';

export default async function check(judge: Judge) {
  const fail = (id: string, saw: Both, wanted: Both, see = guard) =>
    judge.fail(id, { saw, wanted, see });

  const run = await judge.run(22).ends();
  if (run.code !== 0 || run.stdout.trim() !== '22 is ssh') {
    const quiet = run.code === 0 && run.stdout === '';
    const said = run.stdout + run.stderr;
    fail(
      quiet ? 'silent-program' : 'other-line',
      {
        en: quiet
          ? 'started with the port 22, your program printed nothing'
          : `started with the port 22, your program said ${quote(said)} and ended with exit code ${run.code}`,
        zh: quiet
          ? '用端口 22 启动，程序什么也没有打印'
          : `用端口 22 启动，程序输出 ${quote(said)}，退出码是 ${run.code}`,
      },
      {
        en: 'the line "22 is ssh": a file that is started directly runs its program',
        zh: '打印一行 "22 is ssh"：直接启动这个文件，就应当运行它的程序',
      },
    );
  }

  const program = judge.runBeside('importer.ts', judge.file);
  const { stdout, stderr, code } = await program.ends();
  const lines = stdout.trim().split(/\r?\n/);
  const own = lines.find((line) => line.startsWith('importer: ')) ?? '';
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
  if (lines.length > 1 || stderr !== '') {
    const others = lines.filter((line) => line !== own);
    const more = others.join('\n') + stderr;
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
  if (own === 'importer: https') return;
  fail(
    'other-function',
    {
      en: `serviceOf(443) gave the importer ${quote(own.slice(10))}`,
      zh: `导入方调用 serviceOf(443)，得到 ${quote(own.slice(10))}`,
    },
    {
      en: '"https", as before: the function needs no change',
      zh: '和原来一样是 "https"：函数不需要改',
    },
  );
}
