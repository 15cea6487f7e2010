import { watch as watchEvents } from '../project/wait.ts';
import type { Pupil } from './pupil.ts';

/** If a program sleeps for so long in one go, ms, it does nothing more that it could do now. */
const idle = 2000;

/**
 * Waits for a condition that events change. The check calls `look` at each event.
 * @param patience the time limit of a wait, ms
 * @returns `until` resolves with true as soon as the condition holds, or with its value at the time limit. Given a program
 * that should act at once, it ends earlier: when the program has ended, or sleeps for two seconds.
 */
export function watch(patience: number): {
  look: () => void;
  until: (enough: () => boolean, pupil?: Pupil) => Promise<boolean>;
} {
  const events = watchEvents(patience);
  return {
    look: events.look,
    async until(enough, pupil) {
      let rested = false;
      // If the system does not tell whether it sleeps, the time limit decides.
      pupil?.rests(idle).then((rests) => {
        rested = rests;
        events.look();
      });
      await events.until(() => enough() || rested);
      return enough();
    },
  };
}
