// Describes the pages for search engines, with schema.org's Course and LearningResource.
import { type Lang, tags } from '../scripts/course/languages.ts';
import type { Chapter } from './course.ts';
import { pageLink } from './links.ts';
import { stringsFor } from './strings.ts';

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
    timeRequired: `PT${lesson.minutes}M`,
    teaches: prose.data.objectives,
    inLanguage: tags[lang],
  };
}

/** The course with its lessons. */
export function courseFacts(lang: Lang, course: readonly Chapter[], site: URL | undefined) {
  const workload = course.reduce((sum, { lesson }) => sum + lesson.minutes, 0);
  return {
    '@context': 'https://schema.org',
    ...aboutCourse(lang, site),
    hasCourseInstance: { '@type': 'CourseInstance', courseMode: 'Online', courseWorkload: `PT${workload}M` },
    hasPart: course.map((chapter) => aboutLesson(lang, chapter, site)),
  };
}

/** One lesson, as a part of its course. */
export function lessonFacts(lang: Lang, chapter: Chapter, site: URL | undefined) {
  // The home page says everything about the course.
  const { '@type': type, '@id': id, name, url } = aboutCourse(lang, site);
  return {
    '@context': 'https://schema.org',
    ...aboutLesson(lang, chapter, site),
    isPartOf: { '@type': type, '@id': id, name, url },
  };
}
