import { randomInt } from 'node:crypto';
import {
  type Both,
  type Heard,
  type Judge,
  type Pupil,
  randomWord,
  type Talk,
  type Translated,
  tell,
  waitForCrash,
} from '../../../../scripts/judge/check.ts';

const see = '03-server-client#a-client-says-nothing';
const frame = '03-server-client#messages-need-a-frame';
const pieces = '03-server-client#one-read-is-not-one-message';
const vanishes = '03-server-client#a-client-vanishes';

/** The least that a wait may take, as a part of the limit. */
const least = 0.9;
/** How much later than its limit a farewell may come, ms. */
const grace = 600;
/** How long the judge waits for what is due, ms. */
const silence = 3000;
/** The judge may pause for so long, ms, and its clients still talk. */
const pause = 350;
const farewell = 'too quiet\n';
/** The two bytes of one letter. */
const letter = 'é';
const halves = Buffer.from(letter);

const elapsed = (from: number) => Math.round(performance.now() - from);

export default async function check(judge: Judge) {
  judge.allowPause(pause);
  if (!(await watchOne(judge))) return;
  // It was late, and nothing else. Was that the machine?
  const again = [1, 2].map(async () => {
    const quiet = randomInt(600, 900);
    const program = judge.run(0, quiet);
    const port = await program.listening();
    const start = performance.now();
    const talk = await judge.connect(port);
    await talk.hear(() => false, quiet + silence);
    return { quiet, waited: elapsed(start) };
  });
  const [one, two] = await Promise.all(again);
  if (one === undefined || two === undefined) return;
  const late = two.waited < one.waited ? two : one;
  if (late.waited <= late.quiet + grace) return;
  judge.fail('too-late', {
    saw: {
      en: `MS was ${late.quiet}, and a client sent nothing; the conversation ended only after ${late.waited} ms. With other values of MS it was as late`,
      zh: `MS 是 ${late.quiet}，一个客户端什么也没有发；过了 ${late.waited} 毫秒对话才结束。MS 取别的值时也一样迟`,
    },
    wanted: {
      en: `${JSON.stringify(farewell)} after ${late.quiet} ms, and then the end of the connection: MS is the second argument`,
      zh: `${late.quiet} 毫秒之后收到 ${JSON.stringify(farewell)}，然后连接结束：MS 是第二个参数`,
    },
    see,
  });
}

/** Judges all but lateness. Resolves with whether a farewell was late. */
async function watchOne(judge: Judge): Promise<boolean> {
  const quiet = randomInt(600, 900);
  const long = randomInt(1700, 1900);
  const pace = randomInt(70, 140);
  const program = judge.run(0, quiet);
  const patient = judge.run(0, long);
  const port = await program.listening();
  const other = await patient.listening();

  async function fail(
    id: string,
    what: Both,
    heard: Heard,
    wanted: Translated,
    section = see,
    from: [Pupil, number] = [program, port],
  ): Promise<never> {
    if (heard.state === 'ended' || heard.state === 'reset') {
      await waitForCrash(...from);
    }
    const said = tell(heard) as Both;
    judge.fail(id, {
      saw: {
        en: `${what.en}; it received ${said.en}`,
        zh: `${what.zh}；它收到的是：${said.zh}`,
      },
      wanted,
      see: section,
    });
  }
  const echo = (lines: string): Translated => ({
    en: `${JSON.stringify(lines)}, and the connection still open`,
    zh: `${JSON.stringify(lines)}，连接仍然开着`,
  });
  const end = (limit = quiet): Translated => ({
    en: `${JSON.stringify(farewell)} after ${limit} ms, and then the end of the connection`,
    zh: `${limit} 毫秒之后收到 ${JSON.stringify(farewell)}，然后连接结束`,
  });

  /** Waits for the end of a conversation, and says how long it took. */
  async function outlast(talk: Talk, since: number, limit = quiet) {
    const heard = await talk.hear(() => false, limit + silence);
    return { heard, waited: elapsed(since) };
  }

  const longBegun = performance.now();
  const patientOne = await judge.connect(other);
  const longest = outlast(patientOne, longBegun, long);

  // Two who go on talking until those who are quiet have gone: one by
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
  const tick = randomWord();
  const talk = () => {
    if (lines.heard.state === 'open') lines.send(`${tick}\n`);
    if (letters.heard.state === 'open') spell();
  };
  talk();
  const talking = setInterval(talk, pace);
  judge.after(() => clearInterval(talking));

  const begun = performance.now();
  const silent = await judge.connect(port);
  const spoken = await judge.connect(port);
  const halfway = await judge.connect(port);
  const vanisher = await judge.connect(port);

  // Two lines in one piece.
  const words = `${randomWord()}\n${randomWord()}\n`;
  const half = randomWord();
  const lastWord = performance.now();
  halfway.send(half);
  spoken.send(words);
  const echoed = await spoken.hear(
    (all) => all.length >= words.length || !words.startsWith(all),
    silence,
  );
  // One that was thrown out before it could speak is judged below.
  if (echoed.text !== words && echoed.text !== farewell) {
    await fail(
      'no-echo',
      {
        en: `a client sent ${JSON.stringify(words)}`,
        zh: `一个客户端发送 ${JSON.stringify(words)}`,
      },
      echoed,
      echo(words),
      frame,
    );
  }
  vanisher.send(half);
  vanisher.reset();
  const stays = await judge.connect(port);
  stays.send(words);
  const served = await stays.hear(
    (all) => all.length >= words.length,
    silence,
  );
  if (served.text !== words && served.text !== farewell) {
    if (served.state === 'refused') {
      await program.prints(() => false, silence);
    }
    await fail(
      'not-serving',
      {
        en: `one client sent ${JSON.stringify(half)} and reset its connection; then a new client sent ${JSON.stringify(words)}`,
        zh: `一个客户端发送 ${JSON.stringify(half)} 之后复位了连接；然后一个新客户端发送 ${JSON.stringify(words)}`,
      },
      served,
      echo(words),
      vanishes,
    );
  }

  const [first, second, third] = await Promise.all([
    outlast(silent, begun),
    outlast(spoken, lastWord),
    outlast(halfway, lastWord),
  ]);
  clearInterval(talking);

  const silentFor = (waited: number) => ({
    en: `MS was ${quiet}; a client sent nothing for ${waited} ms`,
    zh: `MS 是 ${quiet}；一个客户端 ${waited} 毫秒里什么也没有发`,
  });
  const nothing = silentFor(first.waited);
  if (first.heard.state === 'silent') {
    await fail('quiet-stays', nothing, first.heard, end());
  }
  if (first.waited < quiet * least) {
    await fail('too-early', nothing, first.heard, end());
  }
  if (first.heard.text !== farewell) {
    await fail('no-word', nothing, first.heard, end());
  }

  const saidLines = {
    en: `MS was ${quiet}; a client sent a line every ${pace} ms`,
    zh: `MS 是 ${quiet}；一个客户端每 ${pace} 毫秒发送一行`,
  };
  const saidLetters = {
    en: `MS was ${quiet}; a client sent a byte every ${pace} ms`,
    zh: `MS 是 ${quiet}；一个客户端每 ${pace} 毫秒发送一个字节`,
  };
  const tock = randomWord();
  lines.send(`${tock}\n`);
  const kept = await lines.hear(
    (text) => text.endsWith(`${tock}\n`),
    silence,
  );
  if (kept.state !== 'open') {
    const { text } = kept;
    const last = text.split('\n').slice(-4).join('\n');
    const rest = { text: last, state: kept.state };
    const id = text.endsWith(farewell) ? 'talker-ended' : 'no-echo';
    // A limit that is too short looks like this, too, if the machine
    // was so busy that the silent client was heard of late.
    for (let tries = 0; id === 'talker-ended' && tries < 6; tries++) {
      const start = performance.now();
      const other = await judge.connect(port);
      await other.hear(() => false, quiet + silence);
      const waited = elapsed(start);
      if (waited >= quiet * least) continue;
      await fail('too-early', silentFor(waited), other.heard, end());
    }
    await fail(id, saidLines, rest, echo(`${tock}\n`));
  }
  // That the last line came back proves that these bytes were read.
  const early = letters.heard;
  if (early.text !== '' && early.state === 'open') {
    await fail(
      'half-line',
      {
        en: `${saidLetters.en}, and no line end`,
        zh: `${saidLetters.zh}，没有发送行尾`,
      },
      early,
      { en: 'nothing before the line end', zh: '行尾之前什么也没有' },
      frame,
    );
  }
  if (spelled % 2 === 1) spell();
  letters.send('\n');
  const spelling = `${letter.repeat(spelled / 2)}\n`;
  const whole = await letters.hear(
    (text) => text.endsWith('\n'),
    silence,
  );
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
    en: `MS was ${quiet}; a client sent ${JSON.stringify(words)}, then nothing for ${second.waited} ms`,
    zh: `MS 是 ${quiet}；一个客户端发送 ${JSON.stringify(words)} 以后，${second.waited} 毫秒里什么也没有发`,
  };
  if (second.heard.text !== `${words}${farewell}`) {
    await fail('once-is-enough', fellSilent, second.heard, end());
  }
  if (second.waited < quiet * least) {
    await fail('too-early', fellSilent, second.heard, end());
  }
  if (third.heard.text !== farewell || third.heard.state === 'silent') {
    await fail(
      'half-line-at-end',
      {
        en: `MS was ${quiet}; a client sent ${JSON.stringify(half)}, half a line, then nothing for ${third.waited} ms`,
        zh: `MS 是 ${quiet}；一个客户端发送半行 ${JSON.stringify(half)} 以后，${third.waited} 毫秒里什么也没有发`,
      },
      third.heard,
      end(),
      frame,
    );
  }

  // One that has been ended sends a line all the same.
  spoken.send(words);
  halfway.reset();
  const next = await judge.connect(port);
  if (next.heard.state === 'refused') {
    await program.prints(() => false, silence);
    await fail(
      'not-serving',
      {
        en: 'clients had been too quiet, and one of them sent a line after the end; then a new client came',
        zh: '几个客户端因为沉默被请走，其中一个在结束之后又发来一行；然后来了一个新客户端',
      },
      next.heard,
      { en: 'a server that goes on listening', zh: '服务器继续监听' },
    );
  }
  const line = '字'.repeat(1000);
  next.send(line);
  lines.send(`${tick}${tock}\n`);
  await lines.hear(
    (text) => text.endsWith(`${tick}${tock}\n`),
    silence,
  );
  // The program has read all of the line before its end comes.
  await program.rests(100);
  next.send('\n');
  const returned = await next.hear(
    (text) => text.length > line.length,
    silence,
  );
  if (returned.text !== `${line}\n`) {
    await fail(
      'long-line-cut',
      {
        en: 'a client sent a line of 1000 characters (3000 bytes)',
        zh: '一个客户端发送一行 1000 个字符（3000 个字节）',
      },
      { ...returned, text: returned.text.slice(0, 25) },
      { en: 'the same line', zh: '同样的一行' },
      frame,
    );
  }

  const last = await longest;
  const patience = {
    en: `MS was ${long}; a client sent nothing for ${last.waited} ms`,
    zh: `MS 是 ${long}；一个客户端 ${last.waited} 毫秒里什么也没有发`,
  };
  const at: [Pupil, number] = [patient, other];
  if (last.heard.state === 'silent') {
    await fail('quiet-stays', patience, last.heard, end(long), see, at);
  }
  if (last.waited < long * least) {
    await fail('too-early', patience, last.heard, end(long), see, at);
  }
  if (last.heard.text !== farewell) {
    await fail('no-word', patience, last.heard, end(long), see, at);
  }
  return first.waited > quiet + grace || last.waited > long + grace;
}
