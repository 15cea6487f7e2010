// The built site. Every file whose tests look at it or start the notebook imports this, and waits here until the pages of both
// are built.
import { inject } from 'vitest';
import { askFor } from './on-demand.ts';

/** A built site, served like `npm run preview` does. */
export interface BuiltSite {
  /** The path of the site, for example "/courses/sockets". */
  base: string;
  /** The folder with its files. */
  dist: string;
  /** The server's address, for example "http://127.0.0.1:40123". */
  origin: string;
  /** The ids of the lessons that it has, in order. */
  lessons: string[];
}

/**
 * The site at "/", and a site with two of the lessons at a sub-path. Both are built for https://example.org. The second has
 * the repository https://github.com/ann/sockets, the first has none.
 */
export interface Sites {
  root: BuiltSite;
  below: BuiltSite;
}

export const sites = await askFor<Sites>(inject('sites'));
