import type { APIRoute } from 'astro';
import { answerPng } from '../cards/drawing.ts';
import { drawIcon, type Icon, icons } from '../cards/icon.ts';

export const getStaticPaths = () => Object.entries(icons).map(([size, props]) => ({ params: { size }, props }));

export const GET: APIRoute<Icon> = ({ props }) => answerPng(drawIcon(props));
