// Makes the index of one language.
import MiniSearch from 'minisearch';
import { glossary } from '../../lessons/glossary.ts';
import { asked } from '../../lessons/search-synonyms.ts';
import { type Lang, languages } from '../../scripts/course/languages.ts';
import type { Lesson } from '../../scripts/course/lesson.ts';
import { fill } from '../shared/fill.ts';
import { stringsFor } from '../strings.ts';
import { indexOptions, type Place, type SearchData } from './data.ts';
import { type Prose, sectionsOf } from './sections.ts';

/** The terms of the glossary as places on its page. */
function termsIn(lang: Lang, page: number): Place[] {
  return glossary.map((term) => {
    const { name, meaning, also = [] } = term[lang];
    const english = lang === languages[0] || term.en.name === name ? [] : [term.en.name];
    const heading = [name, ...english.map((one) => `（${one}）`)].join('');
    return {
      page,
      id: term.id,
      heading,
      also: heading === name ? also : [name, ...english, ...also],
      text: meaning,
      code: '',
    };
  });
}

/**
 * The data of the search in one language: the places, and the index of their words.
 * @throws Problem if a lesson names something that does not exist
 */
export function searchData(lang: Lang, course: readonly { lesson: Lesson; prose: Prose }[]): SearchData {
  const t = stringsFor(lang);
  const pages: SearchData['pages'] = [];
  const places: Place[] = [];
  for (const { lesson, prose } of course) {
    const { number, id } = lesson;
    const { title } = prose.data;
    const own = {
      '': `${number}. ${title}`,
      ...(prose.deeper && { 'deeper/': `${number}. ${prose.deeper.data.title}` }),
      'programs/': t.programsOf,
      'practice/': t.practice.title,
    };
    const numbers = new Map<string, number>();
    for (const [path, name] of Object.entries(own)) {
      numbers.set(path, pages.length);
      pages.push({ path: `lessons/${id}/${path}`, title: fill(name, { number, title }) });
    }
    for (const { page, id, heading, text, code } of sectionsOf(lesson, prose, lang)) {
      places.push({ page: numbers.get(page) ?? 0, id, heading, text, code });
    }
  }
  pages.push({ path: 'glossary/', title: t.glossary });
  places.push(...termsIn(lang, pages.length - 1));
  for (const place of places) {
    const phrases = asked[`${pages[place.page]?.path}#${place.id}`]?.[lang] ?? [];
    if (phrases.length > 0) place.asked = phrases;
  }
  const index = new MiniSearch(indexOptions);
  index.addAll(places.map((place, number) => ({ ...place, number })));
  const { documentIds: _, ...facts } = index.toJSON();
  // Sorted terms compress better.
  facts.index.sort(([a], [b]) => (a < b ? -1 : 1));
  return { lang, pages, places, index: facts };
}
