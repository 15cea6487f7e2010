import type { Lang } from '../scripts/course/languages.ts';

/** A term in one language: its name, what it is, and how else it is written in prose. */
export interface Wording {
  name: string;
  meaning: string;
  also?: readonly string[];
}

export type Term = { id: string } & Record<Lang, Wording>;

const term = (
  id: string,
  en: [string, string, ...string[]],
  zh: [string, string, ...string[]],
): Term => ({
  id,
  en: { name: en[0], meaning: en[1], also: en.slice(2) },
  zh: { name: zh[0], meaning: zh[1], also: zh.slice(2) },
});

/** Every term of the course, each defined once. Where it is first used in a lesson, it leads here (terms.ts). */
export const glossary: readonly Term[] = [
  term(
    'accept',
    [
      'accept',
      'To take a connection out of the queue in which complete ones wait. The listening socket stays, and a new socket stands for the connection (accept(2)).',
      'accepts',
      'accepted',
    ],
    [
      '接受',
      '从等待的队列里取出一条已经建立的连接。监听套接字不变，新的套接字代表这条连接（accept(2)）。',
      '接受连接',
    ],
  ),
  term(
    'address-family',
    [
      'address family',
      'Which kind of address a socket uses: IPv4, IPv6, or a path for a Unix domain socket (socket(2)).',
      'family',
      'address families',
    ],
    [
      '地址族',
      '套接字使用哪一种地址：IPv4、IPv6，或者 Unix 域套接字的路径（socket(2)）。',
    ],
  ),
  term(
    'backlog',
    [
      'backlog',
      'The number a server gives to listen: about how many complete connections may wait to be accepted (listen(2)).',
    ],
    [
      '监听队列长度',
      '服务器交给 listen 的数：大约可以有多少条已建立的连接在排队等待接受（listen(2)）。',
      '监听队列的长度',
      'backlog',
    ],
  ),
  term(
    'bind',
    [
      'bind',
      'To give a socket its own address and port (bind(2)).',
      'binds',
      'bound',
    ],
    ['绑定', '给套接字定下自己的地址和端口（bind(2)）。'],
  ),
  term(
    'blocking',
    [
      'blocking',
      'A call that does not return before it can do what was asked; until then its thread does nothing else.',
      'blocks',
      'block',
    ],
    [
      '阻塞',
      '要做的事还做不成，调用就不返回；这期间，它所在的线程做不了别的事。',
    ],
  ),
  term(
    'client',
    [
      'client',
      'The side that begins: it connects, or sends the first datagram.',
      'clients',
    ],
    ['客户端', '主动的一方：由它发起连接，或者发出第一个数据报。'],
  ),
  term(
    'closed-port',
    [
      'closed port',
      'A port of a machine that answers, on which nobody listens. TCP says so with a reset, and a client sees ECONNREFUSED (RFC 9293 §3.5.2).',
      'closed ports',
    ],
    [
      '关闭的端口',
      '机器会回答，但没有程序在这个端口上监听。TCP 用 RST 说明这一点，客户端看到 ECONNREFUSED（RFC 9293 §3.5.2）。',
      '端口关闭',
    ],
  ),
  term(
    'concurrency',
    [
      'concurrent',
      'Several things begun and not yet finished at the same time. One thread can do that, by waiting for all of them at once.',
      'concurrency',
      'concurrently',
    ],
    [
      '并发',
      '同一时刻有几件事已经开始、尚未结束。一个线程就能做到：同时等待它们全部。',
    ],
  ),
  term(
    'datagram',
    [
      'datagram',
      'A message that travels by itself and arrives whole, or not at all. UDP carries datagrams (RFC 768).',
      'datagrams',
    ],
    [
      '数据报',
      '独自上路的一条消息，要么完整到达，要么根本不到。UDP 传送的就是数据报（RFC 768）。',
    ],
  ),
  term(
    'deadline',
    [
      'deadline',
      'The moment after which a program stops waiting.',
      'deadlines',
    ],
    ['时限', '过了这一刻，程序就不再等待。', '截止时间'],
  ),
  term(
    'ephemeral-port',
    [
      'ephemeral port',
      'A port the operating system picks for a socket that asked for none, usually a client’s. On Linux from 32768 to 60999 unless changed (ip(7)).',
      'ephemeral ports',
    ],
    [
      '临时端口',
      '套接字没有指定端口时，由操作系统选定的端口，多半属于客户端。Linux 上默认为 32768 到 60999（ip(7)）。',
    ],
  ),
  term(
    'event-loop',
    [
      'event loop',
      'What Node does between your functions: it waits for the operating system to report events, and calls the functions that wait for them, one after the other.',
    ],
    [
      '事件循环',
      'Node 在你的函数之间所做的事：等待操作系统报告事件，再逐个调用等待这些事件的函数。',
    ],
  ),
  term(
    'exit-code',
    [
      'exit code',
      'The number a program leaves when it ends. 0 means that all went well.',
      'exit codes',
    ],
    ['退出码', '程序结束时留下的数字，0 表示一切正常。'],
  ),
  term(
    'file-descriptor',
    [
      'file descriptor',
      'The small number by which a process names an open file or socket. A process may have only so many (getrlimit(2), RLIMIT_NOFILE).',
      'descriptor',
      'descriptors',
    ],
    [
      '文件描述符',
      '进程用来指称已打开的文件或套接字的小整数，一个进程能拥有的数量有上限（getrlimit(2)，RLIMIT_NOFILE）。',
      '描述符',
    ],
  ),
  term(
    'filtered-port',
    [
      'filtered',
      'A port that did not answer in time, or was reported unreachable. Perhaps a firewall dropped the request, or an answer was lost: who listens is not known.',
      'silent port',
      'silent ports',
    ],
    [
      '被过滤',
      '时限之内没有回答，或者得知不可达的端口。可能是防火墙丢弃了请求，也可能是回答丢失了：有没有程序在监听，不得而知。',
      '沉默的端口',
    ],
  ),
  term(
    'fin',
    [
      'FIN',
      'The TCP flag by which one side says: I have sent everything (RFC 9293 §3.6).',
    ],
    [
      'FIN',
      'TCP 的标志位，一方用它表示自己的数据已经发完（RFC 9293 §3.6）。',
    ],
  ),
  term(
    'guard',
    [
      'guard',
      'A condition around the part of a file that may run only when the file was started as the program: if (import.meta.main).',
      'entry-point guard',
      'guarded',
    ],
    [
      '守卫',
      '文件里的一个条件，包住只有作为程序启动时才运行的部分：if (import.meta.main)。',
      '入口守卫',
    ],
  ),
  term(
    'half-close',
    [
      'half-close',
      'To end one direction of a connection and keep the other. After it one side still sends, and the other only listens (RFC 9293 §3.6).',
      'half-closed',
      'half closed',
    ],
    [
      '半关闭',
      '结束连接的一个方向，保留另一个方向：此后一方还在发送，另一方只接收（RFC 9293 §3.6）。',
    ],
  ),
  term(
    'handshake',
    [
      'handshake',
      'The three segments that begin a TCP connection: SYN, SYN with ACK, ACK (RFC 9293 §3.5).',
      'three-way handshake',
    ],
    [
      '三次握手',
      '开始一条 TCP 连接的三个报文段：SYN、SYN 加 ACK、ACK（RFC 9293 §3.5）。',
      '握手',
    ],
  ),
  term(
    'host',
    [
      'host',
      'A machine of the network, or the name or address by which it is reached.',
      'hosts',
    ],
    ['主机', '网络中的一台机器，或用来找到它的名字或地址。'],
  ),
  term(
    'in-flight',
    ['in flight', 'Begun and not yet answered.'],
    ['在途', '已经发起，还没有得到回答。'],
  ),
  term(
    'ip-address',
    [
      'IP address',
      'The number by which the network finds a machine: 32 bits in IPv4, 128 in IPv6 (RFC 791, RFC 8200).',
      'IP addresses',
    ],
    [
      'IP 地址',
      '网络用来找到一台机器的号码：IPv4 为 32 位，IPv6 为 128 位（RFC 791，RFC 8200）。',
    ],
  ),
  term(
    'lab',
    [
      'lab',
      'The course’s own servers, each with a behaviour of its own, to talk to and to scan: npm run lab.',
    ],
    [
      '实验台',
      '课程自带的一组服务器，行为各不相同，供你练习通信和扫描：npm run lab。',
    ],
  ),
  term(
    'listen',
    [
      'listening',
      'A TCP socket that waits for connections is listening. It carries no data itself (listen(2)).',
      'listens',
      'listen',
    ],
    [
      '监听',
      '等待连接的 TCP 套接字处于监听状态，它自己不传送数据（listen(2)）。',
    ],
  ),
  term(
    'loopback',
    [
      'loopback',
      'The network inside one machine: what is sent to 127.0.0.1 or ::1 never leaves it (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3).',
    ],
    [
      '环回',
      '一台机器内部的网络：发往 127.0.0.1 或 ::1 的数据不会离开本机（RFC 1122 §3.2.1.3，RFC 4291 §2.5.3）。',
    ],
  ),
  term(
    'module',
    [
      'module',
      'A file whose exports other files can import. It runs once, when it is first imported.',
      'modules',
    ],
    ['模块', '可以供其他文件导入的文件，首次导入时运行，只运行一次。'],
  ),
  term(
    'open-port',
    [
      'open port',
      'A TCP port on which a program listens: a connection to it can be made.',
      'open ports',
    ],
    [
      '开放的端口',
      '有程序在监听的 TCP 端口，可以与它建立连接。',
      '端口开放',
      '开放端口',
    ],
  ),
  term(
    'packet',
    [
      'packet',
      'What the network carries in one piece. It may be lost, and packets may overtake each other.',
      'packets',
    ],
    [
      '分组',
      '网络一次传送的一块数据。它可能丢失，这叫丢包；后发的也可能先到。',
    ],
  ),
  term(
    'peer',
    [
      'peer',
      'The other end of a connection or a conversation.',
      'peers',
    ],
    ['对端', '连接或对话的另一端。'],
  ),
  term(
    'pool',
    [
      'pool',
      'Workers that take their tasks from one shared queue. Their number limits how many tasks are under way; it may be fixed, or change meanwhile.',
    ],
    [
      '池',
      '从同一条队列里领取任务的一组工作者。它们的数目限制了同时进行的任务；这个数目可以固定，也可以中途改变。',
    ],
  ),
  term(
    'port',
    [
      'port',
      'A number from 0 to 65535 that tells a machine which of its sockets is meant. TCP and UDP have ports of their own (RFC 9293 §3.1, RFC 768).',
      'ports',
      'port number',
    ],
    [
      '端口',
      '0 到 65535 之间的号码，说明要找的是机器上的哪个套接字。TCP 和 UDP 各有各的端口（RFC 9293 §3.1，RFC 768）。',
      '端口号',
    ],
  ),
  term(
    'process',
    [
      'process',
      'A running program with its own memory and its own descriptors.',
      'processes',
    ],
    ['进程', '运行中的程序，有自己的内存和自己的描述符。'],
  ),
  term(
    'promise',
    [
      'promise',
      'A value for something that is not finished yet. await waits for it, and lets other code run meanwhile.',
    ],
    [
      'Promise',
      '代表一件还没完成的事的值。await 等待它，同时让别的代码运行。',
    ],
  ),
  term(
    'protocol',
    [
      'protocol',
      'The rules of a conversation: who speaks when, and where a message ends.',
      'protocols',
    ],
    ['协议', '对话的规则：谁在什么时候说话，一条消息到哪里为止。'],
  ),
  term(
    'race',
    [
      'race',
      'When what happens depends on which of two things comes first, and nothing decides that.',
      'races',
      'race condition',
    ],
    [
      '竞态',
      '结果取决于两件事谁先发生，而谁先谁后没有保证。',
      '竞态条件',
    ],
  ),
  term(
    'reset',
    [
      'reset',
      'A TCP segment with the flag RST: the connection is over at once, and what was under way is lost. Also the answer of a closed port (RFC 9293 §3.5.2).',
      'RST',
      'resets',
    ],
    [
      '复位',
      '带有 RST 标志的 TCP 报文段：连接立刻结束，途中的数据丢失。它也是关闭的端口的回答（RFC 9293 §3.5.2）。',
      'RST',
    ],
  ),
  term(
    'round-trip',
    [
      'round trip',
      'The way there and back: the time from a question to its answer.',
      'round-trip time',
      'RTT',
    ],
    ['往返', '去程加回程：从提问到得到回答的时间。', '往返时间'],
  ),
  term(
    'scanner',
    [
      'scanner',
      'A program that asks ports, one by one or many at once, which of them are open.',
      'port scanner',
      'scanners',
    ],
    [
      '扫描器',
      '询问端口是否开放的程序，逐个询问，或者同时询问许多个。',
      '端口扫描器',
    ],
  ),
  term(
    'segment',
    [
      'segment',
      'A piece of a TCP stream with its header, as it travels (RFC 9293 §3.1).',
      'segments',
    ],
    [
      '报文段',
      'TCP 字节流的一段，加上首部，在网络中传送的单位（RFC 9293 §3.1）。',
    ],
  ),
  term(
    'self-connect',
    [
      'self-connect',
      'A TCP socket that reaches itself, because the system gave it the very port that it asks for. It looks like an open port and is none.',
      'self-connection',
      'self-connects',
    ],
    [
      '自连接',
      'TCP 套接字连到了自己：系统分给它的端口，正好就是它要连的端口。看上去端口开放，其实不是。',
    ],
  ),
  term(
    'sequential',
    [
      'sequential',
      'One after the other: the next begins when the last has ended.',
      'one at a time',
    ],
    ['顺序', '一个接一个：前一个结束，下一个才开始。', '顺序扫描'],
  ),
  term(
    'server',
    [
      'server',
      'The side that waits: it listens on a port that clients know.',
      'servers',
    ],
    ['服务器', '等待的一方：它在客户端知道的端口上监听。'],
  ),
  term(
    'socket',
    [
      'socket',
      'An end of a conversation over the network, which the operating system makes for a program and keeps (socket(2)).',
      'sockets',
    ],
    [
      '套接字',
      '网络对话的一端，由操作系统为程序创建并保管（socket(2)）。',
    ],
  ),
  term(
    'stream',
    [
      'stream',
      'Bytes in order, with no borders between messages. TCP carries a stream in each direction (RFC 9293 §2.2).',
      'streams',
      'byte stream',
    ],
    [
      '字节流',
      '按顺序排列的字节，消息之间没有边界。TCP 在两个方向上各传送一条字节流（RFC 9293 §2.2）。',
    ],
  ),
  term(
    'syn',
    [
      'SYN',
      'The TCP flag of the segments that begin a connection (RFC 9293 §3.5).',
    ],
    ['SYN', '开始连接的 TCP 报文段所带的标志位（RFC 9293 §3.5）。'],
  ),
  term(
    'tcp',
    [
      'TCP',
      'Transmission Control Protocol: a connection with a stream of bytes in each direction, complete and in order, or an error (RFC 9293).',
    ],
    [
      'TCP',
      '传输控制协议：一条连接，两个方向各一条字节流，完整而有序，否则报错（RFC 9293）。',
    ],
  ),
  term(
    'thread',
    [
      'thread',
      'A line of execution in a process that the operating system can run beside others, on another core. In Node a Worker.',
      'threads',
    ],
    [
      '线程',
      '进程里的一条执行流，操作系统可以让它与别的线程同时在不同的核上运行。在 Node 里是 Worker。',
    ],
  ),
  term(
    'time-wait',
    [
      'TIME-WAIT',
      'The state in which the side that closed first remembers a connection for a while, so that late segments harm nobody (RFC 9293 §3.6.1).',
    ],
    [
      'TIME-WAIT',
      '先关闭的一方所处的状态：它把连接再记住一段时间，免得迟到的报文段造成混乱（RFC 9293 §3.6.1）。',
    ],
  ),
  term(
    'timeout',
    [
      'timeout',
      'How long a program waits before it gives up.',
      'timeouts',
    ],
    ['超时时间', '程序最多等待多久，过后就放弃。', '超时'],
  ),
  term(
    'udp',
    [
      'UDP',
      'User Datagram Protocol: single messages without a connection. They may be lost, doubled or come in another order (RFC 768).',
    ],
    [
      'UDP',
      '用户数据报协议：没有连接，只有一条条消息，可能丢失、重复，也可能乱序（RFC 768）。',
    ],
  ),
  term(
    'worker',
    [
      'worker',
      'One of the functions or threads of a pool that take tasks from the queue.',
      'workers',
    ],
    ['工作者', '池中从队列领取任务的函数或线程之一。'],
  ),
];
