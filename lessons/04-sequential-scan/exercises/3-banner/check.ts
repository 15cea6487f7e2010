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
  ) {
    const pupil = judge.run(port);
    await pupil.prints(() => false);
    const wanted = `${lines.join('\n')}\n`;
    const { stdout, outcome } = pupil;
    const goesOn = outcome === undefined;
    if (!goesOn && stdout === wanted && outcome.code === 0) return;
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
      wanted: {
        en: `${quote(wanted)}, and exit code 0`,
        zh: `${quote(wanted)}，退出码是 0`,
      },
      see,
    });
  }

  /** A server that greets. What it hears is the first line. */
  const heard: string[] = [];
  const greeter = (greeting: string, answer: (talk: Talk) => void) =>
    judge.serve(async (talk) => {
      if (greeting !== '') talk.send(greeting);
      const { text } = await talk.hear((text) => text.includes('\n'));
      if (text !== '') heard.push(text);
      if (text.includes('\n')) answer(talk);
      talk.end();
    });

  const plain = await greeter('220 mail.example\r\n', (talk) =>
    talk.send('221 goodbye\r\n'),
  );
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
            ? ', said "221 goodbye\\r\\n"'
            : ' and nothing more')
        );
      },
      get zh() {
        return (
          '服务器说 "220 mail.example\\r\\n"，' +
          `听到 ${quote(heard[0] ?? '')}` +
          (heard[0]?.includes('\n')
            ? '，再说 "221 goodbye\\r\\n"'
            : '，此外再没有听到什么')
        );
      },
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

  const silent = await greeter('', () => {});
  await meet('silence', silent, ['no banner'], silence, {
    en: 'a server accepted and never said a word',
    zh: '服务器接受连接之后一言不发',
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
    en: 'nobody listened on the port',
    zh: '端口无人监听',
  });
  // Not every system can make a port that never answers.
  if (lab.missing.some((one) => one.name === 'filtered')) return;
  const filtered = lab.port('filtered');
  await meet('silence', filtered, ['no banner'], silence, {
    en: 'the port never answered the request for a connection',
    zh: '端口从不回答连接请求',
  });
}
