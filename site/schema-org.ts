// Describes the pages for search engines, with schema.org's Course and LearningResource.
import { type Lang, tags } from '../scripts/course/languages.ts';
import { minutesOf } from '../scripts/course/minutes.ts';
import { pathOf } from '../scripts/course/pages.ts';
import { type Chapter, languageOf } from './course.ts';
import { pageLink } from './links.ts';
import { stringsFor } from './strings.ts';
import { totalOf } from './times.ts';

const whole = (lang: Lang, path: string, site: URL | undefined) => new URL(pageLink(lang, path), site).href;

function aboutCourse(lang: Lang, site: URL | undefined) {
  const t = stringsFor(lang);
  return {
    '@type': 'Course',
    '@id': whole(lang, '', site),
    name: `${t.course}${t.colon}${t.tagline}`,
    description: t.description,
    url: whole(lang, '', site),
    inLanguage: tags[lang],
    isAccessibleForFree: true,
    offers: { '@type': 'Offer', category: 'Free' },
    provider: { '@type': 'Organization', name: t.course, url: whole(lang, '', site) },
  };
}

function aboutLesson(lang: Lang, { lesson, prose }: Chapter, site: URL | undefined) {
  return {
    '@type': 'LearningResource',
    name: prose.data.title,
    description: prose.data.summary,
    url: whole(lang, `lessons/${lesson.id}/`, site),
    position: lesson.number,
    learningResourceType: 'lesson',
    timeRequired: `PT${minutesOf(lesson).core}M`,
    teaches: prose.data.objectives,
    inLanguage: tags[languageOf(prose)],
  };
}

/** The course with its lessons. */
export function courseFacts(lang: Lang, course: readonly Chapter[], site: URL | undefined) {
  const { core, deeper, exercises } = totalOf(course.map(({ lesson }) => lesson));
  const workload = core + deeper + exercises;
  return {
    '@context': 'https://schema.org',
    ...aboutCourse(lang, site),
    hasCourseInstance: { '@type': 'CourseInstance', courseMode: 'Online', courseWorkload: `PT${workload}M` },
    hasPart: course.map((chapter) => aboutLesson(lang, chapter, site)),
  };
}

/** The course as the whole of which a page is a part. The home page says everything about it. */
function courseOf(lang: Lang, site: URL | undefined) {
  const { '@type': type, '@id': id, name, url } = aboutCourse(lang, site);
  return { '@type': type, '@id': id, name, url };
}

/** One lesson, as a part of its course. */
export function lessonFacts(lang: Lang, chapter: Chapter, site: URL | undefined) {
  return {
    '@context': 'https://schema.org',
    ...aboutLesson(lang, chapter, site),
    isPartOf: courseOf(lang, site),
  };
}

/** The page "Going deeper" of a lesson, as a part of the course. Undefined if the lesson has none. */
export function deeperFacts(lang: Lang, { lesson, deeper }: Chapter, site: URL | undefined) {
  if (deeper === undefined) return undefined;
  return {
    '@context': 'https://schema.org',
    '@type': 'LearningResource',
    name: deeper.data.title,
    description: deeper.data.summary,
    url: whole(lang, `lessons/${lesson.id}/${pathOf('deeper')}`, site),
    learningResourceType: 'lesson',
    timeRequired: `PT${minutesOf(lesson).deeper}M`,
    teaches: deeper.data.objectives,
    inLanguage: tags[languageOf(deeper)],
    isPartOf: courseOf(lang, site),
  };
}
