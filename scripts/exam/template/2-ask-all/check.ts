// The exercise "ask-all". Each part judges by itself, so that the rubric can count the parts.
import { type Both, type Judge, type Pupil, quote, randomWord, type Talk, watch } from '../../../judge/check.ts';
import variant from './variant.json' with { type: 'json' };

const { question, frame, order, refused, silent, cut, limit, code } = variant;
const pieces = '03-server-client#one-read-is-not-one-message';
const ends = '02-create-sockets#the-program-that-does-not-end';
const many = '03-server-client#a-hundred-clients-at-once';
const refusal = '03-server-client#nobody-is-listening';

/** An answer as the servers send it. */
const framed = (text: string) => (frame === 'length' ? `${Buffer.byteLength(text)}:${text}` : `${text}\n`);

/** A line of the program for each port, in the order of the task. */
function linesOf(said: ReadonlyMap<number, string>): string {
  const ports = [...said.keys()];
  if (order === 'ascending') ports.sort((a, b) => a - b);
  if (order === 'descending') ports.sort((a, b) => b - a);
  return ports.map((port) => `${port} ${said.get(port)}\n`).join('');
}

/** Waits until the server has the whole question. */
async function asked(judge: Judge, talk: Talk): Promise<void> {
  const { text } = await talk.hear((all) => all.length > question.length);
  if (text === `${question}\n`) return;
  judge.fail('wrong-question', { saw: quote(text), wanted: quote(`${question}\n`), see: pieces });
}

async function expectOutput(
  judge: Judge,
  program: Pupil,
  said: ReadonlyMap<number, string>,
  id: string | ((stdout: string) => string),
  when: Both,
  see: string,
): Promise<void> {
  const { stdout } = await program.ends(when);
  const wanted = linesOf(said);
  if (stdout === wanted) return;
  judge.fail(typeof id === 'string' ? id : id(stdout), {
    saw: { en: `${when.en}; it printed ${quote(stdout)}`, zh: `${when.zh}；它打印了 ${quote(stdout)}` },
    wanted: quote(wanted),
    see,
  });
}

/** Opens so many servers with these answers, in no order of their ports. */
async function serve(judge: Judge, answer: (talk: Talk, index: number) => void, size: number): Promise<number[]> {
  const ports: number[] = [];
  for (let index = 0; index < size; index++) ports.push(await judge.serve((talk) => answer(talk, index)));
  return ports;
}

/** All answer at once, in whole pieces. The ports are given neither up nor down. */
export async function basic(judge: Judge): Promise<void> {
  const words = [randomWord(), `${randomWord()} ${randomWord()}`, randomWord()];
  const failures: unknown[] = [];
  const ports = await serve(
    judge,
    (talk, index) =>
      void asked(judge, talk)
        .then(() => talk.send(framed(words[index] ?? '')))
        .catch((error) => failures.push(error)),
    3,
  );
  const all = ports.map((port, index) => [port, words[index] ?? ''] as const).sort((a, b) => a[0] - b[0]);
  const [low = [0, ''], middle = [0, ''], high = [0, '']] = all;
  const said = new Map([middle, high, low]);
  const program = judge.run(...said.keys());
  const when = { en: 'three servers answered at once', zh: '三个服务器立即回答' };
  const sorted = (text: string) => text.split('\n').sort().join('\n');
  const id = (stdout: string) => (sorted(stdout) === sorted(linesOf(said)) ? 'wrong-order' : 'wrong-lines');
  try {
    await expectOutput(judge, program, said, id, when, many);
  } catch (error) {
    throw failures[0] ?? error;
  }
  if (program.outcome?.code === 0) return;
  judge.fail('exit-code', {
    saw: {
      en: `every port answered; the exit code is ${program.outcome?.code}`,
      zh: `每个端口都回答了；退出码是 ${program.outcome?.code}`,
    },
    wanted: '0',
    see: ends,
  });
}

/** An answer in two pieces, cut inside a character. */
export async function halfAnswer(judge: Judge): Promise<void> {
  const text = `${randomWord()}语${randomWord()}`;
  const bytes = Buffer.from(framed(text));
  const at = bytes.indexOf('语') + 1;
  const [port = 0] = await serve(
    judge,
    async (talk) => {
      await asked(judge, talk).catch(() => {});
      talk.send(bytes.subarray(0, at));
      await new Promise((resolve) => setTimeout(resolve, 150));
      talk.send(bytes.subarray(at));
    },
    1,
  );
  const when = {
    en: `a server sent ${quote(framed(text))} in two pieces, the first of ${at} bytes`,
    zh: `服务器把 ${quote(framed(text))} 分两段发送，第一段 ${at} 个字节`,
  };
  await expectOutput(judge, judge.run(port), new Map([[port, text]]), 'half-answer', when, pieces);
}

/** No server answers before every one has been asked. */
export async function atOnce(judge: Judge): Promise<void> {
  const size = 4;
  const open: Talk[] = [];
  const words = Array.from({ length: size }, randomWord);
  const ports = await serve(
    judge,
    (talk, index) => {
      open[index] = talk;
      if (open.filter(Boolean).length === size)
        for (const [at, one] of open.entries()) one.send(framed(words[at] ?? ''));
    },
    size,
  );
  const said = new Map(ports.map((port, index) => [port, words[index] ?? '']));
  const when = {
    en: `${size} servers answered when all had been asked`,
    zh: `${size} 个服务器等到全部被问到以后才回答`,
  };
  await expectOutput(judge, judge.run(...ports), said, 'one-at-a-time', when, many);
}

/** A port refuses, and another answers. */
export async function refusing(judge: Judge): Promise<void> {
  const word = randomWord();
  const [port = 0] = await serve(judge, (talk) => talk.send(framed(word)), 1);
  const closed = judge.closedPort();
  const said = new Map([
    [closed, refused],
    [port, word],
  ]);
  const when = { en: `port ${closed} refused the connection`, zh: `端口 ${closed} 拒绝了连接` };
  await expectOutput(judge, judge.run(closed, port), said, 'refused', when, refusal);
}

/** One server ends, another resets the connection, both in the middle of the answer. */
export async function cutting(judge: Judge): Promise<void> {
  const half = framed(randomWord()).slice(0, -1);
  const ports = await serve(
    judge,
    async (talk, index) => {
      await asked(judge, talk).catch(() => {});
      talk.send(half);
      if (index === 0) talk.end();
      else setTimeout(() => talk.reset(), 50);
    },
    2,
  );
  const when = {
    en: 'one server ended and one reset the connection in the middle of the answer',
    zh: '一个服务器在回答中途结束连接，另一个复位连接',
  };
  const said = new Map(ports.map((port) => [port, cut]));
  await expectOutput(judge, judge.run(...ports), said, 'cut', when, '03-server-client#a-client-vanishes');
}

/** A server accepts and says nothing. */
export async function keepingSilent(judge: Judge): Promise<void> {
  const [port = 0] = await serve(judge, () => {}, 1);
  const start = performance.now();
  const when = { en: 'a server accepted the connection and sent nothing', zh: '服务器接受了连接，什么也没有发' };
  const program = judge.run(port);
  await program.prints((stdout) => stdout.includes('\n'), limit + 3000);
  const passed = Math.round(performance.now() - start);
  const isEarly = passed < 0.9 * limit;
  if (program.stdout.includes('\n') && !isEarly && passed < limit + 2500) {
    return expectOutput(judge, program, new Map([[port, silent]]), 'silent', when, ends);
  }
  judge.fail(isEarly ? 'too-early' : 'too-late', {
    saw: {
      en: `${when.en}; after ${passed} ms it had printed ${quote(program.stdout)}`,
      zh: `${when.zh}；${passed} 毫秒后它打印了 ${quote(program.stdout)}`,
    },
    wanted: {
      en: `${quote(`${port} ${silent}\n`)} after ${limit} ms`,
      zh: `${limit} 毫秒后打印 ${quote(`${port} ${silent}\n`)}`,
    },
    see: ends,
  });
}

/** A server that has answered sees the end of the connection long before one that is silent. */
export async function closing(judge: Judge): Promise<void> {
  const open: Talk[] = [];
  const { look, until } = watch(judge.patience);
  const word = randomWord();
  const ports = await serve(
    judge,
    (talk, index) => {
      open[index] = talk;
      if (index === 0) talk.send(framed(word));
      look();
    },
    2,
  );
  const program = judge.run(...ports);
  await until(() => open.filter(Boolean).length === 2, program);
  const endOf = async (talk: Talk | undefined) => {
    const heard = await talk?.hear();
    return heard?.state === 'ended' || heard?.state === 'reset' ? performance.now() : Number.POSITIVE_INFINITY;
  };
  const [answered = 0, quiet = 0] = await Promise.all([endOf(open[0]), endOf(open[1])]);
  await program.ends();
  if (quiet - answered > 0.3 * limit) return;
  judge.fail('not-closed', {
    saw: {
      en: 'one server had answered, and another was still silent; the connection to the first stayed open',
      zh: '一个服务器已经回答，另一个还没有；到第一个的连接一直开着',
    },
    wanted: { en: 'the connection closed as soon as its answer is complete', zh: '回答到齐后立即关闭这条连接' },
    see: ends,
  });
}

/** The program ends by itself as soon as it has all it waits for, long before the limit. */
export async function ending(judge: Judge): Promise<void> {
  const answer = (talk: Talk) => {
    talk.send(framed('x'));
    talk.end();
  };
  const [port = 0] = await serve(judge, answer, 1);
  const program = judge.run(port);
  await program.prints((stdout) => stdout.includes('\n'));
  if (program.stdout !== `${port} x\n`)
    judge.fail('wrong-lines', { saw: quote(program.stdout), wanted: quote(`${port} x\n`), see: many });
  const start = performance.now();
  await program.ends();
  const late = Math.round(performance.now() - start);
  if (late < 0.7 * limit) return;
  judge.fail('hung', {
    saw: {
      en: `the program had printed its line, and ended ${late} ms later`,
      zh: `程序打印完以后，又过了 ${late} 毫秒才结束`,
    },
    wanted: { en: 'its end at once: no timer or connection is left', zh: '立即结束：没有剩下的定时器或连接' },
    see: ends,
  });
}

/** The exit code says that a port has not answered. */
export async function exitCode(judge: Judge): Promise<void> {
  const closed = judge.closedPort();
  const program = judge.run(closed);
  await program.ends();
  const saw = program.outcome?.code;
  if (saw === code) return;
  judge.fail('exit-code', {
    saw: { en: `port ${closed} refused; the exit code is ${saw}`, zh: `端口 ${closed} 拒绝了连接；退出码是 ${saw}` },
    wanted: String(code),
    see: refusal,
  });
}

/** The parts that the rubric counts, by its two criteria. */
export const parts = { refusing, cutting, keepingSilent, closing, ending, exitCode };

export default async function check(judge: Judge): Promise<void> {
  for (const part of [basic, halfAnswer, atOnce, ...Object.values(parts)]) await part(judge);
}
