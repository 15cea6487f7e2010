// A finger that moves to the left shows the next slide, and one that moves to the right the one before.

/** The shortest way that counts, px. */
const shortest = 50;

/** Listens until the signal ends it. */
export function listenToTouch(onTurn: (by: 1 | -1) => void, signal: AbortSignal): void {
  let from: { x: number; y: number } | undefined;
  addEventListener(
    'touchstart',
    ({ touches }) => {
      const [touch] = touches;
      from = touches.length === 1 && touch ? { x: touch.clientX, y: touch.clientY } : undefined;
    },
    { passive: true, signal },
  );
  addEventListener(
    'touchend',
    ({ changedTouches: [touch] }) => {
      if (!from || !touch) return;
      const [x, y] = [touch.clientX - from.x, touch.clientY - from.y];
      from = undefined;
      if (Math.abs(x) > shortest && Math.abs(x) > 2 * Math.abs(y)) onTurn(x < 0 ? 1 : -1);
    },
    { passive: true, signal },
  );
}
