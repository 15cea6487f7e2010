// The words of the presenter, in the language of the slides.
import { langOf } from '../../../scripts/course/languages.ts';
import { present as en } from '../../strings/en.ts';
import { present as zh } from '../../strings/zh.ts';

export type PresentWords = typeof en;

/** @param tag the language of the slides, as in `lang` */
export const wordsFor = (tag: string): PresentWords => ({ en, zh })[langOf(tag)];
