/**
 * Waits for a condition that events change. The check calls `look` at each event.
 * @param patience the time limit of a wait, ms
 * @returns `until` resolves with true as soon as the condition holds, or with its value at the time limit
 */
export function watch(patience: number): { look: () => void; until: (enough: () => boolean) => Promise<boolean> } {
  let look = () => {};
  return {
    look: () => look(),
    until: (enough) =>
      new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          look = () => {};
          resolve(enough());
        };
        const timer = setTimeout(finish, patience);
        look = () => {
          if (enough()) finish();
        };
        look();
      }),
  };
}
