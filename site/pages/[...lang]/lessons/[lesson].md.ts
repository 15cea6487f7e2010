// A lesson as Markdown, with "Going deeper": lessons/03-server-client.md
import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { exercisesOf, textOf } from '../../../../scripts/course/exercises.ts';
import { pathOf } from '../../../../scripts/course/pages.ts';
import { lessonPaths } from '../../../course.ts';
import { pageLink } from '../../../links.ts';
import { markdownOf } from '../../../markdown-copy.ts';
import { fill } from '../../../shared/fill.ts';
import { stringsFor } from '../../../strings.ts';

export const getStaticPaths = lessonPaths;

type Props = InferGetStaticPropsType<typeof getStaticPaths>;

const listed = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');

export const GET: APIRoute<Props> = ({ props, site }) => {
  const { lang, chapter } = props;
  const { lesson, prose, deeper } = chapter;
  const t = stringsFor(lang);
  const home = `lessons/${lesson.id}/`;
  const addressOf = (path: string) => new URL(pageLink(lang, path), site).href;
  const exercises = exercisesOf(lesson.id).map(
    (exercise) => `[${textOf(exercise, lang).title}](${addressOf(`${home}practice/#${exercise.slug}`)})`,
  );
  const programs = lesson.programs.map((file) => `\`lessons/${lesson.id}/${file}\``);
  const text = [
    `# ${lesson.number}. ${prose.data.title}`,
    prose.data.question,
    fill(t.markdown.copyOf, { address: addressOf(home) }),
    `${t.objectives}${t.colon.trim()}`,
    listed(prose.data.objectives),
    markdownOf(lesson, 'core', lang, addressOf(home)),
    `## ${t.keyPoints}`,
    listed(prose.data.keyPoints),
    ...(deeper
      ? [
          `# ${deeper.data.title}`,
          deeper.data.summary,
          markdownOf(lesson, 'deeper', lang, addressOf(`${home}${pathOf('deeper')}`)),
        ]
      : []),
    ...(exercises.length > 0 ? [`# ${t.practice.all}`, listed(exercises)] : []),
    `# ${t.programs}`,
    `[${t.programsIntro}](${addressOf(`${home}programs/`)})`,
    listed(programs),
  ];
  return new Response(`${text.join('\n\n')}\n`, { headers: { 'content-type': 'text/markdown; charset=utf-8' } });
};
