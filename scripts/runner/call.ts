// A call that a program made on one of its sockets, or an event that the socket emitted. The server and the page use it.

/** The calls, with parentheses, and the events, by the names that Node gives them. */
export const callNames = [
  'listen()',
  'bind()',
  'connect()',
  'write()',
  'send()',
  'end()',
  'destroy()',
  'resetAndDestroy()',
  'close()',
  'listening',
  'connection',
  'connect',
  'data',
  'message',
  'end',
  'drain',
  'timeout',
  'error',
  'close',
] as const;
export type CallName = (typeof callNames)[number];

export interface Call {
  /** ms of a clock that all programs of this machine share. */
  at: number;
  /** The number of the socket or the server in its program. A socket that connects once more gets another number. */
  socket: number;
  what: CallName;
  /** Its port and that of the other side, where the call or the event tells them. */
  local?: number | undefined;
  remote?: number | undefined;
  /** How much was written, sent, or received. */
  bytes?: number | undefined;
  /** The code of an error, such as "ECONNREFUSED". */
  code?: string | undefined;
  /** Whether Node itself made the call: it ends a socket after the other side has ended, unless the program says otherwise. */
  byNode?: boolean | undefined;
}

/** The most calls and events that are reported of a program. preload/calls.mjs knows it, too. */
export const mostCalls = 1000;

/** Why calls are missing at the end: there were more than the most, or the program sent something else in their place. */
export type Cut = 'more' | 'other';
