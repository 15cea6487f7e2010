// What the restrictions say to a program that tries what they forbid, in each language. It is JavaScript because it is loaded into
// every program: see start.mjs.

/** By language, and by what a program may not do: Node's names of permissions (Node docs, `process.permission.has`) and our own. */
export const refusals = {
  en: {
    FileSystemWrite: 'programs of this course may not write files',
    FileSystemRead: 'programs of this course may read files of their own folder only',
    ChildProcess: 'programs of this course may not start processes',
    WorkerThreads: 'programs of this course may not start worker threads',
    Addons: 'programs of this course may not load addons',
    Inspector: 'programs of this course may not open a debugger',
    WASI: 'programs of this course may not use WASI',
    Net: 'programs of this course may not use the network here',
    FFI: 'programs of this course may not call foreign functions',
    path: 'programs of this course use socket files in their temporary folder only',
    other: 'a program of this course reaches 127.0.0.1 and ::1 only, and nothing but sockets',
  },
  zh: {
    FileSystemWrite: '本课程的程序不能写文件',
    FileSystemRead: '本课程的程序只能读自己文件夹里的文件',
    ChildProcess: '本课程的程序不能启动进程',
    WorkerThreads: '本课程的程序不能启动工作线程',
    Addons: '本课程的程序不能加载原生扩展',
    Inspector: '本课程的程序不能打开调试器',
    WASI: '本课程的程序不能使用 WASI',
    Net: '本课程的程序在这里不能使用网络',
    FFI: '本课程的程序不能调用外部函数',
    path: '本课程的程序只能使用自己临时文件夹里的套接字文件',
    other: '本课程的程序只能访问 127.0.0.1 和 ::1，并且只能使用套接字',
  },
};
