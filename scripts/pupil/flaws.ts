// What commands say of a file that is no progress.
import type { Lang } from '../course/languages.ts';

/** The reason why a file is no progress. */
export type Flaw = 'empty' | 'gzip' | 'notJson' | 'notProgress';

/** A sentence about a file that is no progress. `why` is what was wrong or is accepted, `place` the path in the file. */
type Flaws = Readonly<Record<Flaw, (why: string, place: string) => string>>;

/** What validate.ts accepts. */
const acceptedZh: Readonly<Record<string, string>> = {
  'an object': '对象',
  'a text': '文本',
  'a date and a time in UTC, as in 2026-01-31T12:00:00Z': ' UTC 的日期和时间，如 2026-01-31T12:00:00Z',
  'a whole number from 0 on': '不小于 0 的整数',
};

const all: Readonly<Record<Lang, Flaws>> = {
  en: {
    empty: () => 'the file is empty',
    gzip: () => 'compressed with gzip; unpack it first',
    notJson: (why) => `not JSON: ${why}`,
    notProgress: (why, place) => `${place || 'the whole file'}: not accepted; expected ${why}`,
  },
  zh: {
    empty: () => '文件是空的',
    gzip: () => '文件用 gzip 压缩过，请先解压',
    notJson: (why) => `不是 JSON：${why}`,
    notProgress: (why, place) => `${place || '整个文件'}：内容无效，应当是${acceptedZh[why] ?? ` ${why}`}`,
  },
};

/** The sentences in a language. */
export const flawsIn = (lang: Lang): Flaws => all[lang];
