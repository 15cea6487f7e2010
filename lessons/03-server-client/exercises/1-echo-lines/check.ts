import {
  type Heard,
  type Judge,
  type Translated,
  tell,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#one-read-is-not-one-message';

const reply = (lines: string): Translated => ({
  en: `${JSON.stringify(lines)}, and the connection still open`,
  zh: `${JSON.stringify(lines)}，连接仍然开着`,
});

export default async function check(judge: Judge) {
  const expect = (
    id: string,
    heard: Heard,
    lines: string,
    when: Translated,
  ) => {
    if (heard.text === lines && heard.state === 'open') return;
    const saw = tell(heard);
    const say = (lang: 'en' | 'zh') => {
      const part = (words: Translated) =>
        typeof words === 'string' ? words : words[lang];
      return lang === 'en'
        ? `${part(when)} brought back ${part(saw)}`
        : `${part(when)}，收到的是 ${part(saw)}`;
    };
    judge.fail(id, {
      saw: { en: say('en'), zh: say('zh') },
      wanted: reply(lines),
      see,
    });
  };

  const program = judge.run(0);
  const port = await program.listening();
  const anna = await judge.connect(port);
  const bert = await judge.connect(port);

  anna.send('hello\n');
  expect(
    'no-echo',
    await anna.hear((text) => text.endsWith('\n')),
    '1 hello\n',
    { en: 'the line "hello\\n"', zh: '发送一行 "hello\\n"' },
  );

  // Half a line of one client while the other sends a whole one: an
  // answer to the second proves that the first piece was read.
  anna.send('ag');
  bert.send('other\n');
  expect(
    'shared-rest',
    await bert.hear((text) => text.includes('\n')),
    '1 other\n',
    {
      en:
        'half a line of one client, then "other\\n" of a second ' +
        'client,',
      zh: '一个客户端发送半行，另一个客户端发送 "other\\n"',
    },
  );
  expect('half-line', anna.heard, '1 hello\n', {
    en: 'half a line, "ag",',
    zh: '发送半行 "ag"',
  });
  anna.send('ain\n');
  expect(
    'half-line',
    await anna.hear((text) => text.split('\n').length > 2),
    '1 hello\n2 again\n',
    { en: 'the other half, "ain\\n",', zh: '再发送另一半 "ain\\n"' },
  );

  anna.send('three\n\n  five\n');
  const several = await anna.hear((text) => text.endsWith('five\n'));
  const isWhole = several.text.endsWith('five\n');
  const hasEmpty = several.text.includes('4 \n');
  const changed = hasEmpty ? 'changed' : 'empty-line-lost';
  expect(
    isWhole ? changed : 'only-first-line',
    several,
    '1 hello\n2 again\n3 three\n4 \n5   five\n',
    {
      en: 'three lines at once, "three\\n\\n  five\\n",',
      zh: '一次发送三行 "three\\n\\n  five\\n"',
    },
  );

  // The two bytes of one character, each in a piece of its own.
  const [first = 0, second = 0] = Buffer.from('é');
  bert.send(Uint8Array.of(first));
  anna.send('six\n');
  expect(
    'no-echo',
    await anna.hear((text) => text.includes('6 six\n')),
    '1 hello\n2 again\n3 three\n4 \n5   five\n6 six\n',
    { en: 'a sixth line, "six\\n",', zh: '再发送第六行 "six\\n"' },
  );
  bert.send(Uint8Array.of(second, 10));
  expect(
    'broken-character',
    await bert.hear((text) => text.split('\n').length > 2),
    '1 other\n2 é\n',
    {
      en: 'a character whose two bytes came one after the other',
      zh: '一个字符的两个字节先后到达',
    },
  );
}
