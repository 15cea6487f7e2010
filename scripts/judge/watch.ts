/**
 * Waits for what events bring about, of which a check calls `look` for each.
 * @param patience how long a wait lasts at most, ms
 * @returns `until` resolves as soon as it is enough, or at the end of the patience, with whether it is enough
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
