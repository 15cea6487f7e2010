// What is known of a lesson's sections besides its page: fetched once, when presenting begins.
import { link } from '../../links.ts';
import type { PresentFacts } from '../../shared/present.ts';

export const noFacts: PresentFacts = { core: [], sections: {} };

/** @param lesson the lesson's folder, as in "03-server-client" */
export async function fetchFacts(lesson: string, lang: string): Promise<PresentFacts> {
  const response = await fetch(link(`present/${lesson}.${lang}.json`));
  return response.ok ? ((await response.json()) as PresentFacts) : noFacts;
}
