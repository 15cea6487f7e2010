import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  freePort,
  type Judge,
  quote,
} from '../../../../scripts/judge/check.ts';

const nobody = '04-sequential-scan#the-open-port-that-is-nobody';
const hangUp = '04-sequential-scan#somebody-hung-up';
const silence = '04-sequential-scan#what-one-silent-port-costs';
const limits = '04-sequential-scan#when-the-limit-is-your-own';
const host = '127.0.0.1';
/** How long the judge waits for the end of the program, ms. */
const patience = 5000;
/** The least that the wait for an answer may take, ms. */
const least = 900;

/** Can a socket leave from this port, and reach itself? */
async function reachesItself(port: number): Promise<boolean> {
  const socket = connect({
    host,
    port,
    localAddress: host,
    localPort: port,
  });
  socket.on('error', () => {});
  socket.on('connect', () => socket.resetAndDestroy());
  const connected = once(socket, 'connect').then(
    () => true,
    () => false,
  );
  await new Promise((resolve) => socket.once('close', resolve));
  return connected;
}

export default async function check(judge: Judge) {
  const lab = await judge.lab();
  const open = lab.port('echo');
  // The lab holds this port, so no other program can get it, and yet
  // one that asks for it as its local port may have it, on Linux.
  const held = lab.port('closed');
  const port = (await reachesItself(held))
    ? held
    : await freePort('tcp');

  /** Runs the program, and compares what it prints. */
  async function ask(
    id: string,
    [to, at, from]: [host: string, port: number, localPort: number],
    is: string,
    see: string,
    there: { en: string; zh: string },
  ) {
    const pupil = judge.run(to, at, from);
    await pupil.prints(() => false, patience);
    const { stdout, stderr, outcome } = pupil;
    const line = `${to}:${at} is ${is}\n`;
    if (outcome !== undefined) await pupil.ends();
    if (stdout === line && outcome?.code === 0) return pupil;
    const end = outcome
      ? {
          en: `with exit code ${outcome.code}`,
          zh: `退出码是 ${outcome.code}`,
        }
      : {
          en: `and still ran after ${patience / 1000} s`,
          zh: `过了 ${patience / 1000} 秒还在运行`,
        };
    return judge.fail(outcome ? id : 'hung', {
      saw: {
        en:
          `asked for ${to}:${at} from port ${from}, ${there.en}, the program ` +
          `printed ${quote(stdout)}, ${end.en}` +
          (stderr === ''
            ? ''
            : `, and on standard error ${quote(stderr)}`),
        zh:
          `从端口 ${from} 问 ${to}:${at}（${there.zh}），程序打印的是 ` +
          `${quote(stdout)}，${end.zh}` +
          (stderr === '' ? '' : `，标准错误上是 ${quote(stderr)}`),
      },
      wanted: {
        en: `${quote(line)}, and exit code 0`,
        zh: `${quote(line)}，退出码 0`,
      },
      see,
    });
  }

  await ask('open-missed', [host, open, 0], 'open', nobody, {
    en: 'where a server listens',
    zh: '那里有服务器在监听',
  });
  await ask('closed-missed', [host, held, 0], 'closed', nobody, {
    en: 'where no program listens',
    zh: '那里没有程序监听',
  });
  await ask('self-connect', [host, port, port], 'closed', nobody, {
    en: 'where no program listens',
    zh: '那里没有程序监听',
  });
  await ask(
    'reset-missed',
    [host, lab.port('reset'), 0],
    'open',
    hangUp,
    {
      en: 'where a server accepts and resets at once',
      zh: '那里的服务器接受连接之后立即复位',
    },
  );
  // Not every system can make a port that never answers.
  if (!lab.missing.some((one) => one.name === 'filtered')) {
    const silent = lab.port('filtered');
    const pupil = await ask(
      'filtered-missed',
      [host, silent, 0],
      'filtered',
      silence,
      {
        en: 'which never answers',
        zh: '那里从不回答',
      },
    );
    const [request] = pupil.requestsTo(silent);
    const waited = request ? request.end - request.begin : 0;
    if (waited < least) {
      judge.fail('too-early', {
        saw: {
          en: `asked for a port that never answers, the program waited for ${Math.round(waited)} ms`,
          zh: `问的是从不回答的端口，程序只等了 ${Math.round(waited)} 毫秒`,
        },
        wanted: { en: 'a wait of one second', zh: '等一秒' },
        see: silence,
      });
    }
  }

  // A server behind another address, with the same port number: both
  // ends of a connection to it have that number.
  const [elsewhere] = judge.otherLoopbackHosts(1);
  if (elsewhere === undefined) {
    judge.untried({
      en: 'loopback address beside 127.0.0.1',
      zh: '127.0.0.1 以外的环回地址',
    });
  } else {
    const namesake = await judge.restartable(elsewhere, port);
    const callers: (number | undefined)[] = [];
    await namesake.start((socket) => {
      callers.push(socket.remotePort);
      socket.destroy();
    });
    await ask('same-number', [elsewhere, port, port], 'open', nobody, {
      en: 'where a server listens on another address of this machine',
      zh: '那里有服务器在监听，用的是这台机器的另一个地址',
    });
    // The program may have ended before we looked.
    if (callers.length === 0) {
      const over = sleep(judge.patience, undefined, { ref: false });
      await Promise.race([namesake.visited(), over]);
    }
    // The name of a caller is lost when it has reset the connection.
    const [caller = port] = callers;
    if (callers.length === 0 || caller !== port) {
      const met = callers.length > 0;
      judge.fail('local-port', {
        saw: {
          en:
            `told to ask from port ${port}, the program ` +
            (met ? `asked from port ${caller}` : 'did not connect'),
          zh:
            `要求从端口 ${port} 发问，程序` +
            (met ? `却从端口 ${caller} 发问` : '没有连接'),
        },
        wanted: {
          en: `a request from port ${port}`,
          zh: `请求来自端口 ${port}`,
        },
        see: nobody,
      });
    }
  }

  // A server listens on the port that we want to ask from: the system
  // does not give it to us, and no request leaves this machine. The
  // port to ask may be closed, or that of this very server.
  for (const at of [held, open]) {
    const pupil = judge.run(host, at, open);
    const { code, stdout, stderr } = await pupil.ends();
    const isOne = stderr !== '' && !stderr.trimEnd().includes('\n');
    if (code === 1 && stdout === '' && isOne) continue;
    const id =
      stdout === '' && code === 1
        ? 'not-one-line'
        : at === open
          ? 'not-asked'
          : 'own-trouble';
    judge.fail(id, {
      saw: {
        en:
          `told to ask for ${host}:${at} from port ${open}, which ` +
          'another program uses, ' +
          `the program printed ${quote(stdout)} on standard output and ` +
          `${quote(stderr)} on standard error, with exit code ${code}`,
        zh:
          `要求从端口 ${open} 问 ${host}:${at}，而端口 ${open} 正由别的` +
          `程序使用；程序在标准输出上打印 ${quote(stdout)}，在标准错误` +
          `上打印 ${quote(stderr)}，退出码是 ${code}`,
      },
      wanted: {
        en: 'no verdict, one line on standard error, and exit code 1',
        zh: '不作判定，在标准错误上打印一行，退出码是 1',
      },
      see: limits,
    });
  }

  // The name must lead to this address, and to no other.
  const name = 'localhost';
  const all = await lookup(name, { all: true }).catch(() => []);
  if (all.length > 0 && all.every(({ address }) => address === host)) {
    await ask('host-name', [name, port, port], 'closed', nobody, {
      en: `where no program listens; ${name} is a name of ${host}`,
      zh: `那里没有程序监听；${name} 是 ${host} 的名字`,
    });
    await ask('open-missed', [name, open, 0], 'open', nobody, {
      en: `where a server listens; ${name} is a name of ${host}`,
      zh: `那里有服务器在监听；${name} 是 ${host} 的名字`,
    });
  }
}
