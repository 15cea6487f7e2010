import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { readFile } from '../project/files.ts';
import { mostWork } from '../pupil/work.ts';

/** A file's text; undefined when it cannot be read just now, as while an editor puts another in its place. */
export function readNow(file: string): string | undefined {
  try {
    return readFile(file, mostWork).toString();
  } catch {
    return undefined;
  }
}

/** How long a content must stay the same to count, ms: many editors empty the file before they write it. */
const settling = 50;

/** How often the file is read without any sign, ms: folders of another machine give none. */
const pollPace = 1000;

/**
 * Tells of each new content of a file. It is the folder that is watched: an editor that saves by renaming puts another
 * file in the place of the one that was there.
 * @param onChange gets the content; not called for what is there at the beginning, nor while the file is missing
 * @param pace how often to look without any sign, ms
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
    // The system has no more watchers to give: looking by the clock is left.
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
