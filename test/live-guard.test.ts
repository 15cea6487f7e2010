import { hostname, networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLesson } from '../scripts/course/lesson.ts';
import { describeCells } from '../site/server/routes.ts';
import { stringsFor } from '../site/strings.ts';
import { type Ask, LiveServer } from './support/live-server.ts';
import './support/sites.ts';

let server: LiveServer;
beforeAll(async () => {
  server = await LiveServer.start();
});
afterAll(() => server.close());

const run = (args: unknown, more: object = {}) =>
  JSON.stringify({ lesson: '02-create-sockets', cell: 'tcp', args, ...more });

/** Checks that the server answers and still runs programs. */
async function stillAnswers() {
  const { status, body } = await server.ask({ path: '/-/live/run/', body: run(['--help']) });
  expect(status).toBe(200);
  expect(body).toContain('"code":0');
}

describe('the token', () => {
  test('stays valid while the server runs', async () => {
    for (let time = 0; time < 3; time++) await stillAnswers();
  });

  test('is printed once in the terminal, and is not in any page', async () => {
    const lines = server.output.split('\n').filter((line) => line.includes(server.token));
    expect(lines).toEqual([`    http://127.0.0.1:${server.port}/#token=${server.token}`]);
    for (const path of ['/', '/lessons/02-create-sockets/']) {
      const { body, headers } = await server.get(path);
      expect(body + JSON.stringify(headers)).not.toContain(server.token);
    }
  });

  test('is neither set as a cookie nor accepted from one', async () => {
    for (const path of ['/', `/?token=${server.token}`]) {
      expect((await server.get(path)).headers['set-cookie']).toBeUndefined();
    }
    const answer = await server.ask({ headers: { authorization: undefined, cookie: `token=${server.token}` } });
    expect(answer.status).toBe(401);
  });

  test('is the last line in the terminal, above the address for reading', () => {
    const lines = server.output.trimEnd().split('\n');
    expect(lines.slice(-3)).toEqual([
      `    http://127.0.0.1:${server.port}/#token=${server.token}`,
      '',
      `to read only: http://127.0.0.1:${server.port}/   ·   Ctrl-C stops it`,
    ]);
  });
});

describe('the server refuses a request', () => {
  // After all of them, because a run takes much longer than a refusal.
  afterAll(stillAnswers);
  const cases: [string, Ask & { headers?: Ask['headers'] }, number, string][] = [
    ['with no token', { headers: { authorization: undefined } }, 401, 'noToken'],
    ['with an empty token', { headers: { authorization: 'Bearer ' } }, 401, 'noToken'],
    ['with another scheme', { headers: { authorization: 'Basic TOKEN' } }, 401, 'noToken'],
    ['with the token alone', { headers: { authorization: 'TOKEN' } }, 401, 'noToken'],
    [
      'with the token in the address',
      { path: '/-/live/lesson/?token=TOKEN', headers: { authorization: undefined } },
      401,
      'noToken',
    ],
    ['with a wrong token', { headers: { authorization: `Bearer ${'A'.repeat(43)}` } }, 401, 'staleToken'],
    ['with a part of the token', { headers: { authorization: 'Bearer TOKE' } }, 401, 'staleToken'],
    ['with the token and a further character', { headers: { authorization: 'Bearer TOKEN=' } }, 401, 'staleToken'],
    [
      'with letters that are not ASCII',
      { headers: { authorization: `Bearer ${'\u00e9'.repeat(22)}` } },
      401,
      'staleToken',
    ],
    ['with no Origin', { headers: { origin: undefined } }, 403, 'wrongOrigin'],
    ['with the Origin null', { headers: { origin: 'null' } }, 403, 'wrongOrigin'],
    ['with a foreign Origin', { headers: { origin: 'https://evil.example' } }, 403, 'wrongOrigin'],
    ['with another local port as Origin', { headers: { origin: 'http://127.0.0.1:1' } }, 403, 'wrongOrigin'],
    ['with localhost as Origin and not as Host', { headers: { origin: 'http://localhost:PORT' } }, 403, 'wrongOrigin'],
    ['with https as Origin', { headers: { origin: 'https://127.0.0.1:PORT' } }, 403, 'wrongOrigin'],
    ['by GET', { method: 'GET', body: '' }, 405, 'notPost'],
    ['by PUT', { method: 'PUT' }, 405, 'notPost'],
    ['by DELETE', { method: 'DELETE' }, 405, 'notPost'],
    ['as text/plain', { headers: { 'content-type': 'text/plain' } }, 415, 'notJson'],
    ['as a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'notJson'],
    [
      'as JSON with parameters in its type',
      { headers: { 'content-type': 'application/json; charset=x' } },
      415,
      'notJson',
    ],
    ['with no content type', { headers: { 'content-type': undefined } }, 415, 'notJson'],
    ['that is not JSON', { body: '{"lesson":' }, 400, 'malformed'],
    // Valid JSON of the right shape, except for its encoding.
    ['that is not UTF-8', { body: Buffer.from('{"lesson":"\xff"}', 'latin1') }, 400, 'malformed'],
    ['that is a list', { body: '[]' }, 400, 'malformed'],
    ['that is null', { body: 'null' }, 400, 'malformed'],
    ['with unknown fields', { body: '{"lesson":"","x":1}' }, 400, 'malformed'],
    ['with the prototype as a field', { path: '/-/live/run/', body: '{"__proto__":{"lesson":"x"}}' }, 400, 'malformed'],
    ['for a route that does not exist', { path: '/-/live/shell/' }, 404, 'unknown'],
    ['for a route of Object', { path: '/-/live/constructor/' }, 404, 'unknown'],
    ['for a lesson that does not exist', { body: '{"lesson":"99-none"}' }, 404, 'unknown'],
    ['for a lesson above the folder', { body: '{"lesson":"../site"}' }, 404, 'unknown'],
    ['for a lesson at an absolute path', { body: '{"lesson":"/etc"}' }, 404, 'unknown'],
    ['for a lesson in percent-encoding', { body: '{"lesson":"%2e%2e"}' }, 404, 'unknown'],
    [
      'for a source outside of its lesson',
      { path: '/-/live/source/', body: '{"lesson":"02-create-sockets","file":"../../package.json"}' },
      404,
      'unknown',
    ],
    [
      'for a source that is not a program',
      { path: '/-/live/source/', body: '{"lesson":"02-create-sockets","file":"lesson.json"}' },
      404,
      'unknown',
    ],
    [
      'for a cell that does not exist',
      { path: '/-/live/run/', body: run([]).replace('"tcp"', '"none"') },
      404,
      'unknown',
    ],
    ['with arguments as text', { path: '/-/live/run/', body: run('--help') }, 400, 'malformed'],
    ['with numbers as arguments', { path: '/-/live/run/', body: run([1]) }, 400, 'malformed'],
    ['with a zero byte in an argument', { path: '/-/live/run/', body: run(['a\0b']) }, 400, 'malformed'],
    ['with a very long argument', { path: '/-/live/run/', body: run(['x'.repeat(1001)]) }, 400, 'malformed'],
    ['with very many arguments', { path: '/-/live/run/', body: run(Array(21).fill('x')) }, 400, 'malformed'],
    [
      'with a draft that is too long',
      { path: '/-/live/run/', body: run([], { draft: 'x'.repeat(100_001) }) },
      400,
      'malformed',
    ],
    ['with a body that is too large', { body: ' '.repeat(300_000) }, 413, 'tooLarge'],
    [
      'with a large body and no length',
      { body: ' '.repeat(300_000), headers: { 'transfer-encoding': 'chunked' } },
      413,
      'tooLarge',
    ],
    [
      'for a draft of a program with threads',
      { path: '/-/live/run/', body: '{"lesson":"05-threaded-scan","cell":"race-threads","args":[],"draft":""}' },
      403,
      'draftThreads',
    ],
    ['to stop a run that does not exist', { path: '/-/live/stop/', body: '{"run":"x"}' }, 404, 'notRunning'],
  ];

  test.each(cases)('%s', async (_, ask, status, reason) => {
    const headers = Object.fromEntries(
      Object.entries(ask.headers ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string'
          ? value
              .replace('PORT', String(server.port))
              .replace(/TOKEN\b/, server.token)
              .replace('TOKE', server.token.slice(0, -1))
          : value,
      ]),
    );
    const path = ask.path?.replace('TOKEN', server.token);
    const answer = await server.ask({ ...ask, ...(path === undefined ? {} : { path }), headers });
    expect(JSON.parse(answer.body)).toMatchObject({ reason });
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.body).not.toContain(server.token);
  });

  test('with a foreign Host', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1',
      `127.0.0.1.nip.io:${server.port}`,
    ]) {
      const answer = await server.ask({ headers: { host, origin: `http://${host}` } });
      expect(answer.status).toBe(403);
    }
  });

  test('for a page with a foreign Host in one line of text, in the language of the browser', async () => {
    for (const lang of ['en', 'zh-Hans']) {
      const { status, headers, body } = await server.get('/', { host: 'evil.example', 'accept-language': lang });
      expect(status).toBe(403);
      expect(headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(body).toBe(`${stringsFor(lang.slice(0, 2)).live.refused.wrongHost}\n`);
    }
  });

  test('with two Origins', async () => {
    const answer = await server.ask({
      headers: { origin: [`http://127.0.0.1:${server.port}`, 'http://evil.example'] },
    });
    expect(answer.status).toBe(403);
  });
});

describe('the server allows a scan only of this machine:', () => {
  const targets = [
    '0.0.0.0',
    '0',
    '8.8.8.8',
    '134744072',
    '0x08080808',
    '010.8.8.8',
    '8.8',
    '::',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '0:0:0:0:0:ffff:8.8.8.8',
    '[::1]x',
    '169.254.169.254',
    '2001:4860:4860::8888',
    'fe80::1',
    '255.255.255.255',
    '224.0.0.1',
    '128.0.0.1',
    '127.0.0.1.',
    '126.255.255.255',
  ];
  const cells = [
    ['04-sequential-scan', 'first-scan'],
    ['04-sequential-scan', 'scan-lab'],
    ['04-sequential-scan', 'check-open'],
    ['05-threaded-scan', 'scan'],
    ['05-threaded-scan', 'pool'],
    ['05-threaded-scan', 'threads'],
  ] as const;

  test.each(targets)('it refuses or contains a scan of %s', async (target) => {
    for (const [lesson, cell] of cells) {
      for (const args of [
        [target, '1'],
        ['--ports', '1', target],
        ['--ports=1', '--', target],
      ]) {
        const { status, body } = await server.post('run', { lesson, cell, args });
        // A target that leads nowhere, or that the system reads as loopback, reaches the program, but no other host.
        if (status === 200) expect(body).not.toMatch(/ports? .*(open|closed|filtered)|is open/);
        else expect(JSON.parse(body)).toMatchObject({ reason: 'farTarget' });
        if (/^[\d.]+$/.test(target) && target.split('.').length === 4 && !target.endsWith('.'))
          expect(status).toBe(403);
      }
    }
  });

  test('it refuses a name of another machine', async () => {
    const own = Object.values(networkInterfaces())
      .flat()
      .find((one) => one && !one.internal);
    for (const target of [own?.address, hostname()]) {
      if (target === undefined) continue;
      const { address } = await (await import('node:dns/promises'))
        .lookup(target)
        .catch(() => ({ address: '127.0.0.1' }));
      if (address.startsWith('127.') || address === '::1') continue;
      const { status } = await server.post('run', { lesson: '05-threaded-scan', cell: 'scan', args: [target] });
      expect(status).toBe(403);
    }
  });

  test('it accepts loopback in its common forms', async () => {
    const other = process.platform === 'linux' ? ['127.0.0.2'] : []; // macOS has 127.0.0.1 only
    for (const target of ['127.0.0.1', 'localhost', ...other, '2130706433', '::ffff:127.0.0.1']) {
      const args = [target, '--ports', '1'];
      const { status, body } = await server.post('run', { lesson: '05-threaded-scan', cell: 'scan', args });
      expect(status).toBe(200);
      expect(body).toContain('1 closed');
    }
  });
});

test('an argument that looks like a flag of Node is passed to the program', async () => {
  const args = ['--import', 'data:text/javascript,process.exit(99)', '--allow-child-process', '-e', '1'];
  const { status, body } = await server.post('run', { lesson: '02-create-sockets', cell: 'tcp', args });
  expect(status).toBe(200);
  expect(body).toContain('"code":2');
});

test('a cell reports that its lab server is missing, and the other cells work', async () => {
  const cells = await describeCells(readLesson('04-sequential-scan'), { ports: { echo: 4403, closed: 4409 } });
  const lacking = Object.values(cells).filter((cell) => cell.lacking.includes('filtered'));
  expect(lacking.length).toBeGreaterThan(0);
  expect(lacking.every(({ args }) => args.join(' ').includes('{filtered}'))).toBe(true);
  expect(Object.values(cells).some((cell) => cell.lacking.length === 0)).toBe(true);
});
