import {
  type Both,
  type Judge,
  quote,
} from '../../../../scripts/judge/check.ts';

const test = '06-entry-point-guard#a-test-is-another-such-program';
const guard = '06-entry-point-guard#the-guard';
const behind = '06-entry-point-guard#what-goes-behind-the-guard';
const importing = '06-entry-point-guard#importing-a-file-runs-it';

/** The wrong functions of importer.ts: which mistake misses them, and what they do. */
const wrongOnes: [string, string, Both][] = [
  [
    'refuses-all',
    'misses-refusal',
    {
      en: 'refuses every text',
      zh: '拒绝任何文本',
    },
  ],
  [
    'takes-0',
    'misses-edges',
    { en: 'takes 0 for a port', zh: '把 0 当作端口' },
  ],
  [
    'takes-65536',
    'misses-edges',
    { en: 'takes 65536 for a port', zh: '把 65536 当作端口' },
  ],
  ['refuses-1', 'misses-edges', { en: 'refuses "1"', zh: '拒绝 "1"' }],
  [
    'refuses-65535',
    'misses-edges',
    {
      en: 'refuses "65535"',
      zh: '拒绝 "65535"',
    },
  ],
  [
    'takes-empty',
    'misses-empty',
    {
      en: 'returns 0 for the empty text',
      zh: '对空文本返回 0',
    },
  ],
  [
    'number-text',
    'misses-text',
    {
      en: 'returns "80", a text, instead of the number 80',
      zh: '返回的是文本 "80"，而不是数 80',
    },
  ],
  [
    'parse-int',
    'misses-rest',
    {
      en: 'uses parseInt, which ignores what follows the digits',
      zh: '使用 parseInt，而 parseInt 会忽略数字后面的内容',
    },
  ],
  [
    'number',
    'misses-notations',
    {
      en: 'uses Number to test for a whole number, so it accepts more than digits',
      zh: '用 Number 判断文本是不是整数，所以接受的不只是数字',
    },
  ],
];

export default async function check(judge: Judge) {
  const fail = (id: string, saw: Both, wanted: Both, see = test) =>
    judge.fail(id, { saw, wanted, see });

  // Imported: what does it do, and what does it find?
  const beside = judge.runBeside('importer.ts', judge.file);
  const { stdout, stderr, code } = await beside.ends();
  const found = new Map<string, { what: string; which: string }>();
  const others: string[] = [];
  for (const line of stdout.trim().split(/\r?\n/)) {
    const parts = /^importer: ([^:]+): ([^:]+)(?:: (.*))?$/.exec(line);
    const [, name, what = '', which = ''] = parts ?? [];
    if (name === undefined) others.push(line);
    else if (!found.has(name)) found.set(name, { what, which });
  }
  const absent = found.get('no')?.what;
  if (absent !== undefined) {
    fail(
      'no-export',
      {
        en: `another file imported yours, and found no function ${absent} in it`,
        zh: `另一个文件导入了你的文件，在里面找不到函数 ${absent}`,
      },
      {
        en: 'two functions are exported: failures and report',
        zh: '导出 failures 和 report 两个函数',
      },
    );
  }
  const isEarly = found.size <= wrongOnes.length;
  if (isEarly || others.length > 0) {
    const more = isEarly ? stdout + stderr : others.join('\n');
    fail(
      isEarly ? 'ends-importer' : 'prints-on-import',
      {
        en: `another file imported yours and called failures; besides its own lines there was ${quote(more)}${isEarly ? `, and its process ended with exit code ${code}` : ''}`,
        zh: `另一个文件导入了你的文件并调用 failures；除了它自己的行，还出现了 ${quote(more)}${isEarly ? `，它的进程以退出码 ${code} 结束` : ''}`,
      },
      {
        en: 'nothing of yours: importing does nothing, and failures only returns its list',
        zh: '没有你的任何输出：导入时什么也不做，failures 只返回列表',
      },
      importing,
    );
  }

  const right = found.get('right');
  if (right?.what === 'blamed') {
    fail(
      'blames-right',
      {
        en: `failures was given a function that keeps the rule, and reported the text ${right.which} as an error`,
        zh: `交给 failures 的函数遵守规则，failures 却把文本 ${right.which} 报告为错误`,
      },
      { en: 'an empty array', zh: '空数组' },
    );
  }
  for (const [name, { what, which }] of found) {
    if (what === 'found') continue;
    const details = {
      blamed: {
        en: `named the text ${which}, for which the function keeps the rule`,
        zh: `列出了文本 ${which}，而函数对这个文本是遵守规则的`,
      },
      threw: {
        en: `threw ${quote(which)}`,
        zh: `抛出了 ${quote(which)}`,
      },
      'no array': {
        en: `returned ${which}`,
        zh: `返回了 ${which}`,
      },
    }[what];
    if (details === undefined) continue;
    fail(
      what === 'blamed' ? 'blames-right' : 'no-array',
      {
        en: `failures was given the function "${name}" and ${details.en}`,
        zh: `failures 得到函数 "${name}"，${details.zh}`,
      },
      {
        en: 'an array of the texts for which the function breaks the rule',
        zh: '一个数组，里面是函数违反规则的那些文本',
      },
    );
  }
  const missed = wrongOnes.filter(
    ([name]) => found.get(name)?.which === '0',
  );
  const [first] = missed;
  if (first !== undefined) {
    const all = missed.length === wrongOnes.length;
    const [, id, { en, zh }] = first;
    fail(
      all ? 'own-function' : id,
      all
        ? {
            en: `failures was given ${missed.length} different wrong functions, and found nothing in any of them`,
            zh: `先后交给 failures 的 ${missed.length} 个函数各有各的错，failures 却一个错误也没有找到`,
          }
        : {
            en: `failures was given a function that ${en}, and found nothing wrong with it`,
            zh: `交给 failures 的函数${zh}，failures 却没有发现错误`,
          },
      {
        en: 'a text in the array that shows the mistake',
        zh: '数组里有一个能显出这个错误的文本',
      },
    );
  }

  // Started: it reports on its own function.
  const run = await judge.run().ends();
  if (run.stdout.trim() !== 'passed' || run.code !== 0) {
    fail(
      run.stdout === '' && run.code === 0
        ? 'silent-program'
        : 'own-report',
      {
        en: `started as a program, your file printed ${quote(run.stdout + run.stderr)} and ended with exit code ${run.code}`,
        zh: `作为程序启动，你的文件打印了 ${quote(run.stdout + run.stderr)}，退出码是 ${run.code}`,
      },
      {
        en: 'the line "passed" and exit code 0: the function of the stub keeps the rule',
        zh: '打印一行 "passed"，退出码为 0：初始代码里的函数遵守规则',
      },
      guard,
    );
  }

  // Called: it reports on functions that are wrong for one text, or for
  // many, also for texts that JSON.stringify writes in its own way.
  for (const name of ['takes-0', 'refuses-all', 'number', 'right']) {
    await checkReport(name);
  }

  async function checkReport(name: string) {
    const reporter = judge.runBeside('importer.ts', judge.file, name);
    const { stdout, stderr, code } = await reporter.ends();
    const lines = stdout.split('\n');
    const end = lines.findIndex((line) =>
      line.startsWith('importer: '),
    );
    const what = {
      en: `report was given the function "${name}"`,
      zh: `report 得到函数 "${name}"`,
    };
    if (end === -1) {
      fail(
        'ends-importer',
        {
          en: `${what.en}; it printed ${quote(stdout + stderr)}, and ended the process with exit code ${code}`,
          zh: `${what.zh}；它打印了 ${quote(stdout + stderr)}，并以退出码 ${code} 结束了进程`,
        },
        {
          en: 'report returns: it sets the exit code, and the process ends by itself',
          zh: 'report 会返回：它只设置退出码，进程自己结束',
        },
        behind,
      );
    }
    const texts: string[] = JSON.parse(
      lines[end]?.slice('importer: wanted: '.length) ?? '[]',
    );
    // A text may have been tried twice.
    const wanted = new Set(
      texts.map((text) => `wrong: ${JSON.stringify(text)}`),
    );
    if (texts.length === 0) wanted.add('passed');
    const printed = new Set(lines.slice(0, end));
    const odd = [...printed].find((line) => !wanted.has(line));
    const absent = [...wanted].find((line) => !printed.has(line));
    const right = texts.length === 0 ? 0 : 1;
    if (odd === undefined && absent === undefined && code === right)
      return;
    const isCode = odd === undefined && absent === undefined;
    const first = {
      en: odd ? `; the line ${quote(odd)} was not expected` : '',
      zh: odd ? `；其中 ${quote(odd)} 这一行不该有` : '',
    };
    fail(
      isCode ? 'exit-code' : 'other-report',
      {
        en: `${what.en}; it printed ${quote(lines.slice(0, end).join('\n'))}, and the exit code was ${code}${first.en}`,
        zh: `${what.zh}；它打印了 ${quote(lines.slice(0, end).join('\n'))}，退出码是 ${code}${first.zh}`,
      },
      {
        en: `${absent ? `the line ${absent}` : `the lines ${[...wanted].join(', ')} alone`}, and exit code ${right}`,
        zh: `${absent ? `打印 ${absent} 这一行` : `只打印 ${[...wanted].join('、')}`}，退出码为 ${right}`,
      },
      behind,
    );
  }
}
