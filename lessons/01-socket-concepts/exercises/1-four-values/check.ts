import { type Judge, quote } from '../../../../scripts/judge/check.ts';

const see = '01-socket-concepts#four-values-name-a-connection';

export default async function check(judge: Judge) {
  // Each connection as its client should print it.
  const lines: string[] = [];
  const port = await judge.serve((talk) => {
    const { remoteAddress, remotePort } = talk.socket;
    const { localAddress, localPort } = talk.socket;
    const near = `${remoteAddress}:${remotePort}`;
    lines.push(`${near} -> ${localAddress}:${localPort}`);
    talk.hear().then(({ state }) => {
      if (state === 'ended') talk.end();
    });
  });
  const { stdout, stderr, code } = await judge.run(port).ends();

  if (code !== 0) {
    judge.fail('failed', {
      saw: {
        en: `your program ended with exit code ${code} and said ${quote(stderr)}`,
        zh: `程序的退出码是 ${code}，标准错误上是 ${quote(stderr)}`,
      },
      wanted: {
        en: 'a program that connects, prints one line and ends with exit code 0',
        zh: '程序建立连接，打印一行，然后以退出码 0 结束',
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
  const line = lines.find((one) => !one.includes(`:${ownPort} `));
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
      see: '01-socket-concepts#one-conversation-in-each',
    });
  }

  const printed = stdout.trim();
  if (lines.includes(printed)) return;
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
      see: '01-socket-concepts#one-conversation-in-each',
    });
  }
  if (printed === '') fail('no-line', 'no line at all', '一行也没有');
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
