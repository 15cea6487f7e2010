import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sparticuz, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/**
 * The Chromium that comes with the project (Linux x64), and the libraries it needs and a bare system lacks (libnss3 …), which
 * come in the same package.
 */
async function ours() {
  const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin');
  const libraries = join(await inflate(join(bin, 'al2023.tar.br')), 'lib');
  return {
    executablePath: await sparticuz.executablePath(),
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
  };
}

/**
 * A headless Chromium: the project's own on Linux x64, the installed Chrome elsewhere.
 * @param args more arguments for it
 */
export async function openBrowser(args: readonly string[] = []): Promise<Browser> {
  const linux = process.platform === 'linux' && process.arch === 'x64';
  return chromium.launch({
    ...(linux ? await ours() : { channel: 'chrome' }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      ...args,
    ],
  });
}
