import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import sparticuz, { inflate } from '@sparticuz/chromium';
import type { LaunchOptions } from 'playwright-core';

/**
 * The Chromium that comes with the project (Linux x64). Its package also contains the libraries that Chromium needs and a
 * minimal system lacks (libnss3 …).
 */
async function ours() {
  const folder = dirname(findPackageJSON('@sparticuz/chromium', import.meta.url) ?? '');
  const libraries = join(await inflate(join(folder, 'bin', 'al2023.tar.br')), 'lib');
  return {
    executablePath: await sparticuz.executablePath(),
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
  };
}

/** How Playwright starts a headless Chromium: the project's own on Linux x64, the installed Chrome elsewhere. */
export async function launchOptions(): Promise<LaunchOptions> {
  const linux = process.platform === 'linux' && process.arch === 'x64';
  return {
    ...(linux ? await ours() : { channel: 'chrome' }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  };
}
