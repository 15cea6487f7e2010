// Serves a folder as a host of static pages does: compressed, with a page for what is not there.

import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.xml': 'application/xml',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
const compressible = /^text\/|json|xml|wasm/;

export interface Served {
  /** As in "http://127.0.0.1:40123". */
  origin: string;
  close(): Promise<void>;
}

/** The pages of a built site, as paths: "/", "/lessons/03-server-client/", "/404.html". */
export function pagesOf(dist: string): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => `/${file.replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1')}`)
    .sort();
}

/** Serves a built site on a free port of 127.0.0.1, with gzip for whatever it makes smaller. */
export async function serve(dist: string): Promise<Served> {
  // Every address there is. What a request asks for is only looked up here, so none leads out of the folder.
  const files = new Map<string, string>();
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const { pathname } = new URL(relative(dist, file).replaceAll('\\', '/'), 'http://127.0.0.1/');
    files.set(pathname, file);
    if (entry.name === 'index.html') files.set(pathname.replace(/index\.html$/, ''), file);
  }
  const packed = new Map<string, Buffer>();
  const gzip = (file: string, body: Buffer) => {
    const done = packed.get(file) ?? gzipSync(body);
    packed.set(file, done);
    return done;
  };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname = '' } = URL.parse(request.url ?? '', 'http://127.0.0.1/') ?? {};
    const found = files.get(pathname);
    const missing = files.get('/404.html');
    if (found !== undefined) send(request, response, 200, found);
    else if (missing !== undefined) send(request, response, 404, missing);
    else response.writeHead(404).end();
  }

  function send(request: IncomingMessage, response: ServerResponse, status: number, file: string): void {
    const type = types[extname(file)] ?? 'application/octet-stream';
    const plain = readFileSync(file);
    const accepts = /\bgzip\b/.test(String(request.headers['accept-encoding']));
    const small = accepts && compressible.test(type) ? gzip(file, plain) : plain;
    const isPacked = small.length < plain.length;
    const body = isPacked ? small : plain;
    response.writeHead(status, {
      'content-type': type,
      'content-length': body.length,
      'cache-control': 'max-age=600',
      vary: 'accept-encoding',
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
