// Finds out whether a host that has answered still does. Used by
// scan.ts.

import { check } from './check.ts';

// #region gone
/**
 * Asks a port that has answered once more: is it silent now?
 * @param port one that was open or closed when it was asked before
 */
export async function hasGone(
  address: string,
  port: number,
  timeout: number,
): Promise<boolean> {
  for (let tries = 0; tries < 3; tries++) {
    const { verdict } = await check(address, port, timeout);
    if (verdict !== 'filtered') return false;
  }
  return true;
}
// #endregion gone
