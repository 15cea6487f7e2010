/** Waits for what events bring. The handler of each event calls `look`. */
interface Watch {
  look(): void;
  /**
   * Resolves with the first value of `get` that counts as true, or with its last value at the time limit. `get` is called at
   * once, and again at each event.
   * @param limit a shorter time limit, ms
   */
  until<T>(get: () => T, limit?: number): Promise<T>;
}

/** @param patience the time limit of each wait, ms; without it there is no limit */
export function watch(patience?: number): Watch {
  const looks = new Set<() => void>();
  return {
    look() {
      for (const look of [...looks]) look();
    },
    until: (get, limit = patience) =>
      new Promise((resolve) => {
        const finish = (value = get()) => {
          clearTimeout(timer);
          looks.delete(look);
          resolve(value);
        };
        const look = () => {
          const value = get();
          if (value) finish(value);
        };
        const timer = limit === undefined ? undefined : setTimeout(finish, Math.min(limit, patience ?? limit)).unref();
        looks.add(look);
        look();
      }),
  };
}
