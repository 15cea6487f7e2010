import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { glossary } from '../lessons/glossary.ts';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds, projectDir } from '../scripts/course/lesson.ts';
import { terminal } from '../scripts/project/astro.ts';
import { isWhole, part } from './support/extent.ts';
import { ServedSite } from './support/served-site.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const prefixes = languages.map((lang) => (lang === languages[0] ? '/' : `/${lang}/`));
const server = '/lessons/03-server-client/';

type Box = Record<'left' | 'right' | 'top' | 'bottom', number>;

describe('copying:', () => {
  test('the button copies the command and confirms it', async () => {
    await site.visitInNewTab(server, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      const button = page.locator('#cell-client button.copy');
      await button.focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => button.textContent()).toBe('Copied');
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
        await page.locator('#cell-client .command code').textContent(),
      );
    });
  });

  test('the button shows its label again after two clicks', async () => {
    await site.visitInNewTab(server, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.clock.install();
      const button = page.locator('#cell-client button.copy');
      for (let times = 0; times < 2; times++) {
        await button.click();
        await expect.poll(() => button.textContent()).toBe('Copied');
      }
      await page.clock.runFor(5000);
      expect(await button.textContent()).toBe('Copy');
    });
  });

  test('there is no button if the browser offers no clipboard', async () => {
    await site.visitInNewTab('/', {}, async (page) => {
      await page.addInitScript('delete Navigator.prototype.clipboard');
      await page.goto(`${site.address}${server}`);
      await page.locator('button.search:visible').first().waitFor();
      expect(await page.locator('button.copy').count()).toBeGreaterThan(0);
      expect(await page.locator('button.copy:visible').count()).toBe(0);
    });
  });
});

test('a lesson marks the exercises that have passed, at its end and in its contents', async () => {
  await site.visit(server, {}, async (page) => {
    const passed = page.locator('[data-task].passed');
    await page.locator('[data-task]').first().waitFor();
    expect(await passed.count()).toBe(0);
    const progress = { version: 1, read: {}, answered: {}, passed: { '03/echo-lines': 'x' }, tries: {} };
    await page.evaluate(`localStorage.setItem('progress', ${JSON.stringify(JSON.stringify(progress))})`);
    await page.reload();
    await expect.poll(() => passed.count()).toBe(2);
    expect(await passed.first().getAttribute('data-task')).toBe('03/echo-lines');
  });
});

describe('languages:', () => {
  test('the language switch keeps the section that is being read', async () => {
    await site.visit(server, {}, async (page) => {
      const id = await page.locator('main > h2').nth(4).getAttribute('id');
      await page.evaluate(`document.getElementById('${id}').scrollIntoView({ behavior: 'instant' })`);
      await page.evaluate(`document.querySelector('a.language').click()`);
      await page.waitForURL(/\/zh\/lessons\/03-server-client\/#./);
      const top = () => page.evaluate<number>(`document.getElementById('${id}').getBoundingClientRect().top`);
      await expect.poll(async () => Math.abs((await top()) - 150)).toBeLessThan(150);
    });
  });

  test('the language switch keeps the question that is being read', async () => {
    await site.visit(`${server}#quiz-backlog-of-one`, {}, async (page) => {
      await expect.poll(() => page.evaluate<number>('scrollY')).toBeGreaterThan(0);
      await page.evaluate(`document.querySelector('a.language').click()`);
      await page.waitForURL(/\/zh\/lessons\/03-server-client\/#./);
      expect(new URL(page.url()).hash).toBe('#quiz-backlog-of-one');
    });
  });

  test('the language switch keeps the place on the page when it is used by keyboard', async () => {
    await site.visit(`${server}#which-address`, {}, async (page) => {
      const place = () => page.evaluate<number>('scrollY');
      await expect.poll(place).toBeGreaterThan(0);
      const before = await place();
      const tools = page.locator('.top :is(a, button, select)');
      for (const tool of await tools.all()) {
        await tool.focus();
        expect(await place(), String(await tool.textContent())).toBe(before);
      }
      await page.locator('a.language').focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/zh\/lessons\/03-server-client\/#which-address$/);
    });
  });

  const firstVisits = [
    ['zh-TW', '/zh/'],
    ['zh-CN', '/zh/'],
    ['de', '/'],
    ['en-GB', '/'],
  ] as const;

  test.each(part(firstVisits, 2))('a first visit with a browser in %s leads to %s', async (locale, path) => {
    await site.visit('/', { locale }, async (page) => {
      await page.waitForURL(`${site.address}${path}`);
      expect(await page.locator('h1').isVisible()).toBe(true);
    });
  });

  test('a chosen language stays, whatever the language of the browser', async () => {
    await site.visit('/zh/', { locale: 'zh-CN' }, async (page) => {
      await page.locator('a.language').click();
      await page.waitForURL(`${site.address}/`);
      await page.goto(`${site.address}/`);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });
  });

  test('a link to a lesson leads to the language of the link', async () => {
    await site.visit(server, { locale: 'zh-CN' }, async (page) => {
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });
  });
});

describe('explanations:', () => {
  const tip = '#tip:popover-open';

  test('a page loads no part of them before their first use', async () => {
    const asked: string[] = [];
    await site.visit('/', {}, async (page) => {
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${site.address}${server}`, { waitUntil: 'networkidle' });
    });
    expect(asked.filter((url) => /explain|search|types\//.test(url))).toEqual([]);
  });

  test('a term shows its meaning on hover and on focus, until Esc, also while the pointer rests on the meaning', async () => {
    await site.visit(server, {}, async (page) => {
      const term = page.locator('a.term').first();
      const id = (await term.getAttribute('href'))?.split('#')[1];
      const meaning = glossary.find((one) => one.id === id)?.en.meaning ?? 'none';
      await term.focus();
      await expect.poll(() => page.locator(tip).textContent()).toBe(meaning);
      expect(await term.getAttribute('aria-describedby')).toBe('tip');
      expect(await term.getAttribute('title')).toBe(null);
      await page.keyboard.press('Escape');
      await page.locator(tip).waitFor({ state: 'detached' });
      await page.mouse.move(0, 0);
      await term.hover();
      await expect.poll(() => page.locator(tip).textContent()).toBe(meaning);
      await page.locator('#tip').hover();
      expect(await page.locator(tip).isVisible()).toBe(true);
    });
  });

  const listing = '#code-server-ts-greet';

  test('a name in a listing shows its type on hover and on touch', async () => {
    for (const hasTouch of [false, true]) {
      await site.visit(server, { hasTouch }, async (page) => {
        const pre = page.locator(`${listing} pre`);
        await pre.scrollIntoViewIfNeeded();
        await pre.hover();
        const name = page.locator(`${listing} .name`).first();
        await name.waitFor();
        if (hasTouch) await name.tap();
        else await name.hover();
        await expect.poll(() => page.locator(`${tip} code`).textContent()).toMatch(/\S+: \S/);
      });
    }
  });

  test('a tip goes when its element leaves the window, and does not come after the mouse has left', async () => {
    await site.visitInNewTab(server, {}, async (page) => {
      const pre = page.locator(`${listing} pre`);
      const { promise: left, resolve: leave } = Promise.withResolvers<void>();
      await page.route('**/types/*.json', async (route) => {
        await left;
        await route.continue();
      });
      // The names are not elements yet.
      const at = await pre.evaluate((element) => {
        const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        let begin = -1;
        while (begin < 0) begin = texts.nextNode()?.textContent?.indexOf('createServer') ?? 0;
        const range = document.createRange();
        range.setStart(texts.currentNode, begin);
        range.setEnd(texts.currentNode, begin + 'createServer'.length);
        scrollBy({ top: range.getBoundingClientRect().top - 200, behavior: 'instant' });
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      });
      await Promise.all([page.waitForRequest('**/types/*.json'), page.mouse.move(at.x, at.y)]);
      await page.mouse.move(0, 0);
      leave();
      const name = page.locator(`${listing} .name`).first();
      await name.waitFor();
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await page.locator(tip).isVisible()).toBe(false);

      await name.focus();
      await page.locator(tip).waitFor();
      await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
      await page.locator(tip).waitFor({ state: 'hidden' });
    });
  });

  test('the tip of a name is inside the window, and beside the name', async () => {
    for (const [width, height] of [
      [320, 568],
      [640, 400],
    ] as const) {
      await site.visit('/lessons/05-threaded-scan/deeper/', { viewport: { width, height } }, async (page) => {
        const pre = page.locator('.listing pre', { hasText: 'resetAndDestroy' }).first();
        await pre.focus();
        await pre.locator('.name').first().waitFor({ state: 'attached' });
        // In the page: to focus each of the many names from here takes long.
        const tips = await page.evaluate<{ name: string; told: Box; at: Box }[]>(`(async () => {
          const tips = [];
          for (const name of document.activeElement.closest('pre').querySelectorAll('.name')) {
            name.focus();
            for (let frame = 0; name.getAttribute('aria-describedby') !== 'tip' && frame < 1000; frame++) {
              await new Promise(requestAnimationFrame);
            }
            const at = name.getBoundingClientRect().toJSON();
            tips.push({ name: name.textContent, told: document.querySelector('#tip').getBoundingClientRect().toJSON(), at });
          }
          return tips;
        })()`);
        expect(tips.length).toBeGreaterThan(10);
        for (const { name, told, at } of tips) {
          const within = told.left >= 8 && told.right <= width - 8 && told.top >= 0 && told.bottom <= height;
          const beside = told.top >= at.bottom || told.bottom <= at.top;
          expect({ within, beside }, `${name}: ${JSON.stringify(told)}`).toEqual({ within: true, beside: true });
        }
      });
    }
  });

  test('names can be reached by keyboard: Enter, arrow keys, Esc', async () => {
    await site.visit(server, {}, async (page) => {
      const pre = page.locator(`${listing} pre`);
      await pre.focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Tab');
      await expect.poll(() => page.locator(tip).textContent()).toContain('Enter');
      await page.locator(`${listing} .name`).first().waitFor({ state: 'attached' });
      await page.keyboard.press('Enter');
      const first = await page.evaluate('document.activeElement.textContent');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.evaluate('document.activeElement.className')).toBe('name');
      expect(await page.evaluate('document.activeElement.textContent')).not.toBe(first);
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => page.locator(`${tip} code`).textContent()).toMatch(/\S/);
      await page.keyboard.press('Escape');
      expect(await page.evaluate('document.activeElement.tagName')).toBe('PRE');
    });
  });

  test('marking the names changes no text of a listing, and each name is a whole word', async () => {
    const tab = site.tab({});
    // Only `npm run test:all` looks at every lesson.
    for (const id of part(lessonIds(), lessonIds().length)) {
      await tab.visit(`/lessons/${id}/programs/`, async (page) => {
        for (const pre of await page.locator('.listing pre').all()) {
          const file = await pre.locator('xpath=..').locator('.path').textContent();
          const before = await pre.textContent();
          await pre.focus();
          if (String(file).endsWith('.ts')) await pre.locator('.name').first().waitFor({ state: 'attached' });
          expect(await pre.textContent()).toBe(before);
          const names = await pre.locator('.name').allTextContents();
          expect(
            names.filter((name) => !/^[#$\w]+$|^['"].*['"]$/.test(name)),
            String(file),
          ).toEqual([]);
        }
      });
    }
    await tab.close();
  });
});

test('an unknown address shows a message in every language, with a link to the home page', async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  const response = await page.goto(`${site.address}/nothing/`);
  expect(response?.status()).toBe(404);
  const links = await page.evaluate(`[...document.querySelectorAll('main a')].map((one) => one.getAttribute('href'))`);
  expect(links).toEqual(expect.arrayContaining([...prefixes]));
  await context.close();
});

// npm test starts it by npm in test/live-runs.test.ts, and looks at its pages in test/live-page.test.ts.
test.runIf(isWhole)('npm start serves the notebook on 127.0.0.1 and prints its address', async () => {
  const npm = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: projectDir,
    shell: process.platform === 'win32',
    detached: process.platform !== 'win32',
    env: terminal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(npm, 'close');
  try {
    let output = '';
    const url = await new Promise<string>((resolve, reject) => {
      npm.stderr?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
      npm.stdout?.setEncoding('utf8').on('data', (text) => {
        output += text;
        const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(output)?.[0];
        if (found) resolve(found);
      });
      closed.then(() => reject(new Error(`npm start ended: ${output}`)));
    });
    const context = await site.browser.newContext();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    await page.locator('.lessons a', { hasText: 'Server and client' }).click();
    await page.locator('#pair-two-visits .talk').waitFor();
    expect(await page.locator('#pair-two-visits .talk').textContent()).toContain('welcome');
    expect(complaints).toEqual([]);
    await context.close();
  } finally {
    if (npm.pid !== undefined) {
      if (process.platform === 'win32') spawn('taskkill', ['/pid', String(npm.pid), '/t', '/f']);
      else process.kill(-npm.pid, 'SIGTERM');
    }
    await closed;
  }
});
