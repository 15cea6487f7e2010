// What one window of a presentation accepts from another.
import { expect, test } from 'vitest';
import { Channel, forStage, type ToConsole, type ToStage } from '../site/client/present/channel.ts';

const scene = { at: 2, step: 1, size: 1.1, isBlank: false, isAll: true, isTranslated: false };
const counts = [[3, undefined, 0], []];

const good: { to: 'stage' | 'console'; message: object }[] = [
  ...forStage.map((command) => ({ to: 'stage' as const, message: { kind: 'do', command } })),
  { to: 'stage', message: { kind: 'go', at: 3 } },
  { to: 'stage', message: { kind: 'begin', scene, votes: [['queue', counts]] } },
  { to: 'stage', message: { kind: 'votes', question: 'queue', counts } },
  { to: 'stage', message: { kind: 'ask' } },
  { to: 'console', message: { kind: 'ready' } },
  { to: 'console', message: { kind: 'shown', scene, run: 'running', said: '' } },
  { to: 'console', message: { kind: 'gone' } },
  { to: 'stage', message: { kind: 'end' } },
];

const bad: unknown[] = [
  undefined,
  null,
  7,
  'end',
  [],
  {},
  { to: 'stage' },
  { to: 'stage', message: null },
  { to: 'stage', message: { kind: 'ready' } },
  { to: 'console', message: { kind: 'end' } },
  { to: 'elsewhere', message: { kind: 'end' } },
  // The commands that open a window or leave are never sent.
  ...['window', 'leave', 'full', 'constructor', '__proto__', '', undefined].map((command) => ({
    to: 'stage',
    message: { kind: 'do', command },
  })),
  ...['1', -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, undefined].map((at) => ({
    to: 'stage',
    message: { kind: 'go', at },
  })),
  ...[
    undefined,
    {},
    { ...scene, at: 'x' },
    { ...scene, size: Number.NaN },
    { ...scene, size: 0 },
    { ...scene, isAll: 1 },
  ].map((other) => ({ to: 'console', message: { kind: 'shown', scene: other, run: '', said: '' } })),
  { to: 'console', message: { kind: 'shown', scene, run: 1, said: '' } },
  { to: 'stage', message: { kind: 'begin', scene, votes: 'queue' } },
  { to: 'stage', message: { kind: 'begin', scene, votes: [7] } },
  ...[undefined, [], [[1]], [[1], 'x'], [['1'], []], [[-1], []]].map((other) => ({
    to: 'stage',
    message: { kind: 'votes', question: 'queue', counts: other },
  })),
];

test('a window of a presentation takes each message of another, and nothing else', async () => {
  const id = 'test';
  const channel = new Channel(id);
  const sender = new BroadcastChannel(`socketbook-present-${id}`);
  const taken: { to: string; message: ToStage | ToConsole }[] = [];
  try {
    const ended = new Promise<void>((resolve) => {
      channel.listen(
        (message) => {
          taken.push({ to: 'stage', message });
          if (message.kind === 'end') resolve();
        },
        (message) => taken.push({ to: 'console', message }),
      );
    });
    for (const one of [...bad, ...good]) sender.postMessage(one);
    await ended;
    expect(taken).toEqual(good);
  } finally {
    sender.close();
    channel.close();
  }
});
