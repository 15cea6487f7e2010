import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser } from '../scripts/browser.ts';
import { build } from './terminal.ts';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** The built site on a server of its own, and a browser to look at it. */
export class ServedSite {
  readonly dist: string;
  readonly address: string;
  readonly browser: Browser;
  readonly #server: Server;

  private constructor(dist: string, server: Server, browser: Browser) {
    this.dist = dist;
    this.#server = server;
    this.browser = browser;
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<ServedSite> {
    const dist = mkdtempSync(join(tmpdir(), 'socketbook-site-'));
    const { code, output } = await build(dist);
    expect(code, output).toBe(0);
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      const file = join(dist, path.endsWith('/') ? `${path}index.html` : path);
      const found = existsSync(file);
      response.writeHead(found ? 200 : 404, {
        'content-type': types[found ? extname(file) : '.html'] ?? 'application/octet-stream',
      });
      response.end(readFileSync(found ? file : join(dist, '404.html')));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ServedSite(dist, server, await openBrowser());
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
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.dist, { recursive: true });
  }
}
