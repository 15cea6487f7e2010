import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { readFile } from '../project/files.ts';
import { mostWork } from '../pupil/work.ts';

/** The text of a file; undefined if it cannot be read now, for example while an editor replaces it. */
export function readNow(file: string): string | undefined {
  try {
    return readFile(file, mostWork).toString();
  } catch {
    return undefined;
  }
}

/** The time that the text must stay the same, ms. Many editors empty a file before they write it. */
const settling = 50;

/** The interval at which the file is read without a file system event, ms. Network folders send no events. */
const pollPace = 1000;

/**
 * Reports each new text of a file. Watches the folder, because an editor that saves by renaming replaces the file with
 * another one.
 * @param onChange gets the text; not called for the text at the start, nor while the file is missing
 * @param pace the interval at which the file is read without an event, ms
 */
export function watchFile(file: string, onChange: (text: string) => void, pace = pollPace): { close(): void } {
  let last = readNow(file);
  let unsettled: string | undefined;
  let soon: ReturnType<typeof setTimeout> | undefined;
  const lookSoon = () => {
    soon ??= setTimeout(look, settling);
  };
  const look = () => {
    soon = undefined;
    const text = readNow(file);
    if (text === undefined || text === last) unsettled = undefined;
    else if (text !== unsettled) {
      unsettled = text;
      lookSoon();
    } else {
      last = text;
      unsettled = undefined;
      onChange(text);
    }
  };
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(file), lookSoon);
    watcher.on('error', () => watcher?.close());
  } catch {
    // The system has no more watchers. The file is still read at intervals.
  }
  const clock = setInterval(lookSoon, pace);
  return {
    close() {
      watcher?.close();
      clearInterval(clock);
      clearTimeout(soon);
    },
  };
}
