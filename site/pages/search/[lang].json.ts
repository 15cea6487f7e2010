// The index that the search of each language loads: search/en.json, search/zh.json
import type { APIRoute } from 'astro';
import { type Lang, languages } from '../../../scripts/course/languages.ts';
import { chapters } from '../../course.ts';
import { searchData } from '../../search/build.ts';

export const getStaticPaths = () => languages.map((lang) => ({ params: { lang } }));

export const GET: APIRoute = async ({ params }) => {
  const lang = params.lang as Lang;
  const course = await chapters(lang);
  return Response.json(
    searchData(
      lang,
      course.map(({ lesson, prose, deeper }) => ({
        lesson,
        prose: {
          body: prose.body ?? '',
          data: prose.data,
          deeper: deeper && { body: deeper.body ?? '', data: deeper.data },
        },
      })),
    ),
  );
};
