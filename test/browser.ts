import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** A headless Chromium: the one that comes with the project on Linux x64, the installed Chrome elsewhere. */
export async function openBrowser(): Promise<Browser> {
  const ours = process.platform === 'linux' && process.arch === 'x64';
  return chromium.launch({
    ...(ours ? { executablePath: await sparticuz.executablePath() } : { channel: 'chrome' }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
}
