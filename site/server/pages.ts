// Built pages in memory, with their headers. What a request asks for is looked up here and nowhere else, so no path leads
// out of the folder, and a page goes on being served while the folder is built anew.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onlyInHeader, policyOf } from './policy.ts';

interface Page {
  body: Buffer;
  headers: Record<string, string>;
  /** The body, compressed when it is first asked for so; undefined where that does not make it smaller. */
  packed: () => Buffer | undefined;
}

/** By path, as in "/lessons/03-server-client/". */
export type Pages = ReadonlyMap<string, Page>;

/** The path of what is shown where there is nothing. */
const missing = '/404.html';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};
const compressible = /^text\/|json|xml/;

function packer(body: Buffer, type: string): Page['packed'] {
  let packed: Buffer | undefined;
  return () => {
    if (!compressible.test(type)) return undefined;
    packed ??= gzipSync(body);
    return packed.length < body.length ? packed : undefined;
  };
}

interface Options {
  /** Where the pages stand, as in "/socketbook/". */
  base?: string;
  /** Which styles a script may add, as in "'nonce-…'". */
  style?: string;
}

/** Reads a built site. @throws Error when the folder is not there */
export function readPages(folder: string, { base = '/', style = '' }: Options = {}): Pages {
  const pages = new Map<string, Page>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const body = readFileSync(file);
    const type = types[extname(file)] ?? 'application/octet-stream';
    const policy = file.endsWith('.html') ? `${policyOf(body.toString(), style)}; ${onlyInHeader}` : undefined;
    // Of the policy, too: a page that a browser has kept comes back only with the policy it came with.
    const tag = createHash('sha256')
      .update(body)
      .update(policy ?? '')
      .digest('base64url');
    const { pathname } = new URL(relative(folder, file).replaceAll('\\', '/'), `http://127.0.0.1${base}`);
    const page: Page = {
      body,
      packed: packer(body, type),
      headers: {
        'content-type': type,
        // Weak: the compressed page is the same page (RFC 9110, section 8.8.1).
        etag: `W/"${tag}"`,
        // The browser asks each time, and the page is sent only where it has changed.
        'cache-control': 'no-cache',
        vary: 'accept-encoding',
        ...(policy === undefined ? {} : { 'content-security-policy': policy }),
      },
    };
    pages.set(pathname.replace(/(?<=\/)index\.html$/, ''), page);
    if (pathname === `${base}404.html`) pages.set(missing, page);
  }
  return pages;
}

/**
 * Answers a request for a page.
 * @param path of the request's target, without its query
 */
export function sendPage(pages: Pages, path: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD', connection: 'close' }).end();
    return;
  }
  const found = path === missing ? undefined : pages.get(path);
  if (found === undefined && pages.has(`${path}/`)) {
    response.writeHead(308, { location: `${path}/` }).end();
    return;
  }
  if (found !== undefined && request.headers['if-none-match'] === found.headers.etag) {
    response.writeHead(304, found.headers).end();
    return;
  }
  const page = found ?? pages.get(missing);
  if (page === undefined) {
    response.writeHead(404).end();
    return;
  }
  const packed = /\bgzip\b/.test(String(request.headers['accept-encoding'])) ? page.packed() : undefined;
  const body = packed ?? page.body;
  response.writeHead(found === undefined ? 404 : 200, {
    ...page.headers,
    ...(packed === undefined ? {} : { 'content-encoding': 'gzip' }),
    'content-length': body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
