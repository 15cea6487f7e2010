// The address of the built site, read from the environment.
import { Problem } from '../scripts/project/problem.ts';

/** A reserved name (RFC 2606), used while the site has no address of its own. */
const unknownSite = 'https://socketbook.example';

const quoted = (value: string) => JSON.stringify(value);

/** Normalizes BASE_PATH: a slash at the start and none at the end, or `/` for the root. */
function basePath(value: string): string {
  const path = value
    .trim()
    .replace(/^(?!\/)/, '/')
    .replace(/(?<=.)\/$/, '');
  const segments = path.slice(1).split('/');
  const isPath = segments.every((segment) => /^[\w.~-]+$/.test(segment) && !/^\.\.?$/.test(segment));
  if (path === '/' || isPath) return path;
  throw new Problem(
    `BASE_PATH=${quoted(value)}`,
    'not the path of a site; accepted: / or a path such as /sockets or /courses/sockets, of letters, digits and - . _ ~',
  );
}

/** The origin of SITE_URL, as in `https://example.org`. */
function siteOrigin(value: string): string {
  const url = URL.parse(value.trim());
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (isOrigin) return url.origin;
  throw new Problem(
    `SITE_URL=${quoted(value)}`,
    'not the address of a site; accepted: https:// or http:// and a host, such as https://example.org (a path goes into BASE_PATH)',
  );
}

/**
 * Reads the variables SITE_URL and BASE_PATH. An empty one counts as unset.
 * @returns `site`: an origin, as in `https://example.org`; `base`: `/`, or a path such as `/sockets` that does not end with a slash
 * @throws Problem that names the variable, its value and what is accepted
 */
export function siteAddress(env: Readonly<Record<string, string | undefined>> = process.env): {
  site: string;
  base: string;
} {
  return {
    site: env.SITE_URL?.trim() ? siteOrigin(env.SITE_URL) : unknownSite,
    base: env.BASE_PATH?.trim() ? basePath(env.BASE_PATH) : '/',
  };
}
