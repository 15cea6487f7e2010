import { spawn } from 'node:child_process';
import { once } from 'node:events';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { glossary } from '../lessons/glossary.ts';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds, projectDir, readLesson } from '../scripts/course/lesson.ts';
import { terminal } from '../scripts/project/astro.ts';
import { ServedSite } from './support/served-site.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const prefixes = languages.map((lang) => (lang === languages[0] ? '/' : `/${lang}/`));
const each = ['', 'glossary/', ...lessonIds().map((id) => `lessons/${id}/`)];
const paths = prefixes.flatMap((prefix) => each.map((path) => `${prefix}${path}`));
const long = ['print/', 'lessons/05-threaded-scan/programs/', 'lessons/03-server-client/practice/'];
const longPaths = prefixes.flatMap((prefix) => long.map((path) => `${prefix}${path}`));
const server = '/lessons/03-server-client/';

const box = (selector: string) => `document.querySelector('${selector}').getBoundingClientRect().toJSON()`;
const widthOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth');

describe.concurrent('every page', () => {
  test.each([...paths, ...longPaths, '/404.html'])(
    '%s fits every width, light and dark, without JavaScript',
    async (path) => {
      await site.visit(path, { javaScriptEnabled: false }, async (page) => {
        for (const width of [320, 360, 768, 1280, 1920]) {
          await page.setViewportSize({ width, height: 800 });
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            expect(await page.locator('h1').first().isVisible()).toBe(true);
            expect(await widthOf(page), `at ${width} px, ${colorScheme}`).toBeLessThanOrEqual(width);
          }
        }
      });
    },
  );

  test.each(prefixes)('%s has room for all tools in the narrowest window', async (path) => {
    await site.visit(path, { viewport: { width: 320, height: 568 } }, async (page) => {
      await page.locator('.theme').waitFor();
      expect(await page.evaluate(box('.theme select'))).toMatchObject({ right: 304 });
    });
  });

  test.each(paths)('%s leaves enough width for the prose of a table', async (path) => {
    await site.visit(path, { javaScriptEnabled: false }, async (page) => {
      const thin = `[...document.querySelectorAll('td')].filter((cell) => cell.offsetHeight > 2 * cell.offsetWidth).map((cell) => cell.textContent)`;
      expect(await page.evaluate(thin)).toEqual([]);
    });
  });

  test.each([...paths, ...longPaths, '/404.html'])(
    'axe finds nothing on %s, light and dark, with answers and hints unfolded',
    { timeout: 240_000 },
    async (path) => {
      await site.visit(path, { viewport: { width: 360, height: 800 } }, async (page) => {
        await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
        await page.evaluate(axe.source);
        const look = async (rules: string) => {
          const { violations } = (await page.evaluate(
            `axe.run({ resultTypes: ['violations']${rules} })`,
          )) as AxeResults;
          expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([]);
        };
        await look('');
        await page.locator('.theme select').selectOption('dark');
        await look(", runOnly: ['color-contrast']");
      });
    },
  );
});

describe('the margin of a lesson', () => {
  const notes = `[...document.querySelectorAll('.lesson :is(.objectives, .gloss, .figure > figcaption, .remarks p)')]`;
  /** The places of all notes, in order, with the top of the line that an annotation belongs to. */
  const places = `${notes}.map((note) => {
    const { left, top, bottom } = note.getBoundingClientRect();
    const number = [...(note.closest('ol')?.children ?? [])].indexOf(note.parentElement) + 1;
    const line = note.closest('.remarks')?.parentElement.querySelector('[data-remark~="' + number + '"]');
    return { left, top, bottom, line: line?.getBoundingClientRect().top, text: note.textContent.slice(0, 40) };
  })`;
  type Place = { left: number; top: number; bottom: number; line?: number; text: string };

  test.each(prefixes)(
    '%s: each annotation is beside its line, or directly below the note before it',
    async (prefix) => {
      for (const id of lessonIds()) {
        const viewport = { width: 1280, height: 800 };
        await site.visit(`${prefix}lessons/${id}/`, { javaScriptEnabled: false, viewport }, async (page) => {
          const end = await page.evaluate<number>(
            `document.querySelector('.lesson pre').getBoundingClientRect().right`,
          );
          const all = (await page.evaluate(places)) as Place[];
          expect(all.filter(({ line }) => line !== undefined).length).toBeGreaterThan(5);
          const crooked = all.filter(({ left, top, line }, index) => {
            const above = all[index - 1]?.bottom ?? 0;
            const isPushed = top - above < 16;
            return left < end || top < above || (line !== undefined && !isPushed && Math.abs(top - line) > 4);
          });
          expect(crooked).toEqual([]);
        });
      }
    },
  );

  test('is below the listing where the window has no room for it', async () => {
    await site.visit(server, { javaScriptEnabled: false, viewport: { width: 900, height: 800 } }, async (page) => {
      const above = `[...document.querySelectorAll('.listing:has(.remarks)')].filter((one) =>
        one.querySelector('.remarks').getBoundingClientRect().top < one.querySelector('pre').getBoundingClientRect().bottom)`;
      expect(await page.evaluate(`${above}.length`)).toBe(0);
      expect(await page.locator('.remarks code').first().isVisible()).toBe(true);
    });
  });
});

describe('without JavaScript', () => {
  test('an answer opens, a whole program is one link away, and there is no dead control', async () => {
    await site.visit(server, { javaScriptEnabled: false }, async (page) => {
      const answer = page.locator('.answer').first();
      expect(await answer.locator('p').first().isVisible()).toBe(false);
      await answer.locator('summary').click();
      expect(await answer.locator('p').first().isVisible()).toBe(true);
      expect(await page.locator('button:visible, select:visible, input:visible').count()).toBe(0);
      await page.locator('#code-server-ts-greet figcaption a').last().click();
      await page.waitForURL('**/lessons/03-server-client/programs/#program-server-ts');
      expect(await page.locator('#program-server-ts pre').isVisible()).toBe(true);
    });
  });
});

describe('copying', () => {
  test('the button copies the command and confirms it', async () => {
    await site.visit(server, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
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
    await site.visit(server, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
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
    await site.visit('/', {}, async (page) => {
      await page.addInitScript('delete Navigator.prototype.clipboard');
      await page.goto(`${site.address}${server}`);
      await page.locator('button.search:visible').first().waitFor();
      expect(await page.locator('button.copy').count()).toBeGreaterThan(0);
      expect(await page.locator('button.copy:visible').count()).toBe(0);
    });
  });
});

describe('languages', () => {
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

  test('the language switch keeps its place when it is reached by keyboard', async () => {
    await site.visit(`${server}#half-close`, {}, async (page) => {
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
      await page.waitForURL(/\/zh\/lessons\/03-server-client\/#half-close$/);
    });
  });

  test.each([
    ['zh-CN', '/zh/'],
    ['zh-TW', '/zh/'],
    ['en-GB', '/'],
    ['de', '/'],
  ])('a first visit with a browser in %s lands on %s', async (locale, path) => {
    await site.visit('/', { locale }, async (page) => {
      await page.waitForURL(`${site.address}${path}`);
      expect(await page.locator('h1').isVisible()).toBe(true);
    });
  });

  test('a chosen language is kept, whatever the language of the browser', async () => {
    await site.visit('/zh/', { locale: 'zh-CN' }, async (page) => {
      await page.locator('a.language').click();
      await page.waitForURL(`${site.address}/`);
      await page.goto(`${site.address}/`);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });
  });

  test('a link to a lesson keeps its language', async () => {
    await site.visit(server, { locale: 'zh-CN' }, async (page) => {
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });
  });
});

describe('themes', () => {
  const paper = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

  test("follow the system or the reader's choice, from the first paint on", async () => {
    await site.visit('/', { colorScheme: 'light' }, async (page) => {
      const light = await paper(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await paper(page);
      expect(dark).not.toBe(light);
      await page.locator('.theme select').selectOption('light');
      expect(await paper(page)).toBe(light);
      // Told before the body is there: no flash.
      await page.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
      await page.goto(`${site.address}${server}`, { waitUntil: 'commit' });
      // No script has run; until its style sheet is there, a page has no colours and is not painted.
      await page.waitForLoadState('load');
      expect(await paper(page)).toBe(light);
    });
  });
});

describe('the keyboard', () => {
  test('arrow keys change the page, but not while an element has the focus', async () => {
    await site.visit('/lessons/02-create-sockets/', {}, async (page) => {
      for (const place of ['.listing pre', '.theme select', 'button.copy', 'summary', '.output', 'main a', '.table']) {
        await page.locator(place).first().focus();
        expect(await page.evaluate('document.activeElement === document.body'), place).toBe(false);
        await page.keyboard.press('ArrowRight');
      }
      expect(page.url()).toContain('/lessons/02-');
      await page.locator('h1').click();
      await page.evaluate('document.activeElement.blur()');
      await page.keyboard.press('ArrowRight');
      await page.waitForURL('**/lessons/03-server-client/');
      await page.keyboard.press('ArrowLeft');
      await page.waitForURL('**/lessons/02-create-sockets/');
    });
  });

  test('the first stop is a link to the text', async () => {
    await site.visit(server, {}, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('#main');
    });
  });
});

describe('explanations', () => {
  const tip = '#tip:popover-open';

  test('nothing of them is loaded before the first use', async () => {
    const asked: string[] = [];
    await site.visit('/', {}, async (page) => {
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${site.address}${server}`, { waitUntil: 'networkidle' });
    });
    expect(asked.filter((url) => /explain|search|types\//.test(url))).toEqual([]);
  });

  test('a term shows its meaning on hover and on focus; Esc hides it, the pointer may rest on it', async () => {
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

  test('a name in a listing shows its type under the pointer and the finger', async () => {
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

  test('the tip of a name is inside the window, and beside the name', async () => {
    for (const [width, height] of [
      [320, 568],
      [640, 400],
    ] as const) {
      await site.visit('/lessons/05-threaded-scan/', { viewport: { width, height } }, async (page) => {
        const pre = page.locator('.listing pre', { hasText: 'resetAndDestroy' }).first();
        await pre.focus();
        await pre.locator('.name').first().waitFor({ state: 'attached' });
        const names = pre.locator('.name');
        for (let number = 0; number < (await names.count()); number++) {
          await names.nth(number).focus();
          await expect.poll(() => names.nth(number).getAttribute('aria-describedby')).toBe('tip');
          const { told, name } = await page.evaluate<
            Record<'told' | 'name', Record<'left' | 'right' | 'top' | 'bottom', number>>
          >(`({ told: ${box('#tip')}, name: ${box('[aria-describedby=tip]')} })`);
          const within = told.left >= 8 && told.right <= width - 8 && told.top >= 0 && told.bottom <= height;
          const beside = told.top >= name.bottom || told.bottom <= name.top;
          expect({ within, beside }, `${await names.nth(number).textContent()}: ${JSON.stringify(told)}`).toEqual({
            within: true,
            beside: true,
          });
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
    for (const { id } of lessonIds().map((one) => readLesson(one))) {
      await site.visit(`/lessons/${id}/programs/`, {}, async (page) => {
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
  });
});

describe('paper', () => {
  test('has no navigation, no closed answers, and all of the code', async () => {
    await site.visit(server, {}, async (page) => {
      await page.emulateMedia({ media: 'print' });
      for (const gone of ['.top', '.foot', '.contents', '.turn', '.copy', '.answer']) {
        expect(await page.locator(gone).first().isVisible(), gone).toBe(false);
      }
      const cut = await page.evaluate(
        `[...document.querySelectorAll('pre')].filter((pre) => pre.scrollWidth > pre.clientWidth + 1).length`,
      );
      expect(cut).toBe(0);
      expect((await page.pdf({ format: 'A4' })).byteLength).toBeGreaterThan(50_000);
    });
  });

  test('is as wide in every language', async () => {
    const widths: number[] = [];
    for (const prefix of prefixes) {
      await site.visit(`${prefix}print/`, {}, async (page) => {
        await page.emulateMedia({ media: 'print' });
        widths.push(await page.evaluate<number>('document.querySelector("main").offsetWidth'));
      });
    }
    expect(new Set(widths).size, String(widths)).toBe(1);
  });

  test('and the whole course is one page', async () => {
    await site.visit('/zh/print/', {}, async (page) => {
      for (const id of lessonIds()) {
        const lesson = readLesson(id);
        for (const cell of lesson.cells) {
          expect(await page.locator(`[id="l${lesson.number}-cell-${cell.name}"]`).count()).toBe(1);
        }
      }
    });
  });

  test.each(prefixes)(
    '%sprint/ leads to a chapter that was not laid out yet, and sets aside enough for each',
    async (prefix) => {
      await site.visit(`${prefix}print/`, { viewport: { width: 320, height: 640 } }, async (page) => {
        await page.locator('main nav a').last().click();
        await expect(page.locator('#lesson-6').isVisible()).resolves.toBe(true);
        const top = `document.getElementById('lesson-6').getBoundingClientRect().top`;
        await expect.poll(() => page.evaluate(`${top} >= 0 && ${top} < innerHeight / 2`)).toBe(true);
        const heights = `[...document.querySelectorAll('.chapter')].map((one) => one.offsetHeight)`;
        await page.reload();
        const aside = (await page.evaluate(heights)) as number[];
        // The page's policy blocks an added <style>, not a property that a script sets.
        const layOut = `for (const one of document.querySelectorAll('.chapter')) one.style.contentVisibility = 'visible'`;
        await page.evaluate(layOut);
        const laidOut = (await page.evaluate(heights)) as number[];
        expect(Math.max(...laidOut)).toBeLessThan(Math.max(...aside));
      });
    },
  );
});

describe('the home page', () => {
  const day = '2026-01-01T00:00:00.000Z';
  const [first = '', second = '', third = ''] = lessonIds();
  const open = (progress: object) => `localStorage.setItem('progress', ${JSON.stringify(JSON.stringify(progress))})`;
  const nothing = { version: 1, read: {}, answered: {}, passed: {}, tries: {} };

  /** What the page offers to press first, and where it leads. */
  const offer = async (page: Page) => {
    const go = page.locator('.act .go');
    return [(await go.textContent())?.trim(), new URL((await go.getAttribute('href')) ?? '', page.url()).pathname];
  };

  test.each([
    ['/', 'Start: 1. Socket concepts'],
    ['/zh/', '开始：第 1 课 套接字是什么'],
  ])('%s begins with the first lesson, without JavaScript, too', async (path, said) => {
    for (const javaScriptEnabled of [true, false]) {
      await site.visit(path, { javaScriptEnabled }, async (page) => {
        expect(await offer(page)).toEqual([said, `${path}lessons/${first}/`]);
        expect(await page.locator('.lessons a').count()).toBe(lessonIds().length);
        await page.locator('.act .go').click();
        await page.waitForURL(`**${path}lessons/${first}/`);
      });
    }
  });

  test.each([
    [
      'the lesson that is begun',
      { ...nothing, read: { [first]: day }, passed: { '03/echo-lines': day } },
      `lessons/${third}/`,
    ],
    ['the lesson after the last one read', { ...nothing, read: { [first]: day } }, `lessons/${second}/`],
    [
      'the exercises that are left, when every lesson is read',
      { ...nothing, read: Object.fromEntries(lessonIds().map((id) => [id, day])) },
      `lessons/${first}/practice/`,
    ],
  ])('a returning reader continues with %s, before any script file has come', async (_, progress, path) => {
    for (const prefix of prefixes) {
      const context = await site.browser.newContext({ locale: prefix === '/' ? 'en' : 'zh' });
      const page = await context.newPage();
      await page.addInitScript(open(progress));
      await page.route('**/*.js', (route) => route.abort());
      await page.goto(`${site.address}${prefix}`);
      const [said, address] = await offer(page);
      expect(address).toBe(`${prefix}${path}`);
      expect(said).toMatch(prefix === '/' ? /^Continue: \d\. ./ : /^继续：第 \d 课 ./);
      expect(await page.locator('.lessons .read').count()).toBe(Object.keys(progress.read).length);
      await context.close();
    }
  });

  test('nothing moves when the progress is shown, or comes later', async () => {
    for (const width of [360, 1280]) {
      const context = await site.browser.newContext({ viewport: { width, height: 800 } });
      const page = await context.newPage();
      await page.addInitScript(open({ ...nothing, read: { [first]: day }, passed: { '03/echo-lines': day } }));
      await page.goto(`${site.address}/`, { waitUntil: 'networkidle' });
      const shifts = `new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().length)).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(0), 300);
      })`;
      expect(await page.evaluate(shifts), `at ${width} px`).toBe(0);
      const top = () => page.evaluate(`document.querySelector('#how-to-run').getBoundingClientRect().top + scrollY`);
      const before = await top();
      const more = { ...nothing, read: Object.fromEntries(lessonIds().map((id) => [id, day])) };
      await page.evaluate(`${open(more)}; document.dispatchEvent(new Event('socketbook:progress'))`);
      expect(await page.locator('.lessons .read').count()).toBe(lessonIds().length);
      expect(await top(), `at ${width} px`).toBe(before);
      await context.close();
    }
  });

  test('progress that is damaged changes nothing on it', async () => {
    await site.visit('/', {}, async (page) => {
      for (const damaged of ['{', 'null', '[]', '{"version":1,"read":null,"passed":7}']) {
        await page.evaluate(`localStorage.setItem('progress', ${JSON.stringify(damaged)})`);
        await page.reload();
        expect((await offer(page))[0]).toBe('Start: 1. Socket concepts');
      }
    });
  });
});

test('an unknown address shows a message in every language, with a link to the home page', async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  const response = await page.goto(`${site.address}/nothing/`);
  expect(response?.status()).toBe(404);
  const links = await page.evaluate(`[...document.querySelectorAll('main a')].map((one) => one.getAttribute('href'))`);
  expect(links).toEqual(prefixes);
  await context.close();
});

test('npm start serves the notebook on 127.0.0.1 and prints its address', async () => {
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
