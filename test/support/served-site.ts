import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { openBrowser } from './browser.ts';

/** The built site at "/", and the browser for its pages. */
export class ServedSite {
  readonly dist: string;
  readonly address: string;
  readonly browser: Browser;

  private constructor(browser: Browser) {
    const { dist, origin } = inject('sites').root;
    this.dist = dist;
    this.address = origin;
    this.browser = browser;
  }

  static async open(): Promise<ServedSite> {
    return new ServedSite(await openBrowser());
  }

  /**
   * Opens a page while `look` runs. Errors of the page and requests to other hosts fail the test. The page for an unknown address
   * has status 404, and the browser reports that once.
   */
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
      const status = 'Failed to load resource: the server responded with a status of 404 (Not Found)';
      expect(complaints).toEqual(path === '/404.html' ? [status] : []);
      return result;
    } finally {
      await context.close();
    }
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
