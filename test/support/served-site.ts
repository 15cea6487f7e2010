import type { Browser, BrowserContextOptions, ConsoleMessage, Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser } from './browser.ts';
import { newVisitors } from './new-visitor.ts';
import { sites } from './sites.ts';

/** The built site at "/", and the browser for its pages. */
export class ServedSite {
  readonly dist: string;
  readonly address: string;
  readonly browser: Browser;
  /** The tabs that no test uses now, by their options. */
  readonly #idle = new Map<string, Tab[]>();

  private constructor(browser: Browser) {
    const { dist, origin } = sites.root;
    this.dist = dist;
    this.address = origin;
    this.browser = browser;
  }

  static async open(): Promise<ServedSite> {
    return new ServedSite(await openBrowser());
  }

  /** A tab that shows one page after another. That takes half of the time that a new tab for each page takes. */
  tab(options: BrowserContextOptions): Tab {
    return new Tab(this, options);
  }

  /**
   * Shows a page to a new visitor while `look` runs: see Tab. The tab may be one that another test has used before, with the
   * same options. A new one takes more time than the page.
   */
  async visit<T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> {
    const key = JSON.stringify(options);
    const tab = this.#idle.get(key)?.pop() ?? this.tab(options);
    let isFit = false;
    try {
      await tab.forget(path);
      const result = await tab.visit(path, look);
      isFit = true;
      return result;
    } finally {
      if (isFit) this.#idle.set(key, [...(this.#idle.get(key) ?? []), tab]);
      else await tab.close();
    }
  }

  /** Like `visit`, in a new tab. For tests that change the tab: its clock, its requests, its media, its scripts, its windows. */
  async visitInNewTab<T>(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> {
    const tab = this.tab(options);
    try {
      return await tab.visit(path, look);
    } finally {
      await tab.close();
    }
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** A tab of the browser, with cookies and storage of its own. It is opened at its first visit. */
export class Tab {
  readonly #site: ServedSite;
  readonly #options: BrowserContextOptions;
  #page: Promise<Page> | undefined;
  #welcome = async () => {};

  constructor(site: ServedSite, options: BrowserContextOptions) {
    this.#site = site;
    this.#options = options;
  }

  async #open(): Promise<Page> {
    const context = await this.#site.browser.newContext(this.#options);
    const page = await context.newPage();
    this.#welcome = await newVisitors(page);
    return page;
  }

  /** Makes the visit of `path`, which comes next, the first one of a new visitor. Undoes no route, media, clock or init script. */
  async forget(path: string): Promise<void> {
    const page = await this.#page;
    if (page === undefined) return;
    for (const event of ['request', 'console', 'pageerror']) page.removeAllListeners(event);
    const { width, height } = { width: 1280, height: 720, ...this.#options.viewport };
    const now = page.viewportSize();
    if (now?.width !== width || now.height !== height) await page.setViewportSize({ width, height });
    await page.mouse.move(0, 0);
    await this.#welcome();
    // From a page to a place in it there is no new document.
    if (path.includes('#')) await page.goto(`${this.#site.address}/robots.txt`);
  }

  /**
   * Shows a page while `look` runs. Errors of the page and requests to other hosts fail the test. The page for an unknown address
   * has status 404, and the browser reports that once.
   */
  async visit<T>(path: string, look: (page: Page) => Promise<T>): Promise<T> {
    this.#page ??= this.#open();
    const page = await this.#page;
    const complaints: string[] = [];
    const events = {
      pageerror: (error: Error) => complaints.push(error.message),
      console: (message: ConsoleMessage) => message.type() === 'error' && complaints.push(message.text()),
      request: (request: Request) => {
        if (new URL(request.url()).origin !== this.#site.address) complaints.push(request.url());
      },
    };
    page.on('pageerror', events.pageerror).on('console', events.console).on('request', events.request);
    try {
      await page.goto(`${this.#site.address}${path}`);
      const result = await look(page);
      const status = 'Failed to load resource: the server responded with a status of 404 (Not Found)';
      expect(complaints).toEqual(path === '/404.html' ? [status] : []);
      return result;
    } finally {
      page.off('pageerror', events.pageerror).off('console', events.console).off('request', events.request);
    }
  }

  async close(): Promise<void> {
    await (await this.#page)?.context().close();
  }
}
