// The exercise "mend": each mistake that may be planted has a part of its own, which finds no other.
import { randomInt } from 'node:crypto';
import { type Both, type Heard, type Judge, type Pupil, randomWord, type Talk, tell } from '../../../judge/check.ts';
import variant from './variant.json' with { type: 'json' };

const { start, rule, word, who, leave, unknown } = variant;
const pieces = '03-server-client#one-read-is-not-one-message';
const vanishes = '03-server-client#a-client-vanishes';
const many = '03-server-client#a-hundred-clients-at-once';
const ends = '02-create-sockets#the-program-that-does-not-end';

/** The number that a client has after the numbers that it sent. */
function after(numbers: readonly number[]): number {
  let result = start;
  for (const number of numbers) {
    if (rule === 'largest') result = Math.max(result, number);
    else if (rule === 'difference') result = Math.abs(result - number);
    else result += number;
  }
  return result;
}

/** A number that changes the result under each rule. */
const fresh = () => start + randomInt(10, 1000);

/** Waits for exactly this text. */
async function expectText(
  judge: Judge,
  talk: Talk,
  wanted: string,
  id: string,
  when: Both,
  see: string,
): Promise<void> {
  const heard: Heard = await talk.hear((text) => text.length >= wanted.length || !wanted.startsWith(text), 3000);
  if (heard.text === wanted) return;
  const saw = tell(heard) as Both;
  judge.fail(id, {
    saw: { en: `${when.en}; it received ${saw.en}`, zh: `${when.zh}；它收到的是：${saw.zh}` },
    wanted: JSON.stringify(wanted),
    see,
  });
}

async function begin(judge: Judge): Promise<{ program: Pupil; join: () => Promise<Talk> }> {
  const program = judge.run(0);
  const port = await program.listening();
  return { program, join: () => judge.connect(port) };
}

/** Whole lines of one client, each after the answer to the one before it. */
export async function basic(judge: Judge): Promise<void> {
  const { join } = await begin(judge);
  const client = await join();
  const numbers = [fresh(), fresh(), fresh()];
  let wanted = '';
  for (const [index, number] of numbers.entries()) {
    client.send(`${number}\n`);
    wanted += `${word} ${after(numbers.slice(0, index + 1))}\n`;
    await expectText(
      judge,
      client,
      wanted,
      'wrong-answer',
      {
        en: `a client sent ${numbers.slice(0, index + 1).join(', ')}, each as a line`,
        zh: `一个客户端依次发送 ${numbers.slice(0, index + 1).join('、')}，每个一行`,
      },
      pieces,
    );
  }
  const other = randomWord();
  client.send(`${other}1\n`);
  await expectText(
    judge,
    client,
    `${wanted}${unknown} ${other}1\n`,
    'wrong-answer',
    {
      en: `a client sent "${other}1\\n"`,
      zh: `一个客户端发送 "${other}1\\n"`,
    },
    pieces,
  );
}

export async function halfLine(judge: Judge): Promise<void> {
  const { join } = await begin(judge);
  const [client, witness] = [await join(), await join()];
  const [left, right] = [randomInt(1, 9), randomInt(10, 99)];
  client.send(String(left));
  // The answer to another client proves that the half line was read.
  witness.send(`${who}\n`);
  await witness.hear((text) => text.includes('\n'), 3000);
  client.send(`${right}\n`);
  const wanted = `${word} ${after([Number(`${left}${right}`)])}\n`;
  await expectText(
    judge,
    client,
    wanted,
    'half-line',
    {
      en: `a client sent "${left}", and later "${right}\\n": one line in two pieces`,
      zh: `一个客户端先发送 "${left}"，后来发送 "${right}\\n"：一行分成两段`,
    },
    pieces,
  );
}

export async function shared(judge: Judge): Promise<void> {
  const { join } = await begin(judge);
  const [anna, bert] = [await join(), await join()];
  const [mine, yours] = [fresh() + 1000, fresh()];
  anna.send(`${mine}\n`);
  await anna.hear((text) => text.includes('\n'), 3000);
  bert.send(`${yours}\n`);
  await expectText(
    judge,
    bert,
    `${word} ${after([yours])}\n`,
    'shared',
    {
      en: `client A sent ${mine}, then client B sent its first number, ${yours}. Client B had only this one`,
      zh: `客户端 A 发送 ${mine}，然后客户端 B 发送它的第一个数 ${yours}。客户端 B 只发了这一个`,
    },
    many,
  );
}

export async function brokenCharacter(judge: Judge): Promise<void> {
  const { join } = await begin(judge);
  const [client, witness] = [await join(), await join()];
  for (const [index, byte] of [...Buffer.from('语')].entries()) {
    client.send(Uint8Array.of(byte));
    witness.send(`${who}\n`);
    await witness.hear((text) => text.split('\n').length > index + 1, 3000);
  }
  client.send('\n');
  await expectText(
    judge,
    client,
    `${unknown} 语\n`,
    'broken-character',
    {
      en: 'a client sent the line "语\\n" byte by byte: the first three bytes are one character',
      zh: '一个客户端一个字节一个字节地发送 "语\\n"：前三个字节是一个字符',
    },
    pieces,
  );
}

/** Asks how many clients there are until the answer is right, at most so many times. */
async function count(asker: Talk, wanted: number): Promise<string> {
  let last = '';
  for (let times = 0; times < 30 && last !== `${who} ${wanted}`; times++) {
    const before = asker.heard.text.length;
    asker.send(`${who}\n`);
    const { text } = await asker.hear((all) => all.indexOf('\n', before) >= 0, 3000);
    last = text.slice(before).trim();
  }
  return last;
}

export async function stillCounted(judge: Judge): Promise<void> {
  const { join } = await begin(judge);
  const [asker, leaver, vanisher] = [await join(), await join(), await join()];
  for (const [wanted, when] of [
    [3, { en: 'three clients were connected', zh: '连接着三个客户端' }],
    [2, { en: 'three clients were connected, and one left with its FIN', zh: '连接着三个客户端，一个发送 FIN 离开了' }],
    [1, { en: 'two clients were left, and one reset its connection', zh: '还有两个客户端，其中一个复位了连接' }],
  ] as const) {
    if (wanted === 2) leaver.end();
    if (wanted === 1) vanisher.reset();
    const last = await count(asker, wanted);
    if (last === `${who} ${wanted}`) continue;
    judge.fail('still-counted', {
      saw: { en: `${when.en}; the answer to "${who}" is "${last}"`, zh: `${when.zh}；对 "${who}" 的回答是 "${last}"` },
      wanted: `${who} ${wanted}`,
      see: vanishes,
    });
  }
}

export async function crashed(judge: Judge): Promise<void> {
  const { join } = await begin(judge);
  const [vanisher, other] = [await join(), await join()];
  vanisher.send(`${who}\n`);
  await vanisher.hear((text) => text.includes('\n'), 3000);
  vanisher.reset();
  const number = fresh();
  other.send(`${number}\n`);
  await expectText(
    judge,
    other,
    `${word} ${after([number])}\n`,
    'crashed',
    {
      en: `one client reset its connection; then another sent ${number}`,
      zh: `一个客户端复位了连接；然后另一个发送 ${number}`,
    },
    vanishes,
  );
  // The program may notice the reset later than the line of the other one.
  for (let times = 0; times < 5; times++) {
    const before = other.heard.text.length;
    other.send(`${who}\n`);
    const heard = await other.hear((text) => text.indexOf('\n', before) >= 0, 3000);
    if (heard.state === 'ended' || heard.state === 'reset') {
      judge.fail('crashed', { saw: tell(heard), wanted: `${who} 1`, see: vanishes });
    }
  }
}

export async function notEnded(judge: Judge): Promise<void> {
  const { join } = await begin(judge);
  const client = await join();
  const number = fresh();
  client.send(`${number}\n${leave}\n`);
  const answer = `${word} ${after([number])}\n`;
  const heard = await client.hear(undefined, 3000);
  if (heard.text === answer + answer && heard.state === 'ended') return;
  judge.fail('not-ended', {
    saw: {
      en: `a client sent ${number} and "${leave}"; it received ${(tell(heard) as Both).en}`,
      zh: `一个客户端发送 ${number} 和 "${leave}"；它收到的是：${(tell(heard) as Both).zh}`,
    },
    wanted: {
      en: `${JSON.stringify(answer + answer)}, then the end of the connection`,
      zh: `${JSON.stringify(answer + answer)}，然后连接结束`,
    },
    see: ends,
  });
}

export async function notServing(judge: Judge): Promise<void> {
  const { join } = await begin(judge);
  const leaver = await join();
  leaver.send(`${leave}\n`);
  await leaver.hear((text) => text.includes('\n'), 3000);
  leaver.end();
  const late = await join();
  const number = fresh();
  late.send(`${number}\n`);
  await expectText(
    judge,
    late,
    `${word} ${after([number])}\n`,
    'not-serving',
    {
      en: `a client left with "${leave}"; then a new one came and sent ${number}`,
      zh: `一个客户端用 "${leave}" 离开；然后来了一个新的，发送 ${number}`,
    },
    many,
  );
}

/** The parts by the id of the mistake that each finds. */
export const parts = {
  'half-line': halfLine,
  shared,
  'broken-character': brokenCharacter,
  'still-counted': stillCounted,
  crashed,
  'not-ended': notEnded,
  'not-serving': notServing,
};

export default async function check(judge: Judge): Promise<void> {
  await basic(judge);
  for (const part of Object.values(parts)) await part(judge);
}
