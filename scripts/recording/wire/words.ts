// The texts of `npm run wire`, in every language.
import { type Lang, languages } from '../../course/languages.ts';
import { didYouMean } from '../../project/meant.ts';

/** What is wrong, and what is accepted. */
type Refusal = readonly [where: string, remedy: string];

const listed = (values: readonly string[]) => values.join(', ');
const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

const en = {
  usage: `usage: npm run wire -- LESSON/CELL [--lang LANGUAGE]
Runs a cell of a lesson in a network of its own, and shows what it printed and
which packets crossed meanwhile.

  LESSON/CELL        as in 03/client: the number or the folder of a lesson, and
                     a cell or a pair of its lesson.json
  --lang LANGUAGE    ${languages.join(' or ')}; default: from LC_ALL, LC_MESSAGES or LANG

Capturing needs Linux with user namespaces, unshare, setpriv, ip and tcpdump,
but no root. A machine that cannot capture shows the recorded packets.`,
  accepted: 'a cell, --lang and --help are accepted',
  nameOne: 'name a cell, as in 03/client',
  near: didYouMean,
  noLesson: (name: string, all: readonly string[]): Refusal => [`no lesson ${name}`, `choose one of ${listed(all)}`],
  noCell: (name: string, lesson: string, all: readonly string[]): Refusal => [
    `no cell or pair ${name} in ${lesson}`,
    `choose one of ${listed(all)}`,
  ],
  missing: (tools: readonly string[]) => `not found: ${listed(tools)}`,
  notLinux: (system: string) => `packets are captured on Linux only; this is ${system}`,
  cannot: (why: string) => `This machine cannot capture: ${why}. These packets are recorded:`,
  cannotAtAll: (why: string, recorded: readonly string[]) =>
    `cannot be captured here (${why}), and is not recorded; recorded: ${listed(recorded)}`,
  printed: (name: string) => `${name} printed:`,
  printedNothing: (name: string) => `${name} printed nothing.`,
  crossed: (system: string, isRecorded: boolean) =>
    `What crossed the wire (${isRecorded ? 'recorded on ' : ''}${system}):`,
  crossedNothing: 'Nothing crossed the wire.',
  lost: (packets: number) => `${count(packets, 'packet')} of this run ${packets === 1 ? 'was' : 'were'} not captured.`,
  conversation: (number: number, all: number) => `Conversation ${number} of ${all}`,
  alike: (number: number) => `${count(number, 'more conversation')} like this one`,
  others: (number: number) => `${count(number, 'more conversation')}, unlike these`,
  roles: { server: 'server', client: 'client', port: 'port', socket: 'one socket' },
  step: (who: string, name: string, time: string) => `${who}: ${name}, ${time}`,
  bytes: (bytes: number) => count(bytes, 'byte'),
  again: (name: string) => `${name} again`,
  unreachable: 'port unreachable',
  ms: (ms: string) => `${ms} ms`,
  s: (s: string) => `${s} s`,
  later: (time: string) => `${time} later`,
  noAnswer: 'no answer',
  leftOut: (rungs: number) => `${count(rungs, 'packet')} not shown`,
};

export type WireWords = typeof en;

const zh: WireWords = {
  usage: `用法：npm run wire -- 课/单元 [--lang 语言]
在单独的网络里运行一课中的一个单元，显示它的输出，以及运行时线路上的分组。

  课/单元            如 03/client：课的编号或文件夹，加上 lesson.json 中
                     一个单元（cell）或一对（pair）的名称
  --lang 语言        ${languages.join(' 或 ')}；默认取自 LC_ALL、LC_MESSAGES 或 LANG

抓取分组需要支持用户命名空间的 Linux，以及 unshare、setpriv、ip 和 tcpdump，
但不需要 root。在不能抓取的机器上，显示录制下来的分组。`,
  accepted: '可以写一个单元、--lang 和 --help',
  nameOne: '请写出一个单元，如 03/client',
  near: (name, remedy) => `是否想输入 ${name}？${remedy}`,
  noLesson: (name, all) => [`没有 ${name} 这一课`, `可选：${all.join('、')}`],
  noCell: (name, lesson, all) => [`${lesson} 中没有单元 ${name}`, `可选：${all.join('、')}`],
  missing: (tools) => `找不到 ${tools.join('、')}`,
  notLinux: (system) => `只有在 Linux 上才能抓取分组，这里是 ${system}`,
  cannot: (why) => `这台机器不能抓取分组：${why}。下面是录制下来的分组：`,
  cannotAtAll: (why, recorded) => `这里不能抓取（${why}），也没有录制过；录制过的有：${recorded.join('、')}`,
  printed: (name) => `${name} 的输出：`,
  printedNothing: (name) => `${name} 没有输出。`,
  crossed: (system, isRecorded) => `线路上的分组（${isRecorded ? '录制于 ' : ''}${system}）：`,
  crossedNothing: '线路上没有分组。',
  lost: (packets) => `这次运行中有 ${packets} 个分组没有抓到。`,
  conversation: (number, all) => `第 ${number} 次通信，共 ${all} 次`,
  alike: (number) => `另有 ${number} 次通信与此相同`,
  others: (number) => `另有 ${number} 次通信，与以上不同`,
  roles: { server: '服务器', client: '客户端', port: '端口', socket: '一个套接字' },
  step: (who, name, time) => `${who}：${name}，${time}`,
  bytes: (bytes) => `${bytes} 字节`,
  again: (name) => `${name}（重发）`,
  unreachable: '端口不可达',
  ms: (ms) => `${ms} 毫秒`,
  s: (s) => `${s} 秒`,
  later: (time) => `${time}后`,
  noAnswer: '没有应答',
  leftOut: (rungs) => `${rungs} 个分组未显示`,
};

/** The texts of `npm run wire` in a language. */
export const wireWords = (lang: Lang): WireWords => ({ en, zh })[lang];
