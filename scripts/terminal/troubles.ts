// What commands and the page say of a file that cannot be used.
import type { Lang } from '../course/languages.ts';
import type { Trouble } from '../project/files.ts';

/** A sentence about a file that cannot be used. `message` is a limit or the system's message, `code` the system's code. */
export type Troubles = Readonly<Record<Trouble, (message: string, code: string) => string>>;

const all: Readonly<Record<Lang, Troubles>> = {
  en: {
    missing: () => 'no such file',
    folder: () => 'a folder, not a file (EISDIR); move it away',
    notAFile: () => 'a pipe, a socket or a device, not a plain file; move it away',
    noFolder: () => 'a file, not a folder; move it away',
    brokenLink: () => 'a broken link; remove it, or create the file it points to',
    tooLarge: (limit) => `larger than ${limit}; move it away`,
    tooMany: (limit) => `there are already ${limit} kept copies; delete some`,
    notAllowed: (_, code) => `the system does not allow reading or writing it (${code})`,
    readOnly: () => 'the disk is read-only (EROFS)',
    full: (_, code) => `the disk is full (${code})`,
    other: (message) => message,
  },
  zh: {
    missing: () => '没有这个文件',
    folder: () => '是文件夹，不是文件（EISDIR），请把它移走',
    notAFile: () => '是管道、套接字或设备，不是普通文件，请把它移走',
    noFolder: () => '是文件，不是文件夹，请把它移走',
    brokenLink: () => '链接指向的文件不存在，请删除链接，或建立它指向的文件',
    tooLarge: (limit) => `超过 ${limit}，请把它移走`,
    tooMany: (limit) => `已有 ${limit} 份保留的副本，请删除一些`,
    notAllowed: (_, code) => `系统不允许读写（${code}）`,
    readOnly: () => '磁盘是只读的（EROFS）',
    full: (_, code) => `磁盘已满（${code}）`,
    other: (message) => message,
  },
};

/** The sentences in a language. */
export const troublesIn = (lang: Lang): Troubles => all[lang];
