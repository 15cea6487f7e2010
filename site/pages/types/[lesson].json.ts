// What the listings of a lesson show of each name; loaded when a reader first points at one.
import type { APIRoute } from 'astro';
import { lessonIds, readLesson } from '../../../scripts/course/lesson.ts';
import { typesOf } from '../../types.ts';

export const getStaticPaths = () => lessonIds().map((lesson) => ({ params: { lesson } }));

export const GET: APIRoute = async ({ params }) => Response.json(await typesOf(readLesson(params.lesson ?? '')));
