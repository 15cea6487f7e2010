import { statfsSync } from 'node:fs';
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

/**
 * Whether Chromium can share memory between its processes in /dev/shm. Playwright has it use files of /tmp, because the
 * /dev/shm of a container often has 64 MB only. Writing these files takes 5 % of the CPU time of a page.
 */
function hasSharedMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > 1e9;
  } catch {
    return false;
  }
}

/** How Playwright starts a headless Chromium: the project's own on Linux x64, the installed Chrome elsewhere. */
export async function launchOptions(): Promise<LaunchOptions> {
  const linux = process.platform === 'linux' && process.arch === 'x64';
  return {
    ...(linux ? await ours() : { channel: 'chrome' }),
    ...(hasSharedMemory() && { ignoreDefaultArgs: ['--disable-dev-shm-usage'] }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  };
}
