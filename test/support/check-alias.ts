import { fileURLToPath } from 'node:url';

/** What a check outside the course imports, for Vitest; scripts/judge/outside.ts does this for Node. */
export const checkAlias = {
  'socketbook/check': fileURLToPath(new URL('../../scripts/judge/check.ts', import.meta.url)),
};
