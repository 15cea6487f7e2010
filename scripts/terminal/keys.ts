import { createInterface, emitKeypressEvents } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { isDumb } from './screen.ts';

export interface Keys {
  /** Whether a letter needs Enter: the input is not a terminal, or the terminal cannot send single keys. */
  needsEnter: boolean;
  close(): void;
}

export interface KeyEvents {
  /** Gets a lower-case letter, or a whole line; '' for a key or a line without a letter. */
  onKey(key: string): void;
  /** Called at the end of the input. */
  onEnd(): void;
  /** Called for Ctrl-C or Ctrl-D. */
  onQuit(): void;
}

/** Normalizes a letter, also a full-width one of a Chinese keyboard. */
const plainKey = (text: string) => text.normalize('NFKC').trim().toLowerCase();

function singleKeys(input: ReadStream, { onKey, onEnd, onQuit }: KeyEvents): Keys {
  const suspend = () => {
    if (process.platform === 'win32') return;
    input.setRawMode(false);
    process.once('SIGCONT', () => input.setRawMode(true));
    process.kill(0, 'SIGTSTP');
  };
  const onPress = (text: string | undefined, { ctrl, meta, name }: { ctrl: boolean; meta: boolean; name?: string }) => {
    if (ctrl && (name === 'c' || name === 'd')) onQuit();
    else if (ctrl && name === 'z') suspend();
    else if (!ctrl && !meta) onKey(plainKey(text ?? ''));
  };
  emitKeypressEvents(input);
  input.on('keypress', onPress);
  input.on('end', onEnd);
  input.resume();
  return {
    needsEnter: false,
    close() {
      input.off('keypress', onPress);
      input.off('end', onEnd);
      input.setRawMode(false);
      input.pause();
    },
  };
}

/** Reads keys: single ones from a terminal, lines from anything else. */
export function readKeys(events: KeyEvents, input: ReadStream = process.stdin): Keys {
  if (input.isTTY && !isDumb()) {
    try {
      input.setRawMode(true);
      return singleKeys(input, events);
    } catch {
      // a terminal without single keys: read lines
    }
  }
  const lines = createInterface({ input });
  lines.on('line', (line) => events.onKey(plainKey(line)));
  lines.on('close', events.onEnd);
  process.on('SIGINT', events.onQuit);
  return {
    needsEnter: true,
    close() {
      lines.off('close', events.onEnd);
      lines.close();
      input.pause();
      process.off('SIGINT', events.onQuit);
    },
  };
}
