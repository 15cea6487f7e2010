// The server of `npm start` and `npm run preview`: its answers, their headers, and the requests that it refuses.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lessonIds, projectDir } from '../scripts/course/lesson.ts';
import { terminal } from '../scripts/project/astro.ts';
import { readPages } from '../site/server/pages.ts';
import { type Served, serve } from '../site/server/server.ts';
import { openBrowser } from './support/browser.ts';
import { CommandHost } from './support/commands.ts';
import { isWhole, part } from './support/extent.ts';
import { pagesOf } from './support/lesson-pages.ts';
import { LiveServer } from './support/live-server.ts';
import { copyProjectAndPages } from './support/project-copy.ts';
import { samplePages } from './support/sample.ts';
import { sites } from './support/sites.ts';

let server: LiveServer;
beforeAll(async () => {
  server = await LiveServer.start();
});
afterAll(() => server.close());

/** Sends raw bytes. Resolves with the answer when the server has closed the connection. */
async function sendRaw(text: string | Buffer, port = server.port): Promise<string> {
  const socket = connect(port, '127.0.0.1')
    .setEncoding('latin1')
    .on('error', () => {});
  let answer = '';
  socket.on('data', (piece) => {
    answer += piece;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

const get = (target: string, more = '') =>
  sendRaw(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n${more}\r\n`);

/** The pages and their content. */
const paths = ['', 'zh/'].flatMap((lang) => [
  `/${lang}`,
  `/${lang}glossary/`,
  `/${lang}print/`,
  ...lessonIds().flatMap((id) => [...pagesOf(id), `lessons/${id}/practice/`].map((path) => `/${lang}${path}`)),
]);

describe('the server', () => {
  test.each(['/', '/lessons/05-threaded-scan/', '/icon.svg', '/nothing-here', '/-/live/lesson/', '/robots.txt'])(
    'sends the headers against other sites in its answer to %s',
    async (path) => {
      const { headers } = await server.get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
    },
  );

  test('refuses a request for another host, and redirects the name localhost', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', `[::1]:${server.port}`]) {
      expect((await server.get('/', { host })).status).toBe(403);
    }
    const local = { host: `localhost:${server.port}` };
    const sent = await server.get('/lessons/02-create-sockets/?q=1', local);
    expect([sent.status, sent.headers.location]).toEqual([307, `${server.url}lessons/02-create-sockets/?q=1`]);
    for (const path of ['//evil.example/', '/\\evil.example/', '/.//evil.example/']) {
      const { location = '' } = (await server.get(path, local)).headers;
      expect(new URL(location).origin).toBe(new URL(server.url).origin);
    }
    expect((await server.ask({ headers: local })).status).toBe(403);
  });
});

describe('a request', () => {
  const head = (): string => `Host: 127.0.0.1:${server.port}\r\n`;
  test.each([
    ['that is not HTTP', (): string => 'hello\r\n\r\n', 400],
    ['without a Host', (): string => 'GET / HTTP/1.1\r\n\r\n', 403],
    [
      'with two lengths',
      (): string => `POST / HTTP/1.1\r\n${head()}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
      400,
    ],
    ['with an Expect header', (): string => `GET / HTTP/1.1\r\n${head()}Expect: x\r\nConnection: close\r\n\r\n`, 417],
    ['for another protocol', (): string => `GET / HTTP/1.1\r\n${head()}Connection: Upgrade\r\nUpgrade: x\r\n\r\n`, 400],
    ['for a tunnel', (): string => 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n', 405],
    ['with a head of 2 MB', (): string => `GET / HTTP/1.1\r\n${head()}X: ${'x'.repeat(2 ** 21)}\r\n\r\n`, 431],
  ] as const)('%s is refused with the same headers', async (_, text, status) => {
    const answer = await sendRaw(text());
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    for (const name of ['content-security-policy', 'x-content-type-options', 'referrer-policy'])
      expect(answer.toLowerCase()).toContain(`\r\n${name}: `);
    expect(answer.toLowerCase()).toContain('\r\nconnection: close');
  });

  test('is accepted with all the cookies that a browser can store for this machine', async () => {
    const cookie = Array.from({ length: 180 }, (_, index) => `c${index}=${'x'.repeat(4000)}`).join('; ');
    expect((await server.get('/', { cookie })).status).toBe(200);
    expect((await server.ask({ headers: { cookie } })).status).toBe(200);
  });

  test('with an incomplete body causes no error in the server', async () => {
    const before = server.output;
    for (const body of ['-2\r\n{}', '5\r\n{"a"', `1;${'x'.repeat(20_000)}\r\n`]) {
      const socket = connect(server.port, '127.0.0.1').on('error', () => {});
      socket.end(
        `POST /-/live/lesson/ HTTP/1.1\r\n${head()}Origin: http://127.0.0.1:${server.port}\r\nContent-Type: application/json\r\n` +
          `Authorization: Bearer ${server.token}\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
      );
      socket.resume();
      await once(socket, 'close');
    }
    expect((await server.get('/')).status).toBe(200);
    expect(server.output).toBe(before);
  });

  test('with far too many headers causes no warning in the server', async () => {
    const before = server.output;
    // Node reports the error of its parser again for each piece that still comes.
    const socket = connect(server.port, '127.0.0.1').on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.resume().end(`GET / HTTP/1.1\r\n${head()}X: ${'x'.repeat(8_000_000)}\r\n\r\n`);
    await closed;
    expect((await server.get('/')).status).toBe(200);
    expect(server.output).toBe(before);
  });
});

describe('a page', () => {
  test('is compressed if the client accepts it, and is sent once', async () => {
    const plain = await server.get('/');
    const packed = await get('/', 'Accept-Encoding: gzip\r\n');
    const [head = '', body = ''] = packed.split(/\r\n\r\n(.*)/s);
    expect(head).toMatch(/^content-encoding: gzip$/im);
    expect(gunzipSync(Buffer.from(body, 'latin1')).toString()).toBe(plain.body);
    const again = await server.get('/', { 'if-none-match': plain.headers.etag });
    expect([again.status, again.body]).toEqual([304, '']);
    expect(again.headers['content-security-policy']).toBe(plain.headers['content-security-policy']);
  });

  test('without its last slash leads to the one with it', async () => {
    const { status, headers } = await server.get('/lessons/02-create-sockets');
    expect([status, headers.location]).toEqual([308, '/lessons/02-create-sockets/']);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('refuses the method %s', async (method) => {
    const { status, headers } = await server.ask({ method, path: '/', body: '' });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('that does not exist is answered with the 404 page', async () => {
    const { status, body } = await server.get('/nothing-here');
    expect(status).toBe(404);
    expect(body).toContain('404');
  });
});

describe('the server serves no file of the disk', () => {
  const targets = [
    '/package.json',
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/....//package.json',
    '/..\\package.json',
    '//etc/passwd',
    '/etc/passwd',
    '/file:///etc/passwd',
    'http://127.0.0.1/etc/passwd',
    '/lessons/02-create-sockets/tcp.ts',
    '/practice/progress.json',
    '/node_modules/vite/package.json',
    '/index.html',
    '/lessons/02-create-sockets/index.html',
    '/404.html',
    '/__proto__',
    '/constructor',
  ];
  test.each(targets)('at %s', async (target) => {
    expect(await get(target)).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('the server does not know', () => {
  const targets = [
    '/@vite/client',
    '/@fs/etc/passwd',
    '/@id/astro',
    '/@react-refresh',
    '/__open-in-editor?file=package.json',
    '/__OPEN-in-Editor?file=/etc/passwd',
    '/__vite_ping',
    '/_image?href=/icon.svg',
    '/_image/?href=http://127.0.0.1:1/',
    '/_server-islands/x',
    '/_astro/../../package.json',
    '/site/client/live.ts',
    '/site/client/live.ts?raw',
    '/node_modules/.vite/deps/codemirror.js',
    '/.astro/settings.json',
    '/src/pages/index.astro',
  ];
  test.each(targets)('%s', async (target) => {
    const answer = await get(target);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).not.toMatch(/\bat .*:\d+:\d+|vite/i);
  });

  test.each(['websocket', 'h2c', 'TLS/1.0', 'vite-hmr', 'anything'])('an upgrade to %s', async (protocol) => {
    for (const path of ['/', '/-/live/run/']) {
      const answer = await sendRaw(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: vite-hmr\r\n\r\n',
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400 .*\r\nconnection: close/is);
    }
  });

  test('a tunnel', async () => {
    expect(await sendRaw(`CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n`)).not.toMatch(/^HTTP\/1\.1 200/);
  });
});

describe('the server refuses a control character in the address:', () => {
  const codes = [0x00, 0x01, 0x07, 0x08, 0x09, 0x0a, 0x0d, 0x1b, 0x1f, 0x7f];
  test.each(codes)('encoded, %i', async (code) => {
    for (const at of ['/X', '/lessons/X/', '/?q=X', '/-/live/lessonX/']) {
      const target = at.replace('X', `%${code.toString(16).padStart(2, '0')}`);
      expect(await get(target)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  test.each(codes.filter((code) => ![0x0a, 0x0d].includes(code)))('not encoded, %i', async (code) => {
    expect(await get(`/a${String.fromCharCode(code)}b`)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a C1 character, and text that is not UTF-8', async () => {
    for (const target of ['/%c2%9b31m', '/%ff', '/%', '/%zz', '/?%c2%85']) {
      expect(await get(target)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  test('and prints no part of a request in the terminal', async () => {
    const before = server.output;
    await get('/%1b%5d0;title%07');
    await get('/secret-of-the-reader', 'X-Odd: secret-too\r\n');
    await server.ask({ body: '{"lesson":"\\u001b[31mred"}' });
    await server.ask({ path: '/-/live/secret/' });
    expect(server.output).toBe(before);
  });
});

test('no page contains anything that its policy forbids', { timeout: 120_000 }, async () => {
  const browser = await openBrowser();
  try {
    const context = await browser.newContext();
    const complaints: string[] = [];
    const open = async () => {
      const page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && complaints.push(`${page.url()} ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(error.message));
      return page;
    };
    const page = await open();
    await page.goto(server.invitation);
    // Each page is idle for half a second before it counts as complete, so some are opened at once.
    // `npm run test:all` looks at all pages. test/site.test.ts looks at all of them for the attributes that the policy forbids.
    const sample = samplePages(
      sites.root.dist,
      paths.filter((path) => !path.startsWith('/zh/')),
      5,
    );
    const waiting = isWhole ? [...paths] : ['/zh/', ...sample];
    const look = async () => {
      const reading = await open();
      for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
        await reading.goto(new URL(path, server.url).href);
        await reading.waitForLoadState('networkidle');
      }
    };
    await Promise.all(Array.from({ length: 6 }, look));
    await page.goto(`${server.url}lessons/02-create-sockets/`);
    await page.locator('.cell.live').first().waitFor();
    await page.locator('#cell-tcp').getByRole('button', { name: 'Edit', exact: true }).click();
    await page.locator('.cm-content').waitFor();
    // The editor has its style sheet. Without it, a line would not look like code.
    expect(
      await page
        .locator('.cm-editor')
        .first()
        .evaluate((one) => getComputedStyle(one).display),
    ).toBe('flex');
    await page.keyboard.press('Escape');
    await page.locator('h1').click();
    await page.keyboard.press('Control+k');
    await page.locator('#search-input').fill('socket');
    await page.locator('dialog [role=option]').first().waitFor();
    expect(complaints).toEqual([]);
    // The policy works: the browser blocks a foreign script.
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
    });
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
  } finally {
    await browser.close();
  }
});

describe('pages in memory', () => {
  let folder: string;
  let served: Served;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'socketbook-pages-'));
    mkdirSync(join(folder, 'a b'));
    writeFileSync(join(folder, 'index.html'), '<html><script>1</script><script type="module">2</script>one');
    writeFileSync(join(folder, 'a b', 'x.unknown'), 'bytes');
    symlinkSync('/etc/hostname', join(folder, 'link.html'));
    served = await serve({ port: 0, pages: readPages(folder, { base: '/sub/' }) });
  });
  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true });
  });
  const ask = (path: string) => fetch(`${served.origin}${path}`);

  test('are served below their base path only', async () => {
    expect((await ask('/sub/')).status).toBe(200);
    for (const path of ['/', '/sub/link.html', '/index.html']) expect((await ask(path)).status).toBe(404);
  });

  test('of an unknown type are sent as bytes', async () => {
    expect((await ask('/sub/a%20b/x.unknown')).headers.get('content-type')).toBe('application/octet-stream');
  });

  test('have a policy with every script that they contain', async () => {
    const policy = (await ask('/sub/')).headers.get('content-security-policy') ?? '';
    expect(policy.match(/script-src 'self'( 'sha256-[^']+')+/)?.[0].match(/sha256/g)).toHaveLength(2);
  });

  test('can be replaced while they are served', async () => {
    const before = served.pages;
    writeFileSync(join(folder, 'index.html'), 'two');
    served.pages = readPages(folder, { base: '/sub/' });
    expect(await (await ask('/sub/')).text()).toBe('two');
    served.pages = before;
  });

  test('have no route that runs a program', async () => {
    const { status } = await fetch(`${served.origin}/-/live/lesson/`, { method: 'POST', body: '{}' });
    expect(status).toBe(405);
  });
});

describe('one line and exit code 2 answer', () => {
  const host = new CommandHost();
  afterAll(() => host.close());

  test.each([
    ['start', ['--port', 'abc'], '--port "abc"'],
    ['start', ['--port', '65536'], '--port "65536"'],
    ['start', ['--port', '-1'], '--port'],
    ['start', ['--port', ''], 'no value after --port'],
    ['start', ['--port=4321x'], '--port "4321x"'],
    ['start', ['--port'], '--port'],
    ['start', ['--bogus'], '--bogus'],
    ['start', ['bogus'], 'bogus'],
    ['start', ['--host'], 'npm run preview -- --host'],
    ['start', ['--host', '0.0.0.0'], 'npm run preview -- --host'],
    ['start', ['--host=0.0.0.0'], 'npm run preview -- --host'],
    ['preview', ['--port', 'abc'], '--port "abc"'],
    ['preview', ['--bogus'], '--bogus'],
    ['preview', ['--host='], 'no value after --host'],
  ] as const)('%s %j', async (command, args, named) => {
    const { status, stderr } = await host.run(command, [...args], terminal);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(named);
    expect(status).toBe(2);
  });

  test('a taken port, with a remedy', async () => {
    const { status, stderr } = await host.run('start', ['--port', String(server.port)], terminal);
    expect(stderr).toBe(
      `cannot serve: port ${server.port} is taken; choose another with --port, or stop the program that uses it\n`,
    );
    expect(status).toBe(2);
  });
});

describe('in a copy of the project,', () => {
  let folder: string;
  let host: CommandHost;
  beforeAll(async () => {
    folder = await copyProjectAndPages();
    host = new CommandHost(folder);
  });
  afterAll(async () => {
    await host.close();
    rmSync(folder, { recursive: true });
  });
  const lesson = (file: string) => join(folder, 'lessons', '02-create-sockets', file);
  /** Changes a file while `look` runs, and restores it afterwards. */
  async function changed(file: string, text: (before: string) => string, look: () => Promise<void>) {
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, text(before));
    try {
      await look();
    } finally {
      writeFileSync(file, before);
    }
  }

  test.each([
    ['lesson.json', () => '{', /^lessons\/02-create-sockets\/lesson\.json: [^\n]+\n$/],
    ['en.mdx', (text: string) => `${text}\n{unclosed`, /^lessons\/02-create-sockets\/en\.mdx: [^\n]+\n$/],
    ['zh.mdx', (text: string) => text.replace('---', '--- ---'), /^lessons\/02-create-sockets\/zh\.mdx[:][^\n]+\n$/],
  ] as const)('a mistake in %s is reported in one line that names the file', async (file, text, line) => {
    await changed(lesson(file), text, async () => {
      const { status, stderr } = await host.run('start', ['--port', '0'], terminal);
      expect(stderr).toMatch(line);
      expect(status).toBe(2);
    });
  });

  test('npm start works in any environment, and reports a lesson.json that breaks meanwhile in a sentence', async () => {
    const agents = { CLAUDECODE: '1', GEMINI_CLI: '1', AI_AGENT: '1', CURSOR_AGENT: '1' };
    const published = { BASE_PATH: '/sub', SITE_URL: 'https://example.org' };
    const own = await LiveServer.start([], { ...agents, ...published, NODE_ENV: 'production' }, folder);
    try {
      expect(own.output).toContain('#token=');
      const ran = await own.post('run', { lesson: '02-create-sockets', cell: 'tcp', args: ['--help'] });
      expect([ran.status, ran.body.includes('"code":0')]).toEqual([200, true]);
      await changed(
        lesson('lesson.json'),
        () => '{',
        async () => {
          const answer = await own.post('lesson', { lesson: '02-create-sockets' });
          expect(answer.status).toBe(409);
          expect(JSON.parse(answer.body)).toMatchObject({
            reason: 'file',
            text: expect.stringContaining('lesson.json'),
          });
        },
      );
      expect(own.output).not.toMatch(/^ +at /m);
    } finally {
      await own.close();
    }
  });

  test('the pages are built again if the file that a linked program points to has changed', () => {
    const elsewhere = join(folder, 'elsewhere.ts');
    writeFileSync(elsewhere, '1');
    symlinkSync(elsewhere, lesson('linked.ts'));
    const code = `const [{ digest }, { writeFileSync }] = await Promise.all([import('./site/server/build.ts'), import('node:fs')]);
      const before = digest();
      writeFileSync('elsewhere.ts', '2');
      console.log(digest() !== before);`;
    try {
      const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(said).toBe('true\n');
    } finally {
      rmSync(lesson('linked.ts'));
    }
  });

  test('pages that were built for a path are served there, whatever BASE_PATH is now', async () => {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'manifest.webmanifest'), '{"start_url":"/sockets/"}');
    writeFileSync(join(folder, 'dist', 'index.html'), 'a book');
    const child = spawn(process.execPath, ['scripts/preview.ts', '--port', '0'], {
      cwd: folder,
      env: { ...terminal, BASE_PATH: '/other' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let output = '';
      for await (const text of child.stdout) {
        output += text;
        if (output.includes('Ctrl-C')) break;
      }
      const [address = ''] = /http:\S+/.exec(output) ?? [];
      expect(address).toMatch(/\/sockets\/$/);
      expect(await (await fetch(address)).text()).toBe('a book');
    } finally {
      child.kill();
    }
  });
});

/** Whether a user of this machine may create a user namespace. */
const hasNamespaces = spawnSync('unshare', ['-Ur', 'true']).status === 0;

test.skipIf(!hasNamespaces)(
  'the notebook starts if the system has no more watches, and reports that it does not see changes',
  async () => {
    for (const limit of part(['max_inotify_watches', 'max_inotify_instances'], 2)) {
      const script = `echo 0 > /proc/sys/user/${limit} && exec "$@"`;
      const child = spawn(
        'unshare',
        ['-Ur', 'sh', '-c', script, 'sh', process.execPath, 'scripts/start.ts', '--port', '0'],
        { cwd: projectDir, env: { ...terminal }, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let output = '';
      const ready = new Promise<void>((resolve, reject) => {
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding('utf8').on('data', (text) => {
            output += text;
            if (output.includes('#token=')) resolve();
          });
        child.on('close', () => reject(new Error(`it ended: ${output}`)));
      });
      try {
        await ready;
        expect(output).toMatch(/^changes of lessons are not shown until the next start: [^\n]+$/m);
      } finally {
        child.kill();
      }
    }
  },
);
