// What the presenter knows of a lesson's sections besides its page: present/03-server-client.en.json. Loaded when presenting begins.
import type { APIRoute } from 'astro';
import { type Lang, languages } from '../../../scripts/course/languages.ts';
import { lessonIds, readLesson } from '../../../scripts/course/lesson.ts';
import { sectionMinutes } from '../../../scripts/course/minutes.ts';
import { partsOf } from '../../../scripts/course/pages.ts';
import { noteParts, noteTitles, openingId, readNotes, type SectionNotes } from '../../../scripts/course/teach.ts';
import { toHtml } from '../../markdown.ts';
import type { PresentFacts, SectionFacts } from '../../shared/present.ts';

export const getStaticPaths = () =>
  lessonIds().flatMap((lesson) =>
    languages.map((lang) => ({ params: { file: `${lesson}.${lang}` }, props: { lesson, lang } })),
  );

/** The notes of a section as HTML. */
const notesHtml = ({ parts }: SectionNotes, lang: Lang) =>
  noteParts
    .flatMap((part) => (parts[part] === undefined ? [] : [`<h4>${noteTitles[lang][part]}</h4>`, toHtml(parts[part])]))
    .join('');

export const GET: APIRoute<{ lesson: string; lang: Lang }> = ({ props }) => {
  const lesson = readLesson(props.lesson);
  const counted = partsOf(lesson.id).flatMap((part) => Object.entries(sectionMinutes(lesson, part)));
  const sections: Record<string, SectionFacts> = Object.fromEntries(counted.map(([id, minutes]) => [id, { minutes }]));
  const notes = readNotes(lesson.id, props.lang);
  for (const section of notes?.sections ?? []) {
    // What comes before the first section has no id on the page.
    const id = section.id === openingId ? '' : section.id;
    sections[id] = { minutes: section.minutes, notes: notesHtml(section, notes?.written ?? props.lang) };
  }
  return Response.json({ core: lesson.core, sections } satisfies PresentFacts);
};
