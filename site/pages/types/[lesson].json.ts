// The types of the names in a lesson's listings. Loaded when the reader first points at a name.
import type { APIRoute } from 'astro';
import { lessonIds, readLesson } from '../../../scripts/course/lesson.ts';
import { typesOf } from '../../types.ts';

export const getStaticPaths = () => lessonIds().map((lesson) => ({ params: { lesson } }));

export const GET: APIRoute = async ({ params }) => Response.json(await typesOf(readLesson(params.lesson ?? '')));
