import {
  type Heard,
  type Judge,
  type Talk,
  type Translated,
  tell,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#a-client-says-nothing';
const frame = '03-server-client#messages-need-a-frame';
const pieces = '03-server-client#one-read-is-not-one-message';

interface Say {
  en: string;
  zh: string;
}

/** How long a client may be quiet, and how often a talker talks, ms. */
const quiet = 1500;
const pace = 100;
/** The least that a wait of that length may take, ms. */
const least = quiet * 0.9;
const farewell = 'too quiet\n';
/** The two bytes of one letter. */
const letter = 'é';
const halves = Buffer.from(letter);
/** Two lines in one piece. */
const words = 'hello\nthere\n';

export default async function check(judge: Judge) {
  const program = judge.run(0, quiet);
  const port = await program.listening();

  async function fail(
    id: string,
    what: Say,
    heard: Heard,
    wanted: Translated,
    section = see,
  ) {
    // A program that dies ends its conversations: wait for its end.
    if (heard.state !== 'open' && heard.state !== 'silent') {
      const probe = await judge.connect(port);
      probe.send('alive\n');
      const { state } = await probe.hear((text) => text.includes('\n'));
      if (state !== 'open') await program.prints(() => false);
    }
    const said = tell(heard) as Say;
    judge.fail(id, {
      saw: {
        en: `${what.en} heard ${said.en}`,
        zh: `${what.zh}，听到的是 ${said.zh}`,
      },
      wanted,
      see: section,
    });
  }
  const echo = (lines: string): Translated => ({
    en: `${JSON.stringify(lines)}, and the connection still open`,
    zh: `${JSON.stringify(lines)}，连接仍然开着`,
  });

  // Two who go on talking until both who are quiet have gone: one by
  // lines, one byte by byte. They come first, so that a limit on the
  // whole conversation meets them first.
  const lines = await judge.connect(port);
  const letters = await judge.connect(port);
  let spelled = 0;
  const spell = () => {
    const [byte = 0] = halves.subarray(spelled % 2);
    letters.send(Uint8Array.of(byte));
    spelled += 1;
  };
  const talk = () => {
    if (lines.heard.state === 'open') lines.send('tick\n');
    if (letters.heard.state !== 'open') return;
    spell();
  };
  talk();
  const talking = setInterval(talk, pace);
  judge.after(() => clearInterval(talking));

  /** Waits for the end of a conversation, and says how long it took. */
  async function outlast(talk: Talk, since: number) {
    const heard = await talk.hear();
    return { heard, waited: Math.round(performance.now() - since) };
  }

  const begun = performance.now();
  const silent = await judge.connect(port);
  const spoken = await judge.connect(port);
  const lastWord = performance.now();
  spoken.send(words);
  const echoed = await spoken.hear((all) => all.length >= words.length);
  // One that was thrown out before it could speak is judged below.
  if (echoed.text !== words && echoed.text !== farewell) {
    await fail(
      'no-echo',
      {
        en: `a client sent ${JSON.stringify(words)}, and`,
        zh: `客户端发送 ${JSON.stringify(words)}`,
      },
      echoed,
      echo(words),
      frame,
    );
  }
  const [first, second] = await Promise.all([
    outlast(silent, begun),
    outlast(spoken, lastWord),
  ]);
  clearInterval(talking);

  const nothing = {
    en: `a client sent nothing for ${first.waited} ms, and`,
    zh: `一个客户端 ${first.waited} 毫秒里什么也没有发`,
  };
  const end = {
    en: `${JSON.stringify(farewell)} after ${quiet} ms, and the end`,
    zh: `${quiet} 毫秒之后听到 ${JSON.stringify(farewell)}，然后连接结束`,
  };
  if (first.heard.state === 'silent') {
    await fail('quiet-stays', nothing, first.heard, end);
  }
  if (first.waited < least)
    await fail('too-early', nothing, first.heard, end);
  if (first.heard.text !== farewell) {
    await fail('no-word', nothing, first.heard, end);
  }

  const saidLines = {
    en: `a client that sent a line every ${pace} ms`,
    zh: `一个客户端每 ${pace} 毫秒发送一行`,
  };
  const saidLetters = {
    en: `a client that sent a byte every ${pace} ms`,
    zh: `一个客户端每 ${pace} 毫秒发送一个字节`,
  };
  lines.send('tock\n');
  const kept = await lines.hear((text) => text.endsWith('tock\n'));
  if (kept.state !== 'open') {
    const { text } = kept;
    const rest = { text: text.slice(-25), state: kept.state };
    const id = text.endsWith(farewell) ? 'talker-ended' : 'no-echo';
    await fail(id, saidLines, rest, echo('tock\n'));
  }
  // That the "tock" came back proves that these bytes had been read.
  const early = letters.heard;
  if (early.text !== '' && early.state === 'open') {
    await fail(
      'half-line',
      {
        en: `${saidLetters.en}, and had not sent a line end,`,
        zh: `${saidLetters.zh}，还没有发送行尾`,
      },
      early,
      { en: 'nothing before the line end', zh: '行尾之前什么也没有' },
      frame,
    );
  }
  if (spelled % 2 === 1) spell();
  letters.send('\n');
  const whole = await letters.hear((text) => text.endsWith('\n'));
  const spelling = `${letter.repeat(spelled / 2)}\n`;
  if (whole.text !== spelling || whole.state !== 'open') {
    const isBroken = whole.text.includes('\uFFFD');
    await fail(
      isBroken ? 'broken-character' : 'letters-ignored',
      saidLetters,
      whole,
      echo(spelling),
      isBroken ? pieces : see,
    );
  }

  const fellSilent = {
    en:
      `a client sent ${JSON.stringify(words)}, then nothing for ` +
      `${second.waited} ms, and`,
    zh: `一个客户端发送 ${JSON.stringify(words)} 以后，${second.waited} 毫秒里什么也没有发`,
  };
  if (second.heard.text !== `${words}${farewell}`) {
    await fail('once-is-enough', fellSilent, second.heard, end);
  }
  if (second.waited < least) {
    await fail('too-early', fellSilent, second.heard, end);
  }

  const late = await judge.connect(port);
  if (late.heard.state === 'refused') {
    judge.fail('not-serving', {
      saw: {
        en: 'after two clients had been too quiet, the next was refused',
        zh: '两个客户端因为沉默被请走以后，下一个客户端被拒绝了',
      },
      wanted: { en: 'a server that goes on listening', zh: '继续监听' },
      see,
    });
  }
}
