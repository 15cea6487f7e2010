import { randomInt } from 'node:crypto';
import {
  type Both,
  type Heard,
  type Judge,
  randomWord,
  type Talk,
  tell,
  waitForCrash,
} from '../../../../scripts/judge/check.ts';

const pieces = '03-server-client#one-read-is-not-one-message';
const frame = '03-server-client#messages-need-a-frame';
const many = '03-server-client#a-hundred-clients-at-once';
const vanishes = '03-server-client#a-client-vanishes';
const listens = '03-server-client#the-server-listens';

/** How long the judge waits for an answer that is due at once, ms. */
const silence = 5000;
/** An answer that takes longer than this was delayed, ms. */
const slow = 300;
const lineSeparator = '\u2028';

/** Quotes a text, so that all of its characters can be seen. */
const show = (text: string) =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
    .replaceAll(lineSeparator, '\\u2028')
    .replaceAll('\v', '\\v');

/** The mistake of a server that answers wrong, or that ended a connection that should be open. */
const unlessCut =
  (id: string) =>
  ({ state }: Heard) =>
    state === 'ended' || state === 'reset' ? 'cut-off' : id;

export default async function check(judge: Judge) {
  const program = judge.run(0);
  const port = await program.listening();
  const counts = new Map<Talk, number>();
  /** What each client should have received so far. */
  const due = new Map<Talk, string>();

  async function join(): Promise<Talk> {
    const talk = await judge.connect(port);
    counts.set(talk, 0);
    due.set(talk, '');
    return talk;
  }

  /** Notes that these lines of a client are complete now. */
  function complete(talk: Talk, ...lines: string[]): void {
    let count = counts.get(talk) ?? 0;
    const all = lines.map((line) => `${++count} ${line}\n`).join('');
    counts.set(talk, count);
    due.set(talk, `${due.get(talk)}${all}`);
  }

  /** Waits for what is due, and fails if anything else has come. */
  async function expect(
    talk: Talk,
    id: string | ((heard: Heard) => string),
    when: Both,
    see = pieces,
  ): Promise<void> {
    const wanted = due.get(talk) ?? '';
    const enough = (text: string) =>
      text.length >= wanted.length || !wanted.startsWith(text);
    // A second later, the answers to another client prove that the
    // program has read all: nothing more comes.
    if (talk !== bert && fastest <= slow) {
      const { state } = await talk.hear(enough, 1000);
      if (state === 'silent') await settle();
    }
    const heard = await talk.hear(
      enough,
      talk === bert || fastest > slow ? silence : 500,
    );
    if (heard.text === wanted && heard.state === 'open') return;
    if (heard.state === 'ended' || heard.state === 'reset') {
      await waitForCrash(program, port);
    }
    // What was right before is left out.
    let same = 0;
    while (same < wanted.length && heard.text[same] === wanted[same])
      same += 1;
    const skip =
      same === 0 ? 0 : wanted.lastIndexOf('\n', same - 1) + 1;
    const text = heard.text.slice(skip);
    const said = tell({ ...heard, text: '' }) as Both;
    const saw = (lang: 'en' | 'zh') =>
      text === ''
        ? said[lang]
        : said[lang].replace(/^[^,，]*/, show(text));
    judge.fail(typeof id === 'string' ? id : id(heard), {
      saw: {
        en: `${when.en}; it received ${saw('en')}`,
        zh: `${when.zh}；它收到的是：${saw('zh')}`,
      },
      wanted: {
        en: `${show(wanted.slice(skip))}, and the connection still open`,
        zh: `${show(wanted.slice(skip))}，连接仍然开着`,
      },
      see,
    });
  }

  /** The shortest time between a line and its answer, ms. */
  let fastest = Number.POSITIVE_INFINITY;

  /** A client whose line is read after all that was sent before. */
  const bert = await join();
  async function settle(): Promise<void> {
    for (let times = 0; times < 3; times++) {
      const line = randomWord();
      bert.send(`${line}\n`);
      complete(bert, line);
      await expect(bert, unlessCut('no-echo'), {
        en: `a client sent one more line, ${show(`${line}\n`)}`,
        zh: `一个客户端又发送一行 ${show(`${line}\n`)}`,
      });
    }
  }

  const anna = await join();
  for (let tries = 0; tries < 6 && fastest > slow; tries++) {
    const line = randomWord();
    const start = performance.now();
    anna.send(`${line}\n`);
    complete(anna, line);
    await expect(anna, unlessCut('no-echo'), {
      en: `a client sent the line ${show(`${line}\n`)}`,
      zh: `一个客户端发送一行 ${show(`${line}\n`)}`,
    });
    // A program that looks at intervals may be quick once; the lines
    // after that come just after a look.
    if (tries === 0) continue;
    fastest = Math.min(fastest, performance.now() - start);
  }
  if (fastest > slow) {
    judge.fail('late', {
      saw: {
        en: `five lines, one after the other; each answer came ${Math.floor(fastest)} ms or more after its line`,
        zh: `依次发送了五行；每次都至少过了 ${Math.floor(fastest)} 毫秒才收到回答`,
      },
      wanted: {
        en: 'each line back as soon as it is complete',
        zh: '每一行到齐后立即发回',
      },
      see: frame,
    });
  }

  const pause = randomInt(400, 700);
  const [begin, rest] = [randomWord(), randomWord()];
  anna.send(begin);
  await new Promise((done) => setTimeout(done, pause));
  anna.send(`${rest}\n`);
  complete(anna, `${begin}${rest}`);
  await expect(anna, unlessCut('half-line'), {
    en: `a client sent ${show(begin)}, nothing for ${pause} ms, and then ${show(`${rest}\n`)}`,
    zh: `一个客户端发送 ${show(begin)}，${pause} 毫秒里什么也没有发，然后发送 ${show(`${rest}\n`)}`,
  });

  // Half a line of one client while another sends a whole one: the
  // answer to the second proves that the first piece was read.
  const [ag, ain, other] = [randomWord(), randomWord(), randomWord()];
  anna.send(ag);
  const carl = await join();
  carl.send(`${other}\n`);
  complete(carl, other);
  await expect(carl, 'shared-rest', {
    en: `client A sent ${show(ag)}, half a line; then client B sent its first line, ${show(`${other}\n`)}. Client B had only this line`,
    zh: `客户端 A 发送半行 ${show(ag)}，然后客户端 B 发送它的第一行 ${show(`${other}\n`)}。客户端 B 只发了这一行`,
  });
  await settle();
  await expect(
    anna,
    'half-line',
    {
      en: `a client sent ${show(ag)}, half a line`,
      zh: `一个客户端发送半行 ${show(ag)}`,
    },
    frame,
  );
  anna.send(`${ain}\n`);
  complete(anna, `${ag}${ain}`);
  await expect(anna, 'half-line', {
    en: `a client sent ${show(ag)} and, later, ${show(`${ain}\n`)}: one line in two pieces`,
    zh: `一个客户端先发送 ${show(ag)}，后来再发送 ${show(`${ain}\n`)}：一行分成两段`,
  });

  const three = [randomWord(), '', `  ${randomWord()}\t `];
  anna.send(`${three.join('\n')}\n`);
  complete(anna, ...three);
  const last = `${three[2]?.trim()}`;
  await expect(
    anna,
    ({ text }) => {
      if (!text.includes(last)) return 'only-first-line';
      return text.includes(`${(counts.get(anna) ?? 0) - 1} \n`)
        ? 'changed'
        : 'empty-line-lost';
    },
    {
      en: `a client sent three lines at once, ${show(`${three.join('\n')}\n`)}`,
      zh: `一个客户端一次发送三行 ${show(`${three.join('\n')}\n`)}`,
    },
  );

  const odd = `${randomWord()}${lineSeparator}${randomWord()}\v`;
  anna.send(`${odd}\n`);
  complete(anna, odd);
  await expect(
    anna,
    'split-elsewhere',
    {
      en: `a client sent one line that holds the character U+2028, ${show(`${odd}\n`)} (only "\\n" ends a line here; node:readline ends it at U+2028, too)`,
      zh: `一个客户端发送一行，其中有字符 U+2028：${show(`${odd}\n`)}（这里只有 "\\n" 才是行尾；node:readline 遇到 U+2028 也会断行）`,
    },
    frame,
  );

  // More than 1000 characters in one piece, in lines that are shorter.
  const lines = Array.from({ length: randomInt(150, 200) }, randomWord);
  anna.send(`${lines.join('\n')}\n`);
  complete(anna, ...lines);
  await expect(anna, 'many-lines', {
    en: `a client sent ${lines.length} short lines at once`,
    zh: `一个客户端一次发送了 ${lines.length} 个短行`,
  });

  // The longest line that is allowed, and its end in another piece.
  const long = '字'.repeat(1000);
  anna.send(long);
  await settle();
  anna.send('\n');
  complete(anna, long);
  await expect(
    anna,
    'long-line-cut',
    {
      en: 'a client sent a line of 1000 characters (3000 bytes), and later its "\\n"',
      zh: '一个客户端发送一行 1000 个字符（3000 个字节），稍后发送行尾 "\\n"',
    },
    frame,
  );

  // The three bytes of one character, each in a piece of its own.
  for (const byte of Buffer.from('语')) {
    carl.send(Uint8Array.of(byte));
    await settle();
  }
  carl.send('\n');
  complete(carl, '语');
  await expect(carl, 'broken-character', {
    en: 'a client sent the line "语\\n" byte by byte: the first three bytes are one character',
    zh: '一个客户端一个字节一个字节地发送 "语\\n"：前三个字节是一个字符',
  });

  const crowd: Talk[] = [];
  for (let size = randomInt(20, 30); size > 0; size--) {
    crowd.push(await join());
  }
  for (const talk of crowd) talk.send(`${crowd.indexOf(talk)} `);
  for (const talk of crowd.toReversed()) {
    const line = randomWord();
    talk.send(`${line}\n`);
    complete(talk, `${crowd.indexOf(talk)} ${line}`);
  }
  for (const talk of crowd) {
    await expect(
      talk,
      'not-many',
      {
        en: `${crowd.length} more clients came, and each sent a line; this is one of them`,
        zh: `又来了 ${crowd.length} 个客户端，各发送一行；这是其中一个`,
      },
      many,
    );
  }

  // One leaves in the middle of a line. The answers to others prove that
  // its FIN was read, even if the server keeps its own side open.
  const [leaver = anna, vanisher = anna] = crowd;
  const half = randomWord();
  leaver.send(half);
  await settle();
  leaver.end();
  await settle();
  const left = leaver.heard;
  if (left.text !== due.get(leaver)) {
    judge.fail('half-line-at-end', {
      saw: {
        en: `a client sent ${show(half)}, half a line, and its FIN; it received ${show(left.text.slice(due.get(leaver)?.length))}`,
        zh: `一个客户端发送半行 ${show(half)}，接着发送 FIN；它收到的是 ${show(left.text.slice(due.get(leaver)?.length))}`,
      },
      wanted: {
        en: 'nothing for half a line, also when no more can come',
        zh: '不满一行时什么也不发，即使不会再有内容到来',
      },
      see: frame,
    });
  }

  // Another one vanishes: its connection is reset.
  vanisher.send(randomWord());
  await settle();
  vanisher.reset();
  const word = randomWord();
  for (let times = 0; times < 3; times++) {
    anna.send(`${word}\n`);
    complete(anna, word);
    await expect(
      anna,
      'not-serving',
      {
        en: `one client reset its connection; then another client sent the line ${show(`${word}\n`)}`,
        zh: `一个客户端复位了连接；然后另一个客户端发送一行 ${show(`${word}\n`)}`,
      },
      vanishes,
    );
  }
  const late = await join();
  late.send(`${word}\n`);
  complete(late, word);
  await expect(
    late,
    'not-serving',
    {
      en: `clients had left, one with its FIN and one by a reset; then a new client came and sent ${show(`${word}\n`)}`,
      zh: `有客户端离开了，一个发送 FIN，一个复位连接；然后来了一个新客户端，发送 ${show(`${word}\n`)}`,
    },
    listens,
  );
}
