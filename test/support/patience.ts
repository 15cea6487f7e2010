/**
 * The limits of every wait in a test, of `expect.poll` (test/vitest.config.ts) and of `vi.waitFor`, ms. The time limit is
 * shorter than that of a test, so that a failure names what did not happen.
 */
export const patience = { timeout: 50_000, interval: 100 };
