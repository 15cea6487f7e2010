// The browsers that measure: the project's own Chromium.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { openBrowser } from '../browser.ts';

export type { Browser, BrowserContextOptions, CDPSession } from 'playwright-core';
export { openBrowser };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A browser that another program steers through a port of 127.0.0.1. */
export interface SteeredBrowser {
  port: number;
  close(): Promise<void>;
}

/** Opens a headless Chromium for Lighthouse. It finds no host but 127.0.0.1. */
export async function openSteered(): Promise<SteeredBrowser> {
  const port = await freePort();
  const browser = await openBrowser([
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    `--remote-debugging-port=${port}`,
  ]);
  return { port, close: () => browser.close() };
}
