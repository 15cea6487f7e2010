// The pages for teachers: plans, notes, and that pupils do not come upon them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio/slim';
import { describe, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds } from '../scripts/course/lesson.ts';
import { readPlans } from '../scripts/course/plans.ts';
import { noteParts, readNotes } from '../scripts/course/teach.ts';
import { htmlFiles } from './support/html-files.ts';
import { sites } from './support/sites.ts';

const { dist } = sites.root;
const page = (path: string) => load(readFileSync(join(dist, path, 'index.html'), 'utf8'));

describe.each(languages)('for teachers (%s)', (lang) => {
  const root = lang === languages[0] ? '' : `${lang}/`;

  test('the minutes in each session of each plan are those of the notes, and add up to its hours', () => {
    const $ = page(`${root}teach/`);
    const sessions = readPlans().flatMap((plan) => plan.sessions.map((session) => ({ plan, session })));
    const tables = $('.session').get();
    expect(tables).toHaveLength(sessions.length);
    for (const [index, { plan, session }] of sessions.entries()) {
      const rows = $(tables[index])
        .find('tbody tr')
        .get()
        .map((row) => Number($(row).find('td').first().text()));
      const shown = session.shown.map(({ minutes }) => minutes);
      expect(rows).toEqual([plan.start, ...shown, session.workMinutes, plan.end]);
      expect(rows.reduce((sum, one) => sum + one)).toBe(plan.minutes);
      expect(Number($(tables[index]).find('tfoot td').first().text())).toBe(plan.minutes);
      expect($(tables[index]).find('details li')).toHaveLength(session.leftOut.length);
    }
  });

  test('a plan names what is run, what is asked and what pupils do, each with a link', () => {
    const $ = page(`${root}teach/`);
    const ran = readPlans().flatMap(({ sessions }) =>
      sessions.flatMap(({ shown }) => shown.flatMap(({ cells }) => cells)),
    );
    expect(
      $('.session td:nth-child(3) a')
        .get()
        .map((a) => $(a).text()),
    ).toEqual(ran);
    expect($('.session td:nth-child(4) a').length).toBeGreaterThan(8);
    for (const a of $('.teach .session a').get()) {
      expect($(a).attr('href'), $(a).text()).toMatch(/^\/(zh\/)?(lessons|teach)\//);
      expect($(a).text()).not.toMatch(/undefined/);
    }
  });

  test('each lesson has a page with its notes, section by section, and the links of its kit', () => {
    for (const id of lessonIds()) {
      const $ = page(`${root}teach/${id}/`);
      const notes = readNotes(id, lang);
      const sections = $('.note').get();
      expect(sections).toHaveLength(notes?.sections.length ?? -1);
      for (const [index, { id: section, minutes, parts }] of (notes?.sections ?? []).entries()) {
        expect($(sections[index]).attr('aria-labelledby')).toBe(`note-${section}`);
        expect($(sections[index]).find('.minutes').text()).toContain(String(minutes));
        expect($(sections[index]).find('h2 a').text()).not.toBe('');
        expect($(sections[index]).find('h3')).toHaveLength(
          noteParts.filter((part) => parts[part] !== undefined).length,
        );
      }
      const kit = $('.kit a')
        .get()
        .map((a) => $(a).attr('href'));
      const home = `/${root}lessons/${id}/`;
      expect(kit).toEqual([home, `${home}?present`, `${home}handout/`, `/${root}teach/${id}/answers/`]);
    }
  });

  test('a page for pupils leads there from its foot only, and neither the search nor the home page knows it', () => {
    for (const file of htmlFiles(dist).filter((one) => !/(^|\/)teach\//.test(one))) {
      const $ = load(readFileSync(join(dist, file), 'utf8'));
      const links = $('a[href*="/teach/"]');
      expect(links.length, file).toBe(1);
      expect(links.closest('footer').length, file).toBe(1);
      expect(links.attr('href')).toMatch(/^\/(zh\/)?teach\/$/);
    }
    expect(readFileSync(join(dist, `search/${lang}.json`), 'utf8')).not.toContain('teach/');
    for (const file of htmlFiles(dist).filter((one) => /(^|\/)teach\//.test(one))) {
      const $ = load(readFileSync(join(dist, file), 'utf8'));
      expect($('[data-lesson], [data-question], [data-exercise], #key-points').length, file).toBe(0);
    }
  });
});
