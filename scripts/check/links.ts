import type { MdastNode } from 'satteri';
import { exercisesOf } from '../course/exercises.ts';
import type { Lang } from '../course/languages.ts';
import { type Lesson, lessonIds, readLesson } from '../course/lesson.ts';
import { attribute, idsOf, readProse, walk } from '../course/mdx.ts';
import { partsOf, pathOf } from '../course/pages.ts';
import { wireSubjectOf } from '../course/rungs.ts';
import { readWire } from '../course/wire-file.ts';
import { gather, Problem } from '../project/problem.ts';
import type { ProsePage } from './prose-page.ts';

/** The places that the pages of a lesson have besides those of its prose, by id. */
export const ownPlaces = ['main', 'objectives', 'key-points', 'practice', 'programs'];

const fileId = (file: string) => file.replace(/\W+/g, '-');

/** The ids of a figure of what crossed the wire, and of its rungs. A wrong name is another mistake. */
function wireIds(lesson: Lesson, name: string): string[] {
  let count = 0;
  gather([], () => {
    const { ladders } = readWire(lesson, wireSubjectOf(lesson, name));
    count = ladders.flatMap(({ rungs }) => rungs).length;
  });
  return [`wire-${name}`, ...Array.from({ length: count }, (_, index) => `wire-${name}-${index + 1}`)];
}

/** The ids of the elements of a page, as the components make them. */
function elementIds(lesson: Lesson, nodes: Iterable<MdastNode>): string[] {
  return [...nodes].flatMap((node) => {
    if (node.type !== 'mdxJsxFlowElement') return [];
    const [name = '', id = '', file = ''] = ['name', 'id', 'file'].map((one) => attribute(node, one));
    const region = attribute(node, 'region');
    const pair = lesson.pairs.find((one) => one.name === name);
    if (node.name === 'Code') return [`code-${fileId(file)}${region === undefined ? '' : `-${region}`}`];
    if (node.name === 'Wire') return wireIds(lesson, attribute(node, 'cell') ?? '');
    if (node.name === 'Quiz') return [`quiz-${id}`];
    if (node.name === 'Pair') return [`pair-${name}`, `cell-${pair?.server}`, `cell-${pair?.client}`];
    return node.name === null ? [] : [`${node.name.toLowerCase()}-${name}`];
  });
}

/** The ids to which a link may lead, on a page below `lessons/`; undefined if there is no such page. */
function placesOf(path: string, lang: Lang, root: string): readonly string[] | undefined {
  const [id = '', page = ''] = path.split('/');
  if (!lessonIds(root).includes(id)) return undefined;
  const lesson = readLesson(id, root);
  if (page === 'practice') return exercisesOf(id, root).map(({ slug }) => slug);
  if (page === 'programs') return lesson.programs.map((file) => `program-${fileId(file)}`);
  const part = partsOf(id, root).find((one) => pathOf(one) === (page === '' ? '' : `${page}/`));
  if (part === undefined) return undefined;
  const nodes = walk(readProse(id, part, lang, root).tree);
  return [...ownPlaces, ...idsOf(id, part, lang, root), ...elementIds(lesson, nodes)];
}

/** Checks that each link from a page to a page of a lesson leads to an existing page, and to an existing place on it. */
export function checkLinks(lesson: Lesson, { part, written, name, nodes }: ProsePage, root: string): Problem[] {
  const base = new URL(`http://course/lessons/${lesson.id}/${pathOf(part)}`);
  return nodes.flatMap((node) => {
    if (node.type !== 'link' || /^[a-z]+:|^\//.test(node.url)) return [];
    const { pathname, hash } = new URL(node.url, base);
    if (!pathname.startsWith('/lessons/')) return [];
    const where = `${name}:${node.position?.start.line ?? 1}`;
    const places = placesOf(pathname.slice('/lessons/'.length), written, root);
    if (places === undefined || !pathname.endsWith('/')) return [new Problem(where, `no page "${node.url}"`)];
    const id = decodeURIComponent(hash.slice(1));
    return id === '' || places.includes(id)
      ? []
      : [new Problem(where, `no place "${id}" on the page of "${node.url}"`)];
  });
}
