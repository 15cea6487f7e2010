import { createHash } from 'node:crypto';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The hashes of the blocks of a page that `pattern` finds, as a policy names them. Its first group is the attributes, its second the text. */
const hashesOf = (html: string, pattern: RegExp) =>
  [...html.matchAll(pattern)]
    .filter(([, attributes = '']) => !/\s(?:src|type="application\/[^"]*")/.test(attributes))
    .map(([, , text = '']) => hashOf(text));

/** The directives that only a header can contain, not a `<meta>` (CSP Level 3, section 3.3). */
export const onlyInHeader = "frame-ancestors 'none'";

/**
 * The Content-Security-Policy of a built page. The page may load files of its own server, and the scripts and styles that were
 * built into it.
 * @param html the page in the form in which it is sent
 * @param style a further source of styles, as in "'nonce-…'"
 */
export function policyOf(html: string, style = ''): string {
  const scripts = hashesOf(html, /<script([^>]*)>(.*?)<\/script>/gs);
  const styles = hashesOf(html, /<style([^>]*)>(.*?)<\/style>/gs);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...new Set(scripts)].join(' '),
    ["style-src 'self'", ...(style === '' ? [] : [style]), ...new Set(styles)].join(' '),
    "img-src 'self'",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
