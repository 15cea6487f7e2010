import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  type Judge,
  quote,
  type Translated,
} from '../../../../scripts/judge/check.ts';

const use = '02-create-sockets#a-udp-socket-is-bound-not-connected';
const whole = '02-create-sockets#one-write-is-not-one-message';
const end = '02-create-sockets#the-program-that-does-not-end';

/** A sender of the judge, and all that it was told. */
async function sender(judge: Judge) {
  const socket = createSocket('udp4');
  const heard: string[] = [];
  /** The port that each of it came from. */
  const ports: number[] = [];
  socket.on('error', () => {});
  socket.on('message', (message, from) => {
    heard.push(String(message));
    ports.push(from.port);
  });
  judge.after(() => socket.close());
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { socket, heard, ports };
}

/** Resolves when a datagram has come, or none for all that time. */
async function answer(socket: Socket, patience: number) {
  const signal = AbortSignal.timeout(patience);
  await once(socket, 'message', { signal }).catch(() => {});
}

export default async function check(judge: Judge) {
  const program = judge.run(0);
  const port = await program.listening();
  const anna = await sender(judge);
  const bert = await sender(judge);

  /** Sends what is given, and returns the first answer. */
  async function ask(
    who: typeof anna,
    ...messages: (string | Uint8Array)[]
  ) {
    const before = who.heard.length;
    const heard = answer(who.socket, judge.patience);
    for (const message of messages) {
      who.socket.send(message, port, '127.0.0.1');
    }
    await heard;
    return who.heard[before];
  }
  const told = (text: string | undefined): Translated =>
    text === undefined
      ? { en: 'nothing came back', zh: '什么也没有回来' }
      : {
          en: `${quote(text)} came back`,
          zh: `回来的是 ${quote(text)}`,
        };
  function fail(
    id: string,
    sent: { en: string; zh: string },
    got: string | undefined,
    wanted: Translated,
    see: string,
  ): never {
    const back = told(got) as { en: string; zh: string };
    judge.fail(id, {
      saw: {
        en: `${sent.en}, and ${back.en}`,
        zh: `${sent.zh}，${back.zh}`,
      },
      wanted,
      see,
    });
  }

  let got = await ask(anna, 'hello');
  if (got !== '1: 5 bytes') {
    fail(
      'no-answer',
      {
        en: 'a first socket sent "hello"',
        zh: '第一个套接字发送了 "hello"',
      },
      got,
      '"1: 5 bytes"',
      use,
    );
  }

  const [from = port] = anna.ports;
  if (from !== port) {
    judge.fail('other-socket', {
      saw: {
        en: `a datagram went to port ${port}, and the answer came from port ${from}`,
        zh: `数据报发到了端口 ${port}，应答却来自端口 ${from}`,
      },
      wanted: {
        en: 'one socket that both receives and answers',
        zh: '只用一个套接字，既接收，也应答',
      },
      see: use,
    });
  }

  got = await ask(bert, 'ab');
  const sent = {
    en: 'a second socket sent "ab"',
    zh: '第二个套接字发送了 "ab"',
  };
  if (anna.heard.length > 1) {
    judge.fail('other-sender', {
      saw: {
        en:
          `${sent.en}, and the answer ${quote(anna.heard[1] ?? '')} ` +
          'went to the first one',
        zh: `${sent.zh}，应答 ${quote(anna.heard[1] ?? '')} 却发给了第一个套接字`,
      },
      wanted: {
        en: 'each answer goes to the address its datagram came from',
        zh: '数据报从哪个地址来，应答就发往哪个地址',
      },
      see: use,
    });
  }
  if (got !== '2: 2 bytes') {
    fail(
      'counts-each-sender',
      sent,
      got,
      {
        en: '"2: 2 bytes": one count for all senders',
        zh: '"2: 2 bytes"：所有发送者共用一个计数',
      },
      use,
    );
  }

  // The second datagram proves that the empty one was not waited for.
  got = await ask(bert, '', 'ab');
  if (got !== '3: 0 bytes') {
    fail(
      'empty-ignored',
      {
        en: 'an empty datagram was sent, then "ab"',
        zh: '先发送一个空数据报，再发送 "ab"',
      },
      got,
      {
        en: '"3: 0 bytes" first: an empty datagram is a datagram',
        zh: '先是 "3: 0 bytes"：空数据报也是数据报',
      },
      whole,
    );
  }
  if (bert.heard.length < 3) await answer(bert.socket, judge.patience);

  got = await ask(anna, 'naïve');
  if (got !== '5: 6 bytes') {
    fail(
      got === '5: 5 bytes' ? 'counts-characters' : 'other-answer',
      {
        en: 'the fifth datagram was "naïve", in UTF-8',
        zh: '第五个数据报是 UTF-8 编码的 "naïve"',
      },
      got,
      {
        en: '"5: 6 bytes": the "ï" alone has two',
        zh: '"5: 6 bytes"：单是 "ï" 就有两个字节',
      },
      use,
    );
  }

  got = await ask(anna, Uint8Array.of(0xff, 0xfe));
  if (got !== '6: 2 bytes') {
    fail(
      'counts-text',
      {
        en: 'the sixth datagram was the two bytes ff fe, which are no text in UTF-8',
        zh: '第六个数据报是 ff fe 两个字节，不是 UTF-8 文本',
      },
      got,
      {
        en: '"6: 2 bytes": what came is counted, not the text made of it',
        zh: '"6: 2 bytes"：数的是收到的内容，而不是由它转换来的文本',
      },
      use,
    );
  }

  // The next datagram proves that the program goes on.
  await ask(anna, 'stop it');
  got = await ask(bert, 'more');
  if (got !== '8: 4 bytes') {
    fail(
      'stopped-early',
      {
        en: '"stop it" was sent, then "more"',
        zh: '先发送 "stop it"，再发送 "more"',
      },
      got,
      {
        en: '"8: 4 bytes": only a datagram that holds just "stop" ends the program',
        zh: '"8: 4 bytes"：只有内容恰好是 "stop" 的数据报才让程序结束',
      },
      use,
    );
  }

  got = await ask(anna, 'stop');
  if (got !== '9: 4 bytes') {
    fail(
      'last-answer-lost',
      { en: '"stop" was sent', zh: '发送了 "stop"' },
      got,
      {
        en: '"9: 4 bytes", and only then the end',
        zh: '先是 "9: 4 bytes"，然后才结束',
      },
      use,
    );
  }
  await program.prints(() => false);
  const { outcome } = program;
  if (outcome === undefined) {
    const seconds = judge.patience / 1000;
    judge.fail('not-ended', {
      saw: {
        en:
          '"stop" was answered, and the program still ran ' +
          `${seconds} s later`,
        zh: `"stop" 得到了答复，过了 ${seconds} 秒程序还在运行`,
      },
      wanted: {
        en: 'the end of the program, with nothing left open',
        zh: '程序自己结束，什么也不再开着',
      },
      see: end,
    });
  }
  const { code } = outcome;
  if (code !== 0) {
    judge.fail('exit-code', {
      saw: {
        en: `after "stop" the program ended with exit code ${code}`,
        zh: `收到 "stop" 之后，程序以退出码 ${code} 结束`,
      },
      wanted: { en: 'exit code 0', zh: '退出码为 0' },
      see: end,
    });
  }
}
