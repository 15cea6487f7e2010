// What the pages for teachers say of a lesson's sections: their titles, their places, and what is asked in them.
import type { Lang } from '../scripts/course/languages.ts';
import type { Lesson } from '../scripts/course/lesson.ts';
import { attribute, idsOf, nodeText, readProse } from '../scripts/course/mdx.ts';
import { type Part, partsOf, pathOf } from '../scripts/course/pages.ts';
import { openingId } from '../scripts/course/teach.ts';
import { pageLink } from './links.ts';

/** A question of a section, as plain text. */
export interface Question {
  text: string;
  href: string;
}

/** A section of a lesson's pages. */
export interface Place {
  title: string;
  href: string;
  questions: Question[];
}

/** The places of a lesson by the ids of their sections, and those of its cells and pairs by their names. */
export interface Places {
  sections: Map<string, Place>;
  cells: Map<string, string>;
}

/** Adds the places of one page. */
function addPage(lesson: Lesson, part: Part, lang: Lang, opening: string, { sections, cells }: Places): void {
  const path = pageLink(lang, `lessons/${lesson.id}/${pathOf(part)}`);
  const ids = idsOf(lesson.id, part, lang);
  let now: Place = { title: opening, href: path, questions: [] };
  if (part === 'core') sections.set(openingId, now);
  for (const node of readProse(lesson.id, part, lang).tree.children) {
    if (node.type === 'heading') {
      const id = ids.shift() ?? '';
      now = { title: nodeText(node), href: `${path}#${id}`, questions: [] };
      sections.set(id, now);
    }
    if (node.type !== 'mdxJsxFlowElement') continue;
    const name = attribute(node, 'name') ?? '';
    if (node.name === 'Cell') cells.set(name, `${path}#cell-${name}`);
    if (node.name === 'Pair') {
      cells.set(name, `${path}#pair-${name}`);
      const pair = lesson.pairs.find((one) => one.name === name);
      for (const end of pair ? [pair.server, pair.client] : []) cells.set(end, `${path}#cell-${end}`);
    }
    if (node.name === 'Quiz' || node.name === 'Predict') {
      const asked = node.children.filter((child) => child.type === 'paragraph').map((child) => nodeText(child));
      const id = attribute(node, 'id');
      now.questions.push({
        text: asked.join(' ').replace(/\s+/g, ' '),
        href: id === undefined ? now.href : `${path}#quiz-${id}`,
      });
    }
  }
}

/** The places of a lesson in one language. @param opening the name of what a page has before its first heading */
export function placesOf(lesson: Lesson, lang: Lang, opening: string): Places {
  const places: Places = { sections: new Map(), cells: new Map() };
  for (const part of partsOf(lesson.id)) addPage(lesson, part, lang, opening, places);
  return places;
}
