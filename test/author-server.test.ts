import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { load } from 'cheerio/slim';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { terminal } from '../scripts/project/astro.ts';
import { part } from './support/extent.ts';
import { expectNotices, leaveOut } from './support/lag.ts';
import { copyCourse } from './support/project-copy.ts';

let copy: string;
beforeAll(() => {
  copy = copyCourse();
  leaveOut(copy);
});
afterAll(() => rmSync(copy, { recursive: true }));

/** Starts Astro's server for authors. @returns the address that it prints, and a promise of its end */
async function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['site/astro.mjs', 'dev', '--port', '0'], {
    cwd: copy,
    env: { ...terminal, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let output = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      const [found] = /http:\/\/127\.0\.0\.1:\d+\//.exec(output) ?? [];
      if (found) resolve(found);
    });
    child.once('close', () => reject(new Error(`ended without an address: ${output}`)));
  });
  return { address, output, child, ended };
}

/** Variables at which Astro starts a server in the background. `npm run test:all` tries each. */
const all = { CLAUDECODE: '1', CURSOR_TRACE_ID: 'x', PAGER: 'head -n 10000 | cat', AI_AGENT: 'crush', GEMINI_CLI: '1' };
const { CLAUDECODE, ...others } = all;

test.each(part([all, { CLAUDECODE }, others], 3))(
  'npm run dev stays in the foreground and serves the pages, even with the variables %j',
  async (env) => {
    const { address, output, child, ended } = await start(env);
    try {
      expect(output).not.toMatch(/background|^\{/m);
      expect(child.exitCode).toBeNull();
      const home = await fetch(address);
      expect(home.status).toBe(200);
      expect(await home.text()).toContain('/@vite/client');
      await expectNotices(async (path) => load(await (await fetch(`${address}${path}/`)).text()));
    } finally {
      child.kill();
      await ended;
    }
    // This process was the server.
    await expect(fetch(address)).rejects.toThrow();
  },
);
