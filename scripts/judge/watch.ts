import type { Pupil } from './pupil.ts';

/** How long a program sleeps in one go, ms, when it is certain that what it should have done by now will not come. */
const idle = 2000;

/**
 * Waits for a condition that events change. The check calls `look` at each event.
 * @param patience the time limit of a wait, ms
 * @returns `until` resolves with true as soon as the condition holds, or with its value at the time limit. Given a program
 * that should act at once, it gives up earlier: when the program has ended, or sleeps for two seconds.
 */
export function watch(patience: number): {
  look: () => void;
  until: (enough: () => boolean, pupil?: Pupil) => Promise<boolean>;
} {
  let look = () => {};
  return {
    look: () => look(),
    until: (enough, pupil) =>
      new Promise((resolve) => {
        let isOver = false;
        const finish = () => {
          if (isOver) return;
          isOver = true;
          clearTimeout(timer);
          look = () => {};
          resolve(enough());
        };
        const timer = setTimeout(finish, patience);
        timer.unref();
        look = () => {
          if (enough()) finish();
        };
        look();
        // Where the system does not tell whether it sleeps, the time limit decides.
        if (!isOver) pupil?.rests(idle).then((rested) => rested && finish());
      }),
  };
}
