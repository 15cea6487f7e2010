// What pupils look for in words that the place which answers them does not use. A query that holds one of these leads there first.
import type { Lang } from '../scripts/course/languages.ts';

/** Per place, as "glossary/#timeout": small letters, and no more of a phrase than must be typed. */
export const asked: Record<string, Record<Lang, readonly string[]>> = {
  'lessons/01-socket-concepts/#an-address-is-a-host-and-a-port': {
    en: [
      'socket vs port',
      'socket and port',
      'difference between socket',
      'difference socket',
      'socket a port',
      'socket or port',
      'port or socket',
    ],
    zh: ['套接字和端口', '端口和套接字', '套接字与端口'],
  },
  'lessons/01-socket-concepts/#four-values-name-a-connection': {
    en: [
      'to one port',
      'on one port',
      'per port',
      'can a port',
      'port holds',
    ],
    zh: ['一个端口能', '一个端口只能', '同一个端口多'],
  },
  'lessons/02-create-sockets/#the-life-of-a-tcp-socket': {
    en: [
      'end vs',
      'end or destroy',
      'end and destroy',
      'difference end',
      'destroy vs',
      'close vs',
      'close a socket',
    ],
    zh: ['end和destroy', 'end 和 destroy', '关闭套接字'],
  },
  'lessons/02-create-sockets/#a-udp-socket-is-bound-not-connected': {
    en: [
      'difference tcp',
      'difference between tcp',
      'tcp udp difference',
      'tcp vs',
      'udp packet',
      'udp lost',
      'udp reliable',
    ],
    zh: [
      'tcp和udp',
      'tcp 和 udp',
      'udp的区别',
      'udp丢',
      'udp 丢',
      'udp可靠',
    ],
  },
  'lessons/02-create-sockets/#one-write-is-not-one-message': {
    en: [
      'nagle',
      'stick together',
      'messages joined',
      'joined together',
    ],
    zh: ['粘包', '半包', 'nagle'],
  },
  'lessons/02-create-sockets/#nobody-is-there': {
    en: [
      'recv waits',
      'recv hangs',
      'recv timeout',
      'wait forever',
      'waits forever',
    ],
    zh: ['没有回应', '没有响应', '收不到', 'recv 一直', 'recv一直'],
  },
  'lessons/02-create-sockets/#the-program-that-does-not-end': {
    en: [
      'not exit',
      'never exits',
      'not terminate',
      'program hangs',
      'script hangs',
      'node hangs',
    ],
    zh: ['不退出', '退不出', '程序卡住'],
  },
  'lessons/02-create-sockets/#all-the-calls-on-one-page': {
    en: ['bytes to string', 'string to bytes', 'bytes to text'],
    zh: ['字节转字符串', '字符串转字节'],
  },
  'lessons/03-server-client/#the-server-listens': {
    en: ['argv', 'end never', 'end event never', 'end event not'],
    zh: ['argv'],
  },
  'lessons/03-server-client/#one-read-is-not-one-message': {
    en: ['half a letter', 'half a char', 'broken char', 'garbled'],
    zh: ['粘包', '半包', '拆包', '半个字', '乱码'],
  },
  'lessons/03-server-client/#messages-need-a-frame': {
    en: ['sticky packet', 'framing', 'boundar'],
    zh: ['粘包', '拆包', '分包', '边界'],
  },
  'lessons/03-server-client/#which-address': {
    en: [
      'econnrefused ::1',
      'localhost refused',
      'from outside',
      'another computer',
      'other machines',
      'localhost',
      'not reachable',
      'cannot reach',
      'other computer',
    ],
    zh: [
      'econnrefused ::1',
      '外网',
      '局域网',
      '别的电脑',
      '其他电脑',
      'localhost',
    ],
  },
  'lessons/03-server-client/#what-the-backlog-limits': {
    en: ['listen(5)'],
    zh: ['积压', '全连接', 'listen(5)'],
  },
  'lessons/03-server-client/#nobody-is-listening': {
    en: [
      'connection refused',
      'refused to connect',
      'connect econnrefused',
    ],
    zh: [
      '连接被拒',
      '拒绝连接',
      '连接拒绝',
      '连不上',
      'connect econnrefused',
    ],
  },
  'lessons/03-server-client/#the-port-is-taken': {
    en: [
      'eaddrinuse',
      'already in use',
      'port in use',
      'address in use',
      'after restart',
      'after a restart',
    ],
    zh: [
      'eaddrinuse',
      '端口被占',
      '端口占用',
      '占用端口',
      '端口冲突',
      '无法重启',
    ],
  },
  'lessons/03-server-client/#a-client-vanishes': {
    en: [
      'connection reset',
      'reset by peer',
      'read econnreset',
      'server crash',
      'server dies',
      'client disconnects',
    ],
    zh: [
      '连接重置',
      '连接被重置',
      '连接断开',
      'read econnreset',
      '服务器崩',
      '服务器挂',
    ],
  },
  'lessons/03-server-client/deeper/#ctrl-c-during-a-conversation': {
    en: ['stop the server', 'stop a server', 'stop server', 'graceful'],
    zh: [
      '停止服务器',
      '关闭服务器',
      '服务器怎么停',
      '服务器怎么关',
      '优雅',
    ],
  },
  'lessons/03-server-client/deeper/#a-hundred-clients-at-once': {
    en: [
      'thread for each client',
      'thread per client',
      'two clients',
      'only one client',
      'many clients',
      'multiple clients',
      'several clients',
    ],
    zh: ['多个客户端', '两个客户端', '多客户端', '每个客户端一个线程'],
  },
  'lessons/04-sequential-scan/#scan-only-what-is-yours': {
    en: ['illegal', 'allowed to scan'],
    zh: ['合法', '违法', '犯法'],
  },
  'lessons/04-sequential-scan/#three-answers-not-two': {
    en: [
      'port is open',
      'port open',
      'closed vs filtered',
      'filtered vs closed',
      'refused or timed',
      'refused vs',
      'refused and timeout',
      'closed or filtered',
      'nothing listening',
      'no server listening',
    ],
    zh: ['端口开放', '端口是否', '端口开没开', '端口通不通'],
  },
  'lessons/04-sequential-scan/deeper/#the-open-port-that-is-nobody': {
    en: ['ghost port', 'phantom'],
    zh: ['幽灵端口'],
  },
  'lessons/04-sequential-scan/#what-one-silent-port-costs': {
    en: ['timed out', 'times out'],
    zh: ['连接超时'],
  },
  'lessons/05-threaded-scan/#what-the-waiting-costs': {
    en: ['scan slow', 'scanner slow', 'slow scan', 'scan is slow'],
    zh: ['扫描太慢', '扫描很慢', '扫描慢'],
  },
  'lessons/05-threaded-scan/#the-await-in-the-wrong-loop': {
    en: [
      'await in a loop',
      'await inside',
      'join inside',
      'join in a loop',
    ],
    zh: ['循环里', '循环中'],
  },
  'lessons/05-threaded-scan/#check-then-take': {
    en: ['queue empty', 'queue.empty', 'empty queue'],
    zh: ['队列空', '队列为空'],
  },
  'lessons/05-threaded-scan/deeper/#between-real-threads-the-race-can-happen-anywhere':
    {
      en: ['mutex', 'deadlock'],
      zh: ['线程竞争', '线程 竞争', '互斥', '加锁', '死锁', '线程安全'],
    },
  'lessons/05-threaded-scan/#when-does-it-pay': {
    en: [
      'more workers',
      'how many workers',
      'number of workers',
      'more threads',
    ],
    zh: ['多少工作者', '多少个工作者', '越多越快'],
  },
  'lessons/05-threaded-scan/#real-threads': {
    en: ['multithread', 'multi-thread', 'cpu bound', 'cpu-bound'],
    zh: ['计算密集'],
  },
  'lessons/05-threaded-scan/#limits': {
    en: [
      'too many open',
      'too many files',
      'out of file',
      'out of descriptors',
    ],
    zh: [
      '文件太多',
      '描述符用完',
      '描述符 用完',
      '描述符不够',
      '描述符耗尽',
    ],
  },
  'lessons/06-entry-point-guard/#importing-a-file-runs-it': {
    en: ['import print', 'import execut'],
    zh: ['导入时', 'import 就'],
  },
  'lessons/06-entry-point-guard/#the-guard': {
    en: ['main function', 'main in node', 'main in javascript'],
    zh: ['主模块', '主函数'],
  },
  'lessons/06-entry-point-guard/deeper/#the-trap-a-symbolic-link': {
    en: ['symlink', 'soft link'],
    zh: ['软链接', '软连接', 'symlink'],
  },
  'glossary/#blocking': { en: [], zh: ['非阻塞', '异步'] },
  'glossary/#event-loop': {
    en: ['asynchron', 'asyncron'],
    zh: ['异步'],
  },
  'glossary/#ephemeral-port': { en: ['random port'], zh: ['随机端口'] },
  'glossary/#fin': { en: ['four way', 'four-way'], zh: ['挥手'] },
  'glossary/#loopback': { en: ['loop back'], zh: ['回环'] },
  'glossary/#packet': { en: ['packet loss'], zh: ['丢包'] },
  'glossary/#race': { en: [], zh: ['竞争', '丢失更新'] },
  'glossary/#self-connect': {
    en: ['connects to itself', 'connect to itself'],
    zh: ['自己连自己', '连接自己'],
  },
  'glossary/#reset': { en: [], zh: ['重置'] },
  'glossary/#server': { en: [], zh: ['服务端'] },
  'glossary/#timeout': {
    en: ['time out', 'timed out', 'times out'],
    zh: [],
  },
};
