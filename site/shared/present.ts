// What the site gives to the presenter for a lesson.

export interface SectionFacts {
  /** Not rounded. */
  minutes: number;
  /** The teacher's notes, as HTML. */
  notes?: string;
}

export interface PresentFacts {
  /** The sections of the short path. Empty: there is none. */
  core: string[];
  /** By the ids of the sections of both pages. */
  sections: Record<string, SectionFacts>;
}
