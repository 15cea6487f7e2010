// What the charts of `npm run bench` share: the numbers, the texts around them, and the format of both.
import data from '../../../lessons/05-threaded-scan/bench.json';
import type { Bench, Form, Measure } from '../../../scripts/bench/results.ts';

export const bench = data as Bench;

/** The properties of every chart. */
export interface Props {
  /** The id of the figure that contains it. */
  id: string;
  lang: string;
}

const labels = {
  en: {
    title: {
      workers: 'Time against the number of workers',
      forms: 'One at a time, await in the loop, workers, threads, and other programs',
      growth: 'Time against the number of ports',
    },
    place: { loopback: 'this machine', silent: 'silent ports', wire: 'a slow wire' },
    axis: { workers: 'workers', seconds: 'seconds', ports: 'ports of this machine' },
    form: {
      sequential: 'one at a time',
      broken: 'await in the loop',
      pool: '500 workers',
      scan: 'scan.ts',
      threads: '2 threads',
      nmap: 'nmap',
      'python-loop': 'Python, a loop',
      'python-pool': 'Python, 500 threads',
    } satisfies Record<Form, string>,
    ports: (count: string) => `${count} ports`,
    seconds: (text: string) => `${text} s`,
    minutes: (text: string) => `${text} min`,
    numbers: 'The numbers',
    head: { place: 'Place', form: 'Form', ports: 'Ports', seconds: 'Seconds', runs: 'Runs', workers: 'Workers' },
    unit: 'Seconds from start to end of the program: the median (the least–the most), or the only run.',
    measured: (on: string, cpu: string, cores: number, os: string, programs: string) =>
      `Measured on ${on}: ${cpu}, ${cores} cores, ${os}, ${programs}.`,
    missing: (names: string) => `Not installed there: ${names}.`,
    fall: (place: string, ports: string, first: string, from: string, last: string, to: string) =>
      `${place}, ${ports}: ${from} with ${first}, ${to} with ${last} workers.`,
    rise: (form: string, first: string, from: string, last: string, to: string) =>
      `${form}: ${from} for ${first}, ${to} for ${last} ports.`,
    bar: (place: string, form: string, took: string) => `${place}, ${form}: ${took}.`,
    comma: ', ',
    listed: ', ',
    between: ' ',
    notes: {} as Record<string, string>,
  },
  zh: {
    title: {
      workers: '用时与工作者数目的关系',
      forms: '逐个、循环里 await、工作者、线程，以及别的程序',
      growth: '用时与端口数目的关系',
    },
    place: { loopback: '本机', silent: '沉默的端口', wire: '慢线路' },
    axis: { workers: '工作者', seconds: '秒', ports: '本机的端口' },
    form: {
      sequential: '逐个',
      broken: '循环里 await',
      pool: '500 个工作者',
      scan: 'scan.ts',
      threads: '2 个线程',
      nmap: 'nmap',
      'python-loop': 'Python 循环',
      'python-pool': 'Python 500 个线程',
    } satisfies Record<Form, string>,
    ports: (count: string) => `${count} 个端口`,
    seconds: (text: string) => `${text} 秒`,
    minutes: (text: string) => `${text} 分钟`,
    numbers: '具体数字',
    head: { place: '位置', form: '写法', ports: '端口', seconds: '秒', runs: '次数', workers: '工作者' },
    unit: '程序从开始到结束的秒数：中位数（最小值–最大值）；只运行过一次的，就是那一次的数。',
    measured: (on: string, cpu: string, cores: number, os: string, programs: string) =>
      `${on} 测得：${cpu}，${cores} 核，${os}，${programs}。`,
    missing: (names: string) => `那台机器上没有安装：${names}。`,
    fall: (place: string, ports: string, first: string, from: string, last: string, to: string) =>
      `${place}，${ports}：${first} 个工作者用 ${from}，${last} 个工作者用 ${to}。`,
    rise: (form: string, first: string, from: string, last: string, to: string) =>
      `${form}：${first} 个端口用 ${from}，${last} 个端口用 ${to}。`,
    bar: (place: string, form: string, took: string) => `${place}，${form}：${took}。`,
    comma: '，',
    listed: '、',
    between: '',
    // The note in bench.json is in English. These are its translations, by the English text.
    notes: {
      'The wire: a link with a 50 ms round trip between two network namespaces on one machine.':
        '慢线路：同一台机器的两个网络命名空间之间的链路，往返时间 50 毫秒。',
    } as Record<string, string>,
  },
};

/** The texts of the charts in a language. */
export const wordsFor = (lang: string) => labels[lang as keyof typeof labels] ?? labels.en;

/** A number of ports or workers. */
export const count = (value: number, lang: string) => value.toLocaleString(lang, { useGrouping: lang !== 'zh' });

const three = (value: number) => String(Number(value.toPrecision(value >= 1 ? 3 : 2)));

/** A time, in seconds below two minutes, with three digits. */
export function time(seconds: number, lang: string): string {
  const t = wordsFor(lang);
  return seconds < 120 ? t.seconds(three(seconds)) : t.minutes((seconds / 60).toFixed(0));
}

/** A measurement for a cell of a table: the median, the minimum and the maximum, in seconds. */
export function spread({ median, least, most, runs }: Measure): string {
  const [middle = '', low, high] = [median, least, most].map((seconds) => seconds.toFixed(2));
  return runs === 1 ? middle : `${middle} (${low}–${high})`;
}

/** Where, when and with which programs the measurement was made. */
export function about(lang: string): string {
  const t = wordsFor(lang);
  const { date, machine, versions, missing, note = '' } = bench;
  const programs = [
    `Node ${versions.node}`,
    versions.nmap && `nmap ${versions.nmap}`,
    versions.python && `Python ${versions.python}`,
  ].filter(Boolean);
  return [
    t.measured(date, machine.cpu, machine.cores, machine.os, programs.join(t.listed)),
    missing.length > 0 && t.missing(missing.join(t.listed)),
    t.notes[note] ?? note,
  ]
    .filter(Boolean)
    .join(t.between);
}
