import {
  type Judge,
  quote,
  type Talk,
} from '../../../../scripts/judge/check.ts';

const silence = '04-sequential-scan#what-one-silent-port-costs';
const pieces = '03-server-client#one-read-is-not-one-message';
const refused = '04-sequential-scan#three-answers-not-two';
const exercises = '04-sequential-scan#exercises';

export default async function check(judge: Judge) {
  /** Runs the program, and compares what it prints. */
  async function meet(
    id: string | ((stdout: string) => string),
    port: number,
    lines: string[],
    see: string,
    when: { en: string; zh: string },
    heardRight = () => true,
  ) {
    const pupil = judge.run(port);
    await pupil.prints(() => false);
    const wanted = `${lines.join('\n')}\n`;
    const { stdout, outcome } = pupil;
    const goesOn = outcome === undefined;
    const right = stdout === wanted && heardRight();
    if (!goesOn && right && outcome.code === 0) return;
    const seconds = judge.patience / 1000;
    const wrong = typeof id === 'string' ? id : id(stdout);
    judge.fail(goesOn ? 'hung' : wrong, {
      saw: {
        en:
          `${when.en}, and the program printed ${quote(stdout)}` +
          (goesOn ? `, and still ran after ${seconds} s` : ''),
        zh:
          `${when.zh}，程序打印了 ${quote(stdout)}` +
          (goesOn ? `，过了 ${seconds} 秒还在运行` : ''),
      },
      wanted: heardRight()
        ? {
            en: `${quote(wanted)}, and exit code 0`,
            zh: `${quote(wanted)}，退出码是 0`,
          }
        : {
            en: '"QUIT\\r\\n" for the server once it has greeted',
            zh: '服务器打过招呼之后，对它说 "QUIT\\r\\n"',
          },
      see: heardRight() ? see : exercises,
    });
  }

  /** A server that greets. What it hears is the first line. */
  let heard: string[] = [];
  const greeter = (greeting: string, answer: (talk: Talk) => unknown) =>
    judge.serve(async (talk) => {
      if (greeting !== '') talk.send(greeting);
      const { text } = await talk.hear((text) => text.includes('\n'));
      if (text !== '') heard.push(text);
      if (text.includes('\n')) await answer(talk);
      talk.end();
    });

  // This server hangs up only after the program has.
  const plain = await greeter('220 mail.example\r\n', (talk) => {
    talk.send('221 goodbye\r\n');
    return talk.hear();
  });
  await meet(
    (stdout) => {
      if (heard[0] !== 'QUIT\r\n') return 'no-quit';
      return stdout.includes('\r') ? 'line-end' : 'wrong-lines';
    },
    plain,
    ['220 mail.example', '221 goodbye'],
    exercises,
    {
      get en() {
        return (
          'a server said "220 mail.example\\r\\n", ' +
          `heard ${quote(heard[0] ?? '')}` +
          (heard[0]?.includes('\n')
            ? ', said "221 goodbye\\r\\n" and did not hang up'
            : ' and nothing more')
        );
      },
      get zh() {
        return (
          '服务器说 "220 mail.example\\r\\n"，' +
          `听到 ${quote(heard[0] ?? '')}` +
          (heard[0]?.includes('\n')
            ? '，再说 "221 goodbye\\r\\n"，没有挂断'
            : '，此外再没有听到什么')
        );
      },
    },
    () => heard[0] === 'QUIT\r\n',
  );

  const bare = await greeter('220 mail.example\n', (talk) =>
    talk.send('221 goodbye\n'),
  );
  await meet(
    'line-end',
    bare,
    ['220 mail.example', '221 goodbye'],
    exercises,
    {
      en:
        'a server that ends its lines with "\\n" said ' +
        '"220 mail.example\\n", was told QUIT and said "221 goodbye\\n"',
      zh:
        '行尾用 "\\n" 的服务器说 "220 mail.example\\n"，' +
        '听到 QUIT 之后说 "221 goodbye\\n"',
    },
  );

  // The first piece holds a line and the beginning of the next. That
  // the program says QUIT proves that it has read all of that piece.
  const pieced = await greeter('220 mail.example\r\n221 good', (talk) =>
    talk.send('bye\r\n'),
  );
  await meet(
    (stdout) =>
      stdout === '220 mail.example\nbye\n' ? 'rest-lost' : 'half-line',
    pieced,
    ['220 mail.example', '221 goodbye'],
    pieces,
    {
      en:
        'a server sent "220 mail.example\\r\\n221 good" in one ' +
        'piece, and "bye\\r\\n" once it had been told QUIT',
      zh:
        '服务器在一段里发来 "220 mail.example\\r\\n221 good"，' +
        '听到 QUIT 之后再发来 "bye\\r\\n"',
    },
  );

  const half = await greeter('220 mail.exam', () => {});
  await meet('half-line', half, ['no banner'], pieces, {
    en: 'a server sent "220 mail.exam", and never the rest of the line',
    zh: '服务器发来 "220 mail.exam"，这一行的其余部分始终没有来',
  });

  heard = [];
  const silent = await greeter('', () => {});
  await meet(
    () => (heard.length > 0 ? 'quit-too-soon' : 'silence'),
    silent,
    ['no banner'],
    silence,
    {
      get en() {
        return heard.length > 0
          ? 'a server accepted, and before it had sent anything, it ' +
              `heard ${quote(heard[0] ?? '')}`
          : 'a server accepted and never sent anything';
      },
      get zh() {
        return heard.length > 0
          ? '服务器接受连接之后，还没有发送任何内容，就收到了 ' +
              quote(heard[0] ?? '')
          : '服务器接受连接之后一言不发';
      },
    },
    () => heard.length === 0,
  );

  // Says something all the time, but is no quicker to end its line.
  const slow = await judge.serve((talk) => {
    const drip = setInterval(() => talk.send('.'), 100);
    const late = setTimeout(() => {
      clearInterval(drip);
      talk.send('\r\n221 goodbye\r\n');
      talk.end();
    }, 2000);
    talk.socket.on('end', () => talk.end());
    talk.socket.on('close', () => {
      clearInterval(drip);
      clearTimeout(late);
    });
  });
  await meet('late-line', slow, ['no banner'], silence, {
    en:
      'a server said "." ten times a second, and ended its first line ' +
      'only after 2 s',
    zh: '服务器每秒说十次 "."，过了 2 秒才结束它的第一行',
  });

  const leaves = await greeter('220 mail.example\r\n', () => {});
  await meet(
    'no-reply',
    leaves,
    ['220 mail.example', 'no reply'],
    exercises,
    {
      en: 'a server greeted, was told QUIT and ended the connection',
      zh: '服务器打过招呼，听到 QUIT 之后，没有回答就结束了连接',
    },
  );

  const lab = await judge.lab();
  const closed = lab.port('closed');
  await meet('nobody', closed, ['no banner'], refused, {
    en: 'no program listened on the port',
    zh: '端口没有程序监听',
  });
  // Not every system can make a port that never answers.
  if (lab.missing.some((one) => one.name === 'filtered')) return;
  const filtered = lab.port('filtered');
  await meet('silence', filtered, ['no banner'], silence, {
    en: 'the port never answered the request for a connection',
    zh: '端口从不回答连接请求',
  });
}
