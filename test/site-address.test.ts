import { join } from 'node:path';
import { expect, test } from 'vitest';
import { siteAddress } from '../site/address.ts';
import { run } from './support/build.ts';

test.each([
  [undefined, '/'],
  ['', '/'],
  ['  ', '/'],
  ['/', '/'],
  ['sockets', '/sockets'],
  ['/sockets', '/sockets'],
  ['sockets/', '/sockets'],
  ['/sockets/', '/sockets'],
  [' /sockets ', '/sockets'],
  ['courses/sockets', '/courses/sockets'],
  ['/~ann/net_1.0-x', '/~ann/net_1.0-x'],
])('siteAddress() reads BASE_PATH=%j as the path %s', (value, base) => {
  expect(siteAddress({ BASE_PATH: value }).base).toBe(base);
});

test.each([
  '//sockets',
  '///',
  '/a//b',
  'sockets//',
  'https://example.org/sockets',
  'example.org:80',
  '/sockets?x',
  '/sockets#x',
  '/my sockets',
  '/a\nb',
  '/a\\b',
  'C:/Program Files/Git/sockets',
  '/a%20b',
  '.',
  '..',
  '/a/../b',
  '/套接字',
  '/"x"',
])('siteAddress() refuses BASE_PATH=%j and names the variable', (value) => {
  expect(() => siteAddress({ BASE_PATH: value })).toThrow(
    `BASE_PATH=${JSON.stringify(value)}: not the path of a site; accepted: `,
  );
});

test.each([
  [undefined, 'https://socketbook.example'],
  ['', 'https://socketbook.example'],
  ['https://example.org', 'https://example.org'],
  ['https://example.org/', 'https://example.org'],
  [' HTTPS://Example.org:443 ', 'https://example.org'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://[::1]:80/', 'http://[::1]'],
  ['https://例子.测试', 'https://xn--fsqu00a.xn--0zwm56d'],
])('siteAddress() reads SITE_URL=%j as the site %s', (value, site) => {
  expect(siteAddress({ SITE_URL: value }).site).toBe(site);
});

test.each([
  'example.org',
  'localhost:4321',
  '//example.org',
  '/sockets',
  'ftp://example.org',
  'file:///srv',
  'javascript:alert(1)',
  'https://',
  'https://exa mple.org',
  'https://example.org/sockets',
  'https://example.org?x',
  'https://example.org#x',
  'https://ann@example.org',
  'https://example.org:99999',
])('siteAddress() refuses SITE_URL=%j and names the variable', (value) => {
  expect(() => siteAddress({ SITE_URL: value })).toThrow(
    `SITE_URL=${JSON.stringify(value)}: not the address of a site; accepted: `,
  );
});

test.each(['build', 'check', 'dev'])(
  'astro.mjs %s names the wrong variable in one line, and exits 2',
  async (command) => {
    for (const [name, value] of [
      ['BASE_PATH', '//sockets'],
      ['SITE_URL', 'example.org'],
    ] as const) {
      const ran = await run(process.execPath, [join('site', 'astro.mjs'), command], { env: { [name]: value } });
      expect(ran.code).toBe(2);
      expect(ran.output).toMatch(new RegExp(`^${name}="${value}": [^\\n]+\\n$`));
    }
  },
);
