// A lesson that is written in one language only in part.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheerioAPI } from 'cheerio/slim';
import { expect } from 'vitest';
import { tags } from '../../scripts/course/languages.ts';
import { stringsFor } from '../../site/strings.ts';

const id = '06-entry-point-guard';

/** Leaves lesson 6 in Chinese only, its page "Going deeper" in English only, and one of its exercises, too. @returns its folder */
export function leaveOut(copy: string): string {
  const lesson = join(copy, 'lessons', id);
  for (const file of ['en.mdx', 'deeper.zh.mdx']) rmSync(join(lesson, file));
  rmSync(join(lesson, 'exercises', readdirSync(join(lesson, 'exercises'))[0] ?? '', 'zh.md'));
  const deeper = readFileSync(join(lesson, 'deeper.en.mdx'), 'utf8');
  const box = '<Try cell="common">\n\nChange it.\n\n<Hint>\n\nWhich line?\n\n</Hint>\n\n</Try>';
  writeFileSync(join(lesson, 'deeper.en.mdx'), `${deeper}\n${box}\n`);
  return lesson;
}

/** Expects such a page in the other language with a notice, in the language of the page. @param pageAt reads a page */
export async function expectNotices(pageAt: (path: string) => Promise<CheerioAPI>): Promise<void> {
  for (const [lang, path, written] of [
    ['zh', `zh/lessons/${id}/deeper`, 'en'],
    ['en', `lessons/${id}`, 'zh'],
  ] as const) {
    const $ = await pageAt(path);
    const notice = $('main .untranslated');
    expect($('html').attr('lang')).toBe(tags[lang]);
    expect(notice.text()).toBe(stringsFor(lang).untranslated);
    expect(notice.attr('lang')).toBe(tags[lang]);
    expect($('main').attr('lang')).toBe(tags[written]);
    expect($('main h2').length).toBeGreaterThan(1);
    for (const heading of $('main h2').get()) expect($(heading).attr('id')).toBeTruthy();
  }
  const $box = (await pageAt(`lessons/${id}/deeper`))('.try');
  expect($box.find('.label').text()).toBe(stringsFor('en').tryIt);
  expect($box.find('.hint').text()).toContain('Which line?');
  expect($box.find('.to-cell a').attr('href')).toBe('#cell-common');
  expect($box.find('.to-cell').text()).toContain('common.cjs');
  expect((await pageAt(`zh/lessons/${id}`))('.untranslated').length).toBe(0);
}
