// What this site is and where its lessons are as plain Markdown, in the form of llmstxt.org.
import type { APIRoute } from 'astro';
import { languages, names } from '../../scripts/course/languages.ts';
import { chapters } from '../course.ts';
import { pageLink } from '../links.ts';
import { stringsFor } from '../strings.ts';

export const GET: APIRoute = async ({ site }) => {
  const first = stringsFor(languages[0]);
  const lists = languages.map(async (lang) => {
    const t = stringsFor(lang);
    const lines = (await chapters(lang)).map(({ lesson, prose }) => {
      const address = new URL(pageLink(lang, `lessons/${lesson.id}.md`), site).href;
      return `- [${lesson.number}. ${prose.data.title}](${address})${t.colon}${prose.data.summary}`;
    });
    return [`## ${t.lessons} (${names[lang]})`, t.markdown.lead, lines.join('\n')].join('\n\n');
  });
  const text = [`# ${first.course}`, `> ${first.tagline}`, first.homeLead, ...(await Promise.all(lists))];
  return new Response(`${text.join('\n\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
};
