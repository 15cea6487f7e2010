import {
  type Judge,
  quote,
  type Talk,
} from '../../../../scripts/judge/check.ts';

const see = '01-socket-concepts#four-values-name-a-connection';
const conversation = '01-socket-concepts#who-calls-what';
const open = '02-create-sockets#the-program-that-does-not-end';

/** How long a program that has printed its line may keep the connection open, ms. */
const atOnce = 4000;

export default async function check(judge: Judge) {
  // Each connection as its client should print it.
  const lines: string[] = [];
  let talk: Talk | undefined;
  const port = await judge.serve((visit) => {
    const { remoteAddress, remotePort } = visit.socket;
    const { localAddress, localPort } = visit.socket;
    const near = `${remoteAddress}:${remotePort}`;
    lines.push(`${near} -> ${localAddress}:${localPort}`);
    talk ??= visit;
    visit.hear().then(({ state }) => {
      if (state === 'ended') visit.end();
    });
  });
  const program = judge.run(port);
  await program.prints((stdout) => stdout.includes('\n'));
  // The connection does not end before the program ends it.
  await talk?.hear(undefined, atOnce);
  if (program.outcome === undefined && talk?.heard.state === 'open') {
    const out = program.stdout;
    judge.fail('hung', {
      saw: {
        en: `your program printed ${quote(out)} and kept the connection open for ${atOnce / 1000} s; it was stopped`,
        zh: `程序打印了 ${quote(out)}，之后 ${atOnce / 1000} 秒连接一直开着，程序已被停止`,
      },
      wanted: {
        en: 'the program ends the connection itself: the server waits for that',
        zh: '程序自己结束连接：服务器在等它结束',
      },
      see: open,
    });
  }
  const { stdout, stderr, code } = await program.ends();

  if (code !== 0) {
    judge.fail('failed', {
      saw: {
        en: `your program printed ${quote(stdout)}, said ${quote(stderr)} on standard error, and ended with exit code ${code}`,
        zh: `程序打印了 ${quote(stdout)}，标准错误上是 ${quote(stderr)}，退出码是 ${code}`,
      },
      wanted: {
        en: 'a program that connects, prints one line, ends the connection itself (the server waits for that) and ends with exit code 0',
        zh: '程序建立连接，打印一行，自己结束连接（服务器在等它结束），然后以退出码 0 结束',
      },
      see,
    });
  }

  // Connections are accepted in the order in which they came: when
  // one of the judge's own has ended, no other is still to come.
  const own = await judge.connect(port);
  const ownPort = own.socket.localPort;
  own.end();
  await own.hear();
  const came = lines.filter((one) => !one.includes(`:${ownPort} `));
  const [line] = came;
  if (line === undefined) {
    judge.fail('no-connection', {
      saw: {
        en: `your program ended, and had not connected to port ${port}`,
        zh: `程序结束了，却没有连接过端口 ${port}`,
      },
      wanted: {
        en: `a connection to 127.0.0.1:${port}`,
        zh: `建立一条到 127.0.0.1:${port} 的连接`,
      },
      see: conversation,
    });
  }
  if (came.length > 1) {
    judge.fail('many-connections', {
      saw: {
        en: `your program connected ${came.length} times, and printed ${quote(stdout)}`,
        zh: `程序连接了 ${came.length} 次，打印了 ${quote(stdout)}`,
      },
      wanted: {
        en: 'one connection, and its own two ends: each connection has another port on the client’s side',
        zh: '只建立一条连接，打印的就是它的两端：每条连接在客户端一侧的端口都不同',
      },
      see,
    });
  }

  const printed = stdout.replace(/\r?\n$/, '');
  if (printed === line) return;
  const [near = '', far = ''] = line.split(' -> ');
  const fail = (id: string, en: string, zh: string): never =>
    judge.fail(id, {
      saw: {
        en: `your program printed ${quote(printed)}: ${en}`,
        zh: `程序打印了 ${quote(printed)}：${zh}`,
      },
      wanted: {
        en: `"${line}", which is this connection as the server sees it`,
        zh: `"${line}"，这是服务器看到的同一条连接`,
      },
      see,
    });

  if (printed === `${far} -> ${near}`) {
    fail(
      'swapped',
      'the ends are the wrong way round',
      '两端的次序反了',
    );
  }
  if (printed.includes('undefined')) {
    judge.fail('too-early', {
      saw: {
        en: 'your program read the addresses before the connection was established, when they did not exist yet, and printed them',
        zh: '连接建立之前，程序就读取并打印了两端的地址，而这些值当时还不存在',
      },
      wanted: {
        en: `"${line}", after the connection is established`,
        zh: `连接建立之后打印 "${line}"`,
      },
      see: conversation,
    });
  }
  if (printed === '') {
    fail(
      'no-line',
      `no line at all on standard output; on standard error ${quote(stderr)}`,
      `标准输出上一行也没有，标准错误上是 ${quote(stderr)}`,
    );
  }
  if (printed.includes('\n')) {
    fail('many-lines', 'this is more than one line', '这不止一行');
  }
  const [left = '', right] = printed.split(' -> ');
  if (right === undefined) {
    fail(
      'one-end',
      'there are not two ends with " -> " between them',
      '没有用 " -> " 隔开的两端',
    );
  }
  if (left === right) {
    fail(
      'same-end',
      'both sides name the same end, and the client has a port of its own',
      '两边是同一端，而客户端有自己的端口',
    );
  }
  fail(
    'other-values',
    'these are not the four values of its connection',
    '这不是这条连接的四个值',
  );
}
