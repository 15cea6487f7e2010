// The texts of `npm run doctor`, in every language. Plain JavaScript, because they are needed on any Node.

const en = {
  usage: `usage: npm run doctor [-- --lang en|zh]
Looks at this machine: Node, packages, ports, IPv6, write access, a browser,
which cells of the lessons cannot run as recorded, and one real run. Each line
begins with one of
  ok     nothing to do
  note   the course works, and this is what it cannot show here
  mend   does not work; the line says what to do
The exit code is 0, or 1 if there is something to mend.`,
  unknown: (argument) => `unknown argument ${argument}: --lang and --help are accepted`,
  badLang: (value) => `bad --lang ${value}: en or zh`,
  marks: { ok: 'ok', note: 'note', mend: 'mend' },
  node: (version) => `Node ${version}`,
  oldNode: (version, wanted) =>
    `Node ${version}; the course needs Node ${wanted}. Run "npm ci" here: it installs Node ${wanted} into this folder`,
  unlinked: (version, wanted) =>
    `Node ${version}; the course needs Node ${wanted}, which is installed here but not linked. Run "npm rebuild --ignore-scripts"`,
  noPackage: (machine, wanted) =>
    `npm has no package of Node ${wanted} for ${machine}. Install Node ${wanted} yourself`,
  noPackages: 'the packages are not installed. Run "npm ci"; to only read and run the course, "npm ci --omit=dev"',
  packages: (number) => `packages: ${number} installed`,
  badPackages: (names) =>
    `packages that are missing, of another version or for another system: ${names}. Run "npm ci"; a folder node_modules/ from another system cannot be used`,
  afterThat: 'The rest is looked at when this is mended: run "npm run doctor" again.',
  portFree: (port, use) => `${port.includes('-') ? 'ports' : 'port'} ${port} (${use}): free`,
  uses: { notebook: 'npm start', programs: 'programs of the lessons', lab: 'npm run lab -- --from 4401' },
  portTaken: (port, use) => `${port.includes(',') ? 'ports' : 'port'} ${port} (${use}): taken`,
  portRemedies: {
    notebook: 'If it is a notebook, use it or stop it; otherwise "npm start -- --port 8080"',
    programs: 'In the page the programs use another port. In a terminal stop the other program, or give another port',
    lab: 'If it is a lab, use it or stop it; otherwise "npm run lab -- --from 5401". The lab of npm start needs none of these ports',
  },
  findPort: 'To find the other program:',
  ipv6: 'IPv6: ::1 can be used',
  noIpv6:
    'IPv6: this machine has no ::1. Parts that need it are skipped; turn IPv6 on for the loopback interface to see them',
  writable: (folders) => `write access: ${folders}`,
  notWritable: (folder, code) =>
    `write access: cannot write in ${folder} (${code}). Move the course to a folder of your own, or make this one writable`,
  space: (megabytes) => `free space: only ${megabytes} MB on the disk of the course. Free some; the pages need 100 MB`,
  browser: (name) => `browser: ${name}`,
  testBrowser: 'browser: only the one of the tests. Install Firefox, Chrome or Chromium to read the pages here',
  noBrowser:
    'browser: none found. Install Firefox, Chrome or Chromium, or read from another machine (docs/troubleshooting.md, "The page does not run programs")',
  cells: (number) => `cells: all ${number} run here as recorded`,
  someCells: (some, all) => `cells: ${some} of ${all} run here as recorded`,
  cell: (name, why) => `${name}: not as recorded, because ${why}`,
  needs: {
    ipv6: 'this machine has no IPv6',
    linux: 'it needs Linux',
    'Ctrl-C': 'here Stop ends it at once, without a farewell',
  },
  noLink: (code) => `this user cannot create symbolic links (${code})`,
  noService: (name, why) => `the lab cannot open "${name}": ${why}`,
  ran: (cell, ms) => `a real run: ${cell} printed what is recorded, in ${ms} ms`,
  didNotRun: (why) => `a real run: ${why}. If it fails again, see docs/troubleshooting.md`,
  allOk: 'Everything works.',
  toMend: (number) => (number === 1 ? 'There is 1 thing to mend.' : `There are ${number} things to mend.`),
};

const zh = {
  usage: `用法：npm run doctor [-- --lang en|zh]
检查这台机器：Node、依赖包、端口、IPv6、写权限、浏览器，课文里哪些程序在这里
不能像记录那样运行，最后真正运行一次。每行开头是下面之一：
  正常   不用做什么
  注意   课程可以使用，这一行说明哪些内容在这里看不到
  待修   不能使用，这一行说明怎么办
退出码为 0；有待修的项目时为 1。`,
  unknown: (argument) => `无法识别的参数 ${argument}：可以使用 --lang 和 --help`,
  badLang: (value) => `--lang ${value} 无效：en 或 zh`,
  marks: { ok: '正常', note: '注意', mend: '待修' },
  node: (version) => `Node ${version}`,
  oldNode: (version, wanted) =>
    `Node ${version}；课程需要 Node ${wanted}。请在这里运行“npm ci”，它会把 Node ${wanted} 装进这个文件夹`,
  unlinked: (version, wanted) =>
    `Node ${version}；课程需要 Node ${wanted}，它已经装在这里，但没有建立链接。请运行“npm rebuild --ignore-scripts”`,
  noPackage: (machine, wanted) => `npm 没有适用于 ${machine} 的 Node ${wanted}。请自行安装 Node ${wanted}`,
  noPackages: '依赖包没有安装。请运行“npm ci”；如果只阅读和运行课程，可运行“npm ci --omit=dev”',
  packages: (number) => `依赖包：已安装 ${number} 个`,
  badPackages: (names) =>
    `依赖包缺失、版本不符，或属于别的系统：${names}。请运行“npm ci”；从别的系统复制来的 node_modules/ 不能使用`,
  afterThat: '修好以后再检查其余各项：请重新运行“npm run doctor”。',
  portFree: (port, use) => `端口 ${port}（${use}）：空闲`,
  uses: { notebook: 'npm start', programs: '课文里的程序', lab: 'npm run lab -- --from 4401' },
  portTaken: (port, use) => `端口 ${port}（${use}）：已被占用`,
  portRemedies: {
    notebook: '如果占用它的就是本课程，直接使用或先停止它；否则运行“npm start -- --port 8080”',
    programs: '在网页里，程序会改用别的端口。在终端里，请停止占用它的程序，或者另指定一个端口',
    lab: '如果占用它的就是实验服务器，直接使用或先停止它；否则运行“npm run lab -- --from 5401”。npm start 自己的实验服务器不需要这些端口',
  },
  findPort: '查找占用端口的程序：',
  ipv6: 'IPv6：可以使用 ::1',
  noIpv6: 'IPv6：这台机器没有 ::1。需要它的部分会跳过；要看到它们，请在环回接口上启用 IPv6',
  writable: (folders) => `写权限：${folders}`,
  notWritable: (folder, code) =>
    `写权限：不能在 ${folder} 里写文件（${code}）。请把课程移到自己的文件夹，或者让这个文件夹可写`,
  space: (megabytes) => `可用空间：课程所在的磁盘只剩 ${megabytes} MB。请腾出一些；生成网页需要 100 MB`,
  browser: (name) => `浏览器：${name}`,
  testBrowser: '浏览器：只有测试用的浏览器。要在这里阅读网页，请安装 Firefox、Chrome 或 Chromium',
  noBrowser:
    '浏览器：没有找到。请安装 Firefox、Chrome 或 Chromium，或者在另一台机器上阅读（见 docs/troubleshooting.md 的“The page does not run programs”）',
  cells: (number) => `课文里的程序：${number} 个在这里都能像记录那样运行`,
  someCells: (some, all) => `课文里的程序：${all} 个中有 ${some} 个在这里能像记录那样运行`,
  cell: (name, why) => `${name}：运行结果与记录不同，因为${why}`,
  needs: { ipv6: '这台机器没有 IPv6', linux: '它需要 Linux', 'Ctrl-C': '在这里“停止”会立即终止它，它来不及告别' },
  noLink: (code) => `当前用户不能创建符号链接（${code}）`,
  noService: (name, why) => `实验服务器无法打开“${name}”：${why}`,
  ran: (cell, ms) => `真正运行一次：${cell} 的输出与记录一致，用时 ${ms} 毫秒`,
  didNotRun: (why) => `真正运行一次：${why}。如果再次失败，请看 docs/troubleshooting.md`,
  allOk: '一切正常。',
  toMend: (number) => `有 ${number} 项待修。`,
};

/** @type {Record<string, typeof en>} */
const words = { en, zh };

/** The texts in a language, "en" or "zh". */
exports.wordsOf = (/** @type {string} */ lang) => words[lang] || en;
