import { type Judge, quote } from '../../../../scripts/judge/check.ts';

const see = '04-sequential-scan#a-list-of-ports';

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Good lists, what they name, and which mistake another answer is. */
const good: [list: string, ports: number[], id: string][] = [
  ['443', [443], 'one-port'],
  ['22,443', [22, 443], 'several-ports'],
  ['8000-8003', range(8000, 8003), 'range'],
  ['9000,80,443,100', [80, 100, 443, 9000], 'order'],
  ['22,5-7,6-9,7,22', [5, 6, 7, 8, 9, 22], 'twice'],
  ['65535,1,7-7', [1, 7, 65535], 'edges'],
  ['1-65535', range(1, 65535), 'every-port'],
];

/** Bad lists, the bad part, and which mistake it is to accept it. */
const bad: [list: string, part: string, id: string][] = [
  ['443,80x', '80x', 'not-digits'],
  ['0x50', '0x50', 'not-digits'],
  ['80,-5', '-5', 'not-digits'],
  ['22, 80', ' 80', 'not-digits'],
  ['22,,80', '', 'empty-part'],
  ['9-5', '9-5', 'backwards'],
  ['22,65530-65536', '65530-65536', 'out-of-range'],
  ['0-3,80', '0-3', 'out-of-range'],
  ['1-2-3', '1-2-3', 'three-ends'],
];

export default async function check(judge: Judge) {
  for (const [list, ports, id] of good) {
    const pupil = judge.run(list);
    const { code, stdout, stderr } = await pupil.ends();
    if (code === 0 && stdout.trimEnd() === ports.join('\n')) continue;
    const said = stdout + stderr;
    const printed = stdout.trimEnd().split('\n');
    const at = printed.findIndex((line, i) => line !== `${ports[i]}`);
    const many = ports.length > 20;
    const lines = many ? ports.length : quote(`${ports.join('\n')}\n`);
    judge.fail(id, {
      saw: {
        en:
          `the list "${list}" brought exit code ${code} and ` +
          (many && code === 0
            ? `${printed.length} lines, number ${at + 1} of them ` +
              quote(printed[at] ?? '')
            : quote(said)),
        zh:
          `列表 "${list}" 的退出码是 ${code}，打印的` +
          (many && code === 0
            ? `有 ${printed.length} 行，第 ${at + 1} 行是 ` +
              quote(printed[at] ?? '')
            : `是 ${quote(said)}`),
      },
      wanted: many
        ? {
            en: `exit code 0 and ${lines} lines, from 1 to 65535`,
            zh: `退出码 0，${lines} 行，从 1 到 65535`,
          }
        : { en: `exit code 0 and ${lines}`, zh: `退出码 0，${lines}` },
      see,
    });
  }

  for (const [list, part, id] of bad) {
    const pupil = judge.run(list);
    const { code, stdout, stderr } = await pupil.ends();
    const lines = stderr.trimEnd().split('\n');
    const wrong = (mistake: string) =>
      judge.fail(mistake, {
        saw: {
          en:
            `the list "${list}" brought exit code ${code}, ` +
            `on standard output ${quote(stdout)}, ` +
            `on standard error ${quote(stderr)}`,
          zh:
            `列表 "${list}" 的退出码是 ${code}，标准输出上是 ` +
            `${quote(stdout)}，标准错误上是 ${quote(stderr)}`,
        },
        wanted: {
          en:
            'exit code 2, nothing on standard output, and one line ' +
            `on standard error that names "${part}"`,
          zh:
            '退出码 2，标准输出上什么也没有，标准错误上只有一行，' +
            `指出 "${part}"`,
        },
        see,
      });
    if (code === 0) wrong(id);
    if (code !== 2) wrong('exit-code');
    if (stdout !== '') wrong('half-an-answer');
    if (lines.length !== 1 || stderr === '') wrong('not-one-line');
    // Whoever repeats the whole list has not said which part is bad.
    const named = list === part ? stderr : stderr.replaceAll(list, '');
    if (!named.includes(part)) wrong('part-not-named');
  }
}
