import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, parse, relative } from 'node:path';
import {
  type Both,
  type Judge,
  quote,
} from '../../../../scripts/judge/check.ts';

const guards = '06-entry-point-guard#the-older-guards';
const link = '06-entry-point-guard#the-trap-a-symbolic-link';
const importing = '06-entry-point-guard#importing-a-file-runs-it';

const here = import.meta.dirname;

export default async function check(judge: Judge) {
  const { file } = judge;
  const fail = (id: string, saw: Both, wanted: Both, see = guards) =>
    judge.fail(id, { saw, wanted, see });

  // A folder of the judge's own. What stands in it is read as a module.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'judge-')));
  judge.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const newFolder = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path);
    return path;
  };
  /** Starts a program that stands anywhere. */
  const start = (path: string, ...args: string[]) =>
    judge.runBeside(relative(here, path), ...args).ends();

  /** Starts the pupil's program, which has to say so. */
  async function isStarted(
    id: string,
    how: Both,
    run: Promise<{
      stdout: string;
      stderr: string;
      code: number | null;
    }>,
    see: string,
  ) {
    const { stdout, stderr, code } = await run;
    if (code === 0 && stdout.trim() === 'started') return;
    const silent = code === 0 && stdout === '';
    const said = quote(stdout + stderr);
    fail(
      silent ? id : 'failed',
      {
        en: silent
          ? `${how.en}, your program printed nothing`
          : `${how.en}, your program said ${said} and ended with exit code ${code}`,
        zh: silent
          ? `${how.zh}，程序什么也没有打印`
          : `${how.zh}，程序输出 ${said}，退出码是 ${code}`,
      },
      {
        en: 'the line "started", because that file is the program',
        zh: '打印一行 "started"，因为这个文件就是程序',
      },
      see,
    );
  }

  await isStarted(
    'silent-program',
    { en: 'started in the usual way', zh: '照常启动' },
    judge.run().ends(),
    guards,
  );

  /** Starts an importer of the program. What it says of its questions. */
  async function asked(
    importer: string,
    id: string,
    how: Both,
    ...more: string[]
  ) {
    const { stdout, stderr, code } = await start(
      importer,
      file,
      ...more,
    );
    const lines = stdout.trim().split(/\r?\n/);
    const answers = new Map<string, string>();
    const others: string[] = [];
    for (const line of lines) {
      const [, what, answer] =
        /^importer: ([^:]+): (.*)$/.exec(line) ?? [];
      if (what !== undefined) answers.set(what, answer ?? '');
      else others.push(line);
    }
    if (others.includes('importer: no isProgram')) {
      fail(
        'no-export',
        {
          en: 'another file imported yours, and found no function isProgram in it',
          zh: '另一个文件导入了你的文件，在里面找不到函数 isProgram',
        },
        { en: 'isProgram is exported', zh: '导出 isProgram' },
      );
    }
    if (code !== 0 || answers.size < 4) {
      fail(
        'failed',
        {
          en: `${how.en} and its process ended with exit code ${code}: ${quote(stdout + stderr)}`,
          zh: `${how.zh}，它的进程以退出码 ${code} 结束：${quote(stdout + stderr)}`,
        },
        {
          en: 'an importer that can go on with its own work',
          zh: '导入方能够继续做自己的事',
        },
        importing,
      );
    }
    if (others.length > 0) {
      fail(
        id,
        {
          en: `${how.en} and your program printed ${quote(others.join('\n'))}`,
          zh: `${how.zh}，你的程序打印了 ${quote(others.join('\n'))}`,
        },
        {
          en: 'nothing: the program is the other file, not yours',
          zh: '什么也不打印：程序是另一个文件，不是你的文件',
        },
        id.startsWith('same-') ? guards : importing,
      );
    }
    return answers;
  }

  const answers = await asked(
    join(here, 'importer.ts'),
    'prints-on-import',
    {
      en: 'another file imported yours',
      zh: '另一个文件导入了你的文件',
    },
  );
  const expected: [string, string, string, Both][] = [
    [
      'itself',
      'true',
      'only-itself',
      {
        en: 'the importer, which is the program, called isProgram(import.meta.url, process.argv[1])',
        zh: '导入方就是程序，它调用 isProgram(import.meta.url, process.argv[1])',
      },
    ],
    [
      'other',
      'false',
      'other-file',
      {
        en: 'the importer called isProgram with the URL of your file and its own process.argv[1]',
        zh: '导入方用你的文件的 URL 和它自己的 process.argv[1] 调用 isProgram',
      },
    ],
    [
      'no name',
      'false',
      'no-name',
      {
        en: 'isProgram was called without a second argument, as where code is in no file',
        zh: '调用 isProgram 时没有第二个参数，就像代码不在任何文件里那样',
      },
    ],
    [
      'missing',
      'false',
      'nothing-there',
      {
        en: 'isProgram was called with the path of a file that does not exist',
        zh: '调用 isProgram 时，第二个参数是一个不存在的文件的路径',
      },
    ],
  ];
  for (const [what, right, id, when] of expected) {
    const got = answers.get(what);
    if (got === right) continue;
    fail(
      id,
      {
        en: `${when.en}; it answered ${quote(got ?? '')}`,
        zh: `${when.zh}，回答是 ${quote(got ?? '')}`,
      },
      { en: `the answer ${right}`, zh: `回答 ${right}` },
    );
  }

  // An importer with the name of the pupil's file.
  const twin = join(newFolder('twin'), basename(file));
  copyFileSync(join(here, 'importer.ts'), twin);
  const twins = await asked(
    twin,
    'same-name',
    {
      en: 'a file of the same name in another folder imported yours',
      zh: '另一个文件夹里的同名文件导入了你的文件',
    },
    join(here, 'importer.ts'),
  );
  if (twins.get('copy') !== 'false') {
    fail(
      'same-text',
      {
        en: `isProgram was called with the URL of a file and the path of its copy in another folder; it answered ${quote(twins.get('copy') ?? '')}`,
        zh: `调用 isProgram 时，一个参数是某个文件的 URL，另一个是它在别的文件夹里的副本的路径；回答是 ${quote(twins.get('copy') ?? '')}`,
      },
      {
        en: 'the answer false: two files with the same content are two files',
        zh: '回答 false：内容相同的两个文件仍是两个文件',
      },
    );
  }

  // A longer path that ends as this one does.
  const deep = join(folder, 'deep', relative(parse(file).root, file));
  mkdirSync(dirname(deep), { recursive: true });
  copyFileSync(join(here, 'importer.ts'), deep);
  await asked(deep, 'same-ending', {
    en: `a file at ${deep}, whose path ends with that of yours, imported yours`,
    zh: `路径以你的文件的路径结尾的文件 ${deep} 导入了你的文件`,
  });

  const odd = 'odd # 100% é';
  const copy = join(newFolder(odd), basename(file));
  copyFileSync(file, copy);
  await isStarted(
    'odd-path',
    {
      en: `copied into a folder named "${odd}" and started there`,
      zh: `复制到名为 "${odd}" 的文件夹里，再从那里启动`,
    },
    start(copy),
    link,
  );

  const name = join(newFolder('links'), 'link.ts');
  try {
    symlinkSync(file, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    judge.untried({ en: 'symbolic links', zh: '符号链接' });
    return;
  }
  await isStarted(
    'link',
    {
      en: 'started through a symbolic link named link.ts',
      zh: '通过名为 link.ts 的符号链接启动',
    },
    start(name),
    link,
  );
}
