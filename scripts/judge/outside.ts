// Lets the check of an exercise outside the course import the judge's interface, to which it has no path.
import { registerHooks } from 'node:module';

/** What such a check imports instead of scripts/judge/check.ts. */
export const checkModule = 'socketbook/check';

let served = false;

/** From now on, `checkModule` means scripts/judge/check.ts in this process. */
export function serveChecks(): void {
  if (served) return;
  served = true;
  const url = new URL('./check.ts', import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === checkModule ? { url, shortCircuit: true } : next(specifier, context),
  });
}
