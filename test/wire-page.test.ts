// The figures of what crossed the wire, on the built pages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio/slim';
import { expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds, readLesson, readRecording } from '../scripts/course/lesson.ts';
import { readTalk } from '../scripts/course/pairs.ts';
import { wireSubjectOf } from '../scripts/course/rungs.ts';
import { readWire } from '../scripts/course/wire-file.ts';
import { stepsOf } from '../scripts/recording/wire/steps.ts';
import { pagesOf } from './support/lesson-pages.ts';
import { sites } from './support/sites.ts';

const { dist } = sites.root;
const pages = languages.flatMap((lang) =>
  lessonIds().flatMap((id) =>
    pagesOf(id).map((path) => {
      const file = `${lang === languages[0] ? '' : `${lang}/`}${path}index.html`;
      return { id, file, $: load(readFileSync(join(dist, file), 'utf8')) };
    }),
  ),
);

test('each figure shows every packet of its recording, in order: drawn, in the description, and in the table', () => {
  let count = 0;
  for (const { id, file, $ } of pages) {
    for (const figure of $('.wire').get()) {
      const place = $(figure).attr('id') ?? '';
      const lesson = readLesson(id);
      const { system, ladders } = readWire(lesson, wireSubjectOf(lesson, place.slice('wire-'.length)));
      const rungs = ladders.flatMap((ladder) => ladder.rungs.map((rung) => ({ ...rung, ends: ladder.ends })));
      const where = `${file}#${place}`;
      const ids = $(figure)
        .find('.rung')
        .map((_, rung) => $(rung).attr('id'))
        .get();
      expect(ids, where).toEqual(rungs.map((_, index) => `${place}-${index + 1}`));
      expect($(figure).find('svg').length, where).toBe(ladders.length);
      expect($(figure).find('figcaption').text(), where).toContain(system);
      const rows = $(figure)
        .find('tbody tr')
        .get()
        .map((row) =>
          $(row)
            .find('th, td')
            .map((_, cell) => $(cell).text())
            .get(),
        );
      expect(
        rows.map(([number, ms, ports, , seq, ack]) => [number, ms, ports, seq, ack]),
        where,
      ).toEqual(
        rungs.map(({ ms, from, ends, seq, ack }, index) => {
          const [sender, receiver] = [ends[from], ends[1 - from]].map((end) => end?.split(':').at(-1));
          return [String(index + 1), ms.toFixed(2), `${sender} → ${receiver}`, String(seq ?? ''), String(ack ?? '')];
        }),
      );
      const desc = $(figure).find('desc').text();
      let from = 0;
      // What each rung carries, and each pause, in the order in which they are drawn.
      const drawn = $(figure)
        .find('svg')
        .get()
        .flatMap((svg) =>
          $(svg)
            .find('.rung text.fig-mid:not(.fig-mono), svg > text.fig-mid')
            .get()
            .map((text) => ({ y: Number($(text).attr('y')), name: $(text).text() }))
            .sort((a, b) => a.y - b.y),
        );
      for (const { name } of drawn) {
        const at = desc.indexOf(name, from);
        expect(at, `${where}: ${name} in ${desc}`).toBeGreaterThanOrEqual(0);
        from = at + name.length;
      }
      count += 1;
    }
  }
  expect(count).toBeGreaterThanOrEqual(2 * 15);
});

test('each figure has the steps of its replay in order of time: all rungs, and all lines of the output', () => {
  for (const { id, file, $ } of pages) {
    for (const figure of $('.wire').get()) {
      const place = $(figure).attr('id') ?? '';
      const lesson = readLesson(id);
      const subject = wireSubjectOf(lesson, place.slice('wire-'.length));
      const expected = stepsOf(readWire(lesson, subject));
      const player = $(figure).find('.player');
      const steps: [number, number, string][] = JSON.parse(player.attr('data-steps') ?? '');
      const where = `${file}#${place}`;
      expect(
        steps.map(([ms, rung]) => [ms, rung]),
        where,
      ).toEqual(expected.map(({ ms, rung = 0 }) => [ms, rung]));
      const output =
        'file' in subject
          ? readRecording(lesson, subject).split('\n')
          : readTalk(lesson, subject).map(({ text }) => text);
      const printed = expected.flatMap(({ line }) => (line === undefined ? [] : [output[line] ?? '']));
      expect(
        player
          .find('li > span')
          .get()
          .map((line) => $(line).contents().last().text()),
        where,
      ).toEqual(printed);
      const names = $(figure)
        .find('.rung')
        .get()
        .map((rung) => $(rung).find('text.fig-mid').first().text());
      const said = steps.map(([, rung]) => (rung > 0 ? (names[rung - 1] ?? '') : (printed.shift() ?? '')));
      for (const [index, [, , words]] of steps.entries()) expect(words, where).toContain(said[index]);
    }
  }
});

test('every rung that prose names is drawn on the same page', () => {
  const dead = pages.flatMap(({ file, $ }) =>
    $('a[href^="#wire-"]')
      .get()
      .map((link) => $(link).attr('href') ?? '')
      .filter((href) => $(`[id="${href.slice(1)}"]`).length !== 1)
      .map((href) => `${file}${href}`),
  );
  expect(dead).toEqual([]);
});
