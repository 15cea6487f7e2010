// Keeps the built pages in memory, with their headers. A request is answered only from memory, so no path can lead out of
// the folder, and the pages are available while the folder is built again.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onlyInHeader, policyOf } from '../policy.ts';

interface Page {
  body: Buffer;
  headers: Record<string, string>;
  /** The compressed body, made at the first request for it; undefined if it would not be smaller. */
  packed: () => Buffer | undefined;
}

/** The pages by path, as in "/lessons/03-server-client/". */
export type Pages = ReadonlyMap<string, Page>;

/** The path of the page for an unknown address. */
const missing = '/404.html';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
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
  /** The base path of the pages, as in "/socketbook/". */
  base?: string;
  /** The source of styles that a script may add, as in "'nonce-…'". */
  style?: string;
}

/** Reads a built site. @throws Error if the folder does not exist */
export function readPages(folder: string, { base = '/', style = '' }: Options = {}): Pages {
  const pages = new Map<string, Page>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const body = readFileSync(file);
    const type = types[extname(file)] ?? 'application/octet-stream';
    const policy = file.endsWith('.html') ? `${policyOf(body.toString(), style)}; ${onlyInHeader}` : undefined;
    // The tag covers the policy, too, because the browser reuses a cached page with the policy it was sent with.
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
        // A weak tag, because the compressed page has the same tag (RFC 9110, section 8.8.1).
        etag: `W/"${tag}"`,
        // The browser revalidates each time, and the page is sent only if it has changed.
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
 * @param path the path of the request's target, without its query
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
