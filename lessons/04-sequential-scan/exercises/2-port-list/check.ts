import { randomInt } from 'node:crypto';
import { type Judge, quote } from '../../../../scripts/judge/check.ts';

const see = '04-sequential-scan#a-list-of-ports';
const longest = 20;
/** A program that only computes sleeps for so long if it never ends, ms. */
const idle = 2000;

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** A list, the ports it names, and the id of the mistake. */
type Good = [list: string, ports: number[], id: string];
/** A list, its bad parts, and the id of the mistake of accepting it. */
type Bad = [list: string, parts: string[], id: string];

function goodLists(): Good[] {
  // One and three are in the same order as text; all four are not.
  const one = randomInt(10, 40);
  const two = randomInt(400, 1000);
  const three = randomInt(4000, 9000);
  const four = randomInt(10_000, 20_000);
  const low = randomInt(1000, 9000);
  const from = randomInt(2000, 9000);
  const numbers = [four, two, one, three];
  const sorted = [one, two, three, four];
  return [
    [`${three}`, [three], 'one-port'],
    [`${one},${three}`, [one, three], 'several-ports'],
    [`${low}-${low + 3}`, range(low, low + 3), 'range'],
    [numbers.join(','), sorted, 'order'],
    [
      `${one},${from}-${from + 3},${from + 1}-${from + 5},${from + 2},${one}`,
      [one, ...range(from, from + 5)],
      'twice',
    ],
    [`65535,1,${two}-${two},9-11`, [1, 9, 10, 11, two, 65535], 'edges'],
    ['1-65535', range(1, 65535), 'every-port'],
  ];
}

function badLists(): Bad[] {
  const one = randomInt(10, 100);
  const two = randomInt(100, 1000);
  const low = randomInt(1000, 9000);
  /** A list with one bad part, alone or behind a good one. */
  const bad = (part: string, id: string): Bad =>
    randomInt(2) === 0
      ? [part, [part], id]
      : [`${two},${part}`, [part], id];
  return [
    [`${two},${low}x`, [`${low}x`], 'not-digits'],
    bad(`0x${one}`, 'not-digits'),
    bad(`${randomInt(1, 9)}e${randomInt(1, 4)}`, 'not-digits'),
    bad(`${low}.0`, 'not-digits'),
    bad(`+${low}`, 'not-digits'),
    [`${one},-${two}`, [`-${two}`], 'not-digits'],
    [`${one}, ${low}`, [` ${low}`], 'not-digits'],
    bad(`${low}-`, 'not-digits'),
    [`${one},,${two}`, [''], 'empty-part'],
    [`${one},`, [''], 'empty-part'],
    bad(`${low}-${low - randomInt(1, 5)}`, 'backwards'),
    // As text, the second is greater than the first.
    bad(`${randomInt(100, 200)}-9`, 'backwards'),
    [`${one},65530-65536`, ['65530-65536'], 'out-of-range'],
    bad(`${randomInt(65_536, 99_999)}`, 'out-of-range'),
    [`0-3,${two}`, ['0-3'], 'out-of-range'],
    bad(`${low}-${low + 2}-${low + 4}`, 'three-ends'),
    [
      `${two},${low}y,${one},0-${one},7-6`,
      [`${low}y`, `0-${one}`, '7-6'],
      'not-digits',
    ],
  ];
}

export default async function check(judge: Judge) {
  const run = async (list: string) => {
    const { code, stdout, stderr } = await judge.run(list).ends(
      {
        en: `for the list "${list}"`,
        zh: `列表是 "${list}"`,
      },
      idle,
    );
    return { code, stdout, stderr };
  };

  /** Runs three at a time, and judges in the order of the lists. */
  async function each<T extends [list: string, ...unknown[]]>(
    lists: T[],
    look: (list: T, ended: Awaited<ReturnType<typeof run>>) => void,
  ) {
    while (lists.length > 0) {
      const some = lists.splice(0, 3);
      const ends = await Promise.all(some.map(([list]) => run(list)));
      for (const [at, list] of some.entries()) {
        const ended = ends[at];
        if (ended !== undefined) look(list, ended);
      }
    }
  }

  await each(
    goodLists(),
    ([list, ports, id], { code, stdout, stderr }) => {
      const text = ports.join('\n');
      if (code === 0 && (stdout === `${text}\n` || stdout === text))
        return;
      const printed = stdout.replace(/\n$/, '').split('\n');
      const at = printed.findIndex((line, i) => line !== `${ports[i]}`);
      const many = ports.length > longest;
      const lines = many ? ports.length : quote(`${text}\n`);
      const errors = {
        en:
          stderr === ''
            ? ''
            : `, and on standard error ${quote(stderr)}`,
        zh: stderr === '' ? '' : `，标准错误上是 ${quote(stderr)}`,
      };
      judge.fail(id, {
        saw: {
          en:
            `for the list "${list}" the exit code was ${code}, and the program printed ` +
            (many && code === 0
              ? `${printed.length} lines` +
                (at === -1
                  ? ''
                  : `, number ${at + 1} of them ${quote(printed[at] ?? '')}`)
              : quote(stdout)) +
            errors.en,
          zh:
            `列表 "${list}" 的退出码是 ${code}，程序打印的` +
            (many && code === 0
              ? `有 ${printed.length} 行` +
                (at === -1
                  ? ''
                  : `，第 ${at + 1} 行是 ${quote(printed[at] ?? '')}`)
              : `是 ${quote(stdout)}`) +
            errors.zh,
        },
        wanted: many
          ? {
              en: `exit code 0 and ${lines} lines, from 1 to 65535`,
              zh: `退出码 0，${lines} 行，从 1 到 65535`,
            }
          : {
              en: `exit code 0 and ${lines}`,
              zh: `退出码 0，${lines}`,
            },
        see,
      });
    },
  );

  await each(
    badLists(),
    ([list, parts, id], { code, stdout, stderr }) => {
      const lines = stderr.trimEnd().split('\n');
      const names = parts.map((part) => `"${part}"`);
      const several = parts.length > 1;
      const wrong = (mistake: string) =>
        judge.fail(mistake, {
          saw: {
            en:
              `for the list "${list}" the exit code was ${code}, ` +
              `standard output was ${quote(stdout)}, ` +
              `standard error was ${quote(stderr)}`,
            zh:
              `列表 "${list}" 的退出码是 ${code}，标准输出上是 ` +
              `${quote(stdout)}，标准错误上是 ${quote(stderr)}`,
          },
          wanted: {
            en:
              'exit code 2, nothing on standard output, and one line ' +
              `on standard error that names ${several ? 'one of ' : 'the bad part '}${names.join(', ')}`,
            zh:
              '退出码 2，标准输出上什么也没有，标准错误上只有一行，指出' +
              `${several ? '其中一个不对的部分：' : '不对的部分 '}${names.join('、')}`,
          },
          see,
        });
      if (code === 0) wrong(id);
      if (code !== 2) wrong('exit-code');
      if (stdout !== '') wrong('half-an-answer');
      if (stderr.trim() === '') wrong('no-message');
      if (lines.length !== 1) {
        wrong(several ? 'one-line-each' : 'not-one-line');
      }
      // A message that repeats the whole list does not tell the bad part.
      const [part = ''] = parts;
      const named =
        list === part ? stderr : stderr.replaceAll(list, '');
      if (!parts.some((one) => named.includes(one))) {
        wrong('part-not-named');
      }
    },
  );
}
