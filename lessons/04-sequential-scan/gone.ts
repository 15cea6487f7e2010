// Finds out whether a host that has answered still does. Used by
// scan.ts.

import { check } from './check.ts';

// #region gone
/**
 * Asks ports that have answered once more: are they silent now?
 * @param ports some that were open or closed when asked before
 */
export async function hasGone(
  address: string,
  ports: number[],
  timeout: number,
): Promise<boolean> {
  for (const port of [...ports, ...ports, ...ports]) {
    const { verdict } = await check(address, port, timeout);
    if (verdict !== 'filtered') return false;
  }
  return true;
}
// #endregion gone
