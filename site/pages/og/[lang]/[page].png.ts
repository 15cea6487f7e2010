// The picture of each lesson, and of everything else, for those who share an address.
import type { APIRoute } from 'astro';
import { languages } from '../../../../scripts/languages.ts';
import { type Card, drawCard } from '../../../cards/card.ts';
import { answerPng } from '../../../cards/drawing.ts';
import { fill } from '../../../shared/fill.ts';
import { chapters } from '../../../course.ts';
import { stringsFor } from '../../../strings.ts';

export async function getStaticPaths() {
  const all = languages.map(async (lang) => {
    const t = stringsFor(lang);
    const course = await chapters(lang);
    const common = { lang, course: t.course, lessons: course.length };
    const home: Card = { ...common, title: t.tagline, text: t.description };
    return [
      { params: { lang, page: 'home' }, props: home },
      ...course.map(({ lesson, prose }) => ({
        params: { lang, page: lesson.id },
        props: {
          ...common,
          place: fill(t.place, { number: lesson.number, all: course.length, minutes: lesson.minutes }),
          title: prose.data.title,
          text: prose.data.question,
          lesson: lesson.number,
        } satisfies Card,
      })),
    ];
  });
  return (await Promise.all(all)).flat();
}

export const GET: APIRoute<Card> = async ({ props }) => answerPng(await drawCard(props));
