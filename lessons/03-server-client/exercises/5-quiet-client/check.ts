import {
  type Heard,
  type Judge,
  type Talk,
  tell,
  type Words,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#a-client-says-nothing';
const frame = '03-server-client#messages-need-a-frame';

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

export default async function check(judge: Judge) {
  const program = judge.run(0, quiet);
  const port = await program.listening();

  async function fail(
    id: string,
    what: Say,
    heard: Heard,
    wanted: Words,
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
  const echo = (lines: string): Words => ({
    en: `${JSON.stringify(lines)}, and the connection still open`,
    zh: `${JSON.stringify(lines)}，连接仍然开着`,
  });

  // Two who go on talking until both who are quiet have gone: one by
  // lines, one by letters. They come first, so that a limit on the
  // whole conversation meets them first.
  const lines = await judge.connect(port);
  const letters = await judge.connect(port);
  let spelled = '';
  const talk = () => {
    if (lines.heard.state === 'open') lines.send('tick\n');
    if (letters.heard.state !== 'open') return;
    letters.send('a');
    spelled += 'a';
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
  spoken.send('hello\n');
  const echoed = await spoken.hear((text) => text.includes('\n'));
  // One that was thrown out before it could speak is judged below.
  if (echoed.text !== 'hello\n' && echoed.text !== farewell) {
    await fail(
      'no-echo',
      {
        en: 'a client sent "hello\\n", and',
        zh: '客户端发送 "hello\\n"',
      },
      echoed,
      echo('hello\n'),
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
    en: `a client that sent a letter every ${pace} ms`,
    zh: `一个客户端每 ${pace} 毫秒发送一个字母`,
  };
  lines.send('tock\n');
  const kept = await lines.hear((text) => text.endsWith('tock\n'));
  if (kept.state !== 'open') {
    const { text } = kept;
    const rest = { text: text.slice(-25), state: kept.state };
    const id = text.endsWith(farewell) ? 'talker-ended' : 'no-echo';
    await fail(id, saidLines, rest, echo('tock\n'));
  }
  letters.send('\n');
  const whole = await letters.hear((text) => text.endsWith('\n'));
  if (whole.text !== `${spelled}\n` || whole.state !== 'open') {
    await fail(
      'letters-ignored',
      saidLetters,
      whole,
      echo(`${spelled}\n`),
    );
  }

  const fellSilent = {
    en:
      `a client sent "hello\\n", then nothing for ${second.waited} ` +
      'ms, and',
    zh: `一个客户端发送 "hello\\n" 以后，${second.waited} 毫秒里什么也没有发`,
  };
  if (second.heard.text !== `hello\n${farewell}`) {
    await fail('once-is-enough', fellSilent, second.heard, end);
  }
  if (second.waited < least) {
    await fail('too-early', fellSilent, second.heard, end);
  }
}
