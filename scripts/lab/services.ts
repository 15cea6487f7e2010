// The behaviours of the lab's servers, one entry each, in the order of the fixed ports.
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnDatagram } from './open.ts';

// An import would read every property of the module, and two of them load Node's HTTP client. That takes longer than Node's start.
const { createServer: createHttpServer } = process.getBuiltinModule('node:http');

/** One behaviour: a TCP server, and a UDP server if the behaviour has one. */
export interface Behaviour {
  name: string;
  does: string;
  tcp(): Server;
  udp?: { does: string; onDatagram: OnDatagram };
}

/** The time that a client has to close its end after the server has ended its own, ms. */
const goodbye = 2000;

/** The longest line that a server keeps. RFC 5321 §4.5.3.1.4 allows 512 octets with CRLF. */
const longestLine = 510;

/** RFC 4253 §4.2: each side sends its version first; what the client sends is discarded. */
function ssh(socket: Socket): void {
  socket.write('SSH-2.0-Socketbook_Lab\r\n');
  socket.resume();
}

/** Answers after the whole request has arrived. Closing with unread data would reset the connection. */
const page: RequestListener = (request, response) => {
  request.resume();
  request.once('end', () => {
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.setHeader('Connection', 'close');
    response.end('hello from the lab\n');
  });
};

/** A datagram that the system cannot send now is dropped, as on any network, so no memory is used for it. */
const echo: OnDatagram = (server, data, peer) => {
  if (peer.port === 0 || server.getSendQueueCount() > 64) return;
  server.send(data, peer.port, peer.address, () => {});
};

/** The replies (RFC 5321 §4.2 and §4.3.2) of a server that accepts no mail. */
async function* mail(socket: Socket): AsyncGenerator<string> {
  yield '220 lab.localhost ESMTP Socketbook\r\n';
  for await (const line of lines(socket)) {
    const reply = mailReply(line);
    yield `${reply}\r\n`;
    if (reply.startsWith('221')) return;
  }
}

function mailReply(line: string): string {
  if (line.length > longestLine) return '500 line too long';
  const [verb = '', argument] = line.trimEnd().split(/ +/, 2);
  switch (verb.toUpperCase()) {
    case 'HELO':
    case 'EHLO':
      return argument ? '250 lab.localhost' : '501 who are you?';
    case 'NOOP':
      return '250 OK';
    case 'RSET':
      return argument ? '501 RSET takes no argument' : '250 OK';
    case 'QUIT':
      return argument ? '501 QUIT takes no argument' : '221 lab.localhost goodbye';
    case 'VRFY':
      return '252 cannot tell';
    case 'MAIL':
      return '502 this server takes no mail';
    case 'RCPT':
    case 'DATA':
      return '503 MAIL comes first';
    default:
      return '500 unknown command';
  }
}

async function* slowly(socket: Socket, gone: AbortSignal): AsyncGenerator<string> {
  for await (const line of lines(socket)) {
    await sleep(500, undefined, { signal: gone });
    yield `slowly: ${line.slice(0, longestLine)}\n`;
  }
}

/**
 * Sends the answers of a dialogue, one at a time. It does not read on while the client does not read the answers, so a
 * client that only sends uses no memory.
 */
function converse(
  dialogue: (socket: Socket, gone: AbortSignal) => AsyncIterable<string>,
): (socket: Socket) => Promise<void> {
  return async (socket) => {
    const gone = new AbortController();
    socket.once('close', () => gone.abort());
    try {
      for await (const answer of dialogue(socket, gone.signal)) {
        if (!socket.write(answer)) await once(socket, 'drain', { signal: gone.signal });
      }
      socket.end();
      socket.resume();
      await sleep(goodbye, undefined, { signal: gone.signal });
      socket.destroy();
    } catch {
      socket.destroy(); // the client has disconnected
    }
  };
}

/** The lines that a client sends, without line ends. A line that is too long is cut to one character over the limit. */
async function* lines(socket: Socket): AsyncGenerator<string> {
  socket.setEncoding('utf8');
  let rest = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    const parts = (rest + chunk).split('\n');
    rest = (parts.pop() ?? '').slice(0, longestLine + 2);
    for (const part of parts) yield part.replace(/\r$/, '').slice(0, longestLine + 1);
  }
}

/** The servers, in the order of the fixed ports; the ports without a server follow them. */
export const behaviours: Behaviour[] = [
  {
    name: 'ssh',
    does: 'greets like an SSH server, then waits',
    tcp: () => createServer(ssh),
  },
  {
    name: 'smtp',
    does: 'greets like a mail server, answers line by line',
    tcp: () => createServer({ allowHalfOpen: true }, converse(mail)),
  },
  {
    name: 'http',
    does: 'answers an HTTP request',
    tcp: () => createHttpServer(page),
  },
  {
    name: 'echo',
    does: 'sends back what it receives',
    tcp: () => createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)),
    udp: { does: 'sends every datagram back', onDatagram: echo },
  },
  {
    name: 'slow',
    does: 'answers each line after half a second',
    tcp: () => createServer({ allowHalfOpen: true }, converse(slowly)),
  },
  {
    name: 'reset',
    does: 'accepts and resets the connection at once',
    tcp: () => createServer((socket) => socket.resetAndDestroy()),
  },
  {
    name: 'silent',
    does: 'accepts and sends nothing',
    tcp: () => createServer((socket) => socket.resume()),
    udp: { does: 'receives and sends nothing', onDatagram: () => {} },
  },
];
