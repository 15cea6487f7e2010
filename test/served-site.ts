import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { buildSite } from '../scripts/bench-site/build.ts';
import { type Served, serve } from '../scripts/bench-site/serve.ts';
import { openBrowser } from '../scripts/browser.ts';

/** The built site on a server of its own, and a browser to look at it. */
export class ServedSite {
  readonly dist: string;
  readonly address: string;
  readonly browser: Browser;
  readonly #served: Served;

  private constructor(dist: string, served: Served, browser: Browser) {
    this.dist = dist;
    this.#served = served;
    this.browser = browser;
    this.address = served.origin;
  }

  static async start(): Promise<ServedSite> {
    const dist = mkdtempSync(join(tmpdir(), 'socketbook-site-'));
    await buildSite(dist);
    return new ServedSite(dist, await serve(dist), await openBrowser());
  }

  /** Opens a page for as long as `look` takes. Errors of the page and requests to other hosts fail the test. */
  async visit<T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> {
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== this.address) complaints.push(request.url());
    });
    try {
      await page.goto(`${this.address}${path}`);
      const result = await look(page);
      expect(complaints).toEqual([]);
      return result;
    } finally {
      await context.close();
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#served.close();
    rmSync(this.dist, { recursive: true });
  }
}
